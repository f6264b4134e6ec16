"""How two snapshots differ, in words: which record or figure, in what, from what to what."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

from core.blocks import Block, Heading, Paragraph, Written, text_of
from events.enums import EventKind, EventStatus
from partnerships import enums
from reports.enums import PublicityLanguage, Question, Section
from reports.progress.rendering.columns import Column, One, SectionRendering
from reports.progress.rendering.phrases import NOTHING, Data, Sheet, figure_label

# What people leaf through; a longer list stands whole in the workbook, and the section says so.
MOST_ROWS = 300


def _columns() -> list[Column]:
    return [
        Column(pgettext("head of a table of changes", "What differs"), "about", width=4),
        Column(pgettext("report", "Section"), "section", width=2),
        Column(pgettext("head of a table of changes", "In what"), "what", width=3),
        Column(pgettext("head of a table of changes", "Before"), "old", width=3),
        Column(pgettext("head of a table of changes", "Now"), "new", width=3),
    ]


def _what(change: Data) -> str:
    """What happened to it."""
    kind = change["kind"]
    if change["in_figure"]:
        figure = figure_label(change["in_figure"])
        if kind == "added":
            return pgettext("a record", "counted now: %(figure)s") % {"figure": figure}
        return pgettext("a record", "counted no more: %(figure)s") % {"figure": figure}
    if change["field"]:
        return field_label(change["field"])
    if kind == "changed":
        return pgettext("figure", "value")
    return pgettext("change", "added") if kind == "added" else pgettext("change", "gone")


_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
# By section ("" for the pairings themselves) and field.
_CHOICES: tuple[tuple[str, str, Any], ...] = (
    (Section.JOURNEY, "status", enums.MilestoneStatus),
    (Section.EVENTS, "status", EventStatus),
    (Section.EVENTS, "kind", EventKind),
    (Section.NEXT, "status", EventStatus),
    (Section.NEXT, "status", enums.AgreementStatus),
    (Section.NEXT, "kind", EventKind),
    (Section.NEXT, "kind", enums.AgreementKind),
    (Section.AGREEMENTS, "status", enums.AgreementStatus),
    (Section.AGREEMENTS, "kind", enums.AgreementKind),
    (Section.PROJECTS, "level", enums.ProjectLevel),
    (Section.PROJECTS, "old", enums.ProjectLevel),
    (Section.PROJECTS, "new", enums.ProjectLevel),
    (Section.PROJECTS, "kind", enums.ResultKind),
    (Section.PROJECTS, "unit", enums.ResultUnit),
    (Section.HELIX, "sector", enums.Sector),
    (Section.INDICATORS, "level", enums.IndicatorLevel),
    (Section.PUBLICITY, "language", PublicityLanguage),
    ("", "status", enums.PairingStatus),
)


_SIDES = {"responsible", "reported_by", "confirmed", "lead", "side"}


def field_label(name: str) -> str:
    """What a field is called; nothing of one that follows from others, which older reports told too."""
    if name in FIELDS:
        return str(FIELDS[name])
    stem, _dot, leaf = name.partition(".")
    if stem == "answers" and leaf in Question.values:
        return str(Question(leaf).label)
    if stem == "lines" and leaf in Question.values:
        return pgettext("what of a record", "lines: %(question)s") % {"question": Question(leaf).label}
    return ""


FIELDS = {
    "name": pgettext_lazy("what of a record", "name"),
    "status": pgettext_lazy("what of a record", "status"),
    "level": pgettext_lazy("what of a record", "level"),
    "level_since": pgettext_lazy("what of a record", "level since"),
    "baseline": pgettext_lazy("what of a record", "baseline"),
    "forecast": pgettext_lazy("what of a record", "forecast"),
    "actual": pgettext_lazy("what of a record", "actual dates"),
    "reason": pgettext_lazy("what of a record", "reason"),
    "outcome": pgettext_lazy("what of a record", "outcome"),
    "summary": pgettext_lazy("what of a record", "summary"),
    "stage": pgettext_lazy("what of a record", "stage"),
    "responsible": pgettext_lazy("what of a record", "responsible side"),
    "confirmed": pgettext_lazy("what of a record", "sides that confirmed"),
    "reported_by": pgettext_lazy("what of a record", "reported by"),
    "source": pgettext_lazy("what of a record", "source"),
    "now": pgettext_lazy("what of a record", "value now"),
    "as_of": pgettext_lazy("what of a record", "as of"),
    "target": pgettext_lazy("what of a record", "target"),
    "due_on": pgettext_lazy("what of a record", "due day"),
    "organisations": pgettext_lazy("what of a record", "number of organisations"),
    "venue": pgettext_lazy("what of a record", "venue"),
    "text_en": pgettext_lazy("what of a record", "text in English"),
    "text_ko": pgettext_lazy("what of a record", "text in Korean"),
    "unit": pgettext_lazy("what of a record", "unit"),
    "signed_on": pgettext_lazy("what of a record", "day of signature"),
    "topic": pgettext_lazy("what of a record", "topic"),
    "lead": pgettext_lazy("what of a record", "leading side"),
    "remark": pgettext_lazy("what of a record", "remark"),
    "kind": pgettext_lazy("what of a record", "kind"),
    "lapsed_on": pgettext_lazy("what of a record", "day of lapse"),
    "parties": pgettext_lazy("what of a record", "number of parties"),
    "projects": pgettext_lazy("what of a record", "number of projects"),
    "pairings": pgettext_lazy("what of a record", "pairings"),
    "online": pgettext_lazy("what of a record", "online"),
    "part_of": pgettext_lazy("what of a record", "part of"),
    "all_pairings": pgettext_lazy("what of a record", "for all pairings"),
    "cities": pgettext_lazy("what of a record", "number of cities"),
    "hosts": pgettext_lazy("what of a record", "number of hosts"),
    "sector": pgettext_lazy("what of a record", "sector"),
    "baseline_on": pgettext_lazy("what of a record", "day of the baseline value"),
    "old": pgettext_lazy("what of a record", "before the move"),
    "new": pgettext_lazy("what of a record", "after the move"),
    "on": pgettext_lazy("what of a record", "day"),
    "problem": pgettext_lazy("what of a record", "problem"),
    "solution": pgettext_lazy("what of a record", "solution"),
    "result": pgettext_lazy("what of a record", "result"),
    "side": pgettext_lazy("what of a record", "side"),
    "accepted_on": pgettext_lazy("what of a record", "day of acceptance"),
    "submitted_on": pgettext_lazy("what of a record", "day of submission"),
    "text": pgettext_lazy("what of a record", "text"),
    "evidence": pgettext_lazy("what of a record", "evidence"),
    "first_reported": pgettext_lazy("what of a record", "first reported"),
    "further": pgettext_lazy("what of a record", "number of further partners"),
    "achieved": pgettext_lazy("what of a record", "achieved"),
    "expected": pgettext_lazy("what of a record", "expected"),
    "funder": pgettext_lazy("what of a record", "source of the funding"),
    "language": pgettext_lazy("what of a record", "language"),
    "link": pgettext_lazy("what of a record", "link"),
    "outlet": pgettext_lazy("what of a record", "outlet"),
    "published_by": pgettext_lazy("what of a record", "published by"),
}


class Changes(SectionRendering):
    """What is another in a snapshot than in an earlier one, of which either is `data`: it names sides and pairings."""

    def lines(self, changes: Iterable[Data]) -> list[One]:
        """The changes in words, in the language that gettext speaks too: where, of what, in what, values."""
        return [
            {
                "about": self._about(change),
                "section": str(Section(change["section"]).label)
                if change["section"] in Section.values
                else _("Pairings"),
                "what": _what(change),
                "old": self.value_label(change, change["old"]),
                "new": self.value_label(change, change["new"]),
            }
            for change in changes
            if not change["field"] or field_label(change["field"])
        ]

    def blocks(self) -> Iterator[Block]:
        """What a correction changes of the report that it replaces, its heading of level 1; none in a first report."""
        replaced = self.data["report"].get("replaces")
        if not replaced:
            return
        lines = self.lines(self.data.get("changes") or [])
        yield Heading(pgettext("progress report", "What this revision changes"))
        lead = pgettext("progress report", "Compared with revision %(revision)s.") % {"revision": replaced["revision"]}
        yield Paragraph(lead)
        if not lines:
            yield Paragraph(_("Every record and every figure is the same in both."))
            return
        yield self.table(_columns(), lines[:MOST_ROWS])
        if (more := len(lines) - MOST_ROWS) > 0:
            note = ngettext(
                "%(count)s further change is in the sheet “Changes” of the workbook (XLSX).",
                "%(count)s further changes are in the sheet “Changes” of the workbook (XLSX).",
                more,
            )
            yield Paragraph(note % {"count": self.number(more)})

    def sheets(self) -> Iterator[Sheet]:
        """The same with every row; no sheet in a first report."""
        if lines := self.lines(self.data.get("changes") or []):
            yield self.sheet("changes", pgettext("progress report", "Changes"), _columns(), lines)

    def _about(self, change: Data) -> Written:
        if change["what"] == "text":
            return pgettext("of a section", "What staff wrote")
        said = self.text(change["name"], url=change["url"])
        if said != NOTHING:
            return said
        if change["what"] == "figure":
            return figure_label(change["key"])
        return self.written(change["key"] or NOTHING, self.language, change["url"])

    def value_label(self, change: Data, value: Any) -> Written:
        """A value of a record or a figure as it is read."""
        if value is None or value in ("", [], {}):
            return NOTHING
        if isinstance(value, bool):
            return pgettext("value", "yes") if value else pgettext("value", "no")
        if isinstance(value, int | float):
            return self.number(value)
        if isinstance(value, Mapping):
            return self.span(value) if value.keys() <= {"start", "end"} else self.text(value)
        if isinstance(value, list):
            return ", ".join(text_of(self._label(change, str(one))) for one in value)
        return self._label(change, str(value))

    def _label(self, change: Data, value: str) -> Written:
        section, field = change["section"], change["field"]
        if field in _SIDES and (sides := self.data.get("sides", {}).get("names", {})):
            if value in sides:
                return text_of(self.text(sides[value]))
            if value == enums.Responsible.BOTH:
                return str(enums.Responsible.BOTH.label)
        if field == "pairings":
            return self.text(self.pairings[value]) if value in self.pairings else value
        for where, name, choices in _CHOICES:
            if section == where and field == name and value in choices.values:
                return str(choices(value).label)
        return self.date(value) if _DAY.fullmatch(value) else value
