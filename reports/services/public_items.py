"""What of a pairing can be released: projects agreed or further, signed agreements, events held, measured indicators.

Each comes with the words that are proposed for the public, in both languages; people change them before they release.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core.folding import ByName
from core.formats import format_date, format_number
from core.texts import LANGUAGES
from events.columns.event_words import when_words, where_words
from events.enums import EventStatus
from events.models import Event
from partnerships.enums import REACHED
from partnerships.models import Agreement, Measurement, Project

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnerships.models import Pairing

TEXTS = ("title_en", "title_ko", "text_en", "text_ko")


class ItemKind(models.TextChoices):
    """Of which kind of record a released result is."""

    PROJECT = "project", pgettext_lazy("public result", "Cooperation project")
    AGREEMENT = "agreement", pgettext_lazy("public result", "Agreement")
    EVENT = "event", pgettext_lazy("public result", "Event")
    INDICATOR = "indicator", pgettext_lazy("public result", "Indicator")


# Above several of a kind.
PLURALS = {
    ItemKind.PROJECT: pgettext_lazy("public results", "Cooperation projects"),
    ItemKind.AGREEMENT: pgettext_lazy("public results", "Agreements"),
    ItemKind.EVENT: pgettext_lazy("public results", "Events"),
    ItemKind.INDICATOR: pgettext_lazy("public results", "Indicators"),
}


def counted_words(kind: ItemKind, number: int) -> str:
    """What a number of released results of a kind counts, below that number."""
    return str(kind.label if number == 1 else PLURALS[kind])


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that can be released, with its proposed words; `name` is what it is called in the portal."""

    kind: ItemKind
    code: str
    name: str
    words: dict[str, str]

    @property
    def key(self) -> str:
        """Its word in a form."""
        return f"{self.kind}:{self.code}"

    @property
    def item(self) -> dict[str, str]:
        """The record as it stands among the results."""
        return {"kind": self.kind.value, "code": self.code, **self.words}


def candidates(pairing: Pairing) -> list[Candidate]:
    """All records of a pairing that can be released, kind by kind; five queries."""
    return [*_projects(pairing), *_agreements(pairing), *_events(pairing), *_indicators(pairing)]


def _projects(pairing: Pairing) -> Iterator[Candidate]:
    rows = Project.objects.filter(pairing=pairing, level__in=REACHED).order_by(ByName(), "pk")
    for row in rows:
        yield _candidate(ItemKind.PROJECT, row, partial(_level_words, row))


def _level_words(row: Project) -> str:
    level = str(row.get_level_display())
    if row.level_since is None:
        return level
    facts = {"level": level, "day": format_date(row.level_since)}
    return pgettext("public result", "%(level)s since %(day)s") % facts


def _agreements(pairing: Pairing) -> Iterator[Candidate]:
    for row in Agreement.objects.filter(pairing=pairing).signed().order_by("signed_on", "pk"):
        yield _candidate(ItemKind.AGREEMENT, row, partial(_signed_words, row))


def _signed_words(row: Agreement) -> str:
    kind = str(row.get_kind_display())
    if row.signed_on_date is None:
        return kind
    facts = {"kind": kind, "day": format_date(row.signed_on_date)}
    return pgettext("public result", "%(kind)s, signed on %(day)s") % facts


def _events(pairing: Pairing) -> Iterator[Candidate]:
    rows = Event.objects.of_pairing(pairing).filter(status=EventStatus.HELD).for_lines().in_order()
    for row in rows:
        yield _candidate(ItemKind.EVENT, row, partial(_held_words, row))


def _held_words(row: Event) -> str:
    return ", ".join(part for part in (str(row.get_kind_display()), when_words(row), where_words(row)) if part)


def _indicators(pairing: Pairing) -> Iterator[Candidate]:
    newest = Measurement.objects.standing().filter(pairing=pairing).newest().select_related("indicator")
    for row in sorted(newest, key=lambda row: row.indicator.code):
        name = row.indicator
        titles = {f"title_{language}": getattr(name, f"name_{language}") for language in LANGUAGES}
        texts = _both(partial(_value_words, row))
        yield Candidate(ItemKind.INDICATOR, name.code, name.name, titles | texts)


def _value_words(row: Measurement) -> str:
    facts = {
        "value": format_number(row.value),
        "unit": row.indicator.unit,
        "day": format_date(row.on),
    }
    return _("%(value)s %(unit)s, as of %(day)s") % facts


def _candidate(kind: ItemKind, row: Any, say: Callable[[], str]) -> Candidate:
    titles = {f"title_{language}": getattr(row, f"title_{language}") for language in LANGUAGES}
    return Candidate(kind, row.code, row.title, titles | _both(say))


def _both(say: Callable[[], str]) -> dict[str, str]:
    """What is said of a record, in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[f"text_{language}"] = say()
    return found
