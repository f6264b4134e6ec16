"""What is still open on an agenda, host by host: who has not answered, where place, time, contact or languages lack."""

from __future__ import annotations

from collections.abc import Iterable
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
type Hosted = tuple[AgendaItem, list[str]]


def host_sheets(
    items: Iterable[AgendaItem],
) -> list[tuple[Organisation | None, list[Hosted], int]]:
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
