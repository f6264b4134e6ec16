"""The acts on an agreement: adding and editing one, and the steps from the draft to its end."""

from __future__ import annotations

import copy
from typing import Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm, ReasonForm
from core.acts import refusal_by
from core.formats import format_date
from partnerships.enums import AgreementStatus, Audience
from partnerships.forms.agreements import AgreementForm, AgreementLapseForm, AgreementSignForm
from partnerships.models import Agreement, Project
from partnerships.rules import actors_of, may_edit_agreement
from partnerships.services import agreement_states as states
from partnerships.services.agreements import add_agreement, edit_agreement
from partnerships.services.transitions import check_transition
from partnerships.services.turns import lost_words
from partnerships.views.agreements import OfAgreements
from partnerships.views.document_acts import TakesFile
from partnerships.views.pairings import AddsToPairing, OfPairing, closed_words
from partnerships.workflow import AGREEMENT


class AgreementAdd(AddsToPairing, OfPairing, OfAgreements):
    """Adds an agreement to the pairing; `?project=` says for which project."""

    form_class = AgreementForm
    title = gettext_lazy("Add an agreement")
    question = gettext_lazy("Without a text it is discussed; with one it is a draft that both sides can confirm.")
    submit_label = gettext_lazy("Add")
    added: Agreement | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """A new one, for the project that the address names."""
        # PostgreSQL knows no text with a zero byte.
        code = self.request.GET.get("project", "").replace("\x00", "")
        chosen = Project.objects.visible_to(self.grants).filter(pairing=self.pairing, code=code) if code else ()
        return {"record": Agreement(), "pairing": self.pairing, "projects": list(chosen)}

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_agreement(by=self.request.user, grants=self.grants, pairing=self.pairing, values=form.values)
        return _("Added.")

    def get_done_url(self) -> str:
        """The new agreement's page, the list until there is one."""
        if self.added is not None:
            self.added.pairing = self.pairing
            return self.added.get_absolute_url()
        return self.home[1]

    def get_places(self) -> list[tuple[str, str]]:
        """Below the list."""
        return [self.home, (str(self.title), "")]


class OnAgreement(OfPairing, OfAgreements):
    """An act on one agreement; `name` is the transition's."""

    rule = may_edit_agreement
    name: ClassVar[str]
    given_as = "agreement"

    def get_record(self) -> Agreement:
        """The agreement among those of the pairing, else 404."""
        return self.find_agreement()

    def get_done_url(self) -> str:
        """The agreement's page."""
        return str(self.record.get_absolute_url())

    def get_places(self) -> list[tuple[str, str]]:
        """Below the agreement."""
        return [self.home, (self.record.title, self.get_done_url()), (str(self.title), "")]

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        asked = {"table": AGREEMENT, "name": self.name, "state": self.record.status}
        actors = actors_of(self.grants, self.pairing)
        return closed_words(self.pairing) or refusal_by(check_transition, **asked, actors=actors, reason="-")

    def given(self, form: Any) -> dict[str, Any]:
        """With the reason, which every service takes."""
        return super().given(form) | {"reason": form.cleaned_data.get("reason", "")}


class AgreementEdit(OnAgreement):
    """Edits what it says, its parties and its projects; what that costs is said before the button."""

    name = "edit"
    form_class = AgreementForm
    title = gettext_lazy("Edit the agreement")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:agreement-edit"

    @cached_property
    def lost(self) -> list[str]:
        """The confirmations that another title or text voids, each in words."""
        return lost_words(self.record)

    def get_consequences(self) -> list[str]:
        """Which confirmations are lost, by name."""
        return self.lost

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form writes on a copy: the page goes on telling of the record as it is stored."""
        return {
            "record": copy.copy(self.record),
            "pairing": self.pairing,
            "projects": list(self.record.projects.all()),
            "lost": self.lost,
        }

    def act(self, form: Any) -> str:
        """Save it."""
        edit_agreement(**self.given(form), changes=form.changes)
        if form.voids:
            return _("Saved. Both sides must confirm it again.")
        return _("Saved.")


class AgreementDraft(OnAgreement):
    """Says that there is a draft."""

    name = "draft"
    form_class = ActForm
    title = gettext_lazy("Record that there is a draft")
    submit_label = gettext_lazy("Record it")
    question = gettext_lazy(
        "For a draft that is a document. A text that is written here makes the agreement a draft by itself."
    )
    undone_by = "partnerships:agreement-step-back"

    def act(self, form: Any) -> str:
        """Note it."""
        states.draft_agreement(**self.given(form))
        return _("Noted: there is a draft.")


class AgreementSign(TakesFile, OnAgreement):
    """Records the signature."""

    name = "sign"
    form_class = AgreementSignForm
    title = gettext_lazy("Record the signature")
    submit_label = gettext_lazy("Record it")
    undone_by = "partnerships:agreement-step-back"

    def get_question(self) -> str:
        """What it is recorded on."""
        if self.confirmed:
            return _("Both sides have confirmed the text. Record the day on which it was signed on paper.")
        return _("The text as it stands is not yet confirmed by both sides. Say why you record the signature.")

    @cached_property
    def confirmed(self) -> bool:
        """Whether both sides have confirmed the text as it stands."""
        return states.is_confirmed(self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        """A reason is asked where the text is not confirmed."""
        return {"record": self.record, "confirmed": self.confirmed}

    def act(self, form: Any) -> str:
        """Record it."""
        day = form.cleaned_data["signed_on_text"]
        states.sign_agreement(
            **self.given(form),
            signed_on=day,
            upload=form.cleaned_data["file"],
            audience=form.cleaned_data["audience"] or Audience.PAIRING,
        )
        return _("Signed: %(day)s.") % {"day": format_date(day)}


class AgreementLapse(OnAgreement):
    """Records its end."""

    name = "lapse"
    form_class = AgreementLapseForm
    title = gettext_lazy("Record that it has lapsed")
    submit_label = gettext_lazy("Record it")
    question = gettext_lazy(
        "It no longer holds, or nothing came of it. It stays in the list, and a step back takes this back."
    )
    undone_by = "partnerships:agreement-step-back"

    def act(self, form: Any) -> str:
        """Record it."""
        states.lapse_agreement(**self.given(form), on=form.cleaned_data["on"])
        return _("Recorded as lapsed. A step back takes this back.")


class AgreementStepBack(OnAgreement):
    """Undoes the last step after a mistake."""

    name = "step-back"
    form_class = ReasonForm
    title = gettext_lazy("Take a step back")
    submit_label = gettext_lazy("Take a step back")

    def get_question(self) -> str:
        """What it is again."""
        words = {
            "before": self.record.get_status_display(),
            "after": AgreementStatus(states.one_step_back(self.record)).label,
        }
        return _("For a mistake: “%(before)s” becomes “%(after)s” again. The history keeps what was recorded.") % words

    def act(self, form: Any) -> str:
        """Step back."""
        row = states.step_back(**self.given(form))
        return _("It is “%(state)s” again.") % {"state": row.get_status_display()}
