"""What is still open on an agenda, host by host: who has not answered, where place, time, contact or languages lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.periods import DAY
from events.enums import WORKING_KINDS, AgendaKind, HostAnswer

if TYPE_CHECKING:
    from events.models import AgendaItem
    from partnerships.models import Organisation

# Nobody receives people on the way or in their free time.
HOSTED = (*WORKING_KINDS, AgendaKind.MEAL)


@dataclass(frozen=True, slots=True)
class HostedItem:
    """An item with what is open about it, in words; nothing where all is settled."""

    item: AgendaItem
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HostSheet:
    """The items of one host (None: of nobody yet), in the agenda's order."""

    host: Organisation | None
    rows: tuple[HostedItem, ...]

    @property
    def open_count(self) -> int:
        """How many of the items have something open."""
        return sum(bool(row.open) for row in self.rows)


def host_sheets(items: Iterable[AgendaItem]) -> list[HostSheet]:
    """The items that somebody hosts, by host in the order of the agenda; those without a host come last."""
    found: dict[int | None, list[HostedItem]] = {}
    hosts: dict[int | None, Organisation | None] = {}
    for item in items:
        if item.kind in HOSTED:
            hosts[item.host_id] = item.host
            found.setdefault(item.host_id, []).append(HostedItem(item, tuple(open_points(item))))
    keys = sorted(found, key=lambda key: key is None)
    return [HostSheet(hosts[key], tuple(found[key])) for key in keys]


def open_points(item: AgendaItem) -> list[str]:
    """What is not settled about an item that somebody hosts, in the reader's language."""
    return [words for words in (_host(item), _answer(item), *_missing(item)) if words]


def _host(item: AgendaItem) -> str:
    return "" if item.host_id else pgettext("open point", "no host")


def _answer(item: AgendaItem) -> str:
    words = {
        HostAnswer.OPEN: pgettext("open point", "not asked yet"),
        HostAnswer.ASKED: pgettext("open point", "no answer yet"),
        HostAnswer.DECLINED: pgettext("open point", "declined by the host"),
    }
    return words.get(HostAnswer(item.answer), "") if item.host_id else ""


def _missing(item: AgendaItem) -> Iterable[str]:
    if item.on_date is None or item.on_date.precision != DAY:
        yield pgettext("open point", "no day")
    if item.starts_at is None:
        yield pgettext("open point", "no time")
    if not item.place:
        yield pgettext("open point", "no place")
    if not item.contact_on_day:
        yield _("no contact on the day")
    # What is eaten needs no language.
    if item.kind in WORKING_KINDS and not item.languages:
        yield pgettext("open point", "no languages")
