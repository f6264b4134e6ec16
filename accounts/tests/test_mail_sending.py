"""Sending: claimed first and never twice, tried again where the mail server refuses, swept where it was forgotten."""

import datetime as dt
import logging
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.enums import MailState
from accounts.mails.sending import WAITS, send_queued
from accounts.mails.services import sweep_mails
from accounts.models import Mail
from accounts.tasks import deliver_mail

pytestmark = pytest.mark.django_db


def test_a_repeated_task_sends_nothing(send, marta, mailoutbox):
    send(marta)
    assert send_queued(Mail.objects.get().pk) is None
    deliver_mail.enqueue(Mail.objects.get().pk)
    assert len(mailoutbox) == 1


def test_a_mail_that_another_worker_has_is_left_alone(note, marta, mailoutbox):
    note(marta)
    row = Mail.objects.get()
    row.state = MailState.SENDING
    row.save()
    assert send_queued(row.pk) is None
    assert not mailoutbox


def test_a_refused_mail_waits_longer_each_time_and_is_given_up_at_last(note, marta, mailoutbox, refusing, caplog):
    note(marta)
    row = Mail.objects.get()
    with refusing():
        for wait in WAITS:
            before = timezone.now()
            again = send_queued(row.pk)
            assert wait <= again - before < wait + dt.timedelta(minutes=1)
            row.refresh_from_db()
            assert (row.state, row.due_at) == (MailState.QUEUED, again)
            assert row.text
        assert send_queued(row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.FAILED, len(WAITS) + 1)
    assert send_queued(row.pk) is None
    assert not mailoutbox
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * len(WAITS) + [logging.ERROR]
    assert "marta" not in caplog.text


@pytest.mark.parametrize(
    ("language", "name", "sender"),
    [
        ("en", "World Cities", "World Cities <portal@portal.example>"),
        ("ko", "World Cities", "세계도시 프로젝트 <portal@portal.example>"),
        ("ko", "Busan Portal", "Busan Portal <portal@portal.example>"),
    ],
)
def test_the_sender_is_called_as_the_language_of_the_mail_has_it(
    note, marta, mailoutbox, settings, language, name, sender
):
    settings.DEFAULT_FROM_EMAIL = f"{name} <portal@portal.example>"
    marta.language = language
    marta.save()
    note(marta)
    send_queued(Mail.objects.get().pk)
    assert str(mailoutbox[0].message()["From"]) == sender


def test_a_refused_mail_goes_out_at_a_later_attempt(note, marta, mailoutbox, refusing):
    note(marta)
    row = Mail.objects.get()
    with refusing():
        send_queued(row.pk)
    assert send_queued(row.pk) is None
    assert len(mailoutbox) == 1


def test_given_up_mails_go_out_once_the_server_is_mended(
    note, marta, mailoutbox, refusing, django_capture_on_commit_callbacks
):
    note(marta)
    note(marta, key="lost")
    row = Mail.objects.get(key="note:1")
    with refusing():
        for _attempt in range(len(WAITS) + 1):
            send_queued(row.pk)
    Mail.objects.filter(key="lost").update(state=MailState.FAILED, attempts=1)
    out = StringIO()
    for count in (1, 0):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("retry_mails", stdout=out)
        assert out.getvalue().strip().endswith(f" {count}")
    assert len(mailoutbox) == 1
    assert Mail.objects.get(key="lost").state == MailState.FAILED


@pytest.mark.parametrize("change", [{"is_active": False}, {"mail_now": False}])
def test_what_is_no_longer_wanted_is_dropped(note, marta, mailoutbox, change):
    note(marta)
    for name, value in change.items():
        setattr(marta, name, value)
    marta.save()
    row = Mail.objects.get()
    assert send_queued(row.pk) is None
    row.refresh_from_db()
    assert (row.state, row.text, row.html) == (MailState.DROPPED, "", "")
    assert not mailoutbox


def test_a_fault_of_ours_is_not_tried_again(note, marta, monkeypatch):
    def fail(*_args):
        raise ValueError("no message")

    note(marta)
    monkeypatch.setattr(django_mail.EmailMultiAlternatives, "send", fail)
    with pytest.raises(ValueError, match="no message"):
        send_queued(Mail.objects.get().pk)
    assert Mail.objects.get().state == MailState.FAILED


def test_the_sweep_sends_what_was_forgotten(note, marta, mailoutbox, django_capture_on_commit_callbacks):
    note(marta, key="old")
    note(marta, key="new")
    old = Mail.objects.get(key="old")
    old.due_at = timezone.now() - dt.timedelta(hours=1)
    old.save()
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep_mails() == 1
    assert len(mailoutbox) == 1
    assert Mail.objects.get(key="new").state == MailState.QUEUED


def test_the_sweep_gives_up_what_a_dead_worker_has_and_erases_old_texts(note, marta, mailoutbox, caplog):
    note(marta)
    row = Mail.objects.get()
    row.state, row.claimed_at = MailState.SENDING, timezone.now() - dt.timedelta(seconds=90)
    row.save()
    sweep_mails()
    row.refresh_from_db()
    assert row.state == MailState.SENDING
    row.claimed_at -= dt.timedelta(seconds=30)
    row.queued_at -= dt.timedelta(days=15)
    row.save()
    sweep_mails()
    row.refresh_from_db()
    assert (row.state, row.text, row.html) == (MailState.LOST, "", "")
    assert not mailoutbox
    assert "whether it went out is not known" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_the_queue_in_the_database_carries_a_mail_to_a_worker(note, marta, mailoutbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    note(marta)
    assert not mailoutbox
    assert Mail.objects.get().state == MailState.QUEUED
    call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False, reload=False)
    assert Mail.objects.get().state == MailState.SENT
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_a_refused_mail_gets_a_later_task(note, marta, refusing, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    note(marta)
    with refusing():
        call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False, reload=False)
    later = DBTaskResult.objects.get(status="READY")
    assert later.run_after == Mail.objects.get().due_at


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_mail_once(note, marta, monkeypatch):
    sent = []

    def slow(message, *_args, **_kwargs):
        sent.append(message.to)
        return 1

    def work(key):
        try:
            send_queued(key)
        finally:
            connection.close()

    monkeypatch.setattr(django_mail.EmailMultiAlternatives, "send", slow)
    monkeypatch.setattr("accounts.mails.services._enqueue", lambda _mail: None)
    for number in range(20):
        note(marta, key=f"note:{number}")
    keys = list(Mail.objects.values_list("pk", flat=True))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, keys * 4))
    assert len(sent) == 20
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.SENT}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_acts_at_once_queue_a_notice_once(note, marta, monkeypatch):
    monkeypatch.setattr("accounts.mails.services._enqueue", lambda _mail: None)

    def act(_number):
        try:
            return note(marta)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(act, range(16)))
    assert told.count(True) == 1
    assert Mail.objects.count() == 1
