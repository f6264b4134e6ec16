"""The action list of a pairing: read, filtered, taken along, and edited in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core import clock
from core.parts import OneClick
from partnerships.columns import FOLLOW_UP_COLUMNS, FOLLOW_UP_FILTERS, follow_up_state
from partnerships.enums import FollowUpState
from partnerships.forms.follow_ups import FollowUpAddForm, FollowUpEditForm
from partnerships.models import FollowUp, Pairing
from partnerships.pairings.pages import InPairing
from partnerships.rules import may_edit_pairing, may_see_dealings, side_of
from partnerships.services.attached import Attached, attached
from partnerships.services.follow_ups import prefetch_origins
from partnerships.views.lists import ListPage
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants
    from partnerships.models import Strand

# What the acts of a row carry along, so that the reader comes back to the same rows.
KEPT = ("state", "side", "person", "q", "sort", "page")
# The columns that the page has no room for stand in small below the row's first one.
IN_SMALL = ("closed", "result", "origin")
_STATUS = {FollowUpState.OPEN: "planned", FollowUpState.DONE: "done", FollowUpState.DROPPED: "cancelled"}


class OfFollowUps(InPairing):
    """A page about a pairing's follow-ups: for those who see what passes between its sides."""

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, else 404."""
        return self.get_or_404(
            Pairing.objects.with_dealings_for(self.grants).with_names(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )

    def address(self, name: str, *more: str, **query: str) -> str:
        """An address of the pairing, with the filters that the list has now."""
        pairing = self.pairing
        kept = {key: self.request.GET[key] for key in KEPT if self.request.GET.get(key)} | query
        path = reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code, *more])
        return f"{path}?{urlencode(kept)}" if kept else path


@dataclass(frozen=True, slots=True)
class Line:
    """A row as the page draws it: its state in words, and what the reader can do with it now."""

    row: FollowUp
    partner: Any
    status: str
    word: str
    origin: Any = None
    act: OneClick | None = None
    edit_url: str = ""
    drop_url: str = ""
    save_url: str = ""
    history_url: str = ""
    form: FollowUpEditForm | None = None
    attached: Attached | None = None


def follow_ups_from(grants: Grants, record: Any) -> dict[str, Any]:
    """What came from a record of a pairing, and where more is added, for the record's page; empty for an observer."""
    pairing = record.pairing
    if not may_see_dealings(grants, pairing):
        return {}
    kind = ContentType.objects.get_for_model(record)
    rows = FollowUp.objects.filter(pairing=pairing, origin_type=kind, origin_id=record.pk)
    found = list(rows.select_related("owner").order_by("due_on", "pk"))
    for row in found:
        row.pairing, row.origin = pairing, record
    works = pairing.is_open and may_edit_pairing(grants, pairing)
    address = reverse("partnerships:follow-up-add", args=[pairing.strand.code, pairing.code])
    return {
        "follow_ups": [_told(row) for row in found],
        "follow_up_add_url": f"{address}?{urlencode({'from': f'{kind.model}:{record.code}'})}" if works else "",
    }


def _told(row: FollowUp) -> Line:
    """A row as pages tell of it, with nothing to do."""
    return Line(
        row=row,
        partner=dict(row.pairing.partners)[row.side],
        status="overdue" if row.is_late(clock.today()) else _STATUS[FollowUpState(row.state)],
        word=follow_up_state(row),
        origin=row.origin,
    )


class FollowUpList(OfFollowUps, ListPage):
    """Who promised what until when: open ones first, of them the longest late; then what is closed, newest first."""

    template_name = "partnerships/follow_up_list.html"
    name = "follow-ups"
    title = gettext_lazy("Follow-ups")
    columns = FOLLOW_UP_COLUMNS
    filters = FOLLOW_UP_FILTERS
    section = "strand"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those of the pairing, with what a row names."""
        del strand
        closed = Case(When(state=FollowUpState.OPEN, then=Value(0)), default=Value(1))
        rows = FollowUp.objects.visible_to(self.grants).filter(pairing=self.pairing)
        rows = rows.select_related("owner", "pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")
        # Open ones have no day of closing: among them the order is that of their days.
        return rows.prefetch_related(prefetch_origins()).order_by(
            closed, F("closed_on").desc(nulls_first=True), "due_on", "pk"
        )

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the pairing."""
        pairing = self.pairing
        return crumbs(strand, (pairing.name, pairing.get_absolute_url()), (_("Follow-ups"), ""))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows as lines, and the line that adds one."""
        pairing = self.pairing
        works = pairing.is_open and may_edit_pairing(self.grants, pairing)
        heads = [head for head, column in zip(kwargs["heads"], self.columns, strict=True) if column.key not in IN_SMALL]
        kwargs["heads"] = [*heads, {"label": _("Actions")}] if works else heads
        rows = list(kwargs["page"])
        for row in rows:
            row.pairing = pairing
        hanging = attached(self.grants, rows)
        lines = [replace(self._line(row, works=works), attached=hanging[FollowUp, row.pk]) for row in rows]
        # One form at a time: saving one would drop what was typed in the other.
        adds = works and not any(line.form for line in lines)
        return super().get_context_data(
            pairing=pairing,
            tabs=tabs(pairing, "follow-ups", self.grants),
            country=pairing.strand.side_letters("counterpart"),
            lines=lines,
            late_count=FollowUp.objects.filter(pairing=pairing).late(clock.today()).count(),
            open_count=FollowUp.objects.filter(pairing=pairing).open().count(),
            works=works,
            add_form=FollowUpAddForm(pairing=pairing, initial={"side": side_of(self.grants, pairing)})
            if adds
            else None,
            add_url=self.address("follow-up-add"),
            cancel_url=self.address("follow-up-list"),
            **kwargs,
        )

    def _line(self, row: FollowUp, *, works: bool) -> Line:
        if row.origin is not None and getattr(row.origin, "pairing_id", None) == row.pairing_id:
            row.origin.pairing = self.pairing
        line = replace(_told(row), history_url=self._history_url(row))
        if not works:
            return line
        form = FollowUpEditForm(record=row, auto_id="edit_%s") if self.request.GET.get("edit") == row.code else None
        return replace(line, form=form, **self._ways(row))

    def _history_url(self, row: FollowUp) -> str:
        return reverse("partnerships:record-history", args=[row.pairing.strand.code, "follow-up", row.pk])

    def _ways(self, row: FollowUp) -> dict[str, Any]:
        """The addresses of what can be done with a row."""
        is_open = row.state == FollowUpState.OPEN
        name, label = (
            ("follow-up-finish", pgettext("follow-up", "Done"))
            if is_open
            else ("follow-up-reopen", pgettext("follow-up", "Reopen"))
        )
        return {
            "act": OneClick(self.address(name, row.code), label, row.version),
            "edit_url": self.address("follow-up-list", edit=row.code) + f"#{row.code}",
            "drop_url": self.address("follow-up-drop", row.code) if is_open else "",
            "save_url": self.address("follow-up-edit", row.code),
        }
