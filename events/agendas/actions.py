"""What people do to agendas: write their items, note what the hosts said, and release a version."""

from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from core import clock
from core.act_forms import ActForm
from core.actions import Action
from core.date_fields import read_date
from core.errors import AlreadyDone, DomainError, StaleRecord, refusal_by
from events.actions import EventAction
from events.agendas import services
from events.agendas.forms import AgendaItemForm, AnswerForm, DeclineForm, MoveForm, ReleaseForm
from events.agendas.models import LONGEST_ANSWER, LONGEST_NOTE
from events.agendas.selectors import AgendaLine, compare, digest_of, draft_lines, lines_of_release, newest_release
from events.enums import HOST, ORGANISER, EventStatus, HostAnswer
from events.events.selectors import check_works
from events.models import AgendaItem, AgendaRelease, Event
from partnerships.translations.selectors import check_length

_OPEN, _ASKED, _CONFIRMED, _DECLINED = HostAnswer


class OnAgenda(EventAction):
    """An action on the agenda of an event that is not cancelled or over; for its organisers and its hosts.

    The log has the event's name: until the agenda is released what an item is about is not for everybody.
    """

    allowed = frozenset({ORGANISER, HOST})

    def check_possible(self) -> None:
        check_works(self.event)
        if self.event.status == EventStatus.CANCELLED:
            raise DomainError(_("The event is cancelled. Reopen it to work on its agenda."))

    def log_parameters(self) -> dict[str, Any]:
        return {"label": str(self.event)}

    @property
    def agenda_url(self) -> str:
        return self.event.address_of("events:agenda")

    def get_back_url(self) -> str:
        return self.agenda_url

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.event.get_crumbs(), (_("Agenda"), self.agenda_url), (str(self.title), "")]


class AddItem(OnAgenda):
    """Add an item, behind what comes before it by day and time; `?day=` proposes its day."""

    key = "agenda-item-add"
    news = gettext_lazy("%(city)s works on the agenda of %(what)s.")
    form = AgendaItemForm
    title = gettext_lazy("Add an item to the agenda")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added item %(place)s of the agenda")
    undo = "agenda-item-remove"

    def perform(self, *, values: dict[str, Any]) -> str:
        """As `save_item`."""
        item = AgendaItem(event=self.row, position=services.next_position(self.row))
        services.save_item(by=self.by, item=item, values=values)
        self.added = item
        self.log(place=services.put_where_it_belongs(by=self.by, item=item))
        return _("Added. Others see it once the agenda is released.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": AgendaItem(event=self.row), "event": self.row}

    def get_initial(self) -> dict[str, Any]:
        """Its day: the one of the address, else the event's where it has one alone."""
        try:
            day = read_date(self.asked.get("day", ""))
        except ValueError:
            day = None
        period = self.row.shown_period
        if day is None and period.days_known and period.first_day == period.last_day:
            day = period.start
        return {"on_text": day} if day else {}

    def get_done_url(self) -> str:
        return f"{self.agenda_url}#item-{self.added.pk}"


class OnItem(OnAgenda):
    """An action on one item, which goes back to it; one at a time on an agenda.

    It is done to an item that stands, or to one that was taken out (`is_removed`); `refused` says why not to another.
    """

    news = gettext_lazy("%(city)s works on the agenda of %(what)s.")
    on = AgendaItem
    is_removed = False
    refused: Any = gettext_lazy("This item was taken out of the agenda. Put it back first.")
    refusal_type: type[DomainError] = DomainError

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        Event.objects.select_for_update(of=("self",), no_key=True).filter(agenda__in=rows).order_by("pk").first()

    @property
    def question(self) -> str:
        return str(self.row.title)

    def check_possible(self) -> None:
        super().check_possible()
        if (self.row.removed_at is not None) is not self.is_removed:
            raise self.refusal_type(self.refused)

    def get_back_url(self) -> str:
        return f"{self.agenda_url}#item-{self.row.pk}"


class EditItem(OnItem):
    """Change what an item says; another day or start puts it where it belongs by them."""

    key = "agenda-item-edit"
    form = AgendaItemForm
    title = gettext_lazy("Edit the item")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed item %(place)s of the agenda: %(fields)s")
    undo = "agenda-item-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """As `save_item`."""
        names = services.save_item(by=self.by, item=self.row, values=changes)
        moves = bool({"on_date", "starts_at"} & set(names))
        place = services.put_where_it_belongs(by=self.by, item=self.row) if moves else services.place_of(self.row)
        self.log(place=place, fields=", ".join("on" if name == "on_date" else name for name in names))
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "event": self.event}


class RemoveItem(OnItem):
    """Take an item out of the agenda; it can be put back."""

    key = "agenda-item-remove"
    title = gettext_lazy("Take the item out")
    submit_label = gettext_lazy("Take it out")
    danger = True
    logged = gettext_lazy("Took item %(place)s out of the agenda")
    undo = "agenda-item-restore"
    refused, refusal_type = gettext_lazy("It was taken out already."), AlreadyDone

    def perform(self) -> str:
        place = services.place_of(self.row)
        self.row.removed_at = clock.now()
        self.row.save(by=self.by)
        self.log(place=place)
        return _("Taken out. You can put it back below the agenda.")

    def get_consequences(self) -> list[str]:
        return [_("Versions that were released keep it. You can put it back.")]

    def get_back_url(self) -> str:
        """Where it can be put back."""
        return self.agenda_url


class RestoreItem(OnItem):
    """Put an item back that was taken out, where it belongs by day and time."""

    key = "agenda-item-restore"
    title = gettext_lazy("Put the item back")
    submit_label = gettext_lazy("Put it back")
    logged = gettext_lazy("Put an item back into the agenda, as item %(place)s")
    undo = "agenda-item-remove"
    is_removed = True
    refused, refusal_type = gettext_lazy("It is already on the agenda."), AlreadyDone

    def perform(self) -> str:
        row = self.row
        # Packs know an item by its position: it keeps its own where that is free.
        if AgendaItem.objects.active().filter(event=row.event, position=row.position).exists():
            row.position = services.next_position(row.event)
        row.removed_at = None
        row.save(by=self.by)
        self.log(place=services.put_where_it_belongs(by=self.by, item=row))
        return _("It is in the agenda again.")

    def get_consequences(self) -> list[str]:
        return [_("The agenda shows it again, at its time.")]


class MoveItem(OnItem):
    """Move an item to another place; its day and time stay what they are. The buttons up and down send to it."""

    key = "agenda-item-move"
    form = MoveForm
    title = gettext_lazy("Move the item")
    submit_label = pgettext_lazy("verb", "Move")
    logged = gettext_lazy("Moved item %(before)s of the agenda to place %(after)s")
    undo = "agenda-item-move"

    def perform(self, *, place: int) -> str:
        """`place` is among those that stand, from 1. Raises AlreadyDone, DomainError on `place`."""
        rows = services.items_with(self.row)
        self.before = rows.index(self.row) + 1
        if not 1 <= place <= len(rows):
            raise DomainError(_("Choose a place from 1 to %(last)s.") % {"last": len(rows)}, field="place")
        if place == self.before:
            raise AlreadyDone(_("It is already at this place."))
        rows.insert(place - 1, rows.pop(self.before - 1))
        services.put_in_order(by=self.by, rows=rows)
        self.log(before=self.before, after=place)
        return _("Moved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "rows": services.items_with(self.row)}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        del form
        return {"place": self.before}


class NoteAnswer(OnItem):
    """Note what the host of an item was asked or said; `asks` says in one sentence what becomes of which item.

    What was said stays on the item for its editors, and comes into no version that is released, nor into the log.
    A side that comes as a guest leaves it to the partner that hosts.
    """

    state_field = "answer"
    asks: Any
    logged = gettext_lazy("Item %(place)s of the agenda, answer of the host: %(answer)s")
    log_labels: dict[str, Any] = {"answer": dict(HostAnswer.choices)}
    undo = "agenda-item-take-back"

    @property
    def actors(self) -> frozenset[str]:
        return frozenset() if self.event.is_guest(self.grants) else super().actors

    def check_possible(self) -> None:
        super().check_possible()
        if self.target and self.row.host_id is None:
            raise DomainError(_("The host of this item is not known yet. Choose the host in the item first."))
        Action.check_possible(self)

    def perform(self) -> str:
        """Raises DomainError on `reason`, which is what the host said."""
        row, said, self.reason = self.row, self.reason, ""
        check_length("reason", said, LONGEST_ANSWER)
        self.before, row.answer = row.answer, self.target
        is_answer = row.answer in {_CONFIRMED, _DECLINED}
        row.answer_note = said if is_answer else ""
        row.answered_on = clock.today() if is_answer else None
        row.save(by=self.by)
        self.log(place=services.place_of(row), answer=str(row.answer))
        return _("Saved.")

    @property
    def question(self) -> str:
        host = self.row.host.name if self.row.host else _("the host")
        return str(self.asks) % {"item": self.row.title, "host": host}

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Only a first answer leaves nothing else behind once it is taken back."""
        del form
        return None if self.before else {}


class AskHost(NoteAnswer):
    """The host was asked."""

    key = "agenda-item-ask"
    states = frozenset({_OPEN, _DECLINED})
    target = _ASKED
    form = ActForm
    title = gettext_lazy("Record that the host was asked")
    button = gettext_lazy("Mark as asked")
    asks = gettext_lazy("“%(item)s”: %(host)s is marked as asked to receive the delegates. No mail is sent.")


class ConfirmHost(NoteAnswer):
    """The host has confirmed."""

    key = "agenda-item-confirm"
    states = frozenset({_OPEN, _ASKED, _DECLINED})
    target = _CONFIRMED
    form = AnswerForm
    title = gettext_lazy("Record that the host has confirmed")
    button = gettext_lazy("Mark as confirmed")
    asks = gettext_lazy("“%(item)s”: %(host)s is marked as having confirmed, with today's date.")


class DeclineHost(NoteAnswer):
    """The host has declined, and why."""

    key = "agenda-item-decline"
    states = frozenset({_OPEN, _ASKED, _CONFIRMED})
    target = _DECLINED
    reason_of = OnAgenda.allowed
    form = DeclineForm
    title = gettext_lazy("Record that the host has declined")
    button = gettext_lazy("Mark as declined")
    asks = gettext_lazy("“%(item)s”: %(host)s is marked as having declined, with today's date.")


class TakeAnswerBack(NoteAnswer):
    """What was noted was a mistake; also of a host that was taken out of the item since."""

    key = "agenda-item-take-back"
    states = frozenset({_ASKED, _CONFIRMED, _DECLINED})
    title = button = gettext_lazy("Take the answer back")
    asks = gettext_lazy("“%(item)s”: %(host)s is marked as not asked yet, and what was noted of the answer is deleted.")
    undo = ""


class ReleaseAgenda(OnAgenda):
    """Release the agenda as it stands, with the next number; what changed since the last version is shown before."""

    key = "agenda-release"
    news = gettext_lazy("%(city)s released the agenda of %(what)s.")
    form = ReleaseForm
    template = "events/agendas/agenda_release.html"
    title = gettext_lazy("Release the agenda")
    button = pgettext_lazy("verb", "Release")
    logged = gettext_lazy("Released version %(number)s of the agenda")

    def perform(self, *, seen: str, note: str = "") -> str:
        """`seen` is the digest of the lines that the reader has seen.

        Raises StaleRecord where somebody changed the agenda since, AlreadyDone, DomainError.
        """
        if digest_of(self.lines) != seen:
            raise StaleRecord
        self.check_releasable()
        check_length("note", note.strip(), LONGEST_NOTE)
        release = services.save_release(by=self.by, event=self.row, lines=self.lines, last=self.last, note=note.strip())
        self.log(number=release.number)
        self.added = release
        return _("Version %(number)s is released.") % {"number": release.number}

    def check_releasable(self) -> None:
        """Refuse to release nothing, and what the last version says already. Raises AlreadyDone, DomainError."""
        if not self.lines:
            raise DomainError(_("Nothing is on the agenda yet. Add an item first."))
        if self.last and lines_of_release(self.last) == self.lines:
            sentence = _("Version %(number)s says the same, so nothing new was released.")
            raise AlreadyDone(sentence % {"number": self.last.number})

    @cached_property
    def lines(self) -> tuple[AgendaLine, ...]:
        return draft_lines(self.row)

    @cached_property
    def last(self) -> AgendaRelease | None:
        return newest_release(self.row)

    @property
    def refusal(self) -> str:
        """What was seen is compared before: whoever is late hears that."""
        return super().refusal or refusal_by(self.check_releasable)

    @property
    def question(self) -> str:
        items = len(self.lines)
        sentence = ngettext(
            "Everybody who reads the strand then sees this agenda of %(items)s item as the programme.",
            "Everybody who reads the strand then sees this agenda of %(items)s items as the programme.",
            items,
        )
        return sentence % {"items": items}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"digest": digest_of(self.lines)}

    def get_consequences(self) -> list[str]:
        return [_("The coordinators of the pairings it serves and of the hosts get an e-mail.")]

    def get_context(self) -> dict[str, Any]:
        changes = compare(lines_of_release(self.last), self.lines) if self.last else []
        return super().get_context() | {"changes": changes, "release": self.last}
