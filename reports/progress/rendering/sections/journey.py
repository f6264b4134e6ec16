"""The journey in a report: the picture of all pairings, and the tables of the same dates with every reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Block, Drawing, Heading, Paragraph, Table, Text, Written, text_of
from core.formats import format_period, short_date, spell_count
from core.periods import PartialDate, Period, covering
from core.pictures.shapes import NARROW
from core.pictures.stops import StageBar, Stop
from core.pictures.timeline import LabelText, StrandTimeline, strand_timeline
from core.pictures.timeline import Sheet as Paper
from partnerships.enums import MilestoneStatus, PairingStatus
from partnerships.milestones.selectors import DEFINITION
from partnerships.programmes.cards import LATE, MOVED, UNKNOWN
from reports.progress.rendering.drawings import NAMED_IN_TWO, WIDTH, NamedRow, name_room, timeline_svg
from reports.progress.rendering.phrases import Data, Phrases, Sheet
from reports.progress.rendering.sections.columns import (
    Column,
    One,
    address_column,
    answers_for,
    figures_of,
    key_figures,
    moved_to,
    pairing_column,
    paper_column,
    parties,
    reason_or_none,
    record_columns,
    sheet,
    side_letters,
    table,
)
from reports.progress.rendering.sections.rows import (
    confirmed_by,
    in_groups,
    left_plan,
    milestone_deviation,
    milestone_label,
    moves_in_groups,
    only_sources,
    reasons,
    shown_dates,
    state_of,
    without_reason,
)

_ALWAYS = ("done", "on_time", "not_reported", "days_of_delay")
_FIGURES = {
    "done": "milestones-done",
    "open": "milestones-open",
    "late": "milestones-overdue",
    "not_reported": "milestones-not-reported",
    "cancelled": "milestones-cancelled",
    "on_time": "milestones-on-time",
    "days_of_delay": "days-of-delay",
}


def journey_blocks(data: Data, words: Phrases) -> Iterator[Block]:
    if not data["milestones"]:
        yield Paragraph(_("No milestone is planned."))
        return
    yield Paragraph(_in_full(data, words))
    if data["of_pairing"]:
        labels = {
            "milestones-done": pgettext("milestones", "done"),
            "milestones-open": pgettext("milestones", "open"),
            "milestones-overdue": pgettext("milestones", "overdue"),
            "milestones-not-reported": pgettext("milestones", "not reported"),
            "milestones-cancelled": pgettext("milestones", "cancelled"),
            "milestones-on-time": pgettext("milestones", "done by their baseline"),
            "days-of-delay": _("days of delay"),
        }
        yield key_figures(words, data, labels, [_FIGURES[name] for name in _ALWAYS])
        yield Paragraph(str(DEFINITION))
    else:
        yield Heading(_("State of the pairings"), 2)
        yield _states_of_pairings(data, words)
    yield Heading(_("Dates"), 2)
    yield Paragraph(_deviations(data, words))
    yield from journey_pictures(data, words)
    sources = _("All of them are recorded from published sources; no side confirmed them here.")
    caption = words.sentences(_("The milestones in the order of their stages."), sources if only_sources(data) else "")
    yield table(_milestone_columns(data, words), in_groups(data, words), words, caption=caption)
    yield Heading(_("Stages"), 2)
    yield table(
        _stage_columns(data, words),
        data["stages"],
        words,
        caption=_("The stages of the strand. Actual: from the first to the last reported day of a milestone."),
    )
    if not data["moves"]:
        yield Paragraph(_("No forecast was moved in the period."))
        return
    yield Heading(_("Dates moved in the period"), 2)
    yield table(
        _move_columns(data, words),
        moves_in_groups(data, words),
        words,
        caption=_("Every forecast that was moved in the period, in the order of time."),
    )


def _in_full(data: Data, words: Phrases) -> str:
    """Never a bare per cent; what is late and what nobody reported stand apart."""
    progress = data["progress"]
    said = [_("%(count)s done") % {"count": progress["done"]}]
    if progress["open"]:
        said.append(_("%(count)s open") % {"count": progress["open"]})
    if late := progress["late"]:
        said.append(ngettext("%(count)s of them overdue", "%(count)s of them overdue", late) % {"count": late})
    if progress["not_reported"]:
        said.append(_("%(count)s not reported") % {"count": progress["not_reported"]})
    if progress["cancelled"]:
        said.append(_("%(count)s cancelled") % {"count": progress["cancelled"]})
    pairings = len(data["pairings"])
    if data["of_pairing"]:
        return _("Milestones: %(progress)s.") % {"progress": ", ".join(said)}
    return ngettext(
        "Milestones of %(pairings)s pairing: %(progress)s.",
        "Milestones of %(pairings)s pairings: %(progress)s.",
        pairings,
    ) % {"pairings": spell_count(pairings, words.language), "progress": ", ".join(said)}


def _deviations(data: Data, words: Phrases) -> str:
    """How many milestones left their first plan, and for how many no reason is on record."""
    rows = left_plan(data)
    if not rows:
        return _("No milestone is known to have left its baseline.")
    said = ngettext(
        "%(count)s milestone left its baseline.", "%(count)s milestones left their baseline.", len(rows)
    ) % {"count": spell_count(len(rows), words.language).capitalize()}
    silent = sum(all(map(without_reason, alike)) for alike in rows)
    if not silent:
        return said
    if silent == len(rows):
        return words.sentences(said, _("No reason is on record."))
    more = ngettext(
        "No reason is recorded for %(count)s of them.", "No reason is recorded for %(count)s of them.", silent
    ) % {"count": spell_count(silent, words.language)}
    return words.sentences(said, more)


def _milestone_columns(data: Data, words: Phrases) -> list[Column]:
    from_sources = only_sources(data)
    widths = (2.1, 1.2, 1.95, 1.95, 1.35, 2.3) if from_sources else (2, 1.2, 2, 2, 1.3, 1.9)
    stages = {stage["code"]: f"{stage['position']}. {words.plain(stage['name'])}" for stage in data["stages"]}
    status = pgettext("table head", "Status")

    def responsible(row: One) -> str:
        return answers_for(words, row["responsible"], parties(data, row["pairing"]))

    def confirmed(row: One) -> str:
        return confirmed_by(row, parties(data, row["pairing"]), words)

    return [
        pairing_column(data),
        Column(_("Stage"), lambda row: stages[row["stage"]]),
        Column(_("Milestone"), "title", "link", widths[0]),
        paper_column(pgettext("table head", "Side"), responsible, widths[1]),
        Column(_("Responsible"), responsible),
        Column(_("Baseline"), "baseline", "period", widths[2]),
        Column("", "forecast", "period"),
        Column("", "actual", "period"),
        paper_column(_("Forecast or actual"), lambda row: shown_dates(row, words), widths[3]),
        Column(status, "status", MilestoneStatus, widths[4], paper=lambda row: milestone_label(row, words)),
        Column(_("Days overdue"), lambda row: row["days_over"] or None, "number"),
        Column(_("Days of delay"), "days_of_delay", "number"),
        Column(
            pgettext("of a milestone from its baseline", "Deviation"), lambda row: milestone_deviation(row["deviation"])
        ),
        Column(
            pgettext("why a date differs", "Reason"),
            lambda row: _("no reason on record") if without_reason(row) else row["reason"],
        ),
        Column(pgettext("of a record", "Remark"), "remark"),
        paper_column(pgettext("table head", "Reason, remark"), lambda row: reasons(row, words), widths[5]),
        Column(pgettext("table head", "Confirmed"), confirmed, width=0 if from_sources else 1.2),
        Column(_("Outcome"), "outcome"),
        *record_columns(documents=0),
    ]


def _stage_columns(data: Data, words: Phrases) -> list[Column]:
    return [
        Column(pgettext("table head", "No"), "position", "number"),
        Column(_("Stage"), "name", width=2, paper=lambda row: _numbered(row, words)),
        Column(_("Baseline"), "baseline", "period", 1.5),
        Column("", "forecast", "period"),
        paper_column(_("Forecast"), lambda row: moved_to(row, words), 1.5),
        paper_column(pgettext("dates of a stage", "Actual"), lambda row: _actual(row, data, words), 1.5),
    ]


def _numbered(stage: One, words: Phrases) -> Written:
    name = words.text(stage["name"])
    said = f"{stage['position']}. {text_of(name)}"
    return replace(name, text=said) if isinstance(name, Text) else said


def _actual(stage: One, data: Data, words: Phrases) -> str:
    """From the first to the last reported day of its milestones; one that has begun without any says so."""
    rows = [row for row in data["milestones"] if row["stage"] == stage["code"]]
    if reported := covering(words.period(row["actual"]) or Period() for row in rows):
        return format_period(reported, words.language)
    first = (words.period(stage["forecast"]) or Period()).first_day
    is_past = first is not None and first < PartialDate.parse(data["today"]).day
    return pgettext("actual date", "not reported") if is_past else ""


def _move_columns(data: Data, words: Phrases) -> list[Column]:
    reason = pgettext("why a date differs", "Reason")
    return [
        pairing_column(data),
        Column(pgettext("what was moved", "Date of"), "title", "link", 2.4),
        Column(pgettext("day of a move", "Moved on"), "on", "date", 1.3),
        Column(pgettext("period", "From"), "old", "period", 1.5),
        Column(pgettext("period", "To"), "new", "period", 1.5),
        Column(reason, "reason", width=2.4, paper=lambda row: reason_or_none(row, words)),
        address_column(),
    ]


def _states_of_pairings(data: Data, words: Phrases) -> Table:
    """Each pairing with its milestones; what no pairing has any of is left out."""
    whole = {name: figures_of(data)[key]["value"] for name, key in _FIGURES.items()}
    rows = [row | row["progress"] for row in data["pairings"]]
    if len(rows) > 1:
        rows.append({"name": {words.language: _("All pairings")}, "url": "", "status": "", **whole})
    caption = [_("A milestone that several pairings share counts in each of them.")]
    if whole["days_of_delay"]:
        caption.append(str(DEFINITION))
    if whole["late"]:
        caption.append(_("Overdue ones are among the open ones."))
    return table(_state_columns(data, whole), rows, words, caption=words.sentences(*caption))


def _state_columns(data: Data, whole: Mapping[str, Any]) -> list[Column]:
    positions = {stage["code"]: stage["position"] for stage in data["stages"]}

    def status(row: One) -> str:
        label = str(PairingStatus(row["status"]).label) if row["status"] else ""
        if not row.get("stage"):
            return label
        return _("%(status)s, stage %(position)s") % {"status": label, "position": positions[row["stage"]]}

    def count(name: str, head: str) -> Column:
        return Column(head, name, "reported", 1.1 if name in _ALWAYS or whole[name] else 0)

    on_time = pgettext("milestones", "Done by their baseline")
    return [
        Column(_("Pairing"), "name", "link", 3),
        Column(pgettext("table head", "Status"), "status", PairingStatus, 1.3, paper=status),
        Column(_("Stage"), lambda row: positions.get(row["stage"]), "number"),
        count("done", pgettext("milestones", "Done")),
        paper_column(on_time, "on_time", 1.1, "reported"),
        count("open", pgettext("milestones", "Open")),
        count("late", pgettext("milestones", "Overdue")),
        count("not_reported", pgettext("milestones", "Not reported")),
        count("cancelled", pgettext("milestones", "Cancelled")),
        Column(on_time, "on_time", "number"),
        count("days_of_delay", _("Days of delay")),
        address_column(),
    ]


def journey_sheets(data: Data, words: Phrases) -> Iterator[Sheet]:
    yield sheet("milestones", _("Milestones"), _milestone_columns(data, words), data["milestones"], words)
    if not data["of_pairing"]:
        rows = [row | row["progress"] for row in data["pairings"]]
        yield sheet("pairings", _("Pairings"), _state_columns(data, dict.fromkeys(_FIGURES)), rows, words)
    yield sheet("stages", _("Stages"), _stage_columns(data, words), data["stages"], words)
    yield sheet("moves", _("Dates moved in the period"), _move_columns(data, words), data["moves"], words)


# The pictures.


MOST_ROWS, MOST_HEIGHT = 20, 860


def journey_pictures(data: Data, words: Phrases) -> Iterator[Drawing]:
    """One, or several of about fifteen rows on the same axis, each with the same for a phone; none without a date."""
    names = [(words.plain(row["eu"]), words.plain(row["counterpart"])) for row in data["pairings"]]
    room, is_wide = name_room([name for both in names for name in both])
    wide = _timeline(data, words, Paper(WIDTH - room, longest=440, air=NAMED_IN_TWO if is_wide else 0))
    narrow = _timeline(data, words, Paper(NARROW, lines=4, longest=NARROW, least=NARROW))
    if wide is None or narrow is None:
        return
    letters = side_letters(data)
    caption = _("The journey, from the first plan to what happened.")
    if not data["of_pairing"]:
        caption = _("The journeys of the pairings, from the first plan to what happened.")
    most = min(MOST_ROWS, int(MOST_HEIGHT // wide.row_height))
    count = -(-len(names) // most)
    for number in range(count):
        part = _("Part %(number)s of %(count)s.") % {"number": number + 1, "count": count}
        said = words.sentences(caption, part if count > 1 else "")
        some = slice(number * most, (number + 1) * most)
        yield Drawing(
            timeline_svg(wide, _rows(names, wide)[some], letters, room),
            words.sentences(said, _("The table below has the same dates.")),
            said,
            narrow=timeline_svg(narrow, _rows(names, narrow)[some], letters, 0),
        )


def _rows(names: list[tuple[str, str]], timeline: StrandTimeline) -> list[NamedRow]:
    return list(zip(names, timeline.rows, strict=True))


def _timeline(data: Data, words: Phrases, sheet: Paper) -> StrandTimeline | None:
    today = PartialDate.parse(data["today"]).day
    rows = []
    for pairing in data["pairings"]:
        own = [row for row in data["milestones"] if row["pairing"] == pairing["code"]]
        stages = [
            StageBar(
                words.plain(stage["name"]),
                _period(stage, "baseline", words),
                _period(stage, "forecast", words),
                covering(_period(row, "actual", words) for row in own if row["stage"] == stage["code"]),
            )
            for stage in data["stages"]
        ]
        rows.append((stages, [(_stop(row, words), _label(row, words)) for row in own]))
    return strand_timeline(
        rows,
        today,
        sheet,
        today_label=_("Records of %(day)s") % {"day": short_date(today, words.language)},
    )


def _period(row: One, name: str, words: Phrases) -> Period:
    return words.period(row[name]) or Period()


def _stop(row: One, words: Phrases) -> Stop:
    return Stop(
        title=words.plain(row["title"]),
        note="",
        url="",
        side=row["responsible"],
        baseline=_period(row, "baseline", words),
        forecast=_period(row, "forecast", words),
        actual=_period(row, "actual", words),
        status=row["status"],
        overdue=bool(row["days_over"]),
        confirmed=frozenset(row["confirmed"]),
    )


def _label(row: One, words: Phrases) -> LabelText | None:
    """What is late, left its plan, was cancelled or not reported says so; what went as planned is drawn alone."""
    state = state_of(row)
    if state == "open" or (state == "done" and not row["left"]):
        return None
    rank = {"overdue": LATE, "done": MOVED}.get(state, UNKNOWN)
    return LabelText(words.plain(row["title"]), milestone_label(row, words), rank, is_late=state == "overdue")
