"""The action list of a pairing: read, filtered, taken along, and edited in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, F, Value, When
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.acts import ActPage
from core.parts import OneClick
from partnerships.documents.selectors import Attached, attached
from partnerships.enums import FollowUpState
from partnerships.follow_ups.forms import (
    FollowUpAddForm,
    FollowUpDropForm,
    FollowUpEditForm,
    FollowUpFinishForm,
    FollowUpReopenForm,
)
from partnerships.follow_ups.services import (
    add_follow_up,
    drop_follow_up,
    edit_follow_up,
    find_origin,
    finish_follow_up,
    prefetch_origins,
    reopen_follow_up,
)
from partnerships.lists import ListPage
from partnerships.models import FollowUp, Pairing
from partnerships.pairings.pages import AddsToPairing, InPairing
from partnerships.pairings.tables import FOLLOW_UP_COLUMNS, FOLLOW_UP_FILTERS, follow_up_state
from partnerships.pairings.tabs_pages import tabs
from partnerships.programmes.views import crumbs
from partnerships.rules.journey import may_edit_follow_up, may_edit_pairing, may_see_dealings, side_of

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

    template_name = "partnerships/follow_ups/follow_up_list.html"
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


# The acts on follow-ups; each goes back to the row in the list.


class _Act(ActPage, OfFollowUps):
    """What the acts have alike: where they lie."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the pairing's list."""
        pairing = self.pairing
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=crumbs(
                pairing.strand,
                (pairing.name, pairing.get_absolute_url()),
                (_("Follow-ups"), self.address("follow-up-list")),
                (str(self.title), ""),
            ),
            **kwargs,
        )


class FollowUpAdd(AddsToPairing, _Act):
    """Adds one; `?from=milestone:<code>` says which record it comes from."""

    form_class = FollowUpAddForm
    title = gettext_lazy("Add a follow-up")
    submit_label = pgettext_lazy("verb", "Add")
    added: FollowUp | None = None
    undone_by = "partnerships:follow-up-drop"
    undone_at: ClassVar[dict[str, str]] = {"follow_up": "code"}

    def get_initial(self) -> dict[str, Any]:
        """The reader's own side."""
        return {"side": side_of(self.grants, self.pairing)}

    @cached_property
    def origin(self) -> Any:
        """The record that the address names; 404 for one that the pairing does not have."""
        kind, _colon, code = self.request.GET.get("from", "").partition(":")
        if not kind:
            return None
        found = find_origin(grants=self.grants, pairing=self.pairing, kind=kind, code=code)
        if found is None:
            raise Http404
        return found

    def get_question(self) -> str:
        """Where it comes from."""
        return self.origin.get_origin_words() if self.origin else ""

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_follow_up(
            by=self.request.user,
            grants=self.grants,
            pairing=self.pairing,
            values=form.values,
            origin=self.origin,
        )
        return _("Added to the follow-ups.")

    def get_done_url(self) -> str:
        """The row in the whole list: filters might leave it out."""
        return self.added.get_absolute_url() if self.added else self.get_back_url()

    def get_back_url(self) -> str:
        """The record it comes from, else the list."""
        return self.origin.get_absolute_url() if self.origin else self.address("follow-up-list")


class FollowUpAct(_Act):
    """An act on one follow-up."""

    rule: ClassVar[Any] = may_edit_follow_up
    given_as = "follow_up"

    def get_record(self) -> FollowUp:
        """Among those of the pairing, else 404."""
        rows = FollowUp.objects.visible_to(self.grants).select_related("owner")
        row = self.get_or_404(rows, pairing=self.pairing, code=self.kwargs["follow_up"])
        row.pairing = self.pairing
        return row

    def get_question(self) -> str:
        """Which one."""
        return str(self.record.what)

    def get_done_url(self) -> str:
        """Its row."""
        return f"{self.address('follow-up-list')}#{self.record.code}"


class FollowUpEdit(FollowUpAct):
    """Changes one; its form stands in the list, and here where it is refused."""

    form_class = FollowUpEditForm
    title = gettext_lazy("Edit a follow-up")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:follow-up-edit"

    def get_question(self) -> str:
        """The form says which one."""
        return ""

    def act(self, form: Any) -> str:
        """Save it."""
        edit_follow_up(**self.given(form), changes=form.changes)
        return _("Saved.")


class FollowUpFinish(FollowUpAct):
    """Closes one as done, by one click or with a word about it."""

    form_class = FollowUpFinishForm
    title = gettext_lazy("Finish a follow-up")
    submit_label = pgettext_lazy("follow-up", "Done")
    undone_by = "partnerships:follow-up-reopen"

    def act(self, form: Any) -> str:
        """Finish it."""
        finish_follow_up(**self.given(form), result=form.cleaned_data["result"])
        return _("Done. You can reopen it.")


class FollowUpDrop(FollowUpAct):
    """Closes one that nobody pursues any more."""

    form_class = FollowUpDropForm
    title = gettext_lazy("Do not pursue a follow-up")
    submit_label = gettext_lazy("Do not pursue it")
    undone_by = "partnerships:follow-up-reopen"

    def act(self, form: Any) -> str:
        """Drop it."""
        drop_follow_up(**self.given(form), reason=form.cleaned_data["reason"])
        return _("No longer pursued. You can reopen it.")


class FollowUpReopen(FollowUpAct):
    """Opens one again."""

    form_class = FollowUpReopenForm
    title = gettext_lazy("Reopen a follow-up")
    submit_label = pgettext_lazy("follow-up", "Reopen")

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("It is open again, and its side gets the task.")]

    @property
    def undone_by(self) -> str:  # type: ignore[override]
        """As it was closed before."""
        dropped = self.record.state == FollowUpState.DROPPED
        return "partnerships:follow-up-drop" if dropped else "partnerships:follow-up-finish"

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        """With what was said of it."""
        del form
        return {"reason" if self.record.state == FollowUpState.DROPPED else "result": self.record.result}

    def act(self, form: Any) -> str:
        """Reopen it."""
        reopen_follow_up(**self.given(form))
        return _("Open again.")
