"""What a worker (`manage.py db_worker`) does for this app."""

from __future__ import annotations

from django.tasks import task

from accounts.services.sending import send_queued


@task
def deliver_mail(mail_id: int) -> None:
    """Send one queued mail; one that the mail server refused gets a later task of its own."""
    again_at = send_queued(mail_id)
    if again_at and deliver_mail.get_backend().supports_defer:
        deliver_mail.using(run_after=again_at).enqueue(mail_id)
