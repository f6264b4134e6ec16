"""How the invented story happens: on days before today, each act by one of its people, by the portal's services."""

import datetime as dt
import heapq
from collections.abc import Generator, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import User
from core import clock
from core.periods import DAY, MONTH, PartialDate, Period
from core.texts import writer_language
from events.models import Event
from partnerships.agreements.actions import AddAgreement, SignAgreement
from partnerships.confirmations.actions import ConfirmText
from partnerships.confirmations.selectors import find_text
from partnerships.confirmations.text_actions import EditText, RequestConfirmation
from partnerships.contacts.actions import AddContact
from partnerships.contacts.comment_actions import AddComment, AnswerComment
from partnerships.follow_ups.actions import AddFollowUp
from partnerships.hours.common_hours import moment_at
from partnerships.matching.actions import StartProject
from partnerships.milestones.actions import AddMilestone, ReportMilestone
from partnerships.models import (
    Agreement,
    Comment,
    Confirmation,
    Interest,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Project,
    Strand,
    Theme,
)
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import AddResult, MoveProject
from partnerships.projects.start_actions import AddProject

MONTHS = 12


# What each action asks for: who acts (`by`), and what this person may do on that day (`grants`).
type Acting = dict[str, Any]
# When an act happens, and the person by the box of the address.
type Turn = tuple[dt.datetime, str]
# A thread of the story: it yields the turn of its next act, and goes on once it is that moment.
type Thread = Generator[Turn, Acting]


@dataclass(frozen=True, slots=True)
class Story:
    """The invented strand with its people, seen from today. Days count from today, the past below zero."""

    strand: Strand
    today: dt.date
    people: dict[str, User]

    def on(self, day: dt.date | int, who: str, hour: int = 9, minute: int = 0) -> Turn:
        """The turn of a person at an hour of the own place."""
        zone = self.people[who].time_zone
        at = dt.time(hour, minute)
        return dt.datetime.combine(self.date(day), at, ZoneInfo(zone) if zone else clock.STRAND_ZONE), who

    def date(self, day: dt.date | int) -> dt.date:
        """A day that is given as such, or counted from today."""
        return self.day(day) if isinstance(day, int) else day

    def day(self, days: int) -> dt.date:
        """So many days from today; where that is a weekend, the Friday before."""
        day = self.today + dt.timedelta(days)
        return day - dt.timedelta(max(0, day.weekday() - 4))

    @property
    def launch(self) -> dt.date:
        """The Tuesday on which it began: some fifteen weeks ago, so that today lies in the middle of the six months."""
        day = self.today - dt.timedelta(105)
        return day - dt.timedelta((day.weekday() - 1) % 7)

    def after_launch(self, days: int) -> dt.date:
        """So many days after the launch."""
        return self.launch + dt.timedelta(days)

    def pairing(self, code: str) -> Pairing:
        """A pairing of the strand with all that its name needs."""
        return Pairing.objects.with_names().get(strand=self.strand, code=code)

    def partner(self, code: str) -> Participation:
        """A partner of the strand."""
        return Participation.objects.select_related("partner", "strand").get(strand=self.strand, partner__code=code)

    def milestone(self, pairing: str, code: str) -> Milestone:
        """A milestone as it is now."""
        return Milestone.objects.select_related(
            "stage", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        ).get(pairing__strand=self.strand, pairing__code=pairing, code=code)

    def project(self, code: str) -> Project:
        """A project as it is now."""
        return Project.objects.with_names().get(strand=self.strand, code=code)

    def event(self, title_en: str) -> Event:
        """An event as it is now, by its English title; services read the rest when they lock it."""
        return Event.objects.select_related("strand").get(strand=self.strand, title_en=title_en)

    def happen(self, threads: Iterable[Thread]) -> None:
        """Let each act happen at its moment, whichever thread it is of: what is frozen holds what was known by then."""
        waiting = [(next(thread), number, thread) for number, thread in enumerate(threads)]
        heapq.heapify(waiting)
        while waiting:
            (moment, who), number, thread = heapq.heappop(waiting)
            with clock.fixed_at(moment):
                try:
                    turn = thread.send({"by": self.people[who], "grants": read_grants(self.people[who])})
                except StopIteration:
                    continue
            heapq.heappush(waiting, (turn, number, thread))


def days(first: dt.date, last: dt.date | None = None) -> Period:
    """A period whose days are known."""
    return Period(PartialDate(first, DAY), PartialDate(last, DAY) if last else None)


def month(day: dt.date, ahead: int = 0) -> PartialDate:
    """The month so many months after a day's own."""
    at = day.year * MONTHS + day.month - 1 + ahead
    return PartialDate(dt.date(at // MONTHS, at % MONTHS + 1, 1), MONTH)


# The acts that both rich pairings repeat.

# The hour at which what was written during the day is recorded, and the minutes after a call until it is.
EVENING, SOON = 17, 10


@dataclass(frozen=True, slots=True)
class Pair:
    """One pairing of the story; `on` is a day or a number of days from today, `who` the box of a person's address."""

    story: Story
    code: str

    @property
    def row(self) -> Pairing:
        """The pairing as it is now."""
        return self.story.pairing(self.code)

    def text(self, slug: str) -> Any:
        """A text of the pairing as it is now."""
        return find_text(self.row, slug)

    def asked(self, slug: str, side: str) -> Confirmation:
        """The confirmation of the newest edition that one side still owes."""
        rows = Confirmation.objects.waiting().select_related("text__pairing__strand").order_by("-text__edition")
        return rows.filter(text__pairing=self.row, text__slug=slug, side=side)[0]

    def report(self, code: str, *, on: dt.date | int, who: str, actual: Period) -> Thread:
        """A side reports a milestone done."""
        acting = yield self.story.on(on, who)
        row = self.story.milestone(self.code, code)
        ReportMilestone.do(row, **acting, actual=actual, reason="")

    def add_milestone(self, *, on: int, who: str, stage: str, **values: Any) -> Thread:
        """A side adds a milestone of this pairing alone."""
        acting = yield self.story.on(on, who)
        stages = self.story.strand.stages
        AddMilestone.do(self.row, **acting, values={"stage": stages.get(code=stage), **values})

    def edit(self, slug: str, *, on: int, who: str, **changes: str) -> Thread:
        """A side writes a text."""
        acting = yield self.story.on(on, who, 12)
        text = self.text(slug)
        EditText.do(text, **acting, changes=changes)

    def ask(self, slug: str, *, on: dt.date | int, who: str) -> Thread:
        """Ask both sides to confirm a text."""
        acting = yield self.story.on(on, who, 14)
        text = self.text(slug)
        RequestConfirmation.do(text, **acting)

    def confirm(self, slug: str, side: str, *, on: dt.date | int, who: str, reason: str = "") -> Thread:
        """A side confirms the newest edition; with a reason where staff do it for the side."""
        acting = yield self.story.on(on, who, 16, 20)
        row = self.asked(slug, side)
        ConfirmText.do(row, **acting, edition=row.text.edition, reason=reason)

    def promise(self, *, on: int, who: str, side: str, due: int, owner: str, what: tuple[str, str]) -> Thread:
        """A follow-up of one side, in English and Korean."""
        acting = yield self.story.on(on, who, 11)
        values = {
            "what_en": what[0],
            "what_ko": what[1],
            "side": side,
            "due_on": self.story.day(due),
            "owner": self.story.people[owner],
        }
        AddFollowUp.do(self.row, **acting, values=values)

    def contact(
        self,
        kind: str,
        text: str,
        *,
        on: int,
        who: str,
        people: str,
        side: str = "",
        at: tuple[str, str] | None = None,
        minutes: int = 0,
        project: str = "",
        follows: tuple[tuple[str, str, int, str], ...] = (),
    ) -> Thread:
        """What passed between the sides, recorded soon after it; `at` is an hour and its zone.

        `follows` are side, person, day, text.
        """
        day = self.story.date(on)
        values: dict[str, Any] = {
            "kind": kind,
            "side": side,
            "on": day,
            "who": people,
            f"what_{writer_language(text)}": text,
        }
        turn = self.story.on(on, who, EVENING)
        if at:
            moment, _twice = moment_at(day, dt.time.fromisoformat(at[0]), ZoneInfo(at[1]))
            values |= {"starts_at": moment, "minutes": minutes, "time_zone": at[1]}
            turn = moment + dt.timedelta(minutes=minutes + SOON), who
        promises = [
            {
                f"what_{writer_language(what)}": what,
                "side": promising,
                "owner": self.story.people[box] if box else None,
                "due_on": self.story.day(due),
            }
            for promising, box, due, what in follows
        ]
        acting = yield turn
        values["project"] = self.story.project(project) if project else None
        AddContact.do(self.row, **acting, values=values, follow_ups=promises)

    def comment(self, text: str, *, on: int, who: str) -> Thread:
        """A remark on the pairing."""
        acting = yield self.story.on(on, who, EVENING, 30)
        AddComment.do(Comment(pairing=self.row, record=self.row), **acting, text=text)

    def answer(self, text: str, *, on: int, who: str) -> Thread:
        """An answer to the newest comment on the pairing."""
        acting = yield self.story.on(on, who, EVENING, 30)
        AnswerComment.do(Comment.objects.filter(pairing=self.row, answer_to=None).latest("at"), **acting, text=text)

    def begin(
        self,
        topic: str,
        *,
        on: dt.date | int,
        who: str,
        texts: dict[str, str],
        organisations: dict[str, str],
        evidence: str,
        lead: str = "both",
        further: str = "",
    ) -> Thread:
        """A project that somebody found; `organisations` gives each its part."""
        acting = yield self.story.on(on, who, 15)
        known = {row.code: row for row in Organisation.objects.filter(code__in=organisations)}
        values: dict[str, Any] = {
            **texts,
            "topic": Theme.objects.get(strand=self.story.strand, code=topic),
            "lead": lead,
            "organisations": [(known[code], part) for code, part in organisations.items()],
            "further": [self.story.partner(further)] if further else [],
        }
        AddProject.do(self.row, **acting, values=values, evidence=evidence)

    def start(self, topic: str, *, on: int, who: str, need: str, offer: str) -> Thread:
        """A project started from a match of two partners in one topic."""
        acting = yield self.story.on(on, who, 10)
        rows = Interest.objects.filter(participation__strand=self.story.strand, topic__code=topic)
        rows = rows.select_related("topic", "participation__partner")
        StartProject.do(
            self.row,
            **acting,
            need=rows.get(participation__partner__code=need, kind="need"),
            offer=rows.get(participation__partner__code=offer, kind="offer"),
        )

    def move(self, code: str, new: str, *, on: int, who: str, evidence: str = "", reason: str = "") -> Thread:
        """A project reaches another level."""
        acting = yield self.story.on(on, who, 16)
        row = self.story.project(code)
        day = self.story.date(on)
        MoveProject.do(row, **acting, new=new, on=day, evidence=evidence, reason=reason)

    def expect(
        self, code: str, kind: str, unit: str, expected: int, achieved: int = 0, *, on: int, who: str, **more: str
    ) -> Thread:
        """What a project is to bring, and what it has brought by that day."""
        acting = yield self.story.on(on, who, 17)
        values = {
            "kind": kind,
            "unit": unit,
            "expected": Decimal(expected),
            "achieved": Decimal(achieved) if achieved else None,
            "as_of": self.story.date(on) if achieved else None,
            **more,
        }
        AddResult.do(self.story.project(code), **acting, values=values)

    def add_agreement(self, values: dict[str, str], *, on: int, who: str, project: str) -> Thread:
        """A draft of an agreement on a project."""
        acting = yield self.story.on(on, who, 13)
        AddAgreement.do(self.row, **acting, values={**values, "projects": [self.story.project(project)]})

    def agreement(self, title_en: str) -> Agreement:
        """An agreement as it is now, by its English title."""
        rows = Agreement.objects.select_related(
            "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner"
        )
        return rows.get(pairing=self.row, title_en=title_en)

    def sign(self, title_en: str, *, on: int, who: str) -> Thread:
        """An agreement that both sides have confirmed is signed."""
        acting = yield self.story.on(on, who, 12)
        SignAgreement.do(self.agreement(title_en), **acting, signed_on=PartialDate(self.story.day(on)))
