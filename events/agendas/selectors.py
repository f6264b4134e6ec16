"""An agenda as lines, compared and released: what each reader sees of it, and what is still open, host by host.

The draft is made of lines from its items, a released version from what it stored, so that both read alike; what is
another between two versions follows from their lines alone. No contact of a person is in a line.
"""

import datetime as dt
import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf.global_settings import LANGUAGES as DJANGO_LANGUAGES
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, gettext as _, gettext_lazy, gettext_noop, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.folding import fold
from core.formats import format_date, format_times, join_names
from core.periods import DAY, PartialDate
from core.texts import TwoLanguageText, written_languages
from events.enums import HOST, ORGANISER, WORKING_KINDS, AgendaKind, HostAnswer
from events.models import AgendaItem, AgendaRelease, Event
from partnerships.fields import codes_in
from partnerships.hours.selectors import NoSuchTime, moment_at
from partnerships.models import Organisation

# Codes of ISO 639-1 with the English name that Django translates; English and Korean first, as most is held in them.
LANGUAGES: dict[str, str] = (
    {"en": "English", "ko": "Korean"}
    | {code: name for code, name in DJANGO_LANGUAGES if "-" not in code}
    | {"mt": gettext_noop("Maltese"), "zh": gettext_noop("Chinese")}
)


def named_languages() -> list[tuple[str, str]]:
    """Each language with its name in the reader's own, in the order of these names behind English and Korean."""
    named = list(zip(LANGUAGES, language_names(LANGUAGES), strict=True))
    return named[:2] + sorted(named[2:], key=lambda one: fold(one[1]))


def offered_languages(chosen: Collection[str]) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The same for a form: the strand's languages and what is chosen stand open, the others behind one head."""
    named = named_languages()
    near = [one for one in named if one[0] in {*written_languages(), *chosen}]
    return [*near, (gettext("Other languages"), [one for one in named if one not in near])]


def language_names(codes: Iterable[str]) -> list[str]:
    """The names of languages in the reader's own; a code that the list does not have stands as it is."""
    return [gettext(LANGUAGES[code]) if code in LANGUAGES else code for code in codes]


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
        return dt.time.fromisoformat(self.start) if self.start else None

    @property
    def ends_at(self) -> dt.time | None:
        return dt.time.fromisoformat(self.end) if self.end else None

    @property
    def clock(self) -> ZoneInfo:
        """The clock of its place; a zone that this machine does not know reads as Brussels."""
        try:
            return ZoneInfo(self.zone) if self.zone else clock.STRAND_ZONE
        except ZoneInfoNotFoundError:
            return clock.STRAND_ZONE

    def span_on(self, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
        """Start and end as moments on a day, the start twice where no end is known.

        None without a time, and for one that the clocks went past that night.
        """
        if self.starts_at is None:
            return None
        try:
            start = moment_at(day, self.starts_at, self.clock)
            return start, moment_at(day, self.ends_at, self.clock) if self.ends_at else start
        except NoSuchTime:
            return None

    @property
    def kind_text(self) -> str:
        return str(AgendaKind(self.kind).label)

    @property
    def moment(self) -> tuple[str, str, str]:
        """From when to when; the same time by another clock is another time."""
        return self.start, self.end, self.start and self.zone

    @property
    def times(self) -> str:
        """09:30–10:30 (in Korean 09:30~10:30), or the start alone."""
        return format_times(self.start, self.end)

    @classmethod
    def of(cls, item: AgendaItem) -> Self:
        """An item as it stands; reads city, topic, host and `joining__organisation`, and its event's cities."""
        same = ("kind", "title_en", "title_ko", "place", "interpretation", "capacity")
        facts: dict[str, Any] = {name: getattr(item, name) for name in same}
        facts |= {name: Named.of(getattr(item, name)) for name in ("city", "topic", "host")}
        joining = item.joining.all() if item.organisation_codes else ()
        return cls(
            key=item.pk,
            day=item.on_date.iso() if item.on_date else "",
            start=_time(item.starts_at),
            end=_time(item.ends_at),
            zone=item.zone.key,
            organisations=tuple(Named.of(row.organisation) for row in joining),
            languages=tuple(codes_in(item.languages)),
            **facts,
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


# What is another between two versions.

ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"
_KINDS = {
    ADDED: pgettext_lazy("agenda item", "New"),
    REMOVED: pgettext_lazy("agenda item", "Taken out"),
    CHANGED: pgettext_lazy("agenda item", "Changed"),
    MOVED: pgettext_lazy("agenda item", "At another place"),
}


@dataclass(frozen=True, slots=True)
class AgendaChange:
    """What became of one item: added, removed, changed in some fields, moved to another place, or nothing (empty)."""

    kind: str
    line: AgendaLine
    before: AgendaLine | None = None

    @property
    def kind_text(self) -> str:
        return str(_KINDS[self.kind])

    @property
    def fields(self) -> list[tuple[str, str, str]]:
        """What it says otherwise, in the order of the form and the reader's words: label, before and after."""
        if self.kind != CHANGED or self.before is None:
            return []
        old, new = self.before, self.line
        return [
            (str(label), _shown(old, name), _shown(new, name))
            for name, label in _LABELS.items()
            if getattr(old, name) != getattr(new, name)
        ]


def compare(old: Sequence[AgendaLine], new: Sequence[AgendaLine]) -> list[AgendaChange]:
    """From an older version to a newer one, in the newer one's order; what was removed comes last.

    An item is moved where it stands at another place among those that both have, and is as before otherwise.
    """
    before = {line.key: line for line in old}
    after = {line.key for line in new}
    places = {line.key: place for place, line in enumerate(old)}
    staying = _staying([places[line.key] for line in new if line.key in before])
    found = []
    for line in new:
        earlier = before.get(line.key)
        if earlier is None:
            found.append(AgendaChange(ADDED, line))
        elif earlier != line:
            found.append(AgendaChange(CHANGED, line, earlier))
        elif places[line.key] not in staying:
            found.append(AgendaChange(MOVED, line, earlier))
    return [*found, *(AgendaChange(REMOVED, line) for line in old if line.key not in after)]


def _staying(places: Sequence[int]) -> set[int]:
    """The longest run of places that are still in their order: whatever is not in it was moved, so as few as can be."""
    runs: list[list[int]] = [[]]  # the longest that ends with each place
    for place in places:
        before = max((run for run in runs if run[-1:] < [place]), key=len)
        runs.append([*before, place])
    longest = max(runs, key=len)
    return set(longest)


# What an item says, in the order of the form.
_LABELS = {
    "day": gettext_lazy("Day"),
    "moment": pgettext_lazy("agenda", "Time"),
    "kind": pgettext_lazy("table head", "Kind"),
    "title_en": gettext_lazy("Title in English"),
    "title_ko": gettext_lazy("Title in Korean"),
    "city": gettext_lazy("City"),
    "place": pgettext_lazy("agenda", "Place"),
    "topic": gettext_lazy("Topic"),
    "host": pgettext_lazy("agenda", "Host"),
    "organisations": gettext_lazy("Organisations"),
    "languages": gettext_lazy("Languages"),
    "interpretation": gettext_lazy("Interpretation"),
    "capacity": gettext_lazy("Capacity"),
}


def _shown(line: AgendaLine, name: str) -> str:
    match name:
        case "day":
            return format_date(line.date)
        case "moment":
            return line.times
        case "kind":
            return line.kind_text
        case "organisations":
            return join_names(one.name for one in line.organisations)
        case "languages":
            return join_names(language_names(line.languages))
    return str(getattr(line, name) or "")


DRAFT, RELEASED, SOURCES = "draft", "released", "sources"


def may_edit_agenda(grants: Grants, event: Event) -> bool:
    """Its organisers, and the coordinators of the partners that host it."""
    return bool(event.actors(grants) & {ORGANISER, HOST})


def may_see_draft_agenda(grants: Grants, event: Event) -> bool:
    """An agenda that was not released yet: its editors, whoever's pairing it serves, the authority."""
    if may_edit_agenda(grants, event) or event.strand_id in grants.authority:
        return True
    if event.all_pairings:
        return event.strand_id in grants.coordinates
    return any(row.pairing.side_of(grants) for row in event.serving.all())


class ShownAgenda:
    """The agenda of one event for one reader: `lines` in the agenda's own order.

    `state` is `released` where the lines are those of the newest version, `sources` where all of them are recorded
    from sources and nothing was released, else `draft`. `items` are there for whoever sees the draft, by their numbers.
    `release` is the newest version, if there is one.

    The draft is for whom `may_see_draft_agenda`; everybody else who reads the strand sees the newest version, and
    before there is one what was recorded from sources, which is public.
    """

    def __init__(self, grants: Grants, event: Event, items: list[AgendaItem], release: AgendaRelease | None) -> None:
        self.event, self.release, self.state = event, release, DRAFT
        self.may_edit = may_edit_agenda(grants, event)
        sees_draft = self.may_edit or may_see_draft_agenda(grants, event)
        self.items = {item.pk: item for item in items} if sees_draft else {}
        shown = items if sees_draft else [item for item in items if item.from_sources]
        released = lines_of_release(release) if release else ()
        self.lines = tuple(AgendaLine.of(item) for item in shown) if sees_draft or not release else released
        if release and self.lines == released:
            self.state = RELEASED
        elif not release and all(item.from_sources for item in shown):
            self.state = SOURCES

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
    """The agendas of events that were read with their names (`with_names`), by their keys; four queries for all."""
    rows = list(events)
    items = items_of(rows)
    newest = AgendaRelease.objects.newest().filter(event__in=[event.pk for event in rows])
    released = {release.event_id: release for release in newest}
    return {event.pk: ShownAgenda(grants, event, items[event.pk], released.get(event.pk)) for event in rows}


def lines_of_release(release: AgendaRelease) -> tuple[AgendaLine, ...]:
    """What a version holds, in its order."""
    return tuple(AgendaLine.read(stored) for stored in release.items)


def draft_lines(event: Event) -> tuple[AgendaLine, ...]:
    """The agenda as it stands, whoever may see it; for services."""
    return tuple(AgendaLine.of(item) for item in items_of([event])[event.pk])


def items_of(events: Iterable[Event]) -> dict[int, list[AgendaItem]]:
    """What stands on the agendas of some events, by event and in order; each item knows its event as it was read.

    Two queries at most; whoever may see drafts is another question.
    """
    known = {event.pk: event for event in events}
    items = AgendaItem.objects.active().filter(event__in=known).select_related("city", "topic", "host")
    rows = list(items.in_order())
    prefetch_related_objects([item for item in rows if item.organisation_codes], "joining__organisation")
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


def newest_release(event: Event) -> AgendaRelease | None:
    """The version that was released last; None before the first."""
    return AgendaRelease.objects.filter(event=event).order_by("-number").first()


def changes_of(release: AgendaRelease) -> list[AgendaChange]:
    """What a version changed over the one before it; nothing for the first."""
    before = AgendaRelease.objects.filter(event=release.event_id, number__lt=release.number)
    earlier = before.order_by("-number").first()
    return compare(lines_of_release(earlier), lines_of_release(release)) if earlier else []


# What is still open on an agenda, host by host.

# Nobody receives people on the way or in their free time.
HOSTED = (*WORKING_KINDS, AgendaKind.MEAL)
type Hosted = tuple[AgendaItem, list[str]]


def host_sheets(items: Iterable[AgendaItem]) -> list[tuple[Organisation | None, list[Hosted], int]]:
    """By host, in the order of the agenda, its items with what is open about each, and how many have anything open.

    Those without a host come last.
    """
    hosted = [item for item in items if item.kind in HOSTED]
    sheets = []
    for key in sorted(dict.fromkeys(item.host_id for item in hosted), key=lambda key: key is None):
        rows = [(item, open_points(item)) for item in hosted if item.host_id == key]
        sheets.append((rows[0][0].host, rows, sum(bool(points) for _item, points in rows)))
    return sheets


def open_points(item: AgendaItem) -> list[str]:
    """What is not settled about an item that somebody hosts, in the reader's language."""
    unanswered = {
        HostAnswer.OPEN: pgettext("open point", "not asked yet"),
        HostAnswer.ASKED: pgettext("open point", "no answer yet"),
        HostAnswer.DECLINED: pgettext("open point", "declined by the host"),
    }
    answer = unanswered.get(HostAnswer(item.answer), "") if item.host_id else pgettext("open point", "no host")
    lacks = (
        (item.on_date is None or item.on_date.precision != DAY, pgettext("open point", "no day")),
        (item.starts_at is None, pgettext("open point", "no time")),
        (not item.place, pgettext("open point", "no place")),
        (not item.contact_on_day, _("no contact on the day")),
        # What is eaten needs no language.
        (item.kind in WORKING_KINDS and not item.languages, pgettext("open point", "no languages")),
    )
    return [*filter(None, [answer]), *(words for is_lacking, words in lacks if is_lacking)]
