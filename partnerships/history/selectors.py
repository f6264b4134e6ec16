"""The history of one record: who did what when and why, out of the log and the versions that point to it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import F, Max, Min, QuerySet, Value
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from core import clock
from core.audit import Kind
from core.formats import format_signer
from core.log import RAISING
from core.models import AuditEntry
from core.parts import parts
from core.texts import reader_language
from partnerships.audit_actions import OWN_SIDE_CHANGED
from partnerships.enums import AT_ONE_HOUR, ConfirmationState, Side
from partnerships.history.facets import Change, Reading
from partnerships.models import Confirmation, Contact, Indicator, LevelChange, Organisation, Pairing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from partnerships.models import Strand

MOST = 500  # acts, moves and versions of one record that a page reads, the newest ones
# Acts of which the changes themselves say more.
_PLAIN = {"record-changed", OWN_SIDE_CHANGED}


@dataclass(slots=True)
class Entry:
    """One act as the reader reads it, with what it changed.

    `for_side` is the side it was done for by somebody else; `row` the saved version it led to, if any;
    `name` and `url` say which record it is about, where a page tells of several; `times` how often in a row it
    was done, which the page tells in one line.
    """

    at: dt.datetime
    what: str
    who: str
    actor_id: int | None = None
    reason: str = ""
    for_side: str = ""
    changes: list[Change] = field(default_factory=list)
    row: Any = None
    name: str = ""
    url: str = ""
    action: str = ""
    moved: str = ""
    times: int = 1

    @property
    def version(self) -> int | None:
        """The number of the saved version, by which two are compared."""
        return self.row.version if self.row else None


def strand_of(record: Any) -> Strand:
    """The strand that a record lies in."""
    if isinstance(record, Organisation):
        # Strands share it; the one that keeps it, else the first that has it.
        kept_by: Strand = record.home_strand or record.strands.order_by("pk")[0]
        return kept_by
    if isinstance(record, Indicator):
        # The strands of a programme share it; it reads the same in each of them.
        return record.programme.strands.order_by("pk")[0]
    strand: Strand = record.strand if hasattr(record, "strand") else record.pairing.strand
    return strand


def pairing_of(record: Any) -> Pairing | None:
    """The pairing that a record is or lies in; None for what lies in the strand."""
    return record if isinstance(record, Pairing) else getattr(record, "pairing", None)


def timeline(record: Any, *, limit: int | None = None, without: Collection[str] = ()) -> list[Entry]:
    """The newest acts on a record first, `limit` of them: those about it, and those that saved it along with another.

    A constant number of queries. Of the facets `without` names no entry tells how they changed.
    """
    most = (limit or MOST) * 2
    kind = record._meta.label_lower
    acts = AuditEntry.objects.filter(object_type=kind, object_id=record.pk, kind__in=RAISING).order_by("-at", "-id")
    entries = {act.key: entry_of(act) for act in acts[:most]}
    versions = list(record.history.select_related("entry").order_by("-history_id")[: most + 1])
    before: dict[UUID, Any] = {}
    is_loaded = getattr(record, "from_sources", False) or getattr(record, "loaded_version", None)
    for row, older in zip_longest(versions[:most], versions[1:]):
        entry = entries.get(row.entry_id)
        if entry is None:
            entry = entries[row.entry_id] = entry_of(row.entry)
            is_about = (row.entry.object_type, row.entry.object_id) == (kind, record.pk)
            entry.name = "" if is_about else row.entry.object_label
        # An act may save a record twice.
        entry.row = entry.row or row
        before[row.entry_id] = older
        if is_loaded and not row.entry.actor_label and (entry.name or older is None):
            entry.who = _("recorded from sources")
    reading = Reading(type(record), strand_of(record), versions, without=without)
    for key, older in before.items():
        entry = entries[key]
        if older is not None:
            entry.changes = [one for one in reading.changes(older, entry.row) if one.facet.name != entry.moved]
        if entry.action in _PLAIN:
            entry.what = _("Changed") if older is not None else _("Added")
    for_partner = _partners(record)
    for entry in entries.values():
        entry.for_side = for_partner.get(entry.for_side, "")
    shown = [entry for key, entry in entries.items() if not entry.name or entry.changes or before[key] is None]
    shown.sort(key=lambda entry: (entry.at, entry.version or 0), reverse=True)
    return named(shown[:limit])


def named(entries: list[Entry]) -> list[Entry]:
    """The entries with their people as the page writes them elsewhere."""
    written = names_written((entry.actor_id, entry.who) for entry in entries)
    for entry in entries:
        entry.who = written.get((entry.actor_id, entry.who), entry.who)
    return entries


def names_written(kept: Iterable[tuple[int | None, str]]) -> dict[tuple[int | None, str], str]:
    """How a Korean page writes those who acted, by their keys and the names that were kept; one query.

    In English the kept name is the one that is written anyway.
    """
    if reader_language() != "ko":
        return {}
    acted = set(kept)
    people = get_user_model().objects.in_bulk({key for key, _name in acted if key})
    return {(key, name): format_signer(people.get(key), name) for key, name in acted}


def _partners(record: Any) -> dict[str, str]:
    pairing = pairing_of(record)
    return {side: partner.name for side, partner in pairing.partners} if pairing else {}


def entry_of(act: AuditEntry) -> Entry:
    """An act out of the log."""
    return Entry(
        at=act.at,
        what=act.sentence,
        who=act.actor_label or _("The portal itself"),
        actor_id=act.actor_id,
        reason=act.reason,
        for_side=act.parameters.get("on_behalf", ""),
        action=act.action,
        moved="forecast" if {"old", "new"} <= act.parameters.keys() else "",
    )


# When the two sides of a pairing were last in touch, who has been silent how long, and whose turn it is.
#
# A side's sign of life is a contact that it began, or at which both talked, on its day and whoever recorded it; its
# own
# confirmation; a project that its own people moved from one level to another. What else is written in the portal is
# work,
# and may be done by one side for months without a word to the other.

_BEGAN = "began"  # the kind of the row that holds a pairing's first trace
_BOTH = (Side.EU.value, Side.COUNTERPART.value)


@dataclass(frozen=True, slots=True)
class Silence:
    """How long the two sides of a pairing have not been in touch, on a day.

    `days` counts from the last sign of life of either side or, where there was none yet (`never`), from the
    day the pairing or its strand began; None where not even that is known. `side` is the one that
    has been silent longer: `eu`, `counterpart`, or empty where both are alike. `last` holds the day
    of each side's last sign.
    """

    days: int | None
    side: str = ""
    never: bool = False
    last: dict[str, dt.date] = field(default_factory=dict)


def silence(pairings: Sequence[Pairing], now: dt.datetime) -> dict[int, Silence]:
    """The silence of each pairing by its key, in one query however many they are."""
    today = clock.day_of(now)
    last: dict[int, dict[str, dt.date]] = defaultdict(dict)
    first: dict[int, dt.date] = {}
    traces = AuditEntry.objects.filter(pairing_id__in=[pairing.pk for pairing in pairings], at__lte=now)
    traces = traces.exclude(kind=Kind.OWN).order_by()
    signs = [
        rows.values_list("sign_pairing", "sign_side", "sign_kind").annotate(day=Max("sign_day"))
        for rows in _signs(pairings, today)
    ]
    began = traces.annotate(sign_side=Value(""), sign_kind=Value(_BEGAN)).values_list(
        "pairing_id", "sign_side", "sign_kind"
    )
    for pairing_id, side, kind, day in began.annotate(day=Min(_day_of("at"))).union(*signs, all=True).order_by():
        if kind == _BEGAN:
            first[pairing_id] = day
            continue
        for one in _sides(side, kind):
            last[pairing_id][one] = max(min(day, today), last[pairing_id].get(one, dt.date.min))
    return {
        pairing.pk: _silence(pairing, last.get(pairing.pk, {}), first.get(pairing.pk), today) for pairing in pairings
    }


def contact_days(pairings: Sequence[Pairing], today: dt.date, *, days: int) -> dict[int, dict[str, set[dt.date]]]:
    """By pairing and side, the days among the last `days` on which there was a sign of life; one query."""
    since = today - dt.timedelta(days=days - 1)
    found: dict[int, dict[str, set[dt.date]]] = {pairing.pk: defaultdict(set) for pairing in pairings}
    contacts, *others = (
        rows.filter(sign_day__gte=since).values_list("sign_pairing", "sign_side", "sign_kind", "sign_day")
        for rows in _signs(pairings, today)
    )
    for pairing_id, side, kind, day in contacts.union(*others).order_by():
        for one in _sides(side, kind):
            found[pairing_id][one].add(min(day, today))
    return found


def silence_state(days: int | None, limit: int) -> str:
    """How bad so many days without contact are: `watch` from the strand's limit on, `at-risk` from twice as many."""
    if days is None or days < limit:
        return "on-track"
    return "at-risk" if days >= 2 * limit else "watch"


def whose_turn(quiet: Silence, owing: Collection[str]) -> str:
    """The side that is to write now: the one that owes the other something, else the one that has been silent longer.

    Empty where that is both, or neither: then either side may begin.
    """
    (only,) = owing if len(owing) == 1 else ("",)
    return only or quiet.side


def _signs(pairings: Sequence[Pairing], today: dt.date) -> tuple[QuerySet[Any], ...]:
    """The signs of life of some pairings until a day, each with pairing, side, kind of contact and day.

    In the east the next day may have begun by then. What staff did or confirmed for a side is no word of the side.
    """
    keys, until = [pairing.pk for pairing in pairings], today + dt.timedelta(days=1)
    contacts = Contact.objects.standing().filter(pairing__in=keys, on__lte=until)
    words = Confirmation.objects.filter(
        text__pairing__in=keys,
        state=ConfirmationState.CONFIRMED,
        on_behalf=False,
        confirmed_at__lte=clock.end_of(today),
    )
    levels = LevelChange.objects.filter(project__pairing__in=keys, on__lte=until).exclude(side="")
    others = (signs(keys, until).order_by() for signs in parts().signs)
    return (
        contacts.order_by().annotate(
            sign_pairing=F("pairing_id"), sign_side=F("side"), sign_kind=F("kind"), sign_day=F("on")
        ),
        words.order_by().annotate(
            sign_pairing=F("text__pairing_id"),
            sign_side=F("side"),
            sign_kind=Value(""),
            sign_day=_day_of("confirmed_at"),
        ),
        levels.order_by().annotate(
            sign_pairing=F("project__pairing_id"), sign_side=F("side"), sign_kind=Value(""), sign_day=F("on")
        ),
        *others,
    )


def _day_of(name: str) -> TruncDate:
    """The strand's day of a moment."""
    return TruncDate(name, tzinfo=clock.STRAND_ZONE)


def _sides(side: str, kind: str) -> tuple[str, ...]:
    """Whose sign of life it is: at a call or a meeting both talked."""
    return (side,) if side and kind not in AT_ONE_HOUR else _BOTH


def _silence(pairing: Pairing, last: dict[str, dt.date], first: dt.date | None, today: dt.date) -> Silence:
    if last:
        never = dt.date.min
        eu, counterpart = last.get(Side.EU, never), last.get(Side.COUNTERPART, never)
        side = "" if eu == counterpart else Side.EU.value if eu < counterpart else Side.COUNTERPART.value
        return Silence((today - max(eu, counterpart)).days, side, last=last)
    began = first or pairing.strand.starts_on
    days = (today - began).days if began and began <= today else None
    return Silence(days, never=True)
