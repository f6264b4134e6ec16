"""The page on which administrators see how the portal runs, and what they start there."""

import datetime as dt

import pytest
from django.conf import settings as project
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import MailKind
from accounts.mails.sending import WAITS
from accounts.models import Mail
from core.models import AuditEntry, TimerRun
from partnerships.tests.factories import PASSWORD, UserFactory
from partnerships.tests.pages import fields, text_of
from reports.tests.factories import ExportFactory
from worldcities import tasks
from worldcities.operation import SHOWN

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return UserFactory(email="ada@example.org", is_superuser=True, is_staff=True, language="en")


@pytest.fixture
def client(administrator):
    client = Client()
    assert client.login(email=administrator.email, password=PASSWORD)
    return client


def queued(key, **facts):
    mail = Mail(
        key=key,
        address=f"{key}@example.org",
        kind=MailKind.values[0],
        subject=f"About {key}",
        **{"text": "Dear", **facts},
    )
    mail.save()
    return mail


def press(client, name, *words):
    """The page that follows the button of an act's own page."""
    address = reverse(name, args=words)
    return client.post(address, fields(client.get(address)), follow=True)


def logged():
    return [(entry.action, entry.actor_id) for entry in AuditEntry.objects.order_by("pk")]


def test_the_page_tells_how_the_portal_runs(client):
    queued("waits")
    queued("refused", state="failed", attempts=len(WAITS) + 1)
    queued("erased", state="failed", text="")
    queued("gone", state="sent", text="", sent_at=timezone.now())
    ExportFactory(state="failed", fault="The disk was full.")
    tasks.note_run("hourly")
    TimerRun(name="backup", at=timezone.now() - dt.timedelta(days=3)).save()
    page = text_of(client.get(reverse("operation")))
    for words in (
        "About waits",
        "About refused",
        "The disk was full.",
        project.VERSION,
        "Send all refused mails again",
    ):
        assert words in page
    assert "About erased" not in page
    assert "About gone" not in page
    assert page.count(" late ") == 2  # daily and backup; the page's own sentence has another
    # A backup goes nowhere by hand as long as no folder is set.
    assert page.count("Run now") == 2
    assert reverse("operation-timer-run", args=["backup"]) not in client.get(reverse("operation")).text


def test_it_asks_as_many_queries_for_many_rows_as_for_one(client, django_assert_max_num_queries):
    def fill(name):
        queued(name, state="failed")
        ExportFactory(state="failed", key=name)

    fill("first")
    client.get(reverse("operation"))
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("operation"))
    for number in range(15):
        fill(f"more-{number}")
    with django_assert_max_num_queries(len(one)):
        assert text_of(client.get(reverse("operation"))).count("About more") == 30


def test_a_refused_mail_behind_those_that_are_shown_is_sent_again_too(client):
    for number in range(SHOWN):
        queued(f"waits-{number}")
    queued("refused", state="failed")
    page = text_of(client.get(reverse("operation")))
    assert "About refused" not in page
    assert "Send all refused mails again" in page


def test_a_mail_and_all_refused_mails_are_sent_again_and_logged(
    client, administrator, django_capture_on_commit_callbacks
):
    unsure, refused = queued("unsure", state="unsure"), queued("refused", state="failed", attempts=len(WAITS) + 1)
    queued("other", state="failed", attempts=len(WAITS) + 1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = press(client, "operation-mail-again", unsure.pk)
    assert "The mail to unsure@example.org is sent again." in text_of(answer)
    with django_capture_on_commit_callbacks(execute=True):
        answer = press(client, "operation-mails-again")
    assert "2 mails are sent again." in text_of(answer)
    assert sorted(one.to[0] for one in outbox.outbox) == [
        "other@example.org",
        "refused@example.org",
        "unsure@example.org",
    ]
    refused.refresh_from_db()
    assert refused.state == "sent"
    assert logged()[-2:] == [("mail-sent-again", administrator.pk), ("mails-sent-again", administrator.pk)]
    # Nothing is left: nothing is sent, and nothing logged.
    answer = press(client, "operation-mails-again")
    assert "No refused mail can be sent again." in text_of(answer)
    assert len(logged()) == len([one for one in logged() if one[0] != "mails-sent-again"]) + 1


def test_a_failed_file_is_made_again_once(client, administrator):
    export = ExportFactory(state="failed", fault="The disk was full.", attempts=2)
    press(client, "operation-export-again", export.key)
    export.refresh_from_db()
    assert (export.state, export.fault, export.attempts) == ("waiting", "", 0)
    assert logged()[-1] == ("export-again", administrator.pk)
    answer = press(client, "operation-export-again", export.key)
    assert "This file has not failed, or was asked for again since." in text_of(answer)
    assert [action for action, _by in logged()].count("export-again") == 1


def test_what_its_owner_has_asked_for_again_is_not_made_twice(client):
    failed = ExportFactory(state="failed")
    waiting = ExportFactory(state="waiting", owner=failed.owner, digest=failed.digest, key="newer")
    press(client, "operation-export-again", failed.key)
    failed.refresh_from_db()
    waiting.refresh_from_db()
    assert (failed.state, waiting.state) == ("failed", "waiting")


def test_a_timer_is_run_and_logged(client, administrator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        press(client, "operation-timer-run", "hourly")
    assert TimerRun.objects.filter(name="hourly").exists()
    entry = AuditEntry.objects.get(action="timer-started")
    assert (entry.actor_id, entry.parameters) == (administrator.pk, {"timer": "hourly"})


def test_there_is_no_other_timer_and_no_backup_without_a_folder(client, settings, tmp_path):
    for name in ("backup", "weekly"):
        assert client.get(reverse("operation-timer-run", args=[name])).status_code == 404
    settings.BACKUP_FOLDER = str(tmp_path)
    assert client.get(reverse("operation-timer-run", args=["backup"])).status_code == 200


@pytest.mark.security("V14")
@pytest.mark.django_db(transaction=True)
def test_a_backup_is_made_by_hand(client, settings, tmp_path):
    settings.BACKUP_FOLDER = str(tmp_path)
    press(client, "operation-timer-run", "backup")
    assert [file.suffix for file in tmp_path.iterdir()] == [".tar"]
    assert TimerRun.objects.filter(name="backup").exists()
