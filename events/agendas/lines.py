"""An item of an agenda as it is shown, compared and released: all that is in it, and no contact of a person.

The draft is made of these from its items, a released version from what it stored, so that both read alike.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import OuterRef, Subquery

from core import clock
from core.periods import PartialDate
from core.texts import TwoLanguageText
from events.enums import AgendaKind
from events.models import AgendaItem, AgendaRelease
from events.rules import may_edit_agenda, may_see_draft_agenda
from partnerships.codes import codes_in

if TYPE_CHECKING:
    from core.access import Grants
    from events.models import Event


@dataclass(frozen=True, slots=True)
class Named:
    """What an item names in both languages, such as a city, a topic or an organisation; `code` is empty for none."""

    code: str = ""
    name_en: str = ""
    name_ko: str = ""

    name = TwoLanguageText()

    def __bool__(self) -> bool:
        return bool(self.code)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of(cls, record: Any) -> Self:
        """The names of a record, or of none."""
        return cls(record.code, record.name_en, record.name_ko) if record else cls()


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One item. Its times are by the clock of `zone`; `day` is an ISO day or month, empty where nobody knows it.

    `key` is the item's own number, by which two versions are compared; `languages` are codes in their order.
    """

    key: int
    kind: str
    title_en: str = ""
    title_ko: str = ""
    day: str = ""
    start: str = ""
    end: str = ""
    zone: str = ""
    city: Named = Named()
    place: str = ""
    topic: Named = Named()
    organisations: tuple[Named, ...] = ()
    host: Named = Named()
    languages: tuple[str, ...] = ()
    interpretation: str = ""
    capacity: int | None = None

    title = TwoLanguageText()

    def __str__(self) -> str:
        return self.title

    @property
    def date(self) -> PartialDate | None:
        """Its day, as exact as it is known."""
        return PartialDate.parse(self.day) if self.day else None

    @property
    def known_day(self) -> dt.date | None:
        """Its day where it is known to the day."""
        return dt.date.fromisoformat(self.day) if len(self.day) == len("2017-03-14") else None

    @property
    def starts_at(self) -> dt.time | None:
        """When it starts, by the clock of its place."""
        return dt.time.fromisoformat(self.start) if self.start else None

    @property
    def ends_at(self) -> dt.time | None:
        """When it ends, by the clock of its place."""
        return dt.time.fromisoformat(self.end) if self.end else None

    @property
    def clock(self) -> ZoneInfo:
        """The clock of its place; a zone that this machine does not know reads as Brussels."""
        try:
            return ZoneInfo(self.zone) if self.zone else clock.STRAND_ZONE
        except ZoneInfoNotFoundError:
            return clock.STRAND_ZONE

    @property
    def kind_text(self) -> str:
        """What it is, in the reader's language."""
        return str(AgendaKind(self.kind).label)

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        """An item as it stands; reads city, topic, host and `joining__organisation`, and its event's cities."""
        return cls(
            key=item.pk,
            kind=item.kind,
            title_en=item.title_en,
            title_ko=item.title_ko,
            day=item.on_date.iso() if item.on_date else "",
            start=_time(item.starts_at),
            end=_time(item.ends_at),
            zone=item.zone.key,
            city=Named.of(item.city),
            place=item.place,
            topic=Named.of(item.topic),
            organisations=tuple(Named.of(row.organisation) for row in item.joining.all()),
            host=Named.of(item.host),
            languages=tuple(codes_in(item.languages)),
            interpretation=item.interpretation,
            capacity=item.capacity,
        )

    def stored(self) -> dict[str, Any]:
        """As a released version keeps it."""
        return asdict(self)

    @classmethod
    def read(cls, stored: dict[str, Any]) -> Self:
        """What a released version kept; a field that it did not know yet is empty."""
        known = {name: stored[name] for name in cls.__dataclass_fields__ if name in stored}
        for name in ("city", "topic", "host"):
            known[name] = Named(**known.get(name) or {})
        known["organisations"] = tuple(Named(**one) for one in known.get("organisations") or ())
        known["languages"] = tuple(known.get("languages") or ())
        return cls(**known)


def digest_of(lines: Iterable[AgendaLine]) -> str:
    """A word for exactly these lines in this order: whoever releases them has seen them."""
    told = json.dumps([line.stored() for line in lines], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def in_order_of_days(lines: Iterable[AgendaLine]) -> list[AgendaLine]:
    """By day: known days first, then those known by month, then those without; within each as the agenda has them."""
    return sorted(lines, key=lambda line: (not line.day, len(line.day) < len("2017-03-14"), line.day))


def _time(time: dt.time | None) -> str:
    return time.strftime("%H:%M") if time else ""


# What a reader sees of agendas: the draft, the version that was released last, or what sources record.

DRAFT, RELEASED, SOURCES = "draft", "released", "sources"


@dataclass(frozen=True, slots=True)
class ShownAgenda:
    """The agenda of one event for one reader: `lines` in the agenda's own order.

    `state` is `released` where the lines are those of the newest version, `sources` where all of them are recorded
    from sources and nothing was released, else `draft`. `items` are there for whoever sees the draft, by their numbers.
    `release` is the newest version, if there is one.
    """

    event: Event
    lines: tuple[AgendaLine, ...]
    state: str
    release: AgendaRelease | None
    items: dict[int, AgendaItem]
    may_edit: bool

    @property
    def is_draft(self) -> bool:
        """Whether what is shown was never released like this."""
        return self.state == DRAFT

    @property
    def by_day(self) -> list[AgendaLine]:
        """The lines by day, as they are read."""
        return in_order_of_days(self.lines)


def shown_agenda(grants: Grants, event: Event) -> ShownAgenda:
    """The agenda of an event that was read with its names; four queries."""
    return shown_agendas(grants, [event])[event.pk]


def shown_agendas(grants: Grants, events: Iterable[Event]) -> dict[int, ShownAgenda]:
    """The agendas of events that were read with their names (`with_names`), by their keys; four queries for all.

    The draft is for whom `may_see_draft_agenda`; everybody else who reads the strand sees the newest version, and
    before there is one what was recorded from sources, which is public.
    """
    rows = list(events)
    items = items_of(rows)
    newest = _newest_releases(rows)
    return {event.pk: _shown(grants, event, items[event.pk], newest.get(event.pk)) for event in rows}


def lines_of_release(release: AgendaRelease) -> tuple[AgendaLine, ...]:
    """What a version holds, in its order."""
    return tuple(AgendaLine.read(stored) for stored in release.items)


def draft_lines(event: Event) -> tuple[AgendaLine, ...]:
    """The agenda as it stands, whoever may see it; for services."""
    return tuple(AgendaLine.of(item) for item in items_of([event])[event.pk])


def items_of(events: Iterable[Event]) -> dict[int, list[AgendaItem]]:
    """What stands on the agendas of some events, by event and in order; each item knows its event as it was read.

    Two queries; whoever may see drafts is another question.
    """
    known = {event.pk: event for event in events}
    rows = (
        AgendaItem.objects.standing()
        .filter(event__in=known)
        .select_related("city", "topic", "host")
        .prefetch_related("joining__organisation")
        .in_order()
    )
    found: dict[int, list[AgendaItem]] = defaultdict(list)
    for item in rows:
        # Its clock is its event's, whose cities were read already.
        item.event = known[item.event_id]
        found[item.event_id].append(item)
    return found


def releases_of(events: Iterable[Event]) -> dict[int, list[AgendaRelease]]:
    """All released versions of some events, by event, the newest first; one query."""
    found: dict[int, list[AgendaRelease]] = defaultdict(list)
    for row in AgendaRelease.objects.filter(event__in=[event.pk for event in events]).order_by("event", "-number"):
        found[row.event_id].append(row)
    return found


def _newest_releases(events: list[Event]) -> dict[int, AgendaRelease]:
    last = AgendaRelease.objects.filter(event=OuterRef("event")).order_by("-number").values("number")[:1]
    rows = AgendaRelease.objects.filter(event__in=[event.pk for event in events], number=Subquery(last))
    return {row.event_id: row for row in rows}


def _shown(grants: Grants, event: Event, items: list[AgendaItem], release: AgendaRelease | None) -> ShownAgenda:
    may_edit = may_edit_agenda(grants, event)
    sees_draft = may_edit or may_see_draft_agenda(grants, event)
    released = lines_of_release(release) if release else ()
    if not sees_draft and release:
        return ShownAgenda(event, released, RELEASED, release, {}, may_edit)
    shown = items if sees_draft else [item for item in items if item.from_sources]
    lines = tuple(AgendaLine.of(item) for item in shown)
    if release and lines == released:
        state = RELEASED
    elif not release and all(item.from_sources for item in shown):
        state = SOURCES
    else:
        state = DRAFT
    return ShownAgenda(event, lines, state, release, {item.pk: item for item in items} if sees_draft else {}, may_edit)
