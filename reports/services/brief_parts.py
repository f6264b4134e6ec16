"""What a brief tells of a pairing: what was achieved, what is difficult, what comes next, what is to be decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Text, Written
from core.formats import format_date, format_period, join_names
from core.texts import reader_language, writer_language
from events.columns.event_words import when_words
from events.models import Event
from partnerships.enums import REACHED, MilestoneStatus, ProjectLevel
from partnerships.models import Agreement, Project
from partnerships.services.ordered import codes_in
from partnerships.services.waiting import picked
from reports.rendering.briefs import BriefPart, Entry, spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Milestone, Pairing
    from partnerships.services.journeys import Journey


@dataclass(frozen=True)
class Told:
    """What the parts are read from: a pairing on a day, for a reader."""

    grants: Grants
    journey: Journey
    events: Sequence[Event]

    @property
    def pairing(self) -> Pairing:
        """The pairing itself."""
        return self.journey.pairing

    @property
    def today(self) -> dt.date:
        """The day."""
        return self.journey.today

    @property
    def address(self) -> list[str]:
        """The words of the pairing's address."""
        return [self.pairing.strand.code, self.pairing.code]


def said(record: object, name: str) -> Written:
    """A text of a record, which says so where it is in the other language."""
    return marked(*picked(record, name))


def marked(text: str, language: str) -> Written:
    """A text that says so where it is not in the language of the brief."""
    return text if language == reader_language() else Text(text, language)


def typed(text: str) -> Written:
    """A text in its writer's language."""
    return marked(text, writer_language(text)) if text else ""


def achieved(told: Told) -> BriefPart:
    """Agreements signed, levels reached, milestones done, events held: of each kind the newest first."""
    milestones = [row for row in told.journey.milestones if row.status == MilestoneStatus.DONE]
    done = {row.code for row in milestones}
    entries = spread([_agreements(told), _levels(told), _milestones_done(milestones), _events_held(told, done)])
    return BriefPart(
        name="achieved",
        title=pgettext("brief of a pairing", "What was achieved"),
        nothing=_("Nothing is recorded as done yet."),
        url=told.pairing.get_absolute_url(),
        entries=entries,
        kinds=("agreement", "level", "milestone", "event"),
    )


def _agreements(told: Told) -> list[Entry]:
    rows = Agreement.objects.visible_to(told.grants).filter(pairing=told.pairing).signed()
    found = sorted(rows, key=lambda row: (row.signed_on or dt.date.min, row.pk), reverse=True)
    return [
        Entry(
            said(row, "title"),
            row.get_absolute_url(),
            format_date(row.signed_on_date),
            str(row.get_kind_display()),
            "agreement",
        )
        for row in _with_pairing(found, told)
    ]


def _with_pairing[Row: (Agreement, Project)](rows: Sequence[Row], told: Told) -> Sequence[Row]:
    for row in rows:
        row.pairing = told.pairing
        row.strand = told.pairing.strand
    return rows


def _levels(told: Told) -> list[Entry]:
    rows = Project.objects.visible_to(told.grants).filter(pairing=told.pairing, level__in=REACHED)
    found = sorted(rows, key=lambda row: (-REACHED.index(ProjectLevel(row.level)), -_ordinal(row.level_since), row.pk))
    return [
        Entry(
            said(row, "title"),
            row.get_absolute_url(),
            format_date(row.level_since),
            pgettext("brief of a pairing", "project, %(level)s") % {"level": row.get_level_display()},
            "level",
        )
        for row in _with_pairing(found, told)
    ]


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day else 0


def _milestones_done(milestones: Sequence[Milestone]) -> list[Entry]:
    found = sorted(milestones, key=lambda row: (row.shown_period.last_day or dt.date.min, row.pk), reverse=True)
    return [
        Entry(said(row, "title"), row.get_absolute_url(), format_period(row.shown_period), kind="milestone")
        for row in found
    ]


def _events_held(told: Told, done: set[str]) -> list[Entry]:
    """The newest first; one that completed a milestone is told as that, and a part of a mission by its mission."""
    rows = [row for row in told.events if row.status == "held" and row.part_of_id is None]
    rows = [row for row in rows if not done & set(codes_in(row.milestone_codes))]
    return [
        Entry(said(row, "title"), row.get_absolute_url(), when_words(row), str(row.get_kind_display()), "event")
        for row in reversed(rows)
    ]


def coming(told: Told) -> BriefPart:
    """Open milestones and events to come, in the order of their days; what an event completes is told by the event."""
    goes_on = told.pairing.is_open
    events = [row for row in told.events if goes_on and row.is_open and row.part_of_id is None]
    events = [row for row in events if _last(row) >= told.today]
    by_event = {code for row in events for code in codes_in(row.milestone_codes)}
    milestones = [
        row
        for row in (told.journey.milestones if goes_on else [])
        if row.status == MilestoneStatus.PLANNED and row.code not in by_event and _last(row) >= told.today
    ]
    found: list[Milestone | Event] = [*milestones, *events]
    rows = sorted(
        (row for row in found if row.shown_period),
        key=lambda row: (row.shown_period.first_day or dt.date.max, _last(row), row.title),
    )
    return BriefPart(
        name="next",
        title=pgettext("brief of a pairing", "Next dates"),
        nothing=_("Nothing more is planned."),
        url=told.pairing.get_absolute_url(),
        entries=[
            Entry(said(row, "title"), row.get_absolute_url(), format_period(row.shown_period), _kind_of(row, told))
            for row in rows
        ],
    )


def _last(row: Milestone | Event) -> dt.date:
    return row.shown_period.last_day or dt.date.max


def _kind_of(row: Milestone | Event, told: Told) -> str:
    """An event's kind, or who answers for a milestone."""
    if isinstance(row, Event):
        return str(row.get_kind_display())
    names = [str(partner.name) for side, partner in told.pairing.partners if row.responsible in {side, "both"}]
    return join_names(names)
