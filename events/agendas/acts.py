"""The acts on an agenda: its items, what their hosts were asked and answered, and the release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from core.act_forms import ActForm
from core.acts import refusal_by
from events.agendas.act_steps import check_current, check_workable
from events.agendas.answers import answer_item, check_host_known
from events.agendas.changes import AgendaChange, compare
from events.agendas.forms import AgendaItemForm, AnswerForm, MoveForm, ReleaseForm, day_from
from events.agendas.lines import digest_of
from events.agendas.order import move_item
from events.agendas.releases import check_releasable, newest_release, release_agenda
from events.agendas.selectors import ShownAgenda, lines_of_release, shown_agenda
from events.agendas.services import add_item, edit_item, remove_item, restore_item
from events.events.pages import OfEvent
from events.models import AgendaItem
from events.rules import event_actors, may_edit_agenda, may_edit_agenda_item
from events.transitions import check_transition
from events.workflow import AGENDA_ITEM

if TYPE_CHECKING:
    from events.models import AgendaRelease


class OfAgenda(OfEvent):
    """An act on an agenda, with the way back to it."""

    rule: ClassVar[Any] = may_edit_agenda

    def get_places(self) -> list[tuple[str, str]]:
        """Below the agenda."""
        return [(_("Agenda"), self.address("agenda")), (str(self.title), "")]

    def get_done_url(self) -> str:
        """The agenda."""
        return self.address("agenda")

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_workable, self.event)


class AgendaItemAdd(OfAgenda):
    """Adds an item; `?day=` proposes its day."""

    form_class = AgendaItemForm
    title = gettext_lazy("Add an item to the agenda")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "events:agenda-item-remove"
    undone_at: ClassVar[dict[str, str]] = {"item": "pk"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """A new one."""
        return {"record": AgendaItem(event=self.event), "event": self.event}

    def get_initial(self) -> dict[str, Any]:
        """Its day: the one of the address, else the event's where it has one alone."""
        day = day_from(self.request.GET.get("day", ""))
        period = self.event.shown_period
        if day is None and period.days_known and period.first_day == period.last_day:
            day = period.start
        return {"on_text": day} if day else {}

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_item(by=self.request.user, grants=self.grants, event=self.event, values=form.values)
        return _("Added. The others see it once the agenda is released.")

    def get_done_url(self) -> str:
        """Its place in the agenda."""
        added: AgendaItem | None = getattr(self, "added", None)
        return f"{self.address('agenda')}#item-{added.pk}" if added else self.address("agenda")


class OnAgendaItem(OfAgenda):
    """An act on one item."""

    rule: ClassVar[Any] = may_edit_agenda_item
    given_as = "item"

    def get_record(self) -> AgendaItem:
        """The item of the address among those of the event, else 404."""
        rows = AgendaItem.objects.visible_to(self.grants).select_related("city", "topic", "host")
        row: AgendaItem = self.get_or_404(rows, event=self.event, pk=self.kwargs["item"])
        row.event = self.event
        return row

    def get_question(self) -> str:
        """Which item it is about."""
        return str(self.record.title)

    def get_done_url(self) -> str:
        """Its place in the agenda."""
        return f"{self.address('agenda')}#item-{self.record.pk}"


class OnOpenItem(OnAgendaItem):
    """An act on an item that was not taken out."""

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return super().get_refusal() or refusal_by(check_current, self.record)


class AgendaItemEdit(OnOpenItem):
    """Changes what an item says."""

    form_class = AgendaItemForm
    title = gettext_lazy("Edit the item")
    submit_label = gettext_lazy("Save")
    undone_by = "events:agenda-item-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.record, "event": self.event}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_item(**self.given(form), changes=form.changes)
        return _("Saved.")


class AgendaItemRemove(OnAgendaItem):
    """Takes an item out."""

    title = gettext_lazy("Take the item out")
    submit_label = gettext_lazy("Take it out")
    form_class = ActForm
    danger = True
    undone_by = "events:agenda-item-restore"
    service = remove_item
    done = gettext_lazy("Taken out. You can put it back below the agenda.")

    def get_consequences(self) -> list[str]:
        """What stays."""
        return [_("Versions that were released keep it. You can put it back.")]

    def get_done_url(self) -> str:
        """The agenda, where it can be put back."""
        return self.address("agenda")


class AgendaItemRestore(OnAgendaItem):
    """Puts an item back."""

    title = gettext_lazy("Put the item back")
    submit_label = gettext_lazy("Put it back")
    form_class = ActForm
    undone_by = "events:agenda-item-remove"
    service = restore_item
    done = gettext_lazy("It is in the agenda again.")

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("The agenda shows it again, at its time.")]


class AgendaItemMove(OnOpenItem):
    """Moves an item to another place of its day; the buttons up and down post to it."""

    title = gettext_lazy("Move the item")
    submit_label = pgettext_lazy("verb", "Move")
    form_class = MoveForm
    undone_by = "events:agenda-item-move"

    @cached_property
    def _rows(self) -> list[Any]:
        """The items that stand, in their order before the act."""
        return list(AgendaItem.objects.standing().filter(event=self.event).in_order())

    @property
    def _place(self) -> int:
        """Its place among them, from 1; 0 for an item that was taken out."""
        return next((number for number, row in enumerate(self._rows, start=1) if row.pk == self.record.pk), 0)

    @cached_property
    def _places(self) -> list[tuple[int, str]]:
        """The places among the standing items of its day, with what each comes after."""
        rows, mine = self._rows, self._place
        day = (self.record.on, self.record.on_precision)
        others = [
            (number, row)
            for number, row in enumerate(rows, start=1)
            if (row.on, row.on_precision) == day and row.pk != self.record.pk
        ]
        if not mine or not others:
            return [(mine, pgettext("place in an order", "First"))] if mine else []
        first = min(mine, others[0][0])
        after = [(number + (number < mine), row.title) for number, row in others]
        return [
            (first, pgettext("place in an order", "First")),
            *((place, _("After “%(item)s”") % {"item": title}) for place, title in after),
        ]

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the places to choose from."""
        return super().get_form_kwargs() | {"places": self._places}

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        """Back to where it stood."""
        del form
        return {"place": self._place}

    def act(self, form: Any) -> str:
        """Move it."""
        move_item(**self.given(form), place=form.cleaned_data["place"])
        return _("Moved.")


# Saying what the host of an item was asked, or answered.

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


class AgendaAnswer(OnOpenItem):
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

    def get_undo_kwargs(self, form: Any) -> dict[str, Any]:
        """Whatever was said is taken back."""
        return super().get_undo_kwargs(form) | {"answer": "take-back"}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Only a first answer leaves nothing else behind once it is taken back."""
        del form
        return None if self.record.answer else {}

    def act(self, form: Any) -> str:
        """Write it down."""
        answer_item(**self.given(form), act=self.name, reason=form.cleaned_data.get("reason", ""))
        return _("Saved.")


# Releasing an agenda, with what changed since the last version before the button.


class AgendaReleasing(OfAgenda):
    """Releases the agenda as it stands; what changed since the last version is shown before."""

    template_name = "events/agendas/agenda_release.html"
    form_class = ReleaseForm
    title = gettext_lazy("Release the agenda")
    submit_label = pgettext_lazy("verb", "Release")

    @cached_property
    def agenda(self) -> ShownAgenda:
        """The draft."""
        return shown_agenda(self.grants, self.event)

    @cached_property
    def changes(self) -> list[AgendaChange]:
        """What is another than in the last version."""
        return compare(lines_of_release(self._last), self.agenda.lines) if self._last else []

    @cached_property
    def _last(self) -> AgendaRelease | None:
        return newest_release(self.event)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the word for the lines that the page shows."""
        return {"digest": digest_of(self.agenda.lines)}

    def get_refusal(self) -> str:
        """Why it cannot be released now: also that nothing is on it, or nothing new."""
        return super().get_refusal() or refusal_by(check_releasable, self.agenda.lines, self._last)

    def get_question(self) -> str:
        """What is released, and for whom."""
        items = len(self.agenda.lines)
        text = ngettext(
            "Everybody who reads the strand then sees this agenda of %(items)s item as the programme.",
            "Everybody who reads the strand then sees this agenda of %(items)s items as the programme.",
            items,
        )
        return text % {"items": items}

    def get_consequences(self) -> list[str]:
        """Who is told."""
        return [_("The coordinators of the pairings it serves and of the hosts get an e-mail.")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the changes."""
        return super().get_context_data(changes=self.changes, release=self.agenda.release, **kwargs)

    def act(self, form: Any) -> str:
        """Release it."""
        release = release_agenda(
            by=self.request.user,
            grants=self.grants,
            event=self.event,
            digest=form.cleaned_data["seen"],
            note=form.cleaned_data["note"],
        )
        return _("Version %(number)s is released.") % {"number": release.number}
