"""Copying an event or a mission as a template: what it is and holds, its days shifted, nothing that happened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, NotAllowed
from core.models import one_act
from core.periods import DAY, YEAR, PartialDate, Period, Shift, moved
from events.audit_actions import EVENT_COPIED
from events.enums import EventStatus
from events.events.act_steps import log_act_on_event
from events.events.selectors import check_works, workable_among
from events.events.services import LONGEST_TITLE, members_of, save_new
from events.models import AgendaItem, AgendaOrganisation, Event, Quota
from events.rules import may_edit_event
from partnerships.codes import codes_in, replace_rows
from partnerships.milestones.models import check_period
from partnerships.models import Strand
from partnerships.translations.selectors import check_either_language, check_length

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


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
    log_act_on_event(EVENT_COPIED, copy, copying.by, template=str(event), new=copy.forecast.iso())
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
