"""The columns of figures, and of the rows behind the programme's own counts."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy

from core.columns import Column
from core.folding import ByName
from partnerships.indicators.selectors import BuiltInCount, Line, Number, shown


def in_file(value: Number | None) -> int | float | None:
    """A number as a workbook counts with it."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def _source(line: Line) -> str:
    return line.measurement.source if line.measurement else ""


FIGURE_COLUMNS = [
    Column("scope", _("Pairing"), lambda line: line.pairing.name if line.pairing else _("The whole strand")),
    Column("code", _("Code"), lambda line: line.slug),
    Column("name", _("Indicator"), lambda line: line.name),
    Column("kind", pgettext_lazy("of a figure", "Kind"), lambda line: _("Counted") if line.is_count else _("Entered")),
    Column("level", pgettext_lazy("of an indicator", "Level"), lambda line: line.level.label),
    Column("direction", pgettext_lazy("of an indicator", "Direction"), lambda line: line.direction.label),
    Column("unit", pgettext_lazy("of an indicator", "Unit"), lambda line: line.unit),
    Column("baseline", _("Baseline value"), lambda line: in_file(line.baseline)),
    Column("baseline_on", _("Baseline as of"), lambda line: line.target.baseline_on if line.target else None),
    Column("target", _("Target value"), lambda line: in_file(line.target_value)),
    Column("due_on", _("To be reached by"), lambda line: line.target.due_on if line.target else None),
    Column(
        "now",
        pgettext_lazy("value of an indicator", "Now"),
        lambda line: _("not reported") if line.now is None else in_file(line.now),
    ),
    Column("as_of", pgettext_lazy("of a value", "As of"), lambda line: line.as_of),
    Column("source", pgettext_lazy("of a value", "Source"), _source),
    Column("unreported", _("Milestones not reported"), lambda line: line.unreported or None),
    Column("way", _("Way to the target"), lambda line: line.way_label),
]


def _title(path: str = "") -> tuple[Any, ...]:
    return (ByName(path), "pk")


def _last(name: str) -> Any:
    return F(name).asc(nulls_last=True)


def pairing_labels(row: Any) -> str:
    """Its pairing, and how many others have it where a row stands for several."""
    if row.pairing is None:
        return ""
    others = getattr(row, "sharing", 1) - 1
    if not others:
        return str(row.pairing.name)
    said = ngettext("%(pairing)s and %(count)s other", "%(pairing)s and %(count)s others", others)
    return said % {"pairing": row.pairing.name, "count": others}


_KIND = pgettext_lazy("table head", "Kind")
_STATUS = pgettext_lazy("table head", "Status")


def _own(name: str, label: Any, text: Callable[[Any], Any], order: tuple[Any, ...]) -> Column:
    """A column that leads to the row's own page."""
    return Column(name, label, text, order=order, link=lambda row: row.get_absolute_url())


def _pairing(path: str = "pairing") -> Column:
    return Column(
        "pairing",
        _("Pairing"),
        pairing_labels,
        order=(_last(f"{path}__code"), "pk"),
        link=lambda row: row.pairing.get_absolute_url() if row.pairing else "",
    )


# By the source of the count.
_ROWS: dict[str, list[Column]] = {
    "projects": [
        _own("project", _("Project"), lambda row: row.title, _title()),
        _pairing(),
        Column(
            "topic",
            _("Topic"),
            lambda row: row.topic.name if row.topic else "",
            order=(ByName("topic__").asc(nulls_last=True), "pk"),
        ),
        Column("level", _("Progress level"), lambda row: row.get_level_display(), order=("level", *_title())),
        Column("since", _("Since"), lambda row: row.level_since, order=(_last("level_since"), "pk")),
    ],
    "agreements": [
        _own("agreement", _("Agreement"), lambda row: row.title, _title()),
        _pairing(),
        Column("kind", _KIND, lambda row: row.get_kind_display(), order=("kind", *_title())),
        Column("status", _STATUS, lambda row: row.get_status_display(), order=("status", *_title())),
        Column("signed", _("Signed on"), lambda row: row.signed_on_date, order=(_last("signed_on"), "pk")),
    ],
    "contacts": [
        _own("on", pgettext_lazy("table head", "Day"), lambda row: row.on, ("on", "pk")),
        _pairing(),
        Column("kind", _KIND, lambda row: row.get_kind_display(), order=("kind", "on", "pk")),
        Column("what", _("What was said"), lambda row: row.what),
        Column("who", _("Who took part"), lambda row: row.who),
    ],
    "milestones": [
        _own("milestone", _("Milestone"), lambda row: row.title, _title()),
        _pairing(),
        Column("baseline", _("Baseline"), lambda row: row.baseline, order=(_last("baseline_last_day"), "pk")),
        Column("actual", _("Actual"), lambda row: row.actual, order=(_last("actual_last_day"), "pk")),
        Column("status", _STATUS, lambda row: row.get_status_display(), order=("status", "pk")),
    ],
    "results": [
        Column(
            "project",
            _("Project"),
            lambda row: row.project.title,
            order=_title("project__"),
            link=lambda row: row.project.get_absolute_url(),
        ),
        _pairing("project__pairing"),
        Column("as_of", pgettext_lazy("of a value", "As of"), lambda row: row.as_of, order=(_last("as_of"), "pk")),
        Column("funder", _("Source of the funding"), lambda row: row.funder),
        Column("evidence", _("Evidence"), lambda row: row.evidence or row.evidence_url),
    ],
}
# The list's own order, the same in every language: reports are made by it too.
ORDERS: dict[str, tuple[Any, ...]] = {
    "projects": (_last("pairing__code"), "search_text", "pk"),
    "agreements": ("pairing__code", "search_text", "pk"),
    "contacts": ("-on", "-created_at", "-pk"),
    "milestones": ("pairing__code", "baseline_last_day", "search_text", "pk"),
    "results": (_last("project__pairing__code"), "project__search_text", "pk"),
}


def row_order(count: BuiltInCount) -> tuple[Any, ...]:
    """The order of the rows behind a count."""
    return count.source.order or ORDERS[count.source.name]


def row_columns(count: BuiltInCount, *, unit: str) -> list[Column]:
    """The columns of the rows behind a count; where they are added up, what each of them adds."""
    columns = list(count.source.columns) or _ROWS[count.source.name]
    if not count.summed:
        return columns
    added: Callable[[Any], Any] = lambda row: in_file(count.amount(row))  # noqa: E731
    order = (_last(count.summed), "pk")
    cell: Callable[[Any], Any] = lambda row: shown(count.amount(row))  # noqa: E731
    return [*columns, Column("amount", capfirst(unit), added, order=order, number=True, cell=cell)]
