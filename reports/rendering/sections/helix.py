"""The triple helix as a report tells it: the shares of the sectors, pairing by pairing, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Drawing, Group, Heading, Paragraph, Row, Written
from core.formats import join_names
from partnerships.enums import Sector
from reports.enums import Section
from reports.rendering.drawings.helix import Shares, helix_drawings
from reports.rendering.parts import Cell, Data, Part, Sheet
from reports.rendering.sections.cells import figures_of, names_of, plain, plain_names, table, whole
from reports.rendering.words import Words

type One = Mapping[str, Any]


def tell_helix(data: Data, words: Words) -> Iterator[Block]:
    """The sectors of all projects together, of each pairing, and the organisations themselves."""
    if not data["whole"]["total"]:
        yield Paragraph(_("No project names an organisation that takes part in it yet."))
        return
    yield Paragraph(_missing(data, words))
    yield from _pictures(data, words)
    yield from _sectors(data, words)
    if not data["of_pairing"]:
        yield from _pairings(data, words)
    yield from _organisations(data, words)


def _missing(data: Data, words: Words) -> str:
    """Government, research, business and civil society: which of them takes part in no project."""
    if data["whole"]["missing"]:
        names = _sector_names(data["whole"]["missing"], words)
        return _("Of these sectors no organisation takes part in a project: %(sectors)s.") % {"sectors": names}
    said = _("Government, research, business and civil society all take part in projects.")
    incomplete = [row for row in data["pairings"] if row["missing"]]
    if data["of_pairing"] or not incomplete:
        return said
    names = join_names([plain(words, row["name"]) for row in incomplete], words.language)
    return f"{said} {_('A sector is missing in: %(pairings)s.') % {'pairings': names}}"


def _pictures(data: Data, words: Words) -> Iterator[Drawing]:
    whole_name = _("All pairings together")
    rows = [Shares(plain(words, row["name"]), _counts(row)) for row in data["pairings"]]
    if not data["of_pairing"]:
        rows.insert(0, Shares(whole_name, _counts(data["whole"])))
    found = helix_drawings(rows, [str(sector.label) for sector in Sector], words.language)
    for number, svg in enumerate(found, start=1):
        caption = _("Organisations that take part in projects, by sector.")
        if len(found) > 1:
            caption += " " + _("Part %(number)s of %(count)s.") % {"number": number, "count": len(found)}
        yield Drawing(svg, f"{caption} {_('The table below has the same numbers.')}", caption)


def _counts(row: One) -> list[int]:
    return [sector["count"] for sector in row["sectors"]]


def _sectors(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("Organisations by sector"), 2)
    rows: list[list[Written]] = [
        [str(Sector(row["sector"]).label), words.number(row["count"]), f"{words.number(row['percent'])}%"]
        for row in data["whole"]["sectors"]
        if row["count"] or row["sector"] != Sector.OTHER
    ]
    rows.append([pgettext("row of a table", "Total"), words.number(data["whole"]["total"]), ""])
    yield table(
        [_("Sector"), _("Organisations"), _("Share")],
        rows,
        widths=(3, 1, 1),
        numbers=(1, 2),
        caption=_("The distinct organisations of all projects that are pursued; one in several projects counts once."),
    )


def _pairings(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("Pairing by pairing"), 2)
    names = names_of(words, data)
    rows: list[Sequence[Written]] = [
        [
            names[row["code"]],
            *(words.number(count) for count in _counts(row)),
            words.number(row["total"]),
            _missing_of(row, words),
        ]
        for row in data["pairings"]
    ]
    yield table(
        [
            _("Pairing"),
            *(str(sector.label) for sector in Sector),
            pgettext("row of a table", "Total"),
            pgettext("sectors", "Missing"),
        ],
        rows,
        widths=(2, 1.1, 1, 1, 1, 0.8, 0.8, 1.8),
        numbers=(1, 2, 3, 4, 5, 6),
        caption=_(
            "The distinct organisations of each pairing's projects. One that takes part in two pairings counts in both."
        ),
    )


def _missing_of(row: One, words: Words) -> str:
    if not row["total"]:
        return _("no organisation named")
    names = _sector_names(row["missing"], words)
    return names[:1].upper() + names[1:]


def _sector_names(sectors: Sequence[str], words: Words) -> str:
    return join_names([str(Sector(sector).label).lower() for sector in sectors], words.language)


def _organisations(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("The organisations"), 2)
    names = plain_names(words, data)
    rows: list[Row] = []
    for sector in Sector:
        own = [row for row in data["organisations"] if row["sector"] == sector]
        rows += [Group(str(sector.label))] if own else []
        rows += [_organisation(row, names, data, words) for row in own]
    yield table(
        [_("Organisation"), _("Pairings"), _("Projects")],
        rows,
        widths=(3, 2.6, 1),
        numbers=(2,),
        caption=_("Who takes part, by sector, and in how many projects."),
    )


def _organisation(row: One, names: Mapping[str, str], data: Data, words: Words) -> list[Written]:
    pairings = "" if data["of_pairing"] else ", ".join(names[code] for code in row["pairings"])
    return [words.say(row["name"], url=row["url"]), pairings, words.number(row["projects"])]


def helix_sheets(data: Data, words: Words) -> Iterator[Sheet]:
    """The organisations, and the sectors of each pairing."""
    names = plain_names(words, data)
    yield Sheet(
        "organisations",
        _("Organisations"),
        [_("Organisation"), _("Sector"), _("Pairings"), _("Projects"), _("Sources"), _("Code"), _("Address")],
        [_organisation_cells(row, names, words) for row in data["organisations"]],
    )
    head = [_("Pairing"), *(str(sector.label) for sector in Sector), pgettext("row of a table", "Total")]
    rows: list[Sequence[Cell]] = [
        [plain(words, row["name"]), *_counts(row), row["total"], _missing_of(row, words) or None]
        for row in data["pairings"]
    ]
    if not data["of_pairing"]:
        whole_row = data["whole"]
        missing = _missing_of(whole_row, words) or None
        rows.append(
            [_("All pairings together"), *_counts(whole_row), figures_of(data)["organisations"]["value"], missing]
        )
    yield Sheet("helix", _("Triple helix"), [*head, pgettext("sectors", "Missing")], rows)


def _organisation_cells(row: One, names: Mapping[str, str], words: Words) -> list[Cell]:
    return [
        plain(words, row["name"]),
        str(Sector(row["sector"]).label),
        ", ".join(names[code] for code in row["pairings"]),
        row["projects"],
        row["source"] or None,
        row["code"],
        whole(words, row["url"]),
    ]


PART = Part(Section.HELIX, tell_helix, helix_sheets)
