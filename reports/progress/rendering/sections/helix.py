"""The triple helix in a report: the shares of the sectors, pairing by pairing, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Drawing, Group, Heading, Paragraph
from core.formats import join_names
from core.pictures.shapes import NARROW
from partnerships.enums import Sector
from reports.progress.rendering.drawings.canvas import SECTORS, WIDTH, bars_drawings
from reports.progress.rendering.sections.columns import Column, One, address_column, figures_of, plain, sheet, table
from reports.progress.rendering.words import Data, Sheet, Words


def blocks(data: Data, words: Words) -> Iterator[Block]:
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
    whole, alone = data["whole"], data["of_pairing"]
    first = {words.language: _("Organisations") if alone else _("All pairings, each once")}
    percents = [{"count": f"{words.number(one['percent'])}%"} for one in whole["sectors"]]
    rows = [
        *([] if alone else data["pairings"]),
        whole | {"name": first, "url": ""},
        {"name": {words.language: _("Share")}, "url": "", "sectors": percents, "total": "100%"},
    ]
    yield table(
        _sector_columns(_("Organisations") if len(rows) == 2 else _("Pairing"), data, words),
        rows,
        words,
        caption=_(
            "The distinct organisations of the projects that are pursued. One in several projects counts once; one in "
            "two pairings counts in both, and once in all."
        ),
    )


def _sector_columns(first: str, data: Data, words: Words) -> list[Column]:
    """The numbers of each sector; on paper without other ones where there are none."""

    def numbers(at: int, one: One) -> Column:
        width = 1.1 if one["count"] or one["sector"] != Sector.OTHER else 0
        return Column(str(Sector(one["sector"]).label), lambda row: row["sectors"][at]["count"], "number", width)

    return [
        Column(first, "name", "link", 2.6),
        *(numbers(at, one) for at, one in enumerate(data["whole"]["sectors"])),
        Column(pgettext("row of a table", "Total"), "total", "number", 0.8),
        Column(pgettext("sectors", "Missing"), lambda row: _missing_of(row, words), width=2),
    ]


def _missing_of(row: One, words: Words) -> str:
    if "missing" not in row:
        return ""
    if not row["total"]:
        return _("no organisation named")
    return capfirst(_sector_names(row["missing"], words))


def _sector_names(sectors: Sequence[str], words: Words) -> str:
    return join_names([str(Sector(sector).label).lower() for sector in sectors], words.language)


def _organisations(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("The organisations"), 2)
    rows: list[Group | One] = []
    for sector in Sector:
        own = [row for row in data["organisations"] if row["sector"] == sector]
        rows += [Group(str(sector.label)), *own] if own else []
    yield table(
        _organisation_columns(data),
        rows,
        words,
        caption=_("Who takes part, by sector, and in how many projects."),
        small=True,
    )


def _organisation_columns(data: Data) -> list[Column]:
    names = {row["code"]: row["name"] for row in data["pairings"]}
    width = 0 if data["of_pairing"] else 2.6
    return [
        Column(_("Organisation"), "name", "link", 3),
        Column(_("Sector"), "sector", Sector),
        Column(_("Pairings"), lambda row: [names[code] for code in row["pairings"]], width=width),
        Column(_("Projects"), "projects", "number", 1),
        Column(_("Sources"), "source"),
        Column(_("Code"), "code"),
        address_column(),
    ]


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("organisations", _("Organisations"), _organisation_columns(data), data["organisations"], words)
    rows = list(data["pairings"])
    if not data["of_pairing"]:
        total = figures_of(data)["organisations"]["value"]
        rows.append(data["whole"] | {"name": {words.language: _("All pairings together")}, "total": total})
    yield sheet("helix", _("Triple helix"), _sector_columns(_("Pairing"), data, words), rows, words)
