"""The triple helix as a report tells it: the shares of the sectors, pairing by pairing, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Drawing, Group, Heading, Paragraph, Row, Written
from core.formats import join_names
from core.pictures.fluid import NARROW
from partnerships.enums import Sector
from reports.enums import Section
from reports.rendering.drawings.bars import SECTORS, bars_drawings
from reports.rendering.drawings.canvas import WIDTH
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
    rows = [(plain(words, row["name"]), _counts(row)) for row in data["pairings"]]
    if not data["of_pairing"]:
        rows.insert(0, (whole_name, _counts(data["whole"])))
    sectors = [str(sector.label) for sector in Sector]
    found, narrow = (bars_drawings(rows, SECTORS, sectors, words.language, width=width) for width in (WIDTH, NARROW))
    for number, (svg, on_phone) in enumerate(zip(found, narrow, strict=True), start=1):
        caption = _("Organisations that take part in projects, by sector.")
        if len(found) > 1:
            caption += " " + _("Part %(number)s of %(count)s.") % {"number": number, "count": len(found)}
        yield Drawing(svg, f"{caption} {_('The table below has the same numbers.')}", caption, narrow=on_phone)


def _counts(row: One) -> list[int]:
    return [sector["count"] for sector in row["sectors"]]


def _sectors(data: Data, words: Words) -> Iterator[Block]:
    """Pairing by pairing and all together, with the share of each sector; of one pairing alone its own numbers."""
    yield Heading(_("Organisations by sector"), 2)
    names = names_of(words, data)
    whole_row = data["whole"]
    shown = [at for at, one in enumerate(whole_row["sectors"]) if one["count"] or one["sector"] != Sector.OTHER]
    rows: list[Sequence[Written]] = []
    if not data["of_pairing"]:
        rows += [_numbers(row, names[row["code"]], shown, words) for row in data["pairings"]]
    rows.append(_numbers(whole_row, _("All pairings, each once") if rows else _("Organisations"), shown, words))
    shares = [f"{words.number(whole_row['sectors'][at]['percent'])}%" for at in shown]
    rows.append([_("Share"), *shares, "100%", ""])
    yield table(
        [
            _("Pairing") if len(rows) > 2 else _("Organisations"),
            *(str(Sector(whole_row["sectors"][at]["sector"]).label) for at in shown),
            pgettext("row of a table", "Total"),
            pgettext("sectors", "Missing"),
        ],
        rows,
        widths=(2.6, *(1.1 for _at in shown), 0.8, 2),
        numbers=range(1, len(shown) + 2),
        caption=_(
            "The distinct organisations of the projects that are pursued. One in several projects counts once; one in "
            "two pairings counts in both, and once in all."
        ),
    )


def _numbers(row: One, name: Written, shown: Sequence[int], words: Words) -> list[Written]:
    counts = _counts(row)
    return [name, *(words.number(counts[at]) for at in shown), words.number(row["total"]), _missing_of(row, words)]


def _missing_of(row: One, words: Words) -> str:
    if not row["total"]:
        return _("no organisation named")
    return capfirst(_sector_names(row["missing"], words))


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
        small=True,
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
