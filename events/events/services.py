"""Events and missions: adding one, and editing what it says, where it is and whom it serves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act
from core.periods import DAY, YEAR, PartialDate, Period, Shift, moved
from events.audit_actions import EVENT_ADDED, EVENT_COPIED, EVENT_EDITED
from events.enums import EventKind, EventStatus
from events.events.head_counts import notify_of_event
from events.events.lists import LISTS, check_lists, check_milestones, codes_text, members_of, write_lists
from events.events.selectors import above, check_works, workable_among
from events.events.signs import lock_event
from events.models import AgendaItem, AgendaOrganisation, Event, Quota
from events.rules import may_add_event, may_edit_event
from partnerships.codes import codes_in, free_code, replace_rows
from partnerships.milestones.models import check_period
from partnerships.models import Strand
from partnerships.pairings.services import check_of_strand
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

LONGEST_TITLE, LONGEST_VENUE, LONGEST_LINK, LONGEST_TEXT = 200, 300, 500, 5000
MOST_DAYS = 366  # days that an event can be planned to last
_LENGTHS = {
    "title_en": LONGEST_TITLE,
    "title_ko": LONGEST_TITLE,
    "objectives_en": LONGEST_TEXT,
    "objectives_ko": LONGEST_TEXT,
    "venue": LONGEST_VENUE,
    "meeting_url": LONGEST_LINK,
    "note": LONGEST_TEXT,
}
FIELDS = frozenset({*_LENGTHS, "kind", "part_of", "all_pairings", "planned_days", "source"})


@one_act()
def add_event(*, by: User, grants: Grants, strand: Strand, values: dict[str, Any]) -> Event:
    """Add an event or a mission to a strand; its first plan is the forecast it begins with.

    `values` are fields of FIELDS with `forecast` (a Period, known by day, month or year), `cities`, `hosts`,
    `pairings`, `organisations` (lists in order) and `milestones` (codes). Its code is free in the strand.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    values, lists = _apart(values)
    forecast, codes = values.pop("forecast", Period()), values.pop("milestones", ())
    # One at a time in a strand, so that each gets a code of its own.
    strand = Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=strand.pk)
    if not may_add_event(grants, strand):
        raise NotAllowed
    event = Event(strand=strand, status=EventStatus.PLANNED)
    _fill(event, values)
    check_lists(grants=grants, event=event, lists=lists)
    check_milestones(event=event, codes=codes, pairings=lists.get("pairings", ()))
    check_period(forecast, field="forecast")
    _check_mission(event=event, mission=event.part_of)
    event.baseline = event.forecast = forecast
    save_new(by=by, event=event, lists=lists, codes=codes)
    check_works(event)
    notify_of_event(EVENT_ADDED, event, by, new=forecast.iso())
    return event


def save_new(*, by: User, event: Event, lists: dict[str, list[Any]], codes: Sequence[str]) -> None:
    """Save a checked new event with its lists, under a code that is free in its strand, which the caller has locked."""
    taken = Event.objects.filter(strand=event.strand_id).values_list("code", flat=True)
    event.code = free_code(proposal=event.title_en, kind="event", taken=taken)
    event.milestone_codes = ";".join(codes)
    for name, members in lists.items():
        setattr(event, LISTS[name][0], codes_text(name, members))
    event.save(by=by)
    write_lists(event=event, lists=lists)


@one_act()
def edit_event(*, by: User, grants: Grants, event: Event, version: int, changes: dict[str, Any]) -> Event:
    """Change what an event says, where it is, who hosts it, whom it serves; dates and states have acts of their own.

    `changes` are as the values of `add_event`, without `forecast`. Raises StaleRecord, NotAllowed, DomainError;
    AlreadyDone where nothing differs.
    """
    row = lock_event(event, version=version)
    if not may_edit_event(grants, row):
        raise NotAllowed
    check_works(row)
    values, lists = _apart(changes)
    codes: Sequence[str] | None = values.pop("milestones", None)
    changed = what_differs(row, values)
    _fill(row, changed)
    before = members_of(row)
    after = before | lists
    differing = {name: lists[name] for name in lists if lists[name] != before[name]}
    if differing or {"all_pairings", "kind"} & changed.keys():
        check_lists(grants=grants, event=row, lists=after)
    names = [*changed, *(LISTS[name][0] for name in differing)]
    if codes is not None and ";".join(codes) != row.milestone_codes:
        names.append("milestone_codes")
        row.milestone_codes = ";".join(codes)
    if {"milestone_codes", "pairing_codes", "all_pairings"} & set(names):
        check_milestones(event=row, codes=codes_in(row.milestone_codes), pairings=after["pairings"])
    if {"part_of", "kind"} & changed.keys():
        _check_mission(event=row, mission=row.part_of)
    if not names:
        raise AlreadyDone(_("Nothing was changed."))
    for name, members in differing.items():
        setattr(row, LISTS[name][0], codes_text(name, members))
    row.save(by=by)
    write_lists(event=row, lists=differing)
    notify_of_event(EVENT_EDITED, row, by, fields=", ".join(sorted(names)))
    return row


def _check_mission(*, event: Event, mission: Event | None) -> None:
    """Refuse a mission of another strand, one that is no mission or cancelled, and any that lies in the event itself.

    An event that holds parts stays a mission. Raises DomainError on `part_of`, or on `kind`.
    """
    if event.pk and event.kind != EventKind.MISSION and event.parts.exists():
        raise DomainError(_("It holds parts, so it stays a mission. Take the parts out first."), field="kind")
    if mission is None:
        return
    check_of_strand(strand_id=event.strand_id, records=[("part_of", mission)])
    if mission.kind != EventKind.MISSION:
        raise DomainError(_("“%(event)s” is no mission and holds no parts.") % {"event": mission}, field="part_of")
    if event.pk and event.pk in {mission.pk, *(one.pk for one in above(mission))}:
        raise DomainError(_("An event cannot be part of itself, nor of what lies in it."), field="part_of")
    if mission.status == EventStatus.CANCELLED:
        raise DomainError(_("“%(event)s” is cancelled. Reopen it first.") % {"event": mission}, field="part_of")


def _apart(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """The fields, and the ordered lists among them."""
    lists = {name: list(values[name]) for name in LISTS if name in values}
    return {name: value for name, value in values.items() if name not in LISTS}, lists


def _fill(row: Event, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    check_either_language(row, "title")
    for name, most in _LENGTHS.items():
        check_length(name, getattr(row, name), most)
    check_sources(row.source)
    if row.kind not in EventKind.values:
        raise DomainError(_("Choose what kind of event it is."), field="kind")
    if row.planned_days is not None and not 0 < row.planned_days <= MOST_DAYS:
        raise DomainError(_("Give between 1 and %(most)s days.") % {"most": MOST_DAYS}, field="planned_days")
    if row.meeting_url:
        try:
            URLValidator(schemes=["http", "https"])(row.meeting_url)
        except ValidationError as refused:
            raise DomainError(_("Write a web address that begins with https://."), field="meeting_url") from refused


# Copying an event or a mission as a template: what it is and holds, its days shifted, nothing that happened.

_TAKEN = (
    "kind",
    "title_en",
    "title_ko",
    "objectives_en",
    "objectives_ko",
    "all_pairings",
    "milestone_codes",
    "planned_days",
    "venue",
)
_OF_QUOTAS = ("side", "participation", "places", "reason")
_OF_ITEMS = (
    "position",
    "starts_at",
    "ends_at",
    "kind",
    "title_en",
    "title_ko",
    "city",
    "place",
    "topic",
    "organisation_codes",
    "host",
    "languages",
    "interpretation",
    "capacity",
)


@dataclass(frozen=True, slots=True)
class _Copying:
    """Who copies into which strand, the day on which the copy begins, and how far all days move (None: not known)."""

    by: User
    grants: Grants
    strand: Strand
    start: PartialDate
    shift: Shift | None

    def planned(self, period: Period) -> Period:
        """A period as the copy plans it: moved, and nowhere more exact than the day that the copy begins on."""
        if self.shift is None:
            return Period(self.start)
        after = moved(period, by=self.shift)
        first, last = self._as_exact(after.start), self._as_exact(after.end)
        return Period(first, None if last == first else last)

    def deadline(self, day: dt.date | None) -> dt.date | None:
        """The nomination deadline as far before; none where the copy's own day is not known, or where it is past."""
        if day is None or self.shift is None or self.start.precision != DAY:
            return None
        after = moved(Period(PartialDate(day)), by=self.shift).start
        return after.day if after is not None and after.day >= clock.today() else None

    def _as_exact(self, edge: PartialDate | None) -> PartialDate | None:
        if edge is None or self.start.precision == DAY or edge.precision == YEAR:
            return edge
        day = edge.day.replace(day=1, month=1) if self.start.precision == YEAR else edge.day.replace(day=1)
        return PartialDate(day, self.start.precision)


@one_act()
def copy_event(
    *,
    by: User,
    grants: Grants,
    event: Event,
    start: PartialDate,
    parts: Collection[int] | None = None,
    titles: tuple[str, str] | None = None,
) -> Event:
    """Copy an event, planned to begin on `start`, with its parts (all, or those named by key), agendas and quotas.

    All days move as far as the first one does: by the same days, or by whole months where either is known by month
    only; where `start` is a month or a year, no day of the copy is more exact. Delegations, answers of hosts, contacts,
    what happened, head counts and sources are not taken along, nor pairings that are over. `titles` are the copy's own
    in English and Korean. Raises NotAllowed, DomainError.
    """
    strand = Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=event.strand_id)
    row: Event = Event.objects.with_names().get(pk=event.pk)
    if not may_edit_event(grants, row):
        raise NotAllowed
    check_works(row)
    check_period(Period(start), field="start")
    if start.last_day < clock.today():
        raise DomainError(_("A copy is planned: choose a day that is not past."), field="start")
    shift = Shift.between(row.shown_period.start, start) if row.shown_period.start else None
    copying = _Copying(by, grants, strand, start, shift)
    copy = _copy_one(row, copying, mission=_mission_of(row), titles=titles)
    for part in parts_to_copy(grants, row):
        if parts is None or part.pk in parts:
            _copy_part(part, copying, mission=copy)
    return copy


def parts_to_copy(grants: Grants, event: Event) -> list[Event]:
    """The parts that somebody's copy of a mission can have, in order.

    Not those cancelled, nor of pairings that are over, nor what others organise.
    """
    rows = Event.objects.filter(part_of=event).exclude(status=EventStatus.CANCELLED)
    own = [part for part in rows.with_names().in_plan_order() if may_edit_event(grants, part)]
    return workable_among(own)


def _mission_of(event: Event) -> Event | None:
    """The mission of a part whose copy stands beside it, while that can have parts."""
    mission = event.part_of
    return mission if mission is not None and mission.is_open else None


def _copy_part(part: Event, copying: _Copying, *, mission: Event) -> None:
    """A part with its own parts."""
    copy = _copy_one(part, copying, mission=mission)
    for below in parts_to_copy(copying.grants, part):
        _copy_part(below, copying, mission=copy)


def _copy_one(
    event: Event, copying: _Copying, *, mission: Event | None, titles: tuple[str, str] | None = None
) -> Event:
    """One event with its quotas and its agenda."""
    copy = Event(strand=copying.strand, part_of=mission, status=EventStatus.PLANNED)
    for name in _TAKEN:
        setattr(copy, name, getattr(event, name))
    if titles is not None:
        copy.title_en, copy.title_ko = (title.strip() for title in titles)
    check_either_language(copy, "title")
    for name in ("title_en", "title_ko"):
        check_length(name, getattr(copy, name), LONGEST_TITLE)
    plan = copying.planned(event.shown_period) if event.shown_period else Period()
    copy.baseline = copy.forecast = plan if plan or mission is not None else Period(copying.start)
    copy.nominate_until = copying.deadline(event.nominate_until)
    save_new(by=copying.by, event=copy, lists=_open_members(event), codes=codes_in(event.milestone_codes))
    for quota in Quota.objects.filter(event=event).order_by("pk"):
        same = {name: getattr(quota, name) for name in _OF_QUOTAS}
        Quota(event=copy, **same).save(by=copying.by)
    for item in AgendaItem.objects.standing().filter(event=event).order_by("position"):
        _copy_item(item, copy, copying)
    notify_of_event(EVENT_COPIED, copy, copying.by, template=str(event), new=copy.forecast.iso())
    return copy


def _open_members(event: Event) -> dict[str, list[Any]]:
    """Whom the event serves and who hosts it, without pairings that are over. Raises DomainError where all are."""
    lists = members_of(event)
    served = lists["pairings"]
    lists["pairings"] = [pairing for pairing in served if pairing.is_open]
    if served and not lists["pairings"]:
        raise DomainError(_("The pairings that “%(event)s” serves are closed.") % {"event": event})
    return lists


def _copy_item(item: AgendaItem, copy: Event, copying: _Copying) -> None:
    """An item as a draft: its host is to be asked anew, and whom to call on the day is not known."""
    new = AgendaItem(event=copy, **{name: getattr(item, name) for name in _OF_ITEMS})
    if item.on_date is not None and copying.shift is not None:
        new.on_date = copying.planned(Period(item.on_date)).start
    new.save(by=copying.by)
    rows = AgendaOrganisation.objects.filter(item=item).select_related("organisation").order_by("position")
    replace_rows(AgendaOrganisation, {"item": new}, "organisation", [row.organisation for row in rows])
