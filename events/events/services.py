"""What several acts on events write: checked fields and lists, the milestones that they complete, mails."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext as _, ngettext, override

from accounts.enums import MailKind
from accounts.mails.services import queue_mails
from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import DomainError, NotAllowed
from core.formats import format_period
from core.models import AuditEntry, of_actions, write_audit
from core.periods import Period
from core.texts import name_in_both, reader_language
from events.audit_actions import MILESTONE_HELD, MILESTONE_NO_LONGER_HELD
from events.enums import EventKind, EventStatus
from events.events.selectors import OPEN_MILESTONE, above, following, linked_milestones, served_pairings
from events.models import Event, EventCity, EventHost, EventOrganisation, EventPairing
from partnerships.audit_actions import MILESTONE_TOOK_DAYS
from partnerships.enums import ConfirmationBy, MilestoneStatus
from partnerships.fields import add_rows, codes_of, free_code, replace_rows
from partnerships.models import DateChange, Milestone, Pairing
from partnerships.organisations.services import check_in_directory
from partnerships.pairings.selectors import check_of_strand
from partnerships.people.selectors import read_people
from partnerships.rules import may_edit_plan
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill

LONGEST_TEXT = 5000
MOST_DAYS = 366  # days that an event can be planned to last
TEXTS = frozenset({"title_en", "title_ko", "objectives_en", "objectives_ko", "venue", "meeting_url", "note"})


type Through = type[EventCity | EventHost | EventOrganisation | EventPairing]


# The lists by their word in forms and services: the text of codes on the event, the rows, and what a row points to.
LISTS: dict[str, tuple[str, Through, str]] = {
    "cities": ("city_codes", EventCity, "city"),
    "hosts": ("host_codes", EventHost, "participation"),
    "pairings": ("pairing_codes", EventPairing, "pairing"),
    "organisations": ("organisation_codes", EventOrganisation, "organisation"),
}
MOST = 60  # members of one list


def save_new(*, by: User, event: Event, lists: dict[str, list[Any]], codes: Sequence[str]) -> None:
    """Save a checked new event with its lists, under a code that is free in its strand, which the caller has locked."""
    taken = Event.objects.filter(strand=event.strand_id).values_list("code", flat=True)
    event.code = free_code(proposal=event.title_en, kind="event", taken=taken)
    event.milestone_codes = ";".join(codes)
    save_event(by=by, event=event, lists=lists)


def save_event(*, by: User, event: Event, lists: dict[str, list[Any]]) -> None:
    """Save a checked event with those of its lists that are given: their rows, and their codes, a host's its partner's.

    Histories and packs read the codes.
    """
    for name, members in lists.items():
        coded = [member.partner for member in members] if name == "hosts" else members
        setattr(event, LISTS[name][0], codes_of(coded))
    write = add_rows if event.pk is None else replace_rows
    event.save(by=by)
    for name, members in lists.items():
        _codes, through, item = LISTS[name]
        write(through, {"event": event}, item, members)


def check_mission(*, event: Event, mission: Event | None) -> None:
    """Refuse a mission of another strand, one that is no mission or cancelled, and any that lies in the event itself.

    An event that holds parts stays a mission. Raises DomainError on `part_of`, or on `kind`.
    """
    if event.pk and event.kind != EventKind.MISSION and event.parts.exists():
        raise DomainError(_("It holds parts, so it stays a mission. Take the parts out first."), field="kind")
    if mission is None:
        return
    check_of_strand(strand_id=event.strand_id, records=[("part_of", mission)])
    if mission.kind != EventKind.MISSION:
        raise DomainError(_("“%(event)s” is not a mission, so it has no parts.") % {"event": mission}, field="part_of")
    if event.pk and event.pk in {mission.pk, *(one.pk for one in above(mission))}:
        raise DomainError(_("An event cannot be part of itself, nor of one of its own parts."), field="part_of")
    if mission.status == EventStatus.CANCELLED:
        raise DomainError(_("“%(event)s” is cancelled. Reopen it first.") % {"event": mission}, field="part_of")


def split_lists(values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """What somebody gave as its fields, and the ordered lists among them."""
    lists = {name: list(values[name]) for name in LISTS if name in values}
    return {name: value for name, value in values.items() if name not in LISTS}, lists


def fill_event(row: Event, values: dict[str, Any]) -> None:
    """Set what somebody wrote. Raises DomainError with the field at fault."""
    fill(row, values, fields=Event.WRITTEN)
    check_either_language(row, "title")
    check_lengths(row, TEXTS)
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


def check_lengths(row: Any, names: Iterable[str]) -> None:
    """Refuse a text that is longer than its column, or where that takes any, than 5,000 letters. Raises DomainError."""
    for name in names:
        check_length(name, getattr(row, name), row._meta.get_field(name).max_length or LONGEST_TEXT)


def check_lists(*, grants: Grants, event: Event, lists: dict[str, list[Any]]) -> None:
    """Refuse what does not belong into the lists of an event of this strand: `event` has its strand and flags.

    Raises NotAllowed where a coordinator would serve other than one own pairing, DomainError on the list at fault.
    """
    for name, members in lists.items():
        if len({member.pk for member in members}) != len(members):
            raise DomainError(_("One is chosen twice."), field=name)
        if len(members) > MOST:
            raise DomainError(_("Choose at most %(most)s.") % {"most": MOST}, field=name)
    pairings: Sequence[Pairing] = lists.get("pairings", ())
    of_strand = [(name, member) for name in ("hosts", "pairings") for member in lists.get(name, ())]
    check_of_strand(strand_id=event.strand_id, records=of_strand)
    if organisations := lists.get("organisations"):
        check_in_directory(strand=event.strand, organisations=organisations, field="organisations")
    if event.all_pairings and pairings:
        raise DomainError(_("It serves every pairing: choose no single ones, or untick that."), field="pairings")
    if may_edit_plan(grants, event.strand):
        return
    if event.all_pairings:
        raise NotAllowed
    if len(pairings) != 1:
        raise DomainError(_("Choose one pairing of your own. Staff arrange what serves several."), field="pairings")
    if not pairings[0].actors(grants):
        raise NotAllowed


def members_of(event: Event, name: str) -> list[Any]:
    """A list of an event as it stands, or as it was read with its names."""
    _codes, through, item = LISTS[name]
    relation: Any = through._meta.get_field("event").remote_field
    rows = getattr(event, relation.related_name).all()
    return [getattr(row, item) for row in rows]


def check_milestones(*, event: Event, codes: Sequence[str], pairings: Sequence[Pairing]) -> None:
    """Refuse a milestone that none of the pairings it serves has. Raises DomainError on `milestones`."""
    served = {"pairing__strand": event.strand_id} if event.all_pairings else {"pairing__in": list(pairings)}
    known = set(Milestone.objects.filter(code__in=codes, **served).values_list("code", flat=True))
    for code in codes:
        if code not in known:
            refusal = _("None of the pairings that it serves has a milestone “%(code)s”.") % {"code": code}
            raise DomainError(refusal, field="milestones")


# The mails that it has other days or is cancelled; queued in the act's own transaction.

# In the reader's language, which is known only where the mail is written.
_period = lazy(format_period, str)


def mail_change(*, event: Event, by: User, reason: str, old: Period | None = None) -> None:
    """Say that a saved event has other days than the `old` ones, which may be unknown, or without any is cancelled.

    One mail to each of those concerned; its parts that went along are in it.
    """
    mail_concerned(
        event,
        by,
        key=f"event:{event.pk}:{event.version}",
        template="event_changed",
        before=_period(old) if old else "",
        now=_period(event.forecast),
        moved=old is not None,
        reason=reason,
        by=by.kept_name,
        link=settings.BASE_URL + event.get_absolute_url(),
    )


def mail_concerned(event: Event, actor: User, *, key: str, template: str, **context: Any) -> None:
    """A mail to the coordinators of the hosts and of the pairings that an event serves, each once, but not who acts."""
    hosts = [row.participation_id for row in event.hosting.all()]
    sides = [side for pairing in served_pairings(event) for side in (pairing.eu_id, pairing.counterpart_id)]
    mail_people(MailKind.PROGRAMME_CHANGED, key, [*hosts, *sides], actor, template, {"event": event, **context})


def mail_people(
    kind: MailKind, key: str, participations: Iterable[int], actor: User | None, template: str, context: dict[str, Any]
) -> int:
    """Queue a mail for everybody who works for these partners, each once, but not who acts; how many that makes."""
    sides = dict.fromkeys(participations)
    people = read_people(sides, clock.today())
    readers = dict.fromkeys(person for side in sides for person in people.of_side(side))
    return queue_mails(readers, kind=kind, key=f"{kind.value}:{key}", template=template, context=context, but=actor)


# What is written on the milestones that an event completes: done, open again, on its days.


def complete_milestones(*, by: User, event: Event) -> None:
    """The locked event was held: its open milestones are done on its actual days, but for what both sides confirm."""
    rows = linked_milestones(event).filter(status__in=OPEN_MILESTONE).exclude(confirmation=ConfirmationBy.BOTH)
    for row in _locked(rows):
        row.status, row.actual = MilestoneStatus.DONE, event.actual
        row.reason = event.reason if row.actual != row.baseline or row.actual != row.forecast else ""
        row.reason_other = event.reason_other if row.reason else ""
        # Nobody's report, so that neither side has to object to the other's: the event says who held it.
        row.reported_by, row.reported_at, row.reported_side = by, clock.now(), ""
        row.objection = row.objection_side = ""
        row.from_sources = False
        row.save(by=by)
        facts: dict[str, Any] = {"event": name_in_both(event), "event_key": event.pk, "version": row.version}
        write_audit(action=MILESTONE_HELD, by=by, record=row, new=event.actual.iso(), **facts)


def reopen_milestones(*, by: User, event: Event, reason: str) -> None:
    """The event was reopened: what it had completed is open again where nobody changed it since."""
    for row in _locked(linked_milestones(event).filter(status=MilestoneStatus.DONE)):
        held = AuditEntry.objects.filter(of_actions(MILESTONE_HELD), object_type=row._meta.label_lower)
        entry = held.filter(object_id=row.pk).order_by("-at", "-id").first()
        # It was this event, and the version that it left is the milestone's own.
        of_event = {"event_key": event.pk, "version": row.version}
        if entry is None or not of_event.items() <= entry.parameters.items():
            continue
        row.status, row.actual, row.reason = MilestoneStatus.PLANNED, Period(), ""
        row.reported_by, row.reported_at, row.reported_side = None, None, ""
        row.save(by=by)
        facts: dict[str, Any] = {"event": name_in_both(event), "event_key": event.pk}
        write_audit(action=MILESTONE_NO_LONGER_HELD, by=by, record=row, reason=reason, **facts)


def move_along(
    *,
    by: User,
    moves: Sequence[tuple[Event, Period, Period]],
    reason: str,
    codes: Collection[str] | None = None,
    reason_other: str = "",
) -> str:
    """Let milestones follow the events that move (`following`); says how many did, after a space, or nothing.

    `reason_other` is the reason in the other language, where the portal itself gives it.
    """
    rows = following(moves, codes)
    held = Milestone.objects.select_for_update(no_key=True).filter(pk__in=[one["record"].pk for one in rows])
    list(held.order_by("pk").values_list("pk")) if rows else ()
    for one in rows:
        row, event = one["record"], one["event"]
        row.forecast = one["new"]
        row.save(by=by)
        DateChange.keep(by=by, record=row, old=one["old"], new=one["new"], reason=reason, reason_other=reason_other)
        event_old = next(old for moving, old, _new in moves if moving == event)
        facts: dict[str, Any] = {"event": name_in_both(event), "event_key": event.pk, "event_old": event_old.iso()}
        facts |= {"old": one["old"].iso(), "new": one["new"].iso(), "version": row.version}
        write_audit(action=MILESTONE_TOOK_DAYS, by=by, record=row, reason=reason, **facts)
    if not rows:
        return ""
    text = ngettext("%(count)s milestone moves with it.", "%(count)s milestones move with it.", len(rows))
    return f" {text % {'count': len(rows)}}"


def take_days(*, by: User, event: Event, left: Collection[str] = ()) -> str:
    """Let milestones take the days of an event that is planned, and those that it `left` have their own again."""
    said = {"reason": _takes_days(event)}
    with override("en" if reader_language() == "ko" else "ko"):
        said["reason_other"] = _takes_days(event)
    move_along(by=by, moves=[(event, event.forecast, Period())], codes=left, **said)
    return move_along(by=by, moves=[(event, Period(), event.forecast)], **said)


def _takes_days(event: Event) -> str:
    return _("It takes the days of “%(event)s”.") % {"event": event}


def _locked(rows: QuerySet[Milestone]) -> list[Milestone]:
    """By their keys alone: nothing that is joined to them is locked."""
    keys = list(rows.values_list("pk", flat=True))
    return list(Milestone.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
