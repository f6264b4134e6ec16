"""The action list of a pairing: read, filtered, taken along, and edited in place."""

from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import leave_out_unwritten
from core.columns import Column, Filter
from core.parts import OneClick
from partnerships.actions import acts_across
from partnerships.documents.selectors import attached
from partnerships.enums import LATE, FollowUpState
from partnerships.follow_ups import actions
from partnerships.follow_ups.selectors import line_of, prefetch_origins
from partnerships.lists import ListPage
from partnerships.models import FollowUp, Pairing, Strand
from partnerships.pairings.pages import InPairing, tabs

FOLLOW_UP_COLUMNS = [
    Column("what", gettext_lazy("What"), lambda row: row.what, order=("search_text", "pk")),
    Column(
        "side",
        gettext_lazy("Side"),
        lambda row: dict(row.pairing.partners)[row.side].name,
        order=("side", "due_on", "pk"),
    ),
    Column(
        "person",
        pgettext_lazy("follow-up", "Person"),
        lambda row: row.owner or "",
        order=(F("owner__search_text").asc(nulls_last=True), "due_on", "pk"),
    ),
    Column("until", pgettext_lazy("table head", "Until"), lambda row: row.due_on, order=("due_on", "pk")),
    Column(
        "state", pgettext_lazy("table head", "State"), lambda row: row.state_label, order=("-state", "due_on", "pk")
    ),
    Column(
        "closed",
        gettext_lazy("Closed on"),
        lambda row: row.closed_on,
        order=(F("closed_on").asc(nulls_last=True), "pk"),
        in_files_alone=True,
    ),
    Column(
        "result", gettext_lazy("What became of it"), lambda row: row.in_reading_language("result"), in_files_alone=True
    ),
    Column("origin", gettext_lazy("Came from"), lambda row: row.origin or "", in_files_alone=True),
]

FOLLOW_UP_FILTERS = [
    Filter(
        "state",
        pgettext_lazy("table head", "State"),
        lambda _pairing: [(LATE, pgettext_lazy("follow-up state", "Late")), *FollowUpState.choices],
        lambda rows, state: rows.late(clock.today()) if state == LATE else rows.filter(state=state),
    ),
    Filter(
        "side", gettext_lazy("Side"), lambda pairing: pairing.side_choices, lambda rows, side: rows.filter(side=side)
    ),
]


class FollowUpList(InPairing, ListPage):
    """Who promised what until when: open ones first, of them the longest late; then what is closed, newest first."""

    template_name = "partnerships/follow_ups/follow_up_list.html"
    name = "follow-ups"
    title = gettext_lazy("Follow-ups")
    columns = FOLLOW_UP_COLUMNS
    filters = FOLLOW_UP_FILTERS
    section = "strand"

    @cached_property
    def pairing(self) -> Pairing:
        """The pairing of the address, for those who see what passes between its sides; else 404."""
        return self.get_or_404(
            Pairing.objects.with_dealings_for(self.grants).with_names(),
            strand__code=self.kwargs["strand"],
            code=self.kwargs["pairing"],
        )

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        del strand
        closed = Case(When(state=FollowUpState.OPEN, then=Value(0)), default=Value(1))
        rows = FollowUp.objects.visible_to(self.grants).filter(pairing=self.pairing).with_names()
        # Open ones have no day of closing: among them the order is that of their days.
        order = (closed, F("closed_on").desc(nulls_first=True), "due_on", "pk")
        return rows.select_related("owner").prefetch_related(prefetch_origins()).order_by(*order)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows as lines, and the line that adds one."""
        pairing = self.pairing
        works = pairing.is_open and bool(pairing.actors(self.grants))
        if works:
            kwargs["heads"].append({"label": _("Actions")})
        rows = list(kwargs["page"])
        for row in rows:
            row.pairing = pairing
        hanging = attached(self.grants, rows)
        lines = [self._line(row, works=works) | {"attached": hanging[FollowUp, row.pk]} for row in rows]
        # One form at a time: saving one would drop what was typed in the other.
        adds = works and not any(line.get("form") for line in lines)
        return super().get_context_data(
            tabs=tabs(pairing, "follow-ups", self.grants),
            lines=lines,
            late_count=FollowUp.objects.filter(pairing=pairing).late(clock.today()).count(),
            open_count=FollowUp.objects.filter(pairing=pairing).open().count(),
            works=works,
            add_form=actions.FollowUpAddForm(pairing=pairing, initial={"side": pairing.side_of(self.grants)})
            if adds
            else None,
            add_url=self._address(pairing, "follow-up-add"),
            cancel_url=self._address(pairing, "follow-up-list"),
            **kwargs,
        )

    def _line(self, row: FollowUp, *, works: bool) -> dict[str, Any]:
        if row.origin is not None and getattr(row.origin, "pairing_id", None) == row.pairing_id:
            row.origin.pairing = self.pairing
        history_url = reverse("partnerships:record-history", args=[row.pairing.strand.code, "follow-up", row.pk])
        line = line_of(row) | {"history_url": history_url}
        if not works:
            return line
        is_open = row.state == FollowUpState.OPEN
        act = actions.FinishFollowUp if is_open else actions.ReopenFollowUp
        across = acts_across(self.grants, row.pairing, row.side)
        edited = self.request.GET.get("edit") == row.code
        return line | {
            "form": leave_out_unwritten(actions.FollowUpEditForm(record=row, auto_id="edit_%s")) if edited else None,
            "act": OneClick(self._address(row, act.key), str(act.button), row.version, across),
            "edit_url": f"{self._address(self.pairing, 'follow-up-list', edit=row.code)}#{row.code}",
            "drop_url": self._address(row, "follow-up-drop") if is_open else "",
            "told": actions.EditFollowUp(row, by=self.request.user, grants=self.grants).get_consequences()
            if edited
            else [],
            "save_url": self._address(row, "follow-up-edit"),
        }

    def _address(self, row: Pairing | FollowUp, name: str, **query: str) -> str:
        return actions.with_filters(row.address_of(f"partnerships:{name}"), self.request.GET, **query)
