"""What each reader sees of agendas: the draft, the version that was released last, or what sources record."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.access import Grants
from core.periods import DAY
from events.agendas.lines import AgendaChange, AgendaLine, compare, in_order_of_days
from events.enums import HOST, ORGANISER, WORKING_KINDS, AgendaKind, HostAnswer
from events.models import AgendaItem, AgendaRelease, Event
from partnerships.models import Organisation

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
