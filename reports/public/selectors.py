"""What of a pairing can be released: projects agreed or further, signed agreements, events held, measured indicators.

Each comes with the words that are proposed for the public, in both languages; people change them before they release.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from core import clock
from core.blocks import Text, Written, text_of
from core.folding import ByName
from core.formats import format_date, format_number
from core.texts import LANGUAGES, reader_language
from events.enums import EventStatus
from events.models import Event
from partnerships.enums import REACHED, ConfirmationState, Side
from partnerships.models import Agreement, Confirmation, Measurement, Project, Strand, TextEdition
from reports.models import PublicityItem, PublicResults
from reports.public.models import LONGEST_LINK

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Pairing


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


def counted_label(kind: ItemKind, number: int) -> str:
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
        yield _candidate(ItemKind.PROJECT, row, partial(_level_label, row))


def _level_label(row: Project) -> str:
    level = str(row.get_level_display())
    if row.level_since is None:
        return level
    facts = {"level": level, "day": format_date(row.level_since)}
    return pgettext("public result", "%(level)s since %(day)s") % facts


def _agreements(pairing: Pairing) -> Iterator[Candidate]:
    for row in Agreement.objects.filter(pairing=pairing).signed().order_by("signed_on", "pk"):
        yield _candidate(ItemKind.AGREEMENT, row, partial(_signed_label, row))


def _signed_label(row: Agreement) -> str:
    kind = str(row.get_kind_display())
    if row.signed_on_date is None:
        return kind
    facts = {"kind": kind, "day": format_date(row.signed_on_date)}
    return pgettext("public result", "%(kind)s, signed on %(day)s") % facts


def _events(pairing: Pairing) -> Iterator[Candidate]:
    rows = Event.objects.of_pairing(pairing).filter(status=EventStatus.HELD).with_names().in_order()
    for row in rows:
        yield _candidate(ItemKind.EVENT, row, partial(_held_label, row))


def _held_label(row: Event) -> str:
    return ", ".join(part for part in (str(row.get_kind_display()), row.when, row.place) if part)


def _indicators(pairing: Pairing) -> Iterator[Candidate]:
    newest = Measurement.objects.active().filter(pairing=pairing).newest().select_related("indicator")
    for row in sorted(newest, key=lambda row: row.indicator.code):
        name = row.indicator
        titles = {f"title_{language}": getattr(name, f"name_{language}") for language in LANGUAGES}
        texts = _both(partial(_value_label, row))
        yield Candidate(ItemKind.INDICATOR, name.code, name.name, titles | texts)


def _value_label(row: Measurement) -> str:
    facts = {
        "value": format_number(row.value),
        "unit": row.indicator.unit,
        "day": format_date(row.on),
    }
    return _("%(value)s %(unit)s, as of %(day)s") % facts


def _candidate(kind: ItemKind, row: Any, text: Callable[[], str]) -> Candidate:
    titles = {f"title_{language}": getattr(row, f"title_{language}") for language in LANGUAGES}
    return Candidate(kind, row.code, row.title, titles | _both(text))


def _both(text: Callable[[], str]) -> dict[str, str]:
    """What is said of a record, in each language."""
    found = {}
    for language in LANGUAGES:
        with translation.override(language):
            found[f"text_{language}"] = text()
    return found


# What is public: of each pairing the edition that both sides have released, as it was frozen, and nothing else.
#
# Nothing here reads the results as they are written now, nor a project, an event, a person. One side's withdrawal, or
# another edition, takes a pairing off with the next request.


@dataclass(frozen=True, slots=True)
class Released:
    """The results of a pairing as they are public: `body` is the frozen edition."""

    strand: Strand
    pairing: str
    edition: int
    sha256: str
    released_on: dt.date | None
    body: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sides(self) -> list[dict[str, Any]]:
        """Both, EU first: each by its letters and its partner's name."""
        letters = self.strand.side_letters
        rows = self.body.get("partners", [])
        return [{"side": row["side"], "letters": letters(row["side"]), "name": picked(row, "name")} for row in rows]

    @property
    def name(self) -> str:
        """Both partners' names in the reader's language, counterpart first."""
        names = {row["side"]: text_of(picked(row, "name")) for row in self.body.get("partners", [])}
        both = [names.get(side, "") for side in (Side.COUNTERPART.value, Side.EU.value)]
        return ("·" if reader_language() == "ko" else "-").join(both)

    @property
    def summary(self) -> Written:
        """What the two sides say of their work."""
        return picked(self.body, "summary")

    @property
    def items(self) -> list[dict[str, Any]]:
        """The results in their order, as they were worded; title and text in the reader's language where they can."""
        rows = self.body.get("items", [])
        return [dict(row) | {stem: picked(row, stem) for stem in ("title", "text")} for row in rows]

    @property
    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The results by kind, in the order of the kinds; only kinds of which there are any."""
        found = [(kind, [row for row in self.items if row["kind"] == kind.value]) for kind in ItemKind]
        return [(str(PLURALS[kind]), rows) for kind, rows in found if rows]


def picked(words: Mapping[str, Any], stem: str) -> Written:
    """A text in the reader's language, else in the other one, which it then names."""
    mine = reader_language()
    for language in (mine, *LANGUAGES):
        if text := str(words.get(f"{stem}_{language}") or ""):
            return text if language == mine else Text(text, language)
    return ""


def preview(results: PublicResults) -> Released:
    """How the results would be public if both sides released them as they are written now."""
    pairing = results.pairing
    return Released(pairing.strand, pairing.code, results.edition, "", None, results.frozen_body())


def released_in(strand: Strand) -> list[Released]:
    """The released pairings of a strand by their codes; one query."""
    return [_released(strand, row) for row in _editions(strand).order_by("pairing__code")]


def find_released(strand: Strand, pairing: str) -> Released | None:
    """The released results of one pairing; None where there are none, or no such pairing."""
    row = _editions(strand).filter(pairing__code=pairing).first()
    return _released(strand, row) if row is not None else None


def is_public(results: PublicResults) -> bool:
    """Whether the results are public now, in the edition that is the record's own."""
    return find_released(results.pairing.strand, results.pairing.code) is not None


def totals(released: Sequence[Released]) -> list[tuple[str, int]]:
    """How many results of each kind are released."""
    counted = Counter(item["kind"] for one in released for item in one.items)
    found = [(kind, counted[kind.value]) for kind in ItemKind]
    return [(counted_label(kind, number), number) for kind, number in found if number]


def _editions(strand: Strand) -> QuerySet[Any]:
    """The frozen editions that are the record's own and that both sides have released."""
    current = PublicResults.objects.filter(pk=OuterRef("object_id"), edition=OuterRef("edition"))
    rows = TextEdition.objects.filter(
        Exists(current), content_type=ContentType.objects.get_for_model(PublicResults), pairing__strand=strand
    )
    confirmed = Q(confirmations__state=ConfirmationState.CONFIRMED)
    counted = rows.annotate(
        releases=Count("confirmations", filter=confirmed),
        released_at=Max("confirmations__confirmed_at", filter=confirmed),
    )
    return counted.filter(releases=len(Side.values)).select_related("pairing")


def _released(strand: Strand, row: Any) -> Released:
    day = clock.day_of(row.released_at) if row.released_at else None
    return Released(strand, row.pairing.code, row.edition, row.sha256, day, row.body)


def as_data(released: Sequence[Released], *, licence: Mapping[str, str]) -> dict[str, Any]:
    """The released results as plain data for a JSON file."""
    return {
        "schema": 1,
        "licence": dict(licence),
        "results": [
            {
                "strand": one.strand.code,
                "pairing": one.pairing,
                "edition": one.edition,
                "sha256": one.sha256,
                "released_on": one.released_on.isoformat() if one.released_on else None,
                "partners": list(one.body.get("partners", [])),
                "summary": {language: one.body.get(f"summary_{language}", "") for language in LANGUAGES},
                "items": list(one.body.get("items", [])),
            }
            for one in released
        ],
    }


def licence() -> dict[str, str]:
    """The terms of reuse by language, as the settings say them."""
    return {language: getattr(settings, f"RESULTS_LICENCE_{language.upper()}") for language in LANGUAGES}


def public_label() -> dict[str, str]:
    """Licence and disclaimer in the reader's language."""
    language = reader_language()
    return {
        "licence": licence()[language],
        "disclaimer": getattr(settings, f"RESULTS_DISCLAIMER_{language.upper()}"),
    }


# What is asked of results and of publicity before they are written.


def find_results(pairing: Pairing) -> PublicResults:
    """The results of a pairing; unsaved where nobody has begun them."""
    row = PublicResults.objects.filter(pairing=pairing).first()
    row = row or PublicResults.blank(pairing)
    row.pairing = pairing
    return row


def own_release(grants: Grants, results: PublicResults) -> Confirmation | None:
    """The word of the reader's side under the present edition, where it has released it."""
    side = results.pairing.side_of(grants)
    if not side or results.pk is None:
        return None
    rows = Confirmation.objects.live().filter(side=side, state=ConfirmationState.CONFIRMED)
    found: Confirmation | None = rows.filter(text__in=TextEdition.objects.as_it_is(results)).first()
    return found


def items_with_link(strand: Strand, link: str, *, but: PublicityItem | None = None) -> list[PublicityItem]:
    """The standing items of a strand whose link leads to the same page, whatever its scheme, case or last slash."""
    wanted = _page(link)
    if not wanted or len(link) > LONGEST_LINK:
        return []
    rows = PublicityItem.objects.active().filter(strand=strand, link__icontains=wanted.partition("?")[0])
    return [row for row in rows.in_order() if _page(row.link) == wanted and (but is None or row.pk != but.pk)]


def _page(link: str) -> str:
    """What two links to the same page have alike; nothing of what is no link."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    place = f"{parts.netloc.lower().removeprefix('www.')}{parts.path.rstrip('/')}"
    return f"{place}?{parts.query}" if parts.query else place
