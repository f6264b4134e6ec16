"""The cooperation projects as a report tells them: the levels, the topics, what moved, each project, its results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.blocks import Block, Drawing, Heading, Paragraph, Table, Written, in_lines
from core.pictures.steps import NARROW, steps_drawing
from partnerships.enums import LEVELS, NAMED, REACHED, ProjectLevel, ResultKind, ResultUnit, Sector
from partnerships.services.project_board import square_of
from reports.enums import Section
from reports.rendering.parts import Data, Part
from reports.rendering.sections.cells import (
    figures_of,
    grouped,
    key_figures,
    listed,
    names_of,
    number_word,
    plain,
    proof,
    shown_day,
    table,
    told,
)
from reports.rendering.sections.projects_sheets import projects_sheets
from reports.rendering.words import Words

type One = Mapping[str, Any]


def tell_projects(data: Data, words: Words) -> Iterator[Block]:
    """Levels, topics, what moved in the period, the projects, their results, what is not pursued."""
    if not data["projects"]:
        yield Paragraph(_("There are no cooperation projects yet."))
        return
    yield key_figures(words, data, _glance(data))
    yield from _levels(data, words)
    yield from _moved(data, words)
    yield from _topics(data, words)
    yield from _projects(data, words)
    yield from _results(data, words)
    yield from _not_pursued(data, words)


def _glance(data: Data) -> list[tuple[str, str]]:
    labels = [
        *((f"projects-{level}", str(level.label).lower()) for level in (*REACHED, *reversed(NAMED))),
        ("projects-new", pgettext("projects", "first reported in the period")),
        ("projects-moved", pgettext("projects", "moved to another level in the period")),
        ("projects-not-pursued", pgettext("projects", "not pursued")),
    ]
    found = figures_of(data)
    return [(key, label) for key, label in labels if key != "projects-not-pursued" or found[key]["value"]]


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
        rows: list[list[Written]] = [[str(ProjectLevel(level).label), words.number(counts[level])] for level in counts]
        head = [_("Progress level"), _("Projects")]
        return table(head, rows, widths=(3, 1), numbers=(1,), caption=_("The projects by their level."))
    names = names_of(words, data)
    each = Counter((row["pairing"], row["level"]) for row in data["projects"])
    rows = [
        [name, *(words.number(each[code, level]) for level in counts), words.number(_sum(each, code))]
        for code, name in names.items()
    ]
    rows.append(
        [_("All pairings"), *(words.number(count) for count in counts.values()), words.number(sum(counts.values()))]
    )
    return table(
        [_("Pairing"), *(str(ProjectLevel(level).label) for level in counts), pgettext("row of a table", "Total")],
        rows,
        widths=(2.2, *(1 for _level in counts), 0.9),
        numbers=tuple(range(1, len(counts) + 2)),
        caption=_("The projects of each pairing by their level."),
    )


def _sum(each: Counter[tuple[str, str]], pairing: str) -> int:
    return sum(number for (code, _level), number in each.items() if code == pairing)


def _moved(data: Data, words: Words) -> Iterator[Block]:
    if not data["moves"]:
        yield Paragraph(_("No project is recorded to have moved to another level in the period."))
        return
    yield Heading(_("What moved in the period"), 2)
    names = names_of(words, data)
    yield table(
        [
            _("Project"),
            pgettext("day of a move", "Moved on"),
            pgettext("level", "From"),
            pgettext("level", "To"),
            pgettext("why a level changed", "Reason"),
            _("Evidence"),
        ],
        grouped(names, ((row["pairing"], _move(row, words)) for row in _in_order(data["moves"], names))),
        widths=(2.4, 1.4, 1.2, 1.2, 1.8, 2),
        caption=_("Every move of a project from one level to another, with what proves it."),
    )


def _in_order(rows: Iterable[One], names: Mapping[str, Written]) -> list[One]:
    """By pairing, as the pairings stand, and within each as the rows stand."""
    places = {code: place for place, code in enumerate(names)}
    return sorted(rows, key=lambda row: places[row["pairing"]])


def _move(row: One, words: Words) -> list[Written]:
    return [
        words.say(row["title"], url=row["url"]),
        shown_day(words, row["on"]),
        str(ProjectLevel(row["old"]).label),
        str(ProjectLevel(row["new"]).label),
        told(words, row["reason"]),
        proof(words, row),
    ]


def _projects(data: Data, words: Words) -> Iterator[Block]:
    yield Heading(_("The projects"), 2)
    pursued = [row for row in data["projects"] if row["level"] != ProjectLevel.NOT_PURSUED]
    if not pursued:
        yield Paragraph(_("No project is pursued."))
        return
    all_new = _all_new(pursued)
    yield table(
        [
            _("Project"),
            _("Topic"),
            pgettext("project", "What it is about"),
            _("Progress level"),
            pgettext("project", "Since"),
            _("Organisations by sector"),
        ],
        grouped(names_of(words, data), ((row["pairing"], _project(row, words, all_new=all_new)) for row in pursued)),
        widths=(2.1, 1.6, 3.1, 1.35, 1.3, 2.6),
        caption=_projects_caption(all_new),
    )


def _projects_caption(all_new: bool) -> str:
    said = _("The projects that are pursued, the furthest first. Below the level: when a project was first reported.")
    return f"{said} {_('All that is known of was in the period.')}" if all_new else said


def _all_new(rows: Sequence[One]) -> bool:
    """Whether all of several with a date are new: then the word for it behind every one would tell nothing."""
    dated = [row["is_new"] for row in rows if row["first_reported"] or row["added_on"]]
    return len(dated) > 1 and all(dated)


def _about(row: One, words: Words) -> Written:
    """Its summary, and the remark that the record has on how far it is."""
    return in_lines(*(told(words, row.get(name) or {}) for name in ("summary", "remark")))


def _project(row: One, words: Words, *, all_new: bool) -> list[Written]:
    return [
        words.say(row["title"], url=row["url"]),
        words.say(row["topic"]) if row["topic"] else "",
        _about(row, words),
        in_lines(str(ProjectLevel(row["level"]).label), _first(row, words, all_new=all_new)),
        shown_day(words, row["level_since"]),
        _by_sector(row, words),
    ]


def _first(row: One, words: Words, *, all_new: bool) -> str:
    """When it was first reported; of one that was added here without such a day, when it was added."""
    said = shown_day(words, row["first_reported"])
    if not said and row["added_on"]:
        said = _("added %(day)s") % {"day": shown_day(words, row["added_on"])}
    return _("%(date)s (new)") % {"date": said} if said and row["is_new"] and not all_new else said


def _by_sector(row: One, words: Words) -> str:
    said = []
    for sector in Sector:
        names = [part["name"] for part in row["organisations"] if part["sector"] == sector]
        if names:
            said.append(f"{sector.label}: {listed(words, names)}")
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
    names = names_of(words, data)
    yield table(
        [
            _("Project"),
            pgettext("of a project", "Result"),
            _("Expected"),
            _("Achieved"),
            pgettext("table head", "Unit"),
            pgettext("table head", "As of"),
            _("Evidence"),
        ],
        grouped(names, ((row["pairing"], _result(row, words)) for row in _in_order(data["results"], names))),
        widths=(2, 1.4, 1.7, 1.7, 1, 1.1, 1.7),
        numbers=(2, 3),
        caption=_("What the projects are expected to bring, and what they brought."),
    )


def _result(row: One, words: Words) -> list[Written]:
    kind = str(ResultKind(row["kind"]).label)
    if funder := plain(words, row["funder"]):
        kind = words.bracketed(kind, funder)
    return [
        words.say(row["title"], url=row["url"]),
        kind,
        words.number(row["expected"]),
        number_word(words, row["achieved"]),
        str(ResultUnit(row["unit"]).label),
        shown_day(words, row["as_of"]),
        proof(words, row),
    ]


def _not_pursued(data: Data, words: Words) -> Iterator[Block]:
    dropped = [row for row in data["projects"] if row["level"] == ProjectLevel.NOT_PURSUED]
    if not dropped:
        return
    yield Heading(_("Not pursued"), 2)
    rows = (
        (
            row["pairing"],
            [
                words.say(row["title"], url=row["url"]),
                shown_day(words, row["level_since"]),
                words.say(row["reason"]) if plain(words, row["reason"]) else _("no reason on record"),
            ],
        )
        for row in dropped
    )
    yield table(
        [_("Project"), pgettext("project", "Since"), pgettext("why a level changed", "Reason")],
        grouped(names_of(words, data), rows),
        widths=(2.4, 1.2, 3),
        caption=_("The projects that the two sides decided not to pursue, with the reason."),
    )


PART = Part(Section.PROJECTS, tell_projects, projects_sheets)
