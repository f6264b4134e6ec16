"""What of a pairing can be released: projects agreed or further, signed agreements, events held, measured indicators.

Each comes with the words that are proposed for the public, in both languages; people change them before they release.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import translation
from django.utils.translation import gettext as _, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.blocks import Written, marked, text_of
from core.folding import ByName
from core.formats import format_counted, format_date, format_number
from core.texts import LANGUAGES, reader_language, reading_order
from events.enums import EventStatus
from events.models import Event
from partnerships.enums import REACHED, ConfirmationState, Side
from partnerships.models import Agreement, Confirmation, Measurement, Pairing, Project, Strand, TextEdition
from reports.models import PublicResults


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


def candidates(pairing: Pairing) -> list[dict[str, str]]:
    """All records of a pairing that can be released, kind by kind, with the words that are proposed; five queries."""
    newest = Measurement.objects.active().filter(pairing=pairing).newest().select_related("indicator")
    projects = Project.objects.filter(pairing=pairing, level__in=REACHED).order_by(ByName(), "pk")
    agreements = Agreement.objects.filter(pairing=pairing).signed().order_by("signed_on", "pk")
    held = Event.objects.of_pairing(pairing).filter(status=EventStatus.HELD).with_names().in_order()
    records: dict[ItemKind, tuple[Iterable[Any], Callable[[Any], str]]] = {
        ItemKind.PROJECT: (projects, _level_label),
        ItemKind.AGREEMENT: (agreements, _signed_label),
        ItemKind.EVENT: (held, _held_label),
        ItemKind.INDICATOR: (sorted(newest, key=lambda row: row.indicator.code), _value_label),
    }
    return [_item(kind, row, label) for kind, (rows, label) in records.items() for row in rows]


def _item(kind: ItemKind, row: Any, label: Callable[[Any], str]) -> dict[str, str]:
    """A record as it is kept among the results."""
    named, stem = (row.indicator, "name") if kind == ItemKind.INDICATOR else (row, "title")
    item = {"kind": kind.value, "code": named.code}
    item |= {f"title_{language}": getattr(named, f"{stem}_{language}") for language in LANGUAGES}
    for language in LANGUAGES:
        with translation.override(language):
            item[f"text_{language}"] = label(row)
    return item


def _level_label(row: Project) -> str:
    level = str(row.get_level_display())
    if row.level_since is None:
        return level
    facts = {"level": level, "day": format_date(row.level_since)}
    return pgettext("public result", "%(level)s since %(day)s") % facts


def _signed_label(row: Agreement) -> str:
    kind = str(row.get_kind_display())
    if row.signed_on_date is None:
        return kind
    facts = {"kind": kind, "day": format_date(row.signed_on_date)}
    return pgettext("public result", "%(kind)s, signed on %(day)s") % facts


def _held_label(row: Event) -> str:
    return ", ".join(part for part in (str(row.get_kind_display()), row.when, row.place) if part)


def _value_label(row: Measurement) -> str:
    value = format_counted(format_number(row.value), row.indicator.unit)
    return _("%(value)s, as of %(day)s") % {"value": value, "day": format_date(row.on)}


# What is public: of each pairing the edition that both sides have released, as it was frozen, and nothing else.
#
# Nothing here reads the results as they are written now, nor a project, an event, a person. One side's withdrawal, or
# another edition, takes a pairing off with the next request.


def picked(words: Mapping[str, Any], stem: str) -> Written:
    """A text in the reader's language, else in the other one, which it then names."""
    for language in reading_order():
        if text := str(words.get(f"{stem}_{language}") or ""):
            return marked(text, language)
    return ""


def results_shown(strand: Strand, body: Mapping[str, Any]) -> dict[str, Any]:
    """The results of a pairing as a page shows them, in the reader's language where they can.

    Both sides by their letters and their partner's name, EU first; their names together, counterpart first; the
    summary; and the results in their order, of each kind of which there are any.
    """
    letters = strand.side_letters
    sides = [
        {"side": row["side"], "letters": letters(row["side"]), "name": picked(row, "name")}
        for row in body.get("partners", [])
    ]
    names = {row["side"]: text_of(row["name"]) for row in sides}
    items = [dict(row) | {stem: picked(row, stem) for stem in ("title", "text")} for row in body.get("items", [])]
    groups = [(str(PLURALS[kind]), [row for row in items if row["kind"] == kind.value]) for kind in ItemKind]
    between = "·" if reader_language() == "ko" else "-"
    return {
        "sides": sides,
        "name": between.join(names.get(side.value, "") for side in (Side.COUNTERPART, Side.EU)),
        "summary": picked(body, "summary"),
        "groups": [(label, rows) for label, rows in groups if rows],
    }


def preview(results: PublicResults) -> dict[str, Any]:
    """How the results would be public if both sides released them as they are written now."""
    return results_shown(results.pairing.strand, results.frozen_body())


def released_in(strand: Strand, **pairing: str) -> list[Any]:
    """The frozen editions that are the record's own and that both sides have released, by the codes of their pairings,
    each with when it was (`released_on`); one query. `pairing__code` leaves one of them.
    """
    current = PublicResults.objects.filter(pk=OuterRef("object_id"), edition=OuterRef("edition"))
    rows = TextEdition.objects.filter(
        Exists(current), content_type=ContentType.objects.get_for_model(PublicResults), pairing__strand=strand
    )
    confirmed = Q(confirmations__state=ConfirmationState.CONFIRMED)
    released_at = Max("confirmations__confirmed_at", filter=confirmed)
    counted = rows.annotate(releases=Count("confirmations", filter=confirmed), released_at=released_at)
    released = counted.filter(releases=len(Side.values), **pairing)
    found: list[Any] = list(released.select_related("pairing").order_by("pairing__code"))
    for row in found:
        row.released_on = clock.day_of(row.released_at) if row.released_at else None
    return found


def is_public(results: PublicResults) -> bool:
    """Whether the results are public now, in the edition that is the record's own."""
    return bool(released_in(results.pairing.strand, pairing__code=results.pairing.code))


def totals(released: Iterable[Any]) -> list[tuple[str, int]]:
    """How many results of each kind are released, below its name."""
    counted = Counter(item["kind"] for one in released for item in one.body.get("items", []))
    found = [(kind, counted[kind.value]) for kind in ItemKind]
    return [(str(kind.label if number == 1 else PLURALS[kind]), number) for kind, number in found if number]


def as_data(strand: Strand, released: Iterable[Any]) -> dict[str, Any]:
    """The released results as plain data for a JSON file."""
    return {
        "schema": 1,
        "licence": licence(),
        "results": [
            {
                "strand": strand.code,
                "pairing": one.pairing.code,
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
    disclaimer = getattr(settings, f"RESULTS_DISCLAIMER_{language.upper()}")
    return {"licence": licence()[language], "disclaimer": disclaimer}


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
