"""The acts on follow-ups; each goes back to the row in the list."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.acts import ActPage
from partnerships.enums import FollowUpState
from partnerships.forms.follow_ups import (
    FollowUpAddForm,
    FollowUpDropForm,
    FollowUpEditForm,
    FollowUpFinishForm,
    FollowUpReopenForm,
)
from partnerships.models import FollowUp
from partnerships.pairings.pages import AddsToPairing
from partnerships.rules import may_edit_follow_up, side_of
from partnerships.services.follow_ups import (
    add_follow_up,
    drop_follow_up,
    edit_follow_up,
    find_origin,
    finish_follow_up,
    reopen_follow_up,
)
from partnerships.views.follow_ups import OfFollowUps
from partnerships.views.strands import crumbs


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
