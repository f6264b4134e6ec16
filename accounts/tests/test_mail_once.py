"""A mail goes out once: what the mail server may have, or a dead worker may have sent, waits for a person."""

import datetime as dt
import email
import re
import socketserver
import threading
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from accounts.mails import sending
from accounts.mails.services import send_again
from accounts.models import Mail, User
from core.errors import AlreadyDone, NotAllowed
from core.tests.arranged import logged

pytestmark = pytest.mark.django_db
QUEUE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# What it says to the whole mail: nothing for as long as the block lasts, or nothing and it hangs up.
LATE, HANGS_UP = "late", "hangs up"


class _Talk(socketserver.StreamRequestHandler):
    def handle(self):
        server = self.server
        self.say("220 mail.example")
        for line in self.rfile:
            word = line.split()[0].upper().decode()
            if word == "DATA":
                self.say("354 go on")
                mail = b""
                for part in iter(self.rfile.readline, b".\r\n"):
                    mail += part
                server.taken.append(mail.decode())
                if server.answer == HANGS_UP:
                    return
                if server.answer == LATE:
                    server.ended.wait(10)
                    return
                self.say(server.answer)
            elif word == "RCPT":
                self.say(server.recipient)
            elif word == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say("250 mail.example")

    def say(self, words):
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def mail_server(answer="250 taken", recipient="250 known"):
    """The server on a port of its own (`server_address`); `taken` are the mails that it was given."""
    with _Server(("127.0.0.1", 0), _Talk) as server:
        server.answer, server.recipient, server.taken, server.ended = answer, recipient, [], threading.Event()
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


@pytest.fixture
def speaking_to(settings, monkeypatch):
    """Mails go to this server, as in production, and its answer is waited for a moment."""
    monkeypatch.setattr(sending.PortalMail, "patience", 0.2, raising=False)

    def speak(server):
        host, port = server.server_address
        options = {"host": host, "port": port, "timeout": 0.2}
        settings.MAILERS = {"default": {"BACKEND": "accounts.mails.sending.EmailBackend", "OPTIONS": options}}

    return speak


@pytest.fixture
def administrator(client):
    person = User.objects.create_superuser("admin@example.org", "lantern-harbour-42", given_name="Ada")
    client.force_login(person)
    return person


def work():
    """A worker does all that is to be done, now and later."""
    for row in DBTaskResult.objects.filter(status="READY"):
        row.run_after = timezone.now()
        row.save()
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False, reload=False)


def mails_page(client, language="en"):
    page = client.get(reverse("admin:accounts_mail_changelist"), headers={"accept-language": language})
    return page.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("answer", [LATE, HANGS_UP, "??? no number"])
def test_a_server_that_takes_a_mail_and_does_not_answer_gets_it_once(
    note, marta, settings, speaking_to, administrator, client, answer, monkeypatch
):
    settings.TASKS = QUEUE
    with mail_server(answer) as server:
        speaking_to(server)
        note(marta)
        for _attempt in range(7):
            work()
        assert len(server.taken) == 1
    assert "Perhaps sent" in mails_page(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("says", [{"answer": "451 later"}, {"recipient": "450 greylisted"}])
def test_a_mail_that_the_server_refused_is_tried_again_and_keeps_its_message_id(
    note, marta, settings, speaking_to, says
):
    settings.TASKS, settings.BASE_URL = QUEUE, "https://portal.example:8443"
    note(marta)
    taken = []
    for server_says in (says, {}):
        with mail_server(**server_says) as server:
            speaking_to(server)
            work()
            taken += server.taken
    assert Mail.objects.get().state == "sent"
    ids = {email.message_from_string(mail)["Message-ID"] for mail in taken}
    assert len(ids) == 1
    assert re.fullmatch(r"<[^<>@\s]+@portal\.example>", ids.pop())


def left(mail, seconds):
    """As a worker leaves it that was killed while it spoke to the mail server."""
    mail.state, mail.attempts, mail.claimed_at = "sending", 1, timezone.now() - dt.timedelta(seconds=seconds)
    mail.save()
    return mail


def test_a_mail_whose_worker_died_is_shown_as_perhaps_not_sent_within_two_minutes(note, marta, administrator, client):
    note(marta)
    mail = left(Mail.objects.get(), 30)
    again = f'href="{reverse("operation-mail-again", args=[mail.pk])}"'
    assert "Being sent" in mails_page(client)
    assert again not in mails_page(client)
    left(mail, 119)
    for language, words in (("en", "Perhaps not sent"), ("ko", "발송되지 않았을 수 있음")):
        with translation.override(language):
            administrator.language = language
            administrator.save()
            page = mails_page(client, language)
        assert words in page
        assert again in page


@pytest.mark.django_db(transaction=True)
def test_another_worker_says_so_and_sends_nothing(note, marta, settings, mailoutbox):
    settings.TASKS = QUEUE
    note(marta)
    left(Mail.objects.get(), 61)
    task = DBTaskResult.objects.get()
    task.claim("killed")
    task.started_at -= dt.timedelta(seconds=61)
    task.save()
    work()
    assert not mailoutbox
    assert Mail.objects.get().get_state_display() == "Perhaps not sent"


def test_it_is_sent_again_once_and_the_log_says_by_whom(
    note, marta, administrator, mailoutbox, django_capture_on_commit_callbacks
):
    note(marta)
    mail = left(Mail.objects.get(), 119)
    with pytest.raises(NotAllowed):
        send_again(by=marta, mail=mail)
    with django_capture_on_commit_callbacks(execute=True):
        send_again(by=administrator, mail=mail)
    with pytest.raises(AlreadyDone):
        send_again(by=administrator, mail=Mail.objects.get())
    assert len(mailoutbox) == 1
    entry = logged().get()
    assert (entry.actor, entry.object_id, marta.email in entry.object_label) == (administrator, mail.pk, False)
    assert "Objection" in entry.sentence


def test_what_a_slow_worker_says_in_the_end_is_believed_unless_another_has_begun(note, marta, monkeypatch):
    def meanwhile(**changed):
        note(marta, key=f"note:{changed}")
        row = Mail.objects.get(key=f"note:{changed}")

        def slow(_message, *_args, **_kwargs):
            seen = Mail.objects.get(pk=row.pk)
            for name, value in changed.items():
                setattr(seen, name, value)
            seen.save()
            return 1

        monkeypatch.setattr(sending.PortalMail, "send", slow)
        sending.send_queued(row.pk)
        row.refresh_from_db()
        return row.state

    assert meanwhile(state="lost") == "sent"
    assert meanwhile(state="sending", claimed_at=timezone.now() + dt.timedelta(seconds=1)) == "sending"
