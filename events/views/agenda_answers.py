"""Saying what the host of an item was asked, or answered."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import refusal_by
from events.forms.agendas import AnswerForm
from events.rules import event_actors
from events.services.agenda_answers import answer_item, check_host_known
from events.services.transitions import check_transition
from events.views.agenda_acts import OnStandingItem
from events.workflow import AGENDA_ITEM

# By the name of the act: its title, its button, and what it does to which item.
_WORDS: dict[str, tuple[Any, Any, Any]] = {
    "ask": (
        gettext_lazy("Record that the host was asked"),
        gettext_lazy("Mark as asked"),
        gettext_lazy("“%(item)s”: %(host)s is marked as asked to receive the delegates. No mail is sent."),
    ),
    "confirm": (
        gettext_lazy("Record that the host has confirmed"),
        gettext_lazy("Mark as confirmed"),
        gettext_lazy("“%(item)s”: %(host)s is marked as having confirmed, with today's date."),
    ),
    "decline": (
        gettext_lazy("Record that the host has declined"),
        gettext_lazy("Mark as declined"),
        gettext_lazy("“%(item)s”: %(host)s is marked as having declined, with today's date."),
    ),
    "take-back": (
        gettext_lazy("Take the answer back"),
        gettext_lazy("Take the answer back"),
        gettext_lazy("“%(item)s”: %(host)s is marked as not asked yet, and what was noted of the answer is deleted."),
    ),
}


class AgendaAnswer(OnStandingItem):
    """Says what the host was asked or answered."""

    form_class = AnswerForm
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
        return _WORDS[self.name][0]

    @property
    def submit_label(self) -> Any:
        """The same, as a button."""
        return _WORDS[self.name][1]

    def get_question(self) -> str:
        """What becomes of which item."""
        host = self.record.host.name if self.record.host else _("the host")
        return str(_WORDS[self.name][2]) % {"item": self.record.title, "host": host}

    def get_refusal(self) -> str:
        """Why it cannot be said now, where it cannot."""
        found = super().get_refusal() or refusal_by(check_host_known, self.record, self.name)
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
