"""Saying what the host of an item was asked, or answered."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import refusal_by
from events.forms.agendas import AnswerForm
from events.rules import event_actors
from events.services.agenda_answers import answer_item
from events.services.transitions import check_transition
from events.views.agenda_acts import OnAgendaItem
from events.workflow import AGENDA_ITEM


class AgendaAnswer(OnAgendaItem):
    """Says what the host was asked or answered."""

    form_class = AnswerForm
    titles: ClassVar[dict[str, Any]] = {
        "ask": gettext_lazy("The host was asked"),
        "confirm": gettext_lazy("The host has confirmed"),
        "decline": gettext_lazy("The host has declined"),
        "take-back": gettext_lazy("Take the answer back"),
    }
    submit_label = gettext_lazy("Save")
    undone_by = "events:agenda-answer"

    @property
    def name(self) -> str:
        """The act of the address, else 404."""
        found: str = self.kwargs["answer"]
        if found not in AGENDA_ITEM:
            raise Http404
        return found

    @property
    def title(self) -> Any:
        """What is said."""
        return self.titles[self.name]

    def get_refusal(self) -> str:
        """Why it cannot be said now, where it cannot."""
        found = super().get_refusal()
        actors = event_actors(self.grants, self.event)
        asked = {"table": AGENDA_ITEM, "name": self.name, "state": self.record.answer}
        return found or refusal_by(check_transition, **asked, actors=actors, reason="-")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A refusal needs its reason; who is asked has said nothing yet."""
        takes = self.name in {"confirm", "decline"}
        return super().get_form_kwargs() | {"needs_reason": self.name == "decline", "takes_words": takes}

    def get_undo_words(self, form: Any) -> dict[str, Any]:
        """Whatever was said is taken back."""
        return super().get_undo_words(form) | {"answer": "take-back"}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Only a first answer leaves nothing else behind once it is taken back."""
        del form
        return None if self.record.answer else {}

    def act(self, form: Any) -> str:
        """Write it down."""
        answer_item(**self.given(form), act=self.name, reason=form.cleaned_data.get("reason", ""))
        return _("Saved.")
