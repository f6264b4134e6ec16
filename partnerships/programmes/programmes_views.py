"""The programme page of staff: strands by stages, and all pairings by how they stand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.parts import panels
from core.sent_files import MOST_ROWS, leave_to_worker
from partnerships.history.services import log_export
from partnerships.lists import FORMATS, list_file
from partnerships.programmes.selectors import PairingRow, StrandPart, read_programme
from partnerships.programmes.tables import PROGRAMME_COLUMNS

if TYPE_CHECKING:
    from django.http import HttpRequest, StreamingHttpResponse
    from django.http.response import HttpResponseBase


FIRST = "health"


def _by_health(row: PairingRow) -> tuple[int, int]:
    return (-row.health.rank, -len(row.health.signals)) if row.health else (1, 0)


def _by_silence(row: PairingRow) -> int:
    return 1 if row.silent_days is None else -row.silent_days


def _by_due(row: PairingRow) -> dt.date:
    day = row.next_due.forecast.last_day if row.next_due else None
    return day or dt.date.max


# What stands first when a head is clicked: the worst health, the longest silence, the nearest date.
ORDERS: dict[str, Callable[[PairingRow], Any]] = {
    "pairing": lambda row: row.pairing.name,
    "health": _by_health,
    "silence": _by_silence,
    "due": _by_due,
}


class Programme(Access, TemplateView):
    """Strands × stages, what is due next, who is silent; then every pairing, to be sorted and taken along."""

    template_name = "partnerships/programmes/programme.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        today = clock.today()
        parts = read_programme(grants=self.grants, today=today)
        chosen = next((part for part in parts if part.strand.code == request.GET.get("strand")), None)
        shown = [chosen] if chosen else parts
        rows = self._sorted([row for part in shown for row in part.rows])
        if request.GET.get("format") in FORMATS:
            return self._file(request.GET["format"], shown, rows)
        return self.render_to_response(
            self.get_context_data(
                sentence=_sentence(shown),
                section="programme",
                parts=shown,
                strand_choices=[part.strand for part in parts],
                chosen=chosen,
                rows=rows,
                sort=self._sort(),
                heads=self._heads(),
                panels=panels("programme", grants=self.grants),
            )
        )

    def _sort(self) -> str:
        """The order that is asked for, if it is one of them, else the worst first."""
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in ORDERS else FIRST

    def _sorted(self, rows: list[PairingRow]) -> list[PairingRow]:
        key = self._sort()
        rows.sort(key=lambda row: (row.pairing.strand.code, row.pairing.code))
        rows.sort(key=ORDERS[key.removeprefix("-")], reverse=key.startswith("-"))
        return rows

    def _ordered_by(self, key: str) -> str:
        """The page with its filter, in another order."""
        strand = self.request.GET.get("strand")
        return f"?{urlencode(({'strand': strand} if strand else {}) | {'sort': key})}"

    def _heads(self) -> list[dict[str, Any]]:
        now = self._sort()
        heads: list[dict[str, Any]] = []
        for key, label in (
            ("pairing", _("Pairing")),
            ("health", pgettext("table head", "Status")),
            ("silence", _("Days without contact")),
            ("due", _("Next due")),
            ("", pgettext("table head", "Milestones")),
        ):
            if not key:
                heads.append({"label": label})
                continue
            direction = {key: "ascending", f"-{key}": "descending"}.get(now, "")
            heads.append(
                {
                    "label": label,
                    "url": self._ordered_by(f"-{key}" if now == key else key),
                    "direction": direction,
                }
            )
        return heads

    def _file(self, form: str, parts: Sequence[StrandPart], rows: list[PairingRow]) -> StreamingHttpResponse:
        """Log the export in each strand it holds, then send the rows in the page's order; a worker makes a long one."""
        if parts:
            leave_to_worker(
                self.request,
                strand=parts[0].strand,
                name=lambda: f"{_('Programme')}, {form.upper()}",
                is_long=lambda: len(rows) > MOST_ROWS,
            )
        for part in parts:
            log_export(
                by=self.request.user,
                grants=self.grants,
                strand=part.strand,
                pairing=None,
                name="programme",
                form=form,
                rows=len(part.rows),
            )
        name = f"programme-{clock.today().isoformat()}"
        return list_file(PROGRAMME_COLUMNS, rows, form=form, name=name, sheet=_("Programme"))


def _sentence(parts: Sequence[StrandPart]) -> str:
    """How the open pairings stand, in one sentence."""
    rows = [row for part in parts for row in part.rows if row.health]
    if not rows:
        return _("No pairing is open.")
    said = ngettext("%(count)s pairing is open.", "%(count)s pairings are open.", len(rows)) % {"count": len(rows)}
    risk = sum(row.health.state == "at-risk" for row in rows if row.health)
    watch = sum(row.health.state == "watch" for row in rows if row.health)
    if not risk and not watch:
        return said + " " + _("All are on track.")
    return said + " " + _("At risk: %(risk)s. On watch: %(watch)s.") % {"risk": risk, "watch": watch}
