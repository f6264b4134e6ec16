"""The columns and filters of the list of milestones."""

from dataclasses import replace
from typing import Any

from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.columns import Column, Filter, linked, note, sign
from core.folding import ByName
from core.templatetags.portal import text
from core.texts import reader_language
from partnerships.enums import LATE, MilestoneStatus, Responsible
from partnerships.models import Pairing
from partnerships.pairings.cards import state_name, state_text


def _sides(pairing: Pairing) -> list[tuple[str, str]]:
    """Who may answer for something in a pairing, by the names that screens give the sides."""
    sides = (Responsible.EU, Responsible.COUNTERPART, Responsible.BOTH)
    return [(side.value, _side_name(pairing, side)) for side in sides]


def _side_name(pairing: Pairing, side: str) -> str:
    return str(Responsible.BOTH.label) if side == Responsible.BOTH else pairing.strand.side_name(side)


def _last(name: str) -> OrderBy:
    """A column's order with the rows that lack a value at the end, which databases do not agree on."""
    return F(name).asc(nulls_last=True)


TITLE = Column(
    "milestone", _("Milestone"), lambda row: row.title, order=(ByName(), "pk"), link=lambda row: row.get_absolute_url()
)
PERIODS = [
    Column("baseline", _("Baseline"), lambda row: row.baseline, order=(_last("baseline_start"), ByName(), "pk")),
    Column("forecast", _("Forecast"), lambda row: row.forecast, order=(_last("forecast_start"), ByName(), "pk")),
    Column("actual", _("Actual"), lambda row: row.actual, order=(_last("actual_start"), ByName(), "pk")),
]


def _title_cell(row: Any) -> SafeString:
    """The title, with why it differs and how many sources tell of it in small below."""
    name = linked(row.get_absolute_url(), text(row, "title"))
    count = len(row.addresses)
    sources = format_html('<p class="wc-caption">{}: {}</p>', _("Sources"), count) if count else ""
    return format_html("{}{}{}", name, note(row.in_reading_language("reason")), sources)


def _state_cell(row: Any) -> SafeString:
    """The sign of its state, and its words as of today."""
    today = clock.today()
    word = state_text(row, today)
    return sign("components/status_word.html", reader_language(), status=state_name(row, today), word=word)


MILESTONE_COLUMNS = [
    replace(TITLE, link=None, cell=_title_cell),
    Column("stage", _("Stage"), lambda row: str(row.stage), order=("stage__position", ByName(), "pk")),
    Column(
        "responsible",
        _("Responsible"),
        lambda row: _side_name(row.pairing, row.responsible),
        order=("responsible", ByName(), "pk"),
    ),
    *PERIODS,
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda row: row.get_status_display(),
        order=("status", ByName(), "pk"),
        cell=_state_cell,
    ),
    Column("reason", _("Why it differs"), lambda row: row.in_reading_language("reason"), in_files_alone=True),
    Column("source", _("Sources"), lambda row: row.source, in_files_alone=True),
]

MILESTONE_FILTERS = [
    Filter(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda _pairing: [(LATE, pgettext_lazy("status", "Overdue")), *MilestoneStatus.choices],
        lambda rows, status: rows.overdue(clock.today()) if status == LATE else rows.filter(status=status),
    ),
    Filter(
        "stage",
        _("Stage"),
        lambda pairing: [(stage.code, stage.name) for stage in pairing.strand.stages.order_by("position")],
        lambda rows, code: rows.filter(stage__code=code),
    ),
    Filter("responsible", _("Responsible"), _sides, lambda rows, side: rows.filter(responsible=side)),
]
