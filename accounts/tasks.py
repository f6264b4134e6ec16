"""What a worker (`manage.py db_worker`) does for this app."""

from django.tasks import TaskContext, task

from accounts.mails.sending import note_lost, send_queued


@task(takes_context=True)
def deliver_mail(context: TaskContext, mail_id: int) -> None:
    """Send one queued mail; one that the mail server refused gets a later task of its own."""
    if context.attempt > 1:
        # An earlier worker took this task and did not end it.
        note_lost(mail_id)
    again_at = send_queued(mail_id)
    if again_at and deliver_mail.get_backend().supports_defer:
        deliver_mail.using(run_after=again_at).enqueue(mail_id)
