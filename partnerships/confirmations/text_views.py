"""The acts on a text itself: asking both sides to confirm it, and editing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm
from partnerships.confirmations.asking import request_confirmation
from partnerships.confirmations.cards import address, body_now
from partnerships.confirmations.text_forms import ActionPlanForm, AgreedThemesForm, ClosingForm, ProjectTextForm
from partnerships.confirmations.text_parts import parts_of, text_name
from partnerships.confirmations.text_services import (
    edit_action_plan,
    edit_agreed_themes,
    edit_closing,
    edit_project_text,
    find_readable_text,
)
from partnerships.confirmations.turns import lost_words
from partnerships.models import ActionPlan, AgreedThemes, Closing, Project, TextEdition
from partnerships.pairings.pages import OfPairing, closed_words
from partnerships.rules import may_edit_plan, may_edit_text, side_of

if TYPE_CHECKING:
    from partnerships.models import Confirmed

# Of a text that nobody has saved yet.
FIRST_VERSION = 1


class OnText(OfPairing):
    """An act on one text of a pairing."""

    rule = may_edit_text

    def get_record(self) -> Confirmed:
        """The text of the address, else 404."""
        text = find_readable_text(self.grants, self.pairing, self.kwargs["text"])
        if text is None:
            raise Http404
        return text

    def get_done_url(self) -> str:
        """The text's page."""
        return address("text", self.record)

    def get_refusal(self) -> str:
        """Why it cannot be done now: the pairing is over, or the record is."""
        if not self.record.is_workable:
            return closed_words(self.pairing)
        return str(self.record.settled_words())

    def get_places(self) -> list[tuple[str, str]]:
        """Below the text."""
        pairing = self.pairing
        return [
            (_("Confirmations"), reverse("partnerships:text-list", args=[pairing.strand.code, pairing.code])),
            (text_name(self.record), self.get_done_url()),
            (str(self.title), ""),
        ]


class TextRequest(OnText):
    """Asks both sides to confirm the text as it stands."""

    template_name = "partnerships/confirmations/text_act.html"
    form_class = ActForm
    title = gettext_lazy("Ask both sides to confirm")
    question = gettext_lazy(
        "The text is frozen as it stands and both sides are asked to confirm it. It counts once both have."
    )
    submit_label = gettext_lazy("Ask both sides")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the text that is frozen."""
        text = self.record
        parts = parts_of(type(text), self.pairing, body_now(text, self.grants))
        country = self.pairing.strand.side_letters("counterpart")
        return super().get_context_data(text=text, name=text_name(text), parts=parts, country=country, **kwargs)

    def act(self, form: Any) -> str:
        """Ask."""
        edition = request_confirmation(
            by=self.request.user,
            grants=self.grants,
            record=self.record,
            version=form.cleaned_data.get("seen_version", FIRST_VERSION),
        )
        return _("Both sides are asked to confirm edition %(edition)s.") % {"edition": edition.edition}


def _closing_form(page: OnText) -> dict[str, Any]:
    """Whose part the reader writes, and whether the reader says why."""
    mine = side_of(page.grants, page.pairing)
    office = may_edit_plan(page.grants, page.pairing.strand)
    return {
        "sides": ["eu", "counterpart"] if office else [mine],
        "must_say_why": office and not mine,
        "may_say_why": office,
    }


def _plan_form(page: OnText) -> dict[str, Any]:
    """Whether the steps have moved on since the plan was frozen."""
    plan = page.record
    if not plan.pk:
        return {}
    frozen = TextEdition.objects.as_it_stands(plan).exists()
    return {"newer_steps": frozen and plan.taken_along()["items"] != plan.items}


def _save_plan(form: Any, **given: Any) -> ActionPlan:
    return edit_action_plan(**given, steps=form.steps)


def _saved_by(service: Callable[..., Any]) -> Callable[..., Any]:
    return lambda form, **given: service(**given)  # noqa: ARG005


@dataclass(frozen=True, slots=True)
class Editing:
    """How a kind of text is edited on its own page: by which form, what that takes, and what saves it.

    `save` takes the form and, by name, `by`, `grants`, `text`, `version`, `changes` and `reason`.
    """

    form: type[Any]
    save: Callable[..., Any]
    form_takes: Callable[[OnText], dict[str, Any]] = lambda _page: {}


EDITING: dict[type[Any], Editing] = {
    AgreedThemes: Editing(AgreedThemesForm, _saved_by(edit_agreed_themes)),
    ActionPlan: Editing(ActionPlanForm, _save_plan, _plan_form),
    Closing: Editing(ClosingForm, _saved_by(edit_closing), _closing_form),
    Project: Editing(ProjectTextForm, _saved_by(edit_project_text)),
}


class TextEdit(OnText):
    """Edits a text; what it costs is said before the button."""

    template_name = "partnerships/confirmations/text_edit.html"
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:text-edit"

    @property
    def editing(self) -> Editing:
        """How this kind of text is edited."""
        return EDITING[type(self.record)]

    @property
    def title(self) -> str:
        """What is edited."""
        return _("Edit: %(text)s") % {"text": text_name(self.record)}

    @property
    def form_class(self) -> type[Any]:  # type: ignore[override]
        """The form of this kind of text."""
        return self.editing.form

    def get_record(self) -> Confirmed:
        """A text with a page of its own to edit it; others are edited with their record."""
        text = super().get_record()
        if text.EDITED_WITH_RECORD or type(text) not in EDITING:
            raise Http404
        return text

    def get_form_kwargs(self) -> dict[str, Any]:
        """With what the kind of text needs beside the record."""
        return {"record": self.record, "pairing": self.pairing, **self.editing.form_takes(self)}

    def get_consequences(self) -> list[str]:
        """The confirmations that are lost, by name and date."""
        return lost_words(self.record)

    def act(self, form: Any) -> str:
        """Save the new edition."""
        given: dict[str, Any] = {
            "by": self.request.user,
            "grants": self.grants,
            "text": self.record,
            "version": form.cleaned_data.get("seen_version", FIRST_VERSION),
            "changes": form.changes,
            "reason": form.cleaned_data.get("reason", ""),
        }
        saved = self.editing.save(form, **given)
        if TextEdition.objects.as_it_stands(saved).exists():
            return _("Saved as edition %(edition)s. Both sides are asked to confirm it.") % {"edition": saved.edition}
        return _("Saved.")
