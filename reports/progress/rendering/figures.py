"""Figures beside each other: the key figures of the summary, and the indicators."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter

from django.utils.translation import gettext as _, ngettext, pgettext

from core.blocks import Block, Group, KeyFigures, Paragraph, Written
from partnerships.enums import Direction, IndicatorLevel
from partnerships.indicators.selectors import unknown_counts
from reports.enums import Section
from reports.progress.rendering.columns import Column, One, SectionRendering, address_column, paper_column
from reports.progress.rendering.phrases import Sheet, figure_label

# Told only where there are any: their being none says nothing beside the figure that stands before them.
_WHERE_ANY = {"events-not-reported", "milestones-open", "contacts", "publicity-items"}


def _by_kind(lines: Sequence[One]) -> Iterator[Group | One]:
    counts = [line for line in lines if line["computed"]]
    measured = [line for line in lines if not line["computed"]]
    if measured:
        yield Group(pgettext("figures", "Measured"))
        yield from measured
        yield Group(pgettext("figures", "Counted from the records"))
    yield from counts


def _way(line: One) -> str:
    """How far it has come towards its target; nothing without a target or a value."""
    if line["reached"] is None:
        return ""
    if line["reached"]:
        return pgettext("target", "reached")
    if line["percent"] is None:
        return pgettext("target", "not reached")
    if line["percent"] < 0:
        return pgettext("target", "further away than at the baseline")
    return f"{line['percent']}%"


def _is_measured(line: One) -> bool:
    return not line["computed"] and line["now"] is not None


class Summary(SectionRendering):
    """The key figures."""

    def blocks(self) -> Iterator[Block]:
        yield Paragraph(self._covers())
        left_out = unknown_counts({one["key"]: one["value"] for one in self.data["keys"]})
        told = [one for one in self.data["keys"] if one["key"] not in left_out]
        yield KeyFigures([self._figure(one) for one in told if one["value"] or one["key"] not in _WHERE_ANY])
        yield Paragraph(_("“Not reported” does not mean zero: it may have happened without being reported."))

    def _covers(self) -> str:
        facts = {
            "days": self.span(self.data["period"]),
            "today": self.date(self.data["today"]),
        }
        said = _("This report covers %(days)s; every figure is as of %(today)s.") % facts
        updates = self.data["updates"]
        if not updates["accepted"]:
            return self.sentences(said, _("It is compiled from the records alone: no city update was accepted."))
        rests = ngettext(
            "Based on the records and on %(accepted)s accepted city update of %(partners)s partners.",
            "Based on the records and on %(accepted)s accepted city updates of %(partners)s partners.",
            updates["accepted"],
        )
        return self.sentences(said, rests % {name: self.number(number) for name, number in updates.items()})

    def _figure(self, one: One) -> tuple[Written, Written]:
        number = self.written(self.reported(one["value"]), self.language, one.get("url", ""))
        return number, self.remarked(figure_label(one["key"]), one)

    def sheets(self) -> Iterator[Sheet]:
        def note(one: One) -> One | str:
            return one.get("remark", {}) if one["value"] is not None else pgettext("figures", "not reported")

        columns = [
            Column(pgettext("report", "Figure"), lambda one: figure_label(one["key"])),
            Column(pgettext("figure", "Value"), "value", "number"),
            Column(pgettext("of a figure", "Note"), note),
            Column(pgettext("report", "Section"), "section", Section),
            address_column(),
        ]
        yield self.sheet("summary", pgettext("sheet", "Key figures"), columns, self.data["keys"])


class Indicators(SectionRendering):
    """What the portal counts and what is measured."""

    def blocks(self) -> Iterator[Block]:
        lines = [line for line in self.data["lines"] if bool(line["pairing"]) == self.data["of_pairing"]]
        if not lines:
            yield Paragraph(_("No indicator is measured."))
            return
        said = _("The portal counts these figures from its records; no indicator is measured.")
        if any(not line["computed"] for line in lines):
            said = _("Counts are made by the portal from its records; what is measured is entered with its source.")
        yield Paragraph(self.sentences(said, _("“Not reported” does not mean zero.")))
        caption = _("Figures as of %(day)s.") % {"day": self.date(self.data["today"])}
        yield self.table(self._columns(), _by_kind(lines), caption=caption)
        yield from self._unreported(lines)
        if not self.data["of_pairing"]:
            yield from self._pairings()
        measured = filter(_is_measured, self.data["lines"])
        yield from self.headed(_("Sources of measured values"), self._source_columns(), measured)

    def _columns(self) -> list[Column]:
        names = self.pairings

        def kind(line: One) -> str:
            return pgettext("figures", "Counted") if line["computed"] else pgettext("figures", "Measured")

        def note(line: One) -> One | str:
            return line["remark"] if line["now"] is not None else pgettext("figures", "not reported")

        def reached(line: One) -> str | None:
            return None if line["reached"] is None else _("yes") if line["reached"] else _("no")

        return [
            Column(_("Pairing"), lambda line: names.get(line["pairing"]) or _("The whole strand")),
            Column(pgettext("table head", "Indicator"), "name", "link", 3),
            Column(pgettext("of a figure", "Kind"), kind),
            Column(pgettext("of an indicator", "Level"), "level", IndicatorLevel),
            Column(pgettext("of an indicator", "Direction"), "direction", Direction),
            Column(pgettext("of an indicator", "Unit"), "unit", width=1.7),
            Column(_("Baseline value"), "baseline", "number", 1.1),
            Column(_("Baseline as of"), "baseline_on", "date"),
            Column(_("Target value"), "target", "number", 1.1),
            Column(_("To be reached by"), "due_on", "date"),
            Column(pgettext("value of an indicator", "Previous"), "previous", "number", 1.2),
            Column(_("Previous as of"), "previous_on", "date"),
            Column(pgettext("value of an indicator", "Now"), "now", "reported", 1.7),
            Column(pgettext("of a value", "As of"), "as_of", "date"),
            paper_column(_("Way to the target"), _way, 1.6),
            Column(pgettext("of a figure", "Note"), note),
            Column(_("Share of the way to the target"), "percent", "percent"),
            Column(_("Target reached"), reached),
            Column(_("Milestones not reported"), lambda line: line["unreported"] or None, "number"),
            Column(pgettext("of a value", "Source"), "source"),
            Column(_("Document"), "document"),
            Column(_("Code"), "slug"),
            address_column(),
        ]

    def _unreported(self, lines: Sequence[One]) -> Iterator[Block]:
        """Milestones of which nobody can say whether they were in time, and what other counts do not tell."""
        if number := max((line["unreported"] for line in lines), default=0):
            said = ngettext(
                "%(count)s milestone is in neither figure: it is not known whether it was on time.",
                "%(count)s milestones are in neither figure: it is not known whether they were on time.",
                number,
            )
            yield Paragraph(said % {"count": self.number(number)})
        for line in lines:
            if remark := self.plain(line["remark"]):
                yield Paragraph(_("%(figure)s: %(remark)s.") % {"figure": self.plain(line["name"]), "remark": remark})

    def _pairings(self) -> Iterator[Block]:
        """Of each pairing what has a target or is measured; the workbook has all figures of all."""
        names = self.names
        measured = [line for line in self.data["lines"] if line["target"] is not None or _is_measured(line)]
        rows: list[Group | One] = []
        for code, some in groupby(measured, key=itemgetter("pairing")):
            rows += [Group(names[code]), *some] if code else []
        caption = _("Figures of pairings with a target or a measured value; the workbook (XLSX) has all of them.")
        yield from self.headed(_("By side and pairing"), self._columns(), rows, caption)

    def _source_columns(self) -> list[Column]:
        names = self.names
        return [
            Column(pgettext("table head", "Indicator"), "name", "link", 3),
            Column(_("Pairing"), lambda line: "" if self.data["of_pairing"] else names.get(line["pairing"]), width=2.2),
            Column(pgettext("of a value", "As of"), lambda line: self.date(line["as_of"]), width=1.6),
            Column(pgettext("value of an indicator", "Now"), "now", "number", 1),
            Column(pgettext("of a value", "Source"), lambda line: self.source_link(line["source"]), width=2.6),
            Column(_("Document"), lambda line: line["document"].rpartition("/")[2], width=1.4),
        ]

    def sheets(self) -> Iterator[Sheet]:
        yield self.sheet("indicators", pgettext("sheet", "Indicators"), self._columns(), self.data["lines"])
