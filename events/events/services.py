"""Events and missions: adding one, and editing what it says, its lists of places, hosts and pairings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError, NotAllowed
from core.models import one_act
from core.periods import Period
from events.audit_actions import EVENT_ADDED, EVENT_EDITED
from events.enums import EventKind, EventStatus
from events.events.act_steps import lock_event, log_act_on_event
from events.events.selectors import above, check_works
from events.models import Event, EventCity, EventHost, EventOrganisation, EventPairing
from events.rules import may_add_event, may_edit_event
from partnerships.codes import codes_in, codes_of, free_code, replace_rows
from partnerships.milestones.models import check_period
from partnerships.models import Milestone, Organisation, Pairing, Participation, Strand
from partnerships.organisations.services import check_in_directory
from partnerships.pairings.services import check_of_strand
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.places import may_edit_plan
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
    log_act_on_event(EVENT_ADDED, event, by, new=forecast.iso())
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
    log_act_on_event(EVENT_EDITED, row, by, fields=", ".join(sorted(names)))
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


type Through = type[EventCity | EventHost | EventOrganisation | EventPairing]


# The lists by their word in forms and services: the text of codes on the event, the rows, and what a row points to.
LISTS: dict[str, tuple[str, Through, str]] = {
    "cities": ("city_codes", EventCity, "city"),
    "hosts": ("host_codes", EventHost, "participation"),
    "pairings": ("pairing_codes", EventPairing, "pairing"),
    "organisations": ("organisation_codes", EventOrganisation, "organisation"),
}
MOST = 60  # members of one list


def check_lists(*, grants: Grants, event: Event, lists: dict[str, list[Any]]) -> None:
    """Refuse what does not belong into the lists of an event of this strand: `event` has its strand and flags.

    Raises NotAllowed where a coordinator would serve other than one own pairing, DomainError on the list at fault.
    """
    for name, members in lists.items():
        if len({member.pk for member in members}) != len(members):
            raise DomainError(_("One is chosen twice."), field=name)
        if len(members) > MOST:
            raise DomainError(_("Choose at most %(most)s.") % {"most": MOST}, field=name)
    hosts: Sequence[Participation] = lists.get("hosts", ())
    pairings: Sequence[Pairing] = lists.get("pairings", ())
    organisations: Sequence[Organisation] = lists.get("organisations", ())
    check_of_strand(strand_id=event.strand_id, records=[("hosts", host) for host in hosts])
    check_of_strand(strand_id=event.strand_id, records=[("pairings", pairing) for pairing in pairings])
    if organisations:
        check_in_directory(strand=event.strand, organisations=organisations, field="organisations")
    if event.all_pairings and pairings:
        raise DomainError(_("It serves every pairing: choose none beside, or untick that."), field="pairings")
    _check_served(grants=grants, event=event, pairings=pairings)


def _check_served(*, grants: Grants, event: Event, pairings: Sequence[Pairing]) -> None:
    """Refuse whom an event may serve by the word of this person: staff any, a coordinator one own pairing alone.

    Raises NotAllowed where nobody below the office may do it, DomainError on `pairings` for a wrong choice.
    """
    if may_edit_plan(grants, event.strand):
        return
    if event.all_pairings:
        raise NotAllowed
    if len(pairings) != 1:
        raise DomainError(_("Choose one pairing of your own. Staff arrange what serves several."), field="pairings")
    if not may_edit_pairing(grants, pairings[0]):
        raise NotAllowed


def codes_text(name: str, members: Iterable[Any]) -> str:
    """The codes of a list in order, as histories and packs read them; a host by its partner."""
    return codes_of(member.partner for member in members) if name == "hosts" else codes_of(members)


def write_lists(*, event: Event, lists: dict[str, list[Any]]) -> None:
    """Give a saved event its lists; the caller has put their codes into the same save."""
    for name, members in lists.items():
        _codes, through, item = LISTS[name]
        replace_rows(through, {"event": event}, item, members)


def members_of(event: Event) -> dict[str, list[Any]]:
    """All lists of an event as they stand."""
    found = {}
    for name, (_codes, through, item) in LISTS.items():
        rows = through._default_manager.filter(event=event).select_related(item).order_by("position")
        found[name] = [getattr(row, item) for row in rows]
    return found


def check_milestones(*, event: Event, codes: Sequence[str], pairings: Sequence[Pairing]) -> None:
    """Refuse a milestone that none of the pairings it serves has. Raises DomainError on `milestones`."""
    rows = Milestone.objects.filter(code__in=codes)
    rows = (
        rows.filter(pairing__strand=event.strand_id) if event.all_pairings else rows.filter(pairing__in=list(pairings))
    )
    known = set(rows.values_list("code", flat=True))
    for code in codes:
        if code not in known:
            raise DomainError(
                _("None of the pairings that it serves has a milestone “%(code)s”.") % {"code": code},
                field="milestones",
            )
