"""The cooperation projects in a report, and the organisations that take part in them."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Drawing, Group, Heading, Paragraph, Table, Written, in_lines
from core.formats import join_names
from core.pictures.charts import steps_drawing
from core.pictures.shapes import NARROW
from partnerships.enums import LEVELS, NAMED, REACHED, ProjectLevel, ResultKind, ResultUnit, Sector
from partnerships.projects.selectors import square_of
from reports.progress.rendering.drawings import SECTORS, WIDTH, bars_drawings
from reports.progress.rendering.phrases import Data, Phrases, Sheet
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    answers_for,
    figures_of,
    grouped,
    key_figures,
    names_of,
    not_paired,
    pairing_column,
    paper_column,
    proof,
    reason_or_none,
    record_columns,
    sheet,
    table,
)


def projects_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    if not data["projects"]:
        yield Paragraph(_("There are no cooperation projects yet."))
        return
    labels = {
        **{f"projects-{level}": str(level.label).lower() for level in (*REACHED, *reversed(NAMED))},
        "projects-new": pgettext("projects", "first reported in the period"),
        "projects-moved": pgettext("projects", "moved to another level in the period"),
        "projects-not-pursued": pgettext("projects", "not pursued"),
    }
    yield key_figures(words, data, labels, set(labels) - {"projects-not-pursued"})
    yield from _levels(data, words)
    yield from _moved(data, words)
    yield from _topics(data, words)
    yield from _projects(data, words)
    yield from _results(data, words)
    yield from _not_pursued(data, words)


def _levels(data: Data, words: Phrases) -> Iterator[Block]:
    yield Heading(_("Progress levels"), 2)
    counts = {row["level"]: row["count"] for row in data["levels"]}
    steps = [(str(level.label), counts[level]) for level in LEVELS]
    caption = words.sentences(_("Number of projects on each level."), square_of(steps))
    yield Drawing(
        steps_drawing(steps, words.language),
        words.sentences(caption, _("The table below has the same numbers.")),
        caption,
        0.75,
        steps_drawing(steps, words.language, width=NARROW),
    )
    yield _level_table(data, words, counts)


def _level_table(data: Data, words: Phrases, counts: Mapping[str, int]) -> Table:
    """Level by level, and of a strand pairing by pairing."""
    if data["of_pairing"]:
        columns = [
            Column(_("Progress level"), lambda level: level, ProjectLevel, 3),
            Column(_("Projects"), lambda level: counts[level], "number", 1),
        ]
        return table(columns, counts, words, caption=_("The projects by their level."))
    named = names_of(words, data) | ({"": not_paired()} if any(not row["pairing"] for row in data["projects"]) else {})
    rows = [
        (name, Counter(row["level"] for row in data["projects"] if row["pairing"] == code))
        for code, name in named.items()
    ]

    def level_column(level: str) -> Column:
        return Column(str(ProjectLevel(level).label), lambda row: row[1][level], "number", 1)

    return table(
        [
            Column(_("Pairing"), lambda row: row[0], width=2.2),
            *map(level_column, counts),
            Column(pgettext("row of a table", "Total"), lambda row: sum(row[1].values()), "number", 0.9),
        ],
        [*rows, (_("All pairings"), counts)],
        words,
        caption=_("The projects of each pairing by their level."),
    )


def _moved(data: Data, words: Phrases) -> Iterator[Block]:
    if not data["moves"]:
        yield Paragraph(_("No project is recorded to have moved to another level in the period."))
        return
    yield Heading(_("What moved in the period"), 2)
    caption = _("Every move of a project from one level to another, with what proves it.")
    rows = grouped(data, words, _in_order(data["moves"], data))
    yield table(_move_columns(data, words), rows, words, caption=caption)


def _move_columns(data: Data, words: Phrases) -> list[Column]:
    return [
        pairing_column(data),
        Column(_("Project"), "title", "link", 2.4),
        Column(pgettext("day of a move", "Moved on"), "on", "date", 1.4),
        Column(pgettext("level", "From"), "old", ProjectLevel, 1.2),
        Column(pgettext("level", "To"), "new", ProjectLevel, 1.2),
        Column(pgettext("why a level changed", "Reason"), "reason", width=1.8),
        *_evidence(2, words),
    ]


def _evidence(width: float, words: Phrases) -> list[Column]:
    """What proves a level or a result, and where the project is read."""
    return [
        Column(_("Evidence"), "evidence", width=width, paper=lambda row: proof(words, row)),
        Column(_("Link to the evidence"), "evidence_url"),
        Column(_("Document"), "document"),
        address_column(),
    ]


def _in_order(rows: Iterable[One], data: Data) -> list[One]:
    """By pairing, as the pairings stand, those outside of them last, and within each as the rows stand."""
    places = {row["code"]: place for place, row in enumerate(data["pairings"])}
    return sorted(rows, key=lambda row: places.get(row["pairing"], len(places)))


def _projects(data: Data, words: Phrases) -> Iterator[Block]:
    yield Heading(_("The projects"), 2)
    pursued = [row for row in data["projects"] if row["level"] != ProjectLevel.NOT_PURSUED]
    if not pursued:
        yield Paragraph(_("No project is pursued."))
        return
    # Of several with a date all new: then the word for it behind every one would tell nothing.
    dated = [row["is_new"] for row in pursued if row["first_reported"] or row["added_on"]]
    all_new = len(dated) > 1 and all(dated)
    caption = _(
        "The projects that are pursued, the furthest first. Below the level: when a project was first reported."
    )
    if all_new:
        caption = words.sentences(caption, _("All known ones fall in the period."))
    yield table(_project_columns(data, words, all_new=all_new), grouped(data, words, pursued), words, caption=caption)


def _project_columns(data: Data, words: Phrases, *, all_new: bool = False) -> list[Column]:
    partners = {one["code"]: one for one in data["pairings"]}

    def lead(row: One) -> str | None:
        return answers_for(words, row["lead"], partners[row["pairing"]]) if row["lead"] else None

    def level(row: One) -> Written:
        return in_lines(str(ProjectLevel(row["level"]).label), _first(row, words, all_new=all_new))

    def about(row: One) -> Written:
        return in_lines(*(words.shown(row.get(name) or {}) for name in ("summary", "remark")))

    def sector(one: Sector) -> Column:
        return Column(str(one.label), lambda row: _organisations(row, one))

    return [
        pairing_column(data),
        Column(_("Project"), "title", "link", 2.1),
        Column(_("Topic"), "topic", width=1.6),
        paper_column(pgettext("project", "What it is about"), about, 3.1),
        Column(_("Progress level"), "level", ProjectLevel, 1.35, paper=level),
        paper_column(pgettext("project", "Since"), "level_since", 1.3, "date"),
        Column(_("On this level since"), "level_since", "date"),
        Column(_("First reported"), "first_reported", "date"),
        Column(pgettext("project", "New in the period"), "is_new", "flag"),
        Column(_("Lead side"), lead),
        paper_column(_("Organisations by sector"), lambda row: _by_sector(row, words), 2.6),
        *map(sector, Sector),
        Column(_("Further partners"), "further"),
        Column(_("Summary"), "summary"),
        Column(pgettext("why a level changed", "Reason"), "reason"),
        Column(pgettext("of a record", "Remark"), "remark"),
        *record_columns(documents=0),
    ]


def _first(row: One, words: Phrases, *, all_new: bool) -> str:
    """When it was first reported; of one that was added here without such a day, when it was added."""
    said = words.date(row["first_reported"]) if row["first_reported"] else ""
    if not said and row["added_on"]:
        said = _("added %(day)s") % {"day": words.date(row["added_on"])}
    return _("%(date)s (new)") % {"date": said} if said and row["is_new"] and not all_new else said


def _organisations(row: One, sector: Sector) -> list[One]:
    return [part["name"] for part in row["organisations"] if part["sector"] == sector]


def _by_sector(row: One, words: Phrases) -> str:
    said = [f"{sector.label}: {words.listed(names)}" for sector in Sector if (names := _organisations(row, sector))]
    if row["further"]:
        said.append(_("Further partners: %(names)s") % {"names": words.listed(row["further"])})
    return "\n".join(said)


def _topics(data: Data, words: Phrases) -> Iterator[Block]:
    """In one sentence: most topics have a project or two."""
    names = [
        words.bracketed(words.plain(row["name"]) if row["code"] else _("without a topic"), words.number(row["count"]))
        for row in data["topics"]
    ]
    if names:
        yield Paragraph(_("Projects by topic: %(topics)s.") % {"topics": words.joined(names)})


def _results(data: Data, words: Phrases) -> Iterator[Block]:
    yield Heading(_("Results"), 2)
    if not data["results"]:
        yield Paragraph(_("No result of a project was reported in figures. “Not reported” does not mean zero."))
        return
    caption = _("What the projects are expected to bring, and what they brought.")
    rows = grouped(data, words, _in_order(data["results"], data))
    yield table(_result_columns(data, words), rows, words, caption=caption)


def _result_columns(data: Data, words: Phrases) -> list[Column]:
    unit = pgettext("table head", "Unit")

    def kind_and_funder(row: One) -> str:
        label, funder = str(ResultKind(row["kind"]).label), words.plain(row["funder"])
        return words.bracketed(label, funder) if funder else label

    return [
        pairing_column(data),
        Column(_("Project"), "title", "link", 2),
        Column(pgettext("of a project", "Result"), "kind", ResultKind, 1.4, paper=kind_and_funder),
        Column(unit, "unit", ResultUnit),
        Column(_("Expected"), "expected", "amount", 1.7),
        Column(_("Achieved"), "achieved", "reported", 1.7),
        paper_column(unit, "unit", 1, ResultUnit),
        Column(pgettext("table head", "As of"), "as_of", "date", 1.1),
        Column(_("Source of the funding"), "funder"),
        *_evidence(1.7, words),
    ]


def _not_pursued(data: Data, words: Phrases) -> Iterator[Block]:
    dropped = [row for row in data["projects"] if row["level"] == ProjectLevel.NOT_PURSUED]
    if not dropped:
        return
    yield Heading(_("Not pursued"), 2)
    columns = [
        Column(_("Project"), "title", "link", 2.4),
        Column(pgettext("project", "Since"), "level_since", "date", 1.2),
        Column(pgettext("why a level changed", "Reason"), lambda row: reason_or_none(row, words), width=3),
    ]
    caption = _("The projects that the two sides decided not to pursue, with the reason.")
    yield table(columns, grouped(data, words, dropped), words, caption=caption)


def projects_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("projects", _("Cooperation projects"), _project_columns(data, words), data["projects"], words)
    yield sheet("levels", _("Moves of levels"), _move_columns(data, words), data["moves"], words)
    yield sheet("results", _("Results of projects"), _result_columns(data, words), data["results"], words)


def helix_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    if not data["whole"]["total"]:
        yield Paragraph(_("No project names an organisation that takes part in it yet."))
        return
    yield Paragraph(_missing(data, words))
    yield from _pictures(data, words)
    yield from _sectors(data, words)
    yield from _organisation_blocks(data, words)


def _missing(data: Data, words: Phrases) -> str:
    """Government, research, business and civil society: which of them takes part in no project."""
    if data["whole"]["missing"]:
        names = _sector_names(data["whole"]["missing"], words)
        return _("Of these sectors no organisation takes part in a project: %(sectors)s.") % {"sectors": names}
    said = _("Government, research, business and civil society all take part in projects.")
    incomplete = [row for row in data["pairings"] if row["missing"]]
    if data["of_pairing"] or not incomplete:
        return said
    names = join_names([words.plain(row["name"]) for row in incomplete], words.language)
    return words.sentences(said, _("A sector is missing in: %(pairings)s.") % {"pairings": names})


def _pictures(data: Data, words: Phrases) -> Iterator[Drawing]:
    rows = [(words.plain(row["name"]), _counts(row)) for row in data["pairings"]]
    if not data["of_pairing"]:
        rows.insert(0, (_("All pairings together"), _counts(data["whole"])))
    sectors = [str(sector.label) for sector in Sector]
    found, narrow = (bars_drawings(rows, SECTORS, sectors, words.language, width=width) for width in (WIDTH, NARROW))
    for number, (svg, on_phone) in enumerate(zip(found, narrow, strict=True), start=1):
        part = _("Part %(number)s of %(count)s.") % {"number": number, "count": len(found)}
        whole = _("Organisations that take part in projects, by sector.")
        caption = words.sentences(whole, part if len(found) > 1 else "")
        told = words.sentences(caption, _("The table below has the same numbers."))
        yield Drawing(svg, told, caption, narrow=on_phone)


def _counts(row: One) -> list[int]:
    return [sector["count"] for sector in row["sectors"]]


def _sectors(data: Data, words: Phrases) -> Iterator[Block]:
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
            "The organisations of the projects that are pursued. One in several projects is counted once; one in "
            "two pairings in both, and once in all."
        ),
    )


def _sector_columns(first: str, data: Data, words: Phrases) -> list[Column]:
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


def _missing_of(row: One, words: Phrases) -> str:
    if "missing" not in row:
        return ""
    if not row["total"]:
        return _("no organisation named")
    return capfirst(_sector_names(row["missing"], words))


def _sector_names(sectors: Sequence[str], words: Phrases) -> str:
    return join_names([str(Sector(sector).label).lower() for sector in sectors], words.language)


def _organisation_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    yield Heading(_("The organisations"), 2)
    rows: list[Group | One] = []
    for sector in Sector:
        own = [row for row in data["organisations"] if row["sector"] == sector]
        rows += [Group(str(sector.label)), *own] if own else []
    caption = _("Who takes part, by sector, and in how many projects.")
    yield table(_organisation_columns(data), rows, words, caption=caption, small=True)


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


def helix_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("organisations", _("Organisations"), _organisation_columns(data), data["organisations"], words)
    rows = list(data["pairings"])
    if not data["of_pairing"]:
        total = figures_of(data)["organisations"]["value"]
        rows.append(data["whole"] | {"name": {words.language: _("All pairings together")}, "total": total})
    yield sheet("helix", _("Triple helix"), _sector_columns(_("Pairing"), data, words), rows, words)
