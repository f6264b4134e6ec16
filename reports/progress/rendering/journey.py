"""The journey in a report: the picture of all pairings, and the tables of the same dates with every reason."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _, ngettext, pgettext

from core.blocks import Block, Drawing, Heading, Paragraph, Table, Written, reworded, text_of
from core.formats import format_period, short_date, spell_count
from core.periods import PartialDate, Period, covering
from core.pictures.shapes import NARROW
from core.pictures.stops import StageBar, Stop
from core.pictures.timeline import LabelText, Sheet as Paper, StrandTimeline, strand_timeline
from partnerships.enums import MilestoneStatus, PairingStatus
from partnerships.milestones.selectors import DEFINITION
from partnerships.programmes.cards import LATE, MOVED, UNKNOWN
from reports.progress.rendering.columns import (
    Column,
    One,
    SectionRendering,
    address_column,
    left_plan,
    only_sources,
    paper_column,
    record_columns,
    state_of,
    without_reason,
)
from reports.progress.rendering.drawings import NAMED_IN_TWO, WIDTH, name_room, timeline_svg
from reports.progress.rendering.phrases import Sheet

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


# Rows of one picture, and its height.
MOST_ROWS, MOST_HEIGHT = 20, 860


class Journey(SectionRendering):
    """The picture of all pairings, and the tables of the same dates with every reason."""

    def blocks(self) -> Iterator[Block]:
        if not self.data["milestones"]:
            yield Paragraph(_("No milestone is planned."))
            return
        yield Paragraph(self._in_full())
        if self.data["of_pairing"]:
            labels = {
                "milestones-done": pgettext("milestones", "done"),
                "milestones-open": pgettext("milestones", "open"),
                "milestones-overdue": pgettext("milestones", "overdue"),
                "milestones-not-reported": pgettext("milestones", "not reported"),
                "milestones-cancelled": pgettext("milestones", "cancelled"),
                "milestones-on-time": pgettext("milestones", "done by their baseline"),
                "days-of-delay": _("days of delay"),
            }
            yield self.key_figures(labels, [_FIGURES[name] for name in _ALWAYS])
            yield Paragraph(str(DEFINITION))
        else:
            yield Heading(_("State of the pairings"), 2)
            yield self._states_of_pairings()
        yield Heading(_("Dates"), 2)
        yield Paragraph(self._deviations())
        yield from self.pictures()
        sources = _("All of them are recorded from published sources; no side confirmed them here.")
        caption = self.sentences(
            _("The milestones in the order of their stages."), sources if only_sources(self.data) else ""
        )
        yield self.table(self._milestone_columns(), self.in_groups(), caption=caption)
        yield Heading(_("Stages"), 2)
        yield self.table(
            self._stage_columns(),
            self.data["stages"],
            caption=_("The stages of the strand. Actual: from the first to the last reported day of a milestone."),
        )
        if not self.data["moves"]:
            yield Paragraph(_("No forecast was moved in the period."))
            return
        yield Heading(_("Dates moved in the period"), 2)
        yield self.table(
            self._move_columns(),
            self.moves_in_groups(),
            caption=_("Every forecast that was moved in the period, in the order of time."),
        )

    def _in_full(self) -> str:
        """Never a bare per cent; what is late and what nobody reported stand apart."""
        progress = self.data["progress"]
        told = {
            "done": _("%(count)s done"),
            "open": _("%(count)s open"),
            "late": ngettext("%(count)s of them overdue", "%(count)s of them overdue", progress["late"]),
            "not_reported": _("%(count)s not reported"),
            "cancelled": _("%(count)s cancelled"),
        }
        said = [words % {"count": progress[name]} for name, words in told.items() if progress[name] or name == "done"]
        pairings = len(self.data["pairings"])
        if self.data["of_pairing"]:
            return _("Milestones: %(progress)s.") % {"progress": ", ".join(said)}
        return ngettext(
            "Milestones of %(pairings)s pairing: %(progress)s.",
            "Milestones of %(pairings)s pairings: %(progress)s.",
            pairings,
        ) % {"pairings": spell_count(pairings, self.language), "progress": ", ".join(said)}

    def _deviations(self) -> str:
        """How many milestones left their first plan, and for how many no reason is on record."""
        rows = left_plan(self.data)
        if not rows:
            return _("No milestone is known to have left its baseline.")
        said = ngettext(
            "%(count)s milestone left its baseline.", "%(count)s milestones left their baseline.", len(rows)
        ) % {"count": spell_count(len(rows), self.language).capitalize()}
        silent = sum(all(map(without_reason, alike)) for alike in rows)
        more = ngettext(
            "No reason is recorded for %(count)s of them.", "No reason is recorded for %(count)s of them.", silent
        ) % {"count": spell_count(silent, self.language)}
        if silent == len(rows):
            more = _("No reason is on record.")
        return self.sentences(said, more if silent else "")

    def _milestone_columns(self) -> list[Column]:
        from_sources = only_sources(self.data)
        widths = (2.1, 1.2, 1.95, 1.95, 1.35, 2.3) if from_sources else (2, 1.2, 2, 2, 1.3, 1.9)
        stages = {stage["code"]: f"{stage['position']}. {self.plain(stage['name'])}" for stage in self.data["stages"]}
        status = pgettext("table head", "Status")

        def responsible(row: One) -> str:
            return self.answers_for(row["responsible"], self.parties(row["pairing"]))

        def confirmed(row: One) -> str:
            return self.confirmed_by(row, self.parties(row["pairing"]))

        return [
            self.pairing_column,
            Column(_("Stage"), lambda row: stages[row["stage"]]),
            Column(_("Milestone"), "title", "link", widths[0]),
            paper_column(pgettext("table head", "Side"), responsible, widths[1]),
            Column(_("Responsible"), responsible),
            Column(_("Baseline"), "baseline", "period", widths[2]),
            Column("", "forecast", "period"),
            Column("", "actual", "period"),
            paper_column(_("Forecast or actual"), self.shown_dates, widths[3]),
            Column(status, "status", MilestoneStatus, widths[4], paper=self.milestone_label),
            Column(_("Days overdue"), lambda row: row["days_over"] or None, "number"),
            Column(_("Days of delay"), "days_of_delay", "number"),
            Column(
                pgettext("why a date differs", "Reason"),
                lambda row: _("no reason on record") if without_reason(row) else row["reason"],
            ),
            Column(pgettext("of a record", "Remark"), "remark"),
            paper_column(pgettext("table head", "Reason, remark"), self.reasons, widths[5]),
            Column(pgettext("table head", "Confirmed"), confirmed, width=0 if from_sources else 1.2),
            Column(_("Outcome"), "outcome"),
            *record_columns(documents=0),
        ]

    def _stage_columns(self) -> list[Column]:
        return [
            Column(pgettext("table head", "No"), "position", "number"),
            Column(_("Stage"), "name", width=2, paper=self._numbered),
            Column(_("Baseline"), "baseline", "period", 1.5),
            Column("", "forecast", "period"),
            paper_column(_("Forecast"), self.moved_to, 1.5),
            paper_column(pgettext("dates of a stage", "Actual"), self._actual, 1.5),
        ]

    def _numbered(self, stage: One) -> Written:
        name = self.text(stage["name"])
        return reworded(name, f"{stage['position']}. {text_of(name)}")

    def _actual(self, stage: One) -> str:
        """From the first to the last reported day of its milestones; one that has begun without any says so."""
        rows = [row for row in self.data["milestones"] if row["stage"] == stage["code"]]
        if reported := covering(self.period(row["actual"]) or Period() for row in rows):
            return format_period(reported, self.language)
        first = (self.period(stage["forecast"]) or Period()).first_day
        is_past = first is not None and first < PartialDate.parse(self.data["today"]).day
        return pgettext("actual date", "not reported") if is_past else ""

    def _move_columns(self) -> list[Column]:
        reason = pgettext("why a date differs", "Reason")
        return [
            self.pairing_column,
            Column(pgettext("what was moved", "Date of"), "title", "link", 2.4),
            Column(pgettext("day of a move", "Moved on"), "on", "date", 1.3),
            Column(pgettext("period", "From"), "old", "period", 1.5),
            Column(pgettext("period", "To"), "new", "period", 1.5),
            Column(reason, "reason", width=2.4, paper=self.reason_or_none),
            address_column(),
        ]

    def _states_of_pairings(self) -> Table:
        """Each pairing with its milestones; what no pairing has any of is left out."""
        whole = {name: self.figures[key]["value"] for name, key in _FIGURES.items()}
        rows = [row | row["progress"] for row in self.data["pairings"]]
        if len(rows) > 1:
            rows.append({"name": {self.language: _("All pairings")}, "url": "", "status": "", **whole})
        caption = self.sentences(
            _("A milestone that several pairings share counts in each of them."),
            str(DEFINITION) if whole["days_of_delay"] else "",
            _("Overdue ones are among the open ones.") if whole["late"] else "",
        )
        return self.table(self._state_columns(whole), rows, caption=caption)

    def _state_columns(self, whole: Mapping[str, Any]) -> list[Column]:
        positions = {stage["code"]: stage["position"] for stage in self.data["stages"]}

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

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("milestones", _("Milestones"), self._milestone_columns(), self.data["milestones"])
        if not self.data["of_pairing"]:
            rows = [row | row["progress"] for row in self.data["pairings"]]
            yield self.sheet("pairings", _("Pairings"), self._state_columns(dict.fromkeys(_FIGURES)), rows)
        yield self.sheet("stages", _("Stages"), self._stage_columns(), self.data["stages"])
        yield self.sheet("moves", _("Dates moved in the period"), self._move_columns(), self.data["moves"])

    def pictures(self) -> Iterator[Drawing]:
        """One, or several of about fifteen rows on the same axis, each for a phone too; none without a date."""
        names = [(self.plain(row["eu"]), self.plain(row["counterpart"])) for row in self.data["pairings"]]
        room, is_wide = name_room([name for both in names for name in both])
        wide = self._timeline(Paper(WIDTH - room, longest=440, air=NAMED_IN_TWO if is_wide else 0))
        narrow = self._timeline(Paper(NARROW, lines=4, longest=NARROW, least=NARROW))
        if wide is None or narrow is None:
            return
        letters = self.side_letters
        caption = _("The journey, from the first plan to what happened.")
        most = min(MOST_ROWS, int(MOST_HEIGHT // wide.row_height))
        count = -(-len(names) // most)
        for number in range(count):
            part = _("Part %(number)s of %(count)s.") % {"number": number + 1, "count": count}
            said = self.sentences(caption, part if count > 1 else "")
            some = slice(number * most, (number + 1) * most)
            drawn = timeline_svg(wide, list(zip(names, wide.rows, strict=True))[some], letters, room)
            on_phone = timeline_svg(narrow, list(zip(names, narrow.rows, strict=True))[some], letters, 0)
            yield Drawing(drawn, self.sentences(said, _("The table below has the same dates.")), said, narrow=on_phone)

    def _timeline(self, sheet: Paper) -> StrandTimeline | None:
        today = PartialDate.parse(self.data["today"]).day
        rows = []
        for pairing in self.data["pairings"]:
            own = [row for row in self.data["milestones"] if row["pairing"] == pairing["code"]]
            stages = [
                StageBar(
                    self.plain(stage["name"]),
                    self._period(stage, "baseline"),
                    self._period(stage, "forecast"),
                    covering(self._period(row, "actual") for row in own if row["stage"] == stage["code"]),
                )
                for stage in self.data["stages"]
            ]
            rows.append((stages, [(self._stop(row), self._label(row)) for row in own]))
        return strand_timeline(
            rows,
            today,
            sheet,
            today_label=_("Records of %(day)s") % {"day": short_date(today, self.language)},
        )

    def _period(self, row: One, name: str) -> Period:
        return self.period(row[name]) or Period()

    def _stop(self, row: One) -> Stop:
        return Stop(
            title=self.plain(row["title"]),
            note="",
            url="",
            side=row["responsible"],
            baseline=self._period(row, "baseline"),
            forecast=self._period(row, "forecast"),
            actual=self._period(row, "actual"),
            status=row["status"],
            overdue=bool(row["days_over"]),
            confirmed=frozenset(row["confirmed"]),
        )

    def _label(self, row: One) -> LabelText | None:
        """What is late, left its plan, was cancelled or not reported says so; what went as planned is drawn alone."""
        state = state_of(row)
        if state == "open" or (state == "done" and not row["left"]):
            return None
        rank = {"overdue": LATE, "done": MOVED}.get(state, UNKNOWN)
        return LabelText(self.plain(row["title"]), self.milestone_label(row), rank, is_late=state == "overdue")
