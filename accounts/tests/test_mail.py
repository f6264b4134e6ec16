"""The queue of mails: written once, in the reader's language and time, and what a mail is made of."""

import datetime as dt
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.db import transaction

from accounts.conftest import AT
from accounts.enums import MailKind, MailState
from accounts.mails.services import one_line, without_mails, write_mail
from accounts.models import Mail, User

pytestmark = pytest.mark.django_db


def test_a_mail_goes_out_once_the_act_is_committed_and_its_texts_are_erased(send, marta, mailoutbox):
    assert send(marta) is True
    (mail,) = mailoutbox
    assert mail.to == ["marta@example.org"]
    assert mail.subject == "My account: Bilateral meeting"
    assert mail.alternatives[0].mimetype == "text/html"
    row = Mail.objects.get()
    assert (row.state, row.text, row.html, row.attempts) == (MailState.SENT, "", "", 1)
    assert row.sent_at is not None
    assert row.subject == mail.subject


def test_what_is_rolled_back_sends_nothing(note, marta, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        note(marta)
        transaction.set_rollback(True)
    assert not Mail.objects.exists()
    assert not mailoutbox


def test_the_same_notice_is_queued_once(send, marta, mailoutbox):
    assert [send(marta), send(marta), send(marta, key="note:2")] == [True, False, True]
    assert len(mailoutbox) == 2


@pytest.mark.parametrize(
    ("language", "zone", "word", "time"),
    [
        ("", "Asia/Seoul", "내 계정", "2026. 11. 25.(수) 23:00"),
        ("", "Europe/Madrid", "My account", "25 November 2026 15:00"),
        ("", "", "My account", "25 November 2026 15:00"),
        ("en", "Asia/Seoul", "My account", "25 November 2026 23:00"),
        ("ko", "Europe/Helsinki", "내 계정", "2026. 11. 25.(수) 16:00"),
    ],
)
def test_a_mail_speaks_the_language_and_the_time_of_its_reader(send, mailoutbox, language, zone, word, time):
    send(User.objects.create_user("reader@example.org", language=language, time_zone=zone))
    (mail,) = mailoutbox
    assert mail.subject.startswith(word)
    assert time in mail.body
    assert time in mail.alternatives[0].content


@pytest.mark.security("V1")
def test_a_title_with_line_breaks_makes_no_header(send, marta, mailoutbox):
    send(marta, title="Meeting\r\nBcc: everybody@example.org\n\x00\u2028end")
    (mail,) = mailoutbox
    assert mail.subject == "My account: Meeting Bcc: everybody@example.org end"
    parsed = message_from_bytes(mail.message().as_bytes(), policy=policy.default)
    assert parsed["Bcc"] is None
    assert mail.recipients() == ["marta@example.org"]


def test_a_long_subject_is_cut():
    assert len(one_line("word " * 100)) <= 200
    assert one_line("word " * 100).endswith("word…")


@pytest.mark.security("C13", "V1")
def test_a_tag_in_a_title_stays_text(send, marta, mailoutbox):
    send(marta, title="<script>alert(1)</script> & Søn")
    (mail,) = mailoutbox
    assert "<script>" not in mail.alternatives[0].content
    assert "&lt;script&gt;" in mail.alternatives[0].content
    assert "<script>alert(1)</script> & Søn" in mail.body


def test_the_text_has_no_heaps_of_empty_lines(send, marta, mailoutbox):
    send(marta)
    assert "\n\n\n" not in mailoutbox[0].body


def test_mail_programs_are_told_what_it_is_and_how_to_end_it(send, marta, mailoutbox, client):
    send(marta, kind=MailKind.DIGEST)
    headers = mailoutbox[0].message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = headers["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://127.0.0.1:8000/mail/unsubscribe/")
    assert address in mailoutbox[0].body
    assert client.get(address.removeprefix("http://127.0.0.1:8000")).status_code == 200
    for folding in (policy.default, policy.SMTP):
        sent = mailoutbox[0].message(policy=folding).as_bytes()
        assert f"List-Unsubscribe: <{address}>".encode() in sent.splitlines()


def test_an_invitation_goes_to_an_address_without_account_and_cannot_be_ended(send, mailoutbox):
    assert send(None, kind=MailKind.INVITATION, address="new@example.org", language="ko")
    (mail,) = mailoutbox
    assert mail.to == ["new@example.org"]
    assert mail.subject.startswith("내 계정")
    assert "List-Unsubscribe" not in mail.message()


def test_a_closed_account_gets_nothing(send, marta, mailoutbox):
    marta.is_active = False
    assert send(marta) is False
    assert not Mail.objects.exists()


@pytest.mark.parametrize("group", ["mail_now", "mail_deadlines", "mail_digest", "mail_comments"])
def test_what_a_person_has_switched_off_is_not_queued(send, marta, group):
    setattr(marta, group, "" if group == "mail_comments" else False)
    told = {kind: send(marta, key=kind, kind=kind) for kind in MailKind}
    refused = {
        "mail_now": {
            "confirmation-asked",
            "confirmation-asked-again",
            "objection",
            "reminder",
            "nomination-open",
            "nomination-decided",
            "place-free",
            "practice-asked",
            "programme-changed",
            "update-asked",
            "update-submitted",
            "update-returned",
            "update-accepted",
            "report-issued",
            "report-returned",
            "report-accepted",
            "round-opened",
        },
        "mail_deadlines": {"nomination-deadline", "deadline-near", "deadline-past"},
        "mail_digest": {"digest"},
        "mail_comments": {"comment", "comments-of-day"},
    }[group]
    assert {kind.value for kind, queued in told.items() if not queued} == refused


def test_nothing_is_queued_for_a_story_told_after_the_fact(send, marta):
    with without_mails():
        assert send(marta) is False
    assert send(marta) is True


class Evil:
    """A record whose every text tries to add a button."""

    def __str__(self):
        return "=> evil\n=> evil"

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return self


EVIL, CITED = Evil(), "cited"
DAY = dt.date(2026, 11, 25)
TEXTS = (
    *("pairing", "text", "by", "name", "event", "where", "partner", "inviter", "programme", "strand", "milestone"),
    *("title", "period", "report"),
)
DUE = {"pairing": EVIL, "what": "Milestone", "title": EVIL, "when": DAY, "kind": "c", "url": "/"}
TASK = {"verb": "Confirm", "thing": EVIL, "about": EVIL, "why": EVIL, "url": "/"}
CHANGE = {"kind_text": "Moved", "line": EVIL, "fields": [{"label": "Venue", "before": EVIL, "after": EVIL}]}
FACTS = dict.fromkeys(TEXTS, EVIL) | {
    **dict.fromkeys(("reason", "note", "role", "when"), CITED),
    **dict.fromkeys(("number", "more", "days", "count", "waiting", "edition"), 2),
    "delegation": {"left": 2},
    "link": "/link",
    "until": DAY,
    "expires_on": AT,
    "tasks": [TASK],
    "rows": [(DUE, 2, True)],
    "changes": [CHANGE],
    "missing": [EVIL],
}
MAILS = sorted({path.stem for path in Path("templates/mail").glob("*.txt")} - {"footer", "days_left"})


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("flag", [True, False])
@pytest.mark.parametrize("template", MAILS)
def test_no_text_of_a_record_is_a_line_of_its_own_in_a_mail(template, flag, language):
    facts = FACTS | dict.fromkeys(("again", "is_release", "late", "moved", "decides"), flag)
    facts |= {"due": DUE if template == "deadline" else DAY, "act": "report-issued" if flag else "report-returned"}
    if template == "minutes_objection":
        facts["text"] = CITED
    mail = write_mail(to=None, kind="", template=template, context=facts, language=language)
    _head, *lines = mail.text.splitlines()
    assert [line for line in lines if line.startswith(("evil", "=> "))] == []
    assert "evil<br>=&gt; evil" not in mail.html
