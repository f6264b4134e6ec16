"""What is asked before anybody writes of an event, the items of minutes as they are kept, how a project is named."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError
from events.enums import EventStatus
from events.models import AgendaItem, Event, Minutes
from events.visits.models import LONGEST_ITEM_TEXT, LONGEST_ITEM_TITLE, MOST_ITEMS
from partnerships.projects.services import LONGEST_TITLE
from partnerships.translations.selectors import check_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from events.models import NotedInterest
    from partnerships.models import Pairing

WORDS = ("said_en", "said_ko", "decision_en", "decision_ko")
_CUT = "…"


def check_serves(event: Event, pairing: Pairing) -> None:
    """Refuse a pairing that the event does not serve. Raises DomainError."""
    if not Event.objects.of_pairing(pairing).filter(pk=event.pk).exists():
        raise DomainError(_("The event does not serve this pairing."))


def check_begun_anywhere(event: Event) -> None:
    """Refuse what tells of an event that cannot have begun anywhere, or that is cancelled. Raises DomainError."""
    now = Event.objects.get(pk=event.pk)
    if now.status == EventStatus.CANCELLED:
        raise DomainError(_("The event is cancelled. Reopen it before you write about it."))
    if not has_begun_anywhere(now):
        raise DomainError(_("The event is still to come. Write about it once it has begun."))


def has_begun_anywhere(event: Event) -> bool:
    """Whether an event that takes place can have begun: a day begins in Korea before it does in Brussels."""
    first, latest = event.shown_period.first_day, (clock.now() + dt.timedelta(hours=14)).date()
    return event.status != EventStatus.CANCELLED and (first is None or first <= latest)


def plain(text: Any) -> str:
    """Trimmed, with the ends of lines that a database keeps alike whichever browser sent them."""
    return str(text or "").replace("\r\n", "\n").strip()


def kept_items(minutes: Minutes, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items as they are kept: trimmed, without empty ones, with the place that each had on the agenda at first.

    Where the agenda is put in another order later, the minutes are no other text. Raises DomainError on `items`.
    """
    rows = [_trimmed(item) for item in given]
    kept = [item for item in rows if any(item[name] for name in WORDS)]
    if len(kept) > MOST_ITEMS:
        raise DomainError(_("These are too many items: at most %(most)s.") % {"most": MOST_ITEMS}, field="items")
    positions = _positions(minutes.event, kept)
    positions |= {item["item"]: item["position"] for item in minutes.items if item.get("item")}
    for item in kept:
        item["position"] = positions.get(item["item"], 0)
        if not (item["title_en"] or item["title_ko"]):
            raise DomainError(_("Say what each item is about, in one language at least."), field="items")
        for name in Minutes.ITEM_TEXTS:
            check_length("items", item[name], LONGEST_ITEM_TITLE if name.startswith("title") else LONGEST_ITEM_TEXT)
    return kept


def _trimmed(item: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: plain(item.get(name)) for name in Minutes.ITEM_TEXTS}
    return {"item": int(item.get("item") or 0), "position": 0, **texts}


def _positions(event: Event, items: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    keys = [item["item"] for item in items if item["item"]]
    found = dict(AgendaItem.objects.filter(event=event, pk__in=keys).values_list("pk", "position"))
    if set(keys) - found.keys():
        raise DomainError(_("This item stands on the agenda of another event."), field="items")
    if len(set(keys)) != len(keys):
        raise DomainError(_("An item of the agenda stands twice in the minutes."), field="items")
    return found


def project_values(interest: NotedInterest) -> dict[str, Any]:
    """What a project made of an interest begins with: named after the note, on its topic; who is interested leads."""
    note = interest.note
    values = {"topic": note.topic, "lead": interest.side}
    for language in ("en", "ko"):
        text = getattr(note, f"what_{language}")
        values[f"title_{language}"] = title = _title(text)
        if text != title:
            values[f"summary_{language}"] = text
    return values


def _title(text: str) -> str:
    """The first line, as far as a title reaches; a longer one ends after a word."""
    first = text.strip().partition("\n")[0].strip()
    if len(first) <= LONGEST_TITLE:
        return first
    head = first[: LONGEST_TITLE - len(_CUT)]
    return (head.rpartition(" ")[0] or head).rstrip(" ,;:") + _CUT
