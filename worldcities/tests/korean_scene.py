"""The demonstration's story as Korean readers are told it: every mail that it queues, and the answer of any address."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.http import HttpResponseBase
from django.test import Client

from accounts.enums import AccountChange, CommentMails, MailKind
from accounts.mails import services as mail
from accounts.models import Mail
from accounts.sign_in.forms import write_reset_mails
from accounts.users import ask_for_erasure, mail_account_changed
from core import clock
from core.pdf import rendering
from events.delegates.actions import MakeLink
from events.delegations.selectors import places_of
from events.delegations.services import ask_to_nominate, place_free
from events.enums import OPEN_EVENT
from events.models import Delegate, Event
from events.visits.minutes_actions import AddObjection
from partnerships.contacts.actions import AddComment, AnswerComment
from partnerships.contacts.services import send_days_comments
from partnerships.matching.actions import AskPractice
from partnerships.models import Comment, GoodPractice, Invitation, Membership, Pairing, Strand, Theme
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.programmes.services import round_opened
from partnerships.tasks.services import read_reminded, remind_of_deadlines, send_digests, send_reminders
from reports.models import ProgressReport, ReportingPeriod
from reports.progress import services as report_notices
from reports.progress.services import keep_missing_files, unfinished_reports
from reports.updates.actions import RemindUpdates
from reports.updates.selectors import rows_to_remind
from worldcities.demo import preparing
from worldcities.demo.preparing import CODE
from worldcities.demo.story import by_box
from worldcities.tests.file_texts import typeset_as_data
from worldcities.tests.seed import address_kwargs

# Days from today on which the clock's mails are written: before, at and after the deadlines of the story.
CLOCK_DAYS = (-30, -10, 0, 10, 20, 30, 40, 60)


@dataclass
class KoreanScene:
    """The people of the story by their box, the words of addresses, and each mail as (kind, template, what is said)."""

    people: dict[str, Any]
    words: dict[str, Any]
    mails: list[tuple[str, str, Mail]]
    _clients: dict[str, Client] = field(default_factory=dict)

    def get(self, box: str, path: str) -> HttpResponseBase:
        """What an address answers to a person who reads Korean."""
        if box not in self._clients:
            self._clients[box] = Client()
            self._clients[box].force_login(self.people[box], settings.AUTHENTICATION_BACKENDS[0])
            self._clients[box].cookies[settings.LANGUAGE_COOKIE_NAME] = "ko"
        return self._clients[box].get(path, headers={"accept-language": "ko"})


def make_files() -> None:
    """What a worker makes of the story's issued reports once it is told."""
    for report in unfinished_reports():
        keep_missing_files(report)


@contextmanager
def korean_scene(patch: pytest.MonkeyPatch) -> Iterator[KoreanScene]:
    """Tell the story with its mails, everybody reading Korean, and PDFs as the data they would be set from."""
    mails: list[tuple[str, str, Mail]] = []
    write = mail.write_mail

    def noted(**order: Any) -> Mail:
        written = write(**order)
        mails.append((str(order["kind"]), order["template"], written))
        return written

    patch.setattr(mail, "write_mail", noted)
    patch.setattr(get_user_model(), "mail_language", "ko")
    patch.setattr(preparing, "without_mails", nullcontext)
    patch.setattr(rendering, "typeset", typeset_as_data)
    patch.setattr(rendering, "typeset_apart", typeset_as_data)
    preparing.prepare()
    make_files()
    people = by_box()
    get_user_model().objects.update(language="ko")
    strand = Strand.objects.get(code=CODE)
    pairing = Pairing.objects.for_page().get(strand=strand, code="busan-barcelona")
    theme = Theme.objects.filter(strand=strand, parent=None).order_by("position")[0]
    words = address_kwargs(pairing, "bilateral-meeting", theme.code, token="an-open-invitation")
    _by_the_clock()
    _by_hand(strand, pairing, people, words)
    yield KoreanScene(people, words, mails)


def _by_the_clock() -> None:
    """The mails that nobody sends: of deadlines, and the summary of a Monday at noon of Brussels."""
    now = clock.now()
    for days in CLOCK_DAYS:
        with clock.fixed_at(now + dt.timedelta(days)):
            remind_of_deadlines()
    monday = (now + dt.timedelta(-now.weekday() % 7)).replace(hour=11)
    with clock.fixed_at(monday):
        send_digests()


def _by_hand(strand: Strand, pairing: Pairing, people: dict[str, Any], words: dict[str, Any]) -> None:
    """The mails that the story has no occasion for, each by the service that sends it."""
    write_reset_mails.enqueue([people["busan"].pk])
    ask_for_erasure(by=people["observer"])
    for change in AccountChange:
        role = "실무 담당자, 부산" if "role" in change else ""
        until = dt.date(2026, 12, 31) if change == AccountChange.ROLE_ENDED else None
        mail_account_changed(people["busan"], change, by=people["staff"], role=role, until=until)
    staff = {"by": people["staff"], "grants": read_grants(people["staff"])}
    for role, participation in (("observer", None), ("coordinator", pairing.counterpart)):
        row = Invitation(email=f"new-{role}@example.org", role=role, participation=participation, language="ko")
        invite(**staff, strand=strand, rows=[row])
    send_reminders(
        **staff, strand=strand, choices=[owed.choice for owed in read_reminded(strand=strand, by=people["staff"])]
    )
    round_opened(membership=Membership.objects.filter(participation__strand=strand).order_by("pk")[0])
    period = ReportingPeriod.objects.filter(strand=strand).in_order().last()
    with clock.fixed_at(dt.datetime.combine(period.ends_on + dt.timedelta(1), dt.time(9), dt.UTC)):
        remind_of_deadlines()
    report = ProgressReport.objects.with_names().filter(strand=strand).order_by("pk")[0]
    report_notices.report_returned(report=report, by=people["authority"], reason="표가 하나 빠졌습니다.")
    day = period.due_on - dt.timedelta(3)
    with clock.fixed_at(dt.datetime.combine(day, dt.time(9), dt.UTC)):
        chosen = [str(row.participation.pk) for row in rows_to_remind(**staff, period=period)]
        RemindUpdates.do(period, **staff, chosen=chosen)
    event = Event.objects.with_names().get(strand=strand, code=words["event"])
    ahead = Delegate.objects.active().filter(delegation__event__strand=strand, delegation__event__status__in=OPEN_EVENT)
    delegate = ahead.order_by("pk")[0]
    delegate.email = "delegate@example.org"
    delegate.save(by=None)
    MakeLink.do(delegate, **staff, version=delegate.version, language="ko")
    delegation = places_of(event)[pairing.counterpart]
    for waiting in (2, 1):
        delegation.waiting = waiting
        place_free(delegation=delegation, by=people["staff"])
    delegation.quota, delegation.taken = 4, 1
    until = clock.today() + dt.timedelta(5)
    ask_to_nominate(MailKind.NOMINATION_DEADLINE, delegations=[delegation], until=until)
    minutes = event.minutes.get(pairing=pairing)
    busan = {"by": people["busan"], "grants": read_grants(people["busan"])}
    AddObjection.do(minutes, **busan, version=minutes.version, text="항목이 하나 빠졌습니다.")
    practice = GoodPractice.objects.released().with_names().get()
    AskPractice.do(practice, by=people["eindhoven"], grants=read_grants(people["eindhoven"]))
    _comments(pairing, people)


def _comments(pairing: Pairing, people: dict[str, Any]) -> None:
    """Mails for each reason: named, for who only reads as well, answered, on the other side; and the mail of a day."""
    acting = {box: {"by": people[box], "grants": read_grants(people[box])} for box in ("staff", "barcelona", "busan")}
    named = f"확인 바랍니다. @{people['authority']}, @{people['busan']}"
    row = Comment(pairing=pairing, record=pairing)
    head = AddComment.do(row, **acting["staff"], text=named)
    AnswerComment.do(head, **acting["barcelona"], text="확인했습니다.")
    people["busan"].mail_comments = CommentMails.DAILY
    people["busan"].save()
    AnswerComment.do(head, **acting["barcelona"], text="한 가지 더 있습니다.")
    tomorrow = clock.now().astimezone(people["busan"].zone) + dt.timedelta(1)
    with clock.fixed_at(tomorrow.replace(hour=12)):
        send_days_comments()
