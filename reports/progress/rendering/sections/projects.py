"""The cooperation projects in a report: the levels, the topics, what moved, each project, its results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Drawing, Heading, Paragraph, Table, Written, in_lines
from core.pictures.steps import NARROW, steps_drawing
from partnerships.enums import LEVELS, NAMED, REACHED, ProjectLevel, ResultKind, ResultUnit, Sector
from partnerships.projects.selectors import square_of
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    answers_for,
    grouped,
    key_figures,
    listed,
    names_of,
    pairing_column,
    paper_column,
    plain,
    proof,
    reason_or_none,
    record_columns,
    sheet,
    shown_day,
    table,
    written,
)
from reports.progress.rendering.words import Data, Sheet, Words


def blocks(data: Data, words: Words) -> Iterator[Block]:
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


def _levels(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("Progress levels"), 2)
    counts = {row["level"]: row["count"] for row in data["levels"]}
    steps = [(str(level.label), counts[level]) for level in LEVELS]
    caption = " ".join(filter(None, (_("How many projects stand on each level."), square_of(steps))))
    yield Drawing(
        steps_drawing(steps, words.language),
        f"{caption} {_('The table below has the same numbers.')}",
        caption,
        0.75,
        steps_drawing(steps, words.language, width=NARROW),
    )
    yield _level_table(data, words, counts)


def _level_table(data: Data, words: Words, counts: Mapping[str, int]) -> Table:
    """Level by level, and of a strand pairing by pairing."""
    if data["of_pairing"]:
        columns = [
            Column(_("Progress level"), lambda level: level, ProjectLevel, 3),
            Column(_("Projects"), lambda level: counts[level], "number", 1),
        ]
        return table(columns, counts, words, caption=_("The projects by their level."))
    rows = [
        (name, Counter(row["level"] for row in data["projects"] if row["pairing"] == code))
        for code, name in names_of(words, data).items()
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


def _moved(data: Data, words: Words) -> Iterator[Block]:
    if not data["moves"]:
        yield Paragraph(_("No project is recorded to have moved to another level in the period."))
        return
    yield Heading(_("What moved in the period"), 2)
    yield table(
        _move_columns(data, words),
        grouped(data, words, _in_order(data["moves"], data)),
        words,
        caption=_("Every move of a project from one level to another, with what proves it."),
    )


def _move_columns(data: Data, words: Words) -> list[Column]:
    return [
        pairing_column(data),
        Column(_("Project"), "title", "link", 2.4),
        Column(pgettext("day of a move", "Moved on"), "on", "date", 1.4),
        Column(pgettext("level", "From"), "old", ProjectLevel, 1.2),
        Column(pgettext("level", "To"), "new", ProjectLevel, 1.2),
        Column(pgettext("why a level changed", "Reason"), "reason", width=1.8),
        *_evidence(2, words),
    ]


def _evidence(width: float, words: Words) -> list[Column]:
    """What proves a level or a result, and where the project is read."""
    return [
        paper_column(_("Evidence"), lambda row: proof(words, row), width),
        Column(_("Evidence"), "evidence"),
        Column(_("Link to the evidence"), "evidence_url"),
        Column(_("Document"), "document"),
        address_column(),
    ]


def _in_order(rows: Iterable[One], data: Data) -> list[One]:
    """By pairing, as the pairings stand, and within each as the rows stand."""
    places = {row["code"]: place for place, row in enumerate(data["pairings"])}
    return sorted(rows, key=lambda row: places[row["pairing"]])


def _projects(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("The projects"), 2)
    pursued = [row for row in data["projects"] if row["level"] != ProjectLevel.NOT_PURSUED]
    if not pursued:
        yield Paragraph(_("No project is pursued."))
        return
    all_new = _all_new(pursued)
    caption = _(
        "The projects that are pursued, the furthest first. Below the level: when a project was first reported."
    )
    if all_new:
        caption = f"{caption} {_('All that is known of was in the period.')}"
    yield table(_project_columns(data, words, all_new=all_new), grouped(data, words, pursued), words, caption=caption)


def _project_columns(data: Data, words: Words, *, all_new: bool = False) -> list[Column]:
    partners = {one["code"]: one for one in data["pairings"]}

    def lead(row: One) -> str | None:
        return answers_for(words, row["lead"], partners[row["pairing"]]) if row["lead"] else None

    def level(row: One) -> Written:
        return in_lines(str(ProjectLevel(row["level"]).label), _first(row, words, all_new=all_new))

    def about(row: One) -> Written:
        return in_lines(*(written(words, row.get(name) or {}) for name in ("summary", "remark")))

    def sector(one: Sector) -> Column:
        return Column(str(one.label), lambda row: _organisations(row, one))

    return [
        pairing_column(data),
        Column(_("Project"), "title", "link", 2.1),
        Column(_("Topic"), "topic", width=1.6),
        paper_column(pgettext("project", "What it is about"), about, 3.1),
        paper_column(_("Progress level"), level, 1.35),
        Column(_("Progress level"), "level", ProjectLevel),
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


def _all_new(rows: Sequence[One]) -> bool:
    """Whether all of several with a date are new: then the word for it behind every one would tell nothing."""
    dated = [row["is_new"] for row in rows if row["first_reported"] or row["added_on"]]
    return len(dated) > 1 and all(dated)


def _first(row: One, words: Words, *, all_new: bool) -> str:
    """When it was first reported; of one that was added here without such a day, when it was added."""
    said = shown_day(words, row["first_reported"])
    if not said and row["added_on"]:
        said = _("added %(day)s") % {"day": shown_day(words, row["added_on"])}
    return _("%(date)s (new)") % {"date": said} if said and row["is_new"] and not all_new else said


def _organisations(row: One, sector: Sector) -> list[One]:
    return [part["name"] for part in row["organisations"] if part["sector"] == sector]


def _by_sector(row: One, words: Words) -> str:
    said = [f"{sector.label}: {listed(words, names)}" for sector in Sector if (names := _organisations(row, sector))]
    if row["further"]:
        said.append(_("Further partners: %(names)s") % {"names": listed(words, row["further"])})
    return "\n".join(said)


def _topics(data: Data, words: Words) -> Iterator[Block]:
    """In one sentence: most topics have a project or two."""
    names = [
        words.bracketed(plain(words, row["name"]) if row["code"] else _("without a topic"), words.number(row["count"]))
        for row in data["topics"]
    ]
    if names:
        yield Paragraph(_("Projects by topic: %(topics)s.") % {"topics": words.joined(names)})


def _results(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("Results"), 2)
    if not data["results"]:
        yield Paragraph(_("No result of a project was reported in figures. Not reported is not zero."))
        return
    yield table(
        _result_columns(data, words),
        grouped(data, words, _in_order(data["results"], data)),
        words,
        caption=_("What the projects are expected to bring, and what they brought."),
    )


def _result_columns(data: Data, words: Words) -> list[Column]:
    kind, unit = pgettext("of a project", "Result"), pgettext("table head", "Unit")

    def kind_and_funder(row: One) -> str:
        label, funder = str(ResultKind(row["kind"]).label), plain(words, row["funder"])
        return words.bracketed(label, funder) if funder else label

    return [
        pairing_column(data),
        Column(_("Project"), "title", "link", 2),
        paper_column(kind, kind_and_funder, 1.4),
        Column(kind, "kind", ResultKind),
        Column(unit, "unit", ResultUnit),
        Column(_("Expected"), "expected", "amount", 1.7),
        Column(_("Achieved"), "achieved", "reported", 1.7),
        paper_column(unit, "unit", 1, ResultUnit),
        Column(pgettext("table head", "As of"), "as_of", "date", 1.1),
        Column(_("Source of the funding"), "funder"),
        *_evidence(1.7, words),
    ]


def _not_pursued(data: Data, words: Words) -> Iterator[Block]:
    dropped = [row for row in data["projects"] if row["level"] == ProjectLevel.NOT_PURSUED]
    if not dropped:
        return
    yield Heading(_("Not pursued"), 2)
    yield table(
        [
            Column(_("Project"), "title", "link", 2.4),
            Column(pgettext("project", "Since"), "level_since", "date", 1.2),
            Column(pgettext("why a level changed", "Reason"), lambda row: reason_or_none(row, words), width=3),
        ],
        grouped(data, words, dropped),
        words,
        caption=_("The projects that the two sides decided not to pursue, with the reason."),
    )


def sheets(data: Data, words: Words) -> Iterator[Sheet]:
    yield sheet("projects", _("Cooperation projects"), _project_columns(data, words), data["projects"], words)
    yield sheet("levels", _("Moves of levels"), _move_columns(data, words), data["moves"], words)
    yield sheet("results", _("Results of projects"), _result_columns(data, words), data["results"], words)
