"""What people do to agendas: write their items, note what the hosts said, and release a version."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from accounts.models import User
from core import clock
from core.act_forms import ActForm
from core.actions import Action
from core.date_fields import read_date
from core.errors import AlreadyDone, DomainError, StaleRecord, refusal_by
from core.formats import format_period
from core.periods import DAY
from events.actions import EventAction
from events.agendas import selectors
from events.agendas.forms import AgendaItemForm, AgendaReleaseForm, DeclineForm, HostAnswerForm, MoveItemForm
from events.agendas.models import END_BEFORE_START, LONGEST_ANSWER, LONGEST_NOTE, MOST_PEOPLE
from events.delegates.identity_numbers import check_no_identity_numbers
from events.enums import HOST, ORGANISER, AgendaKind, EventStatus, HostAnswer
from events.events.selectors import check_works
from events.events.services import check_lengths, mail_concerned
from events.models import AgendaItem, AgendaOrganisation, AgendaRelease, Event
from partnerships.fields import codes_in, codes_of, replace_rows
from partnerships.hours.selectors import NoSuchTime, moment_at
from partnerships.models import Organisation, Theme
from partnerships.organisations.services import check_in_directory
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill, what_differs

TEXTS = frozenset({"title_en", "title_ko", "place", "contact_on_day", "languages", "interpretation", "source"})
MOST_CHANGES = 20  # that a mail tells; all stand on the version's page


def save_item(*, by: User, item: AgendaItem, values: dict[str, Any]) -> list[str]:
    """Save an item, new or not, with what somebody wrote: fields, and `organisations` in their order.

    Returns the names of what changed. Raises AlreadyDone, DomainError with the field at fault.
    """
    given = dict(values)
    organisations: Sequence[Organisation] | None = given.pop("organisations", None)
    changed = what_differs(item, given) if item.pk else given
    _fill(item, changed, changed=changed if item.pk else AgendaItem.WRITTEN)
    names = sorted(changed)
    if organisations is not None and codes_of(organisations) != item.organisation_codes:
        check_in_directory(strand=item.strand, organisations=organisations, field="organisation_1")
        item.organisation_codes = codes_of(organisations)
        names.append("organisations")
    if not names:
        raise AlreadyDone(_("Nothing was changed."))
    # No longer the words of a source: whoever does not see drafts reads them once they are released.
    item.from_sources = False
    item.save(by=by)
    if "organisations" in names:
        replace_rows(AgendaOrganisation, {"item": item}, "organisation", organisations or ())
    return names


def _fill(item: AgendaItem, values: dict[str, Any], *, changed: Collection[str]) -> None:
    """Set the values and check what they touch: an older record may have what is no longer taken."""
    fill(item, values, fields=AgendaItem.WRITTEN)
    for name in ("starts_at", "ends_at"):
        if name in values and values[name] is not None:
            setattr(item, name, values[name].replace(second=0, microsecond=0))
    if item.kind not in AgendaKind.values:
        raise DomainError(_("Choose what it is."), field="kind")
    check_either_language(item, "title")
    check_lengths(item, TEXTS & values.keys())
    if "source" in values:
        check_sources(item.source)
    if "contact_on_day" in values:
        check_no_identity_numbers({"contact_on_day": item.contact_on_day})
    _check_choices(item, values)
    if {"on_date", "starts_at", "ends_at", "city"} & set(changed):
        _check_times(item)
    if "on_date" in changed:
        _check_day(item)


def _check_choices(item: AgendaItem, values: dict[str, Any]) -> None:
    event, city, topic, host = item.event, item.city, item.topic, item.host
    visited = {row.city_id for row in event.visiting.all()}
    if city is not None and "city" in values and city.pk not in visited and not event.strand.cities.contains(city):
        raise DomainError(_("Choose a city of this strand's directory."), field="city")
    if "topic" in values and topic is not None and not Theme.objects.filter(pk=topic.pk, strand=event.strand_id):
        raise DomainError(_("“%(record)s” belongs to another strand.") % {"record": topic}, field="topic")
    if "host" in values and host is not None:
        check_in_directory(strand=event.strand, organisations=[host], field="host")
    codes = codes_in(item.languages)
    if "languages" in values and (len(set(codes)) != len(codes) or not set(codes) <= selectors.LANGUAGES.keys()):
        raise DomainError(_("Choose languages of the list, each once."), field="languages")
    if item.capacity is not None and not 1 <= item.capacity <= MOST_PEOPLE:
        raise DomainError(_("Give a number from 1 to %(most)s.") % {"most": MOST_PEOPLE}, field="capacity")


def _check_times(item: AgendaItem) -> None:
    """Refuse an end without or before its start, and a time that the clocks of its place go past that night.

    Raises DomainError on `starts_at` or `ends_at`.
    """
    if item.ends_at is not None and item.starts_at is None:
        raise DomainError(_("Enter a start time, too."), field="starts_at")
    if item.starts_at is not None and item.ends_at is not None and item.ends_at <= item.starts_at:
        raise DomainError(END_BEFORE_START, field="ends_at")
    day = item.on_date.day if item.on_date and item.on_date.precision == DAY else None
    for field in ("starts_at", "ends_at"):
        try:
            if day is not None and getattr(item, field) is not None:
                moment_at(day, getattr(item, field), item.zone)
        except NoSuchTime as never:
            sentence = _("The clocks went forward there that night, so this time does not exist.")
            raise DomainError(sentence, field=field) from never
        except OverflowError as far:
            raise DomainError(_("This day is too long ago. Check the year."), field="on") from far


def _check_day(item: AgendaItem) -> None:
    """Refuse a day that is none of the event's, as far as those are known. Raises DomainError on `on`."""
    period = item.event.shown_period
    if item.on_date is not None and period.excludes(item.on_date):
        refusal = _("This is not one of the event's days: %(days)s. Move the event first, or choose another day.")
        raise DomainError(refusal % {"days": format_period(period)}, field="on")


# The order: positions may have gaps, and each is free before it is taken.


def items_with(item: AgendaItem) -> list[AgendaItem]:
    """The items of its agenda in their order, without those that were taken out; among them the very item."""
    rows = AgendaItem.objects.active().filter(event=item.event).in_order()
    return [item if row.pk == item.pk else row for row in rows]


def place_of(item: AgendaItem) -> int:
    """Where an item stands, from 1; nought where it was taken out."""
    rows = items_with(item)
    return rows.index(item) + 1 if item in rows else 0


def next_position(event: Event) -> int:
    """A position behind all that stand."""
    last = AgendaItem.objects.active().filter(event=event).in_order().last()
    return last.position + 1 if last else 1


def put_where_it_belongs(*, by: User, item: AgendaItem) -> int:
    """Move a saved item behind what comes before it by day and time; returns its place, from 1.

    It comes last where nobody knows its day. The caller has locked the agenda.
    """
    others = [row for row in items_with(item) if row != item]
    earlier = [number for number, other in enumerate(others, start=1) if other.comes_before(item)]
    place = len(others) if item.on_date is None else max(earlier, default=0)
    put_in_order(by=by, rows=[*others[:place], item, *others[place:]])
    return place + 1


def put_in_order(*, by: User, rows: Sequence[AgendaItem]) -> None:
    """Save the rows with their own positions in the order given; those that have theirs already are left alone.

    A position is free before it is taken: where all wait for each other, one goes behind the others meanwhile.
    """
    ordered = zip(rows, sorted(row.position for row in rows), strict=True)
    waiting = {row.pk: position for row, position in ordered if row.position != position}
    while waiting:
        taken = {row.position for row in rows}
        ready = next((row for row in rows if row.pk in waiting and waiting[row.pk] not in taken), None)
        if ready is None:
            ready = next(row for row in rows if row.pk in waiting)
            ready.position = max(taken) + 1
        else:
            ready.position = waiting.pop(ready.pk)
        ready.save(by=by, update_fields=["position"])


def save_release(
    *, by: User, event: Event, lines: Sequence[selectors.AgendaLine], last: AgendaRelease | None, note: str
) -> AgendaRelease:
    """Save the lines as the version after the last one.

    The coordinators of the served pairings and of the hosts are told, each once and not `by`.
    """
    items = [line.stored() for line in lines]
    number = last.number + 1 if last else 1
    release = AgendaRelease(event=event, number=number, items=items, note=note, by=by, by_label=by.kept_name)
    release.save()
    changes = selectors.compare(selectors.lines_of_release(last), lines) if last else []
    mail_concerned(
        event,
        by,
        key=str(release.pk),
        template="programme_changed",
        number=number,
        note=note,
        changes=changes[:MOST_CHANGES],
        more=max(0, len(changes) - MOST_CHANGES),
        by=str(by),
        link=settings.BASE_URL + event.address_of("events:agenda-version", release=number),
    )
    return release


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
        item = AgendaItem(event=self.row, position=next_position(self.row))
        save_item(by=self.by, item=item, values=values)
        self.added = item
        self.log(place=put_where_it_belongs(by=self.by, item=item))
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
        names = save_item(by=self.by, item=self.row, values=changes)
        moves = bool({"on_date", "starts_at"} & set(names))
        place = put_where_it_belongs(by=self.by, item=self.row) if moves else place_of(self.row)
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
        place = place_of(self.row)
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
            row.position = next_position(row.event)
        row.removed_at = None
        row.save(by=self.by)
        self.log(place=put_where_it_belongs(by=self.by, item=row))
        return _("It is in the agenda again.")

    def get_consequences(self) -> list[str]:
        return [_("The agenda shows it again, at its time.")]


class MoveItem(OnItem):
    """Move an item to another place; its day and time stay what they are. The buttons up and down send to it."""

    key = "agenda-item-move"
    form = MoveItemForm
    title = gettext_lazy("Move the item")
    submit_label = pgettext_lazy("verb", "Move")
    logged = gettext_lazy("Moved item %(before)s of the agenda to place %(after)s")
    undo = "agenda-item-move"

    def perform(self, *, place: int) -> str:
        """`place` is among those that stand, from 1. Raises AlreadyDone, DomainError on `place`."""
        rows = items_with(self.row)
        self.before = rows.index(self.row) + 1
        if not 1 <= place <= len(rows):
            raise DomainError(_("Choose a place from 1 to %(last)s.") % {"last": len(rows)}, field="place")
        if place == self.before:
            raise AlreadyDone(_("It is already at this place."))
        rows.insert(place - 1, rows.pop(self.before - 1))
        put_in_order(by=self.by, rows=rows)
        self.log(before=self.before, after=place)
        return _("Moved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "rows": items_with(self.row)}

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
        self.log(place=place_of(row), answer=str(row.answer))
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
    form = HostAnswerForm
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
    form = AgendaReleaseForm
    template = "events/agendas/agenda_release.html"
    title = gettext_lazy("Release the agenda")
    button = pgettext_lazy("verb", "Release")
    logged = gettext_lazy("Released version %(number)s of the agenda")

    def perform(self, *, seen: str, note: str = "") -> str:
        """`seen` is the digest of the lines that the reader has seen.

        Raises StaleRecord where somebody changed the agenda since, AlreadyDone, DomainError.
        """
        if selectors.digest_of(self.lines) != seen:
            raise StaleRecord
        self.check_releasable()
        check_length("note", note.strip(), LONGEST_NOTE)
        release = save_release(by=self.by, event=self.row, lines=self.lines, last=self.last, note=note.strip())
        self.log(number=release.number)
        self.added = release
        return _("Version %(number)s is released.") % {"number": release.number}

    def check_releasable(self) -> None:
        """Refuse to release nothing, and what the last version says already. Raises AlreadyDone, DomainError."""
        if not self.lines:
            raise DomainError(_("Nothing is on the agenda yet. Add an item first."))
        if self.last and selectors.lines_of_release(self.last) == self.lines:
            sentence = _("Version %(number)s says the same, so nothing new was released.")
            raise AlreadyDone(sentence % {"number": self.last.number})

    @cached_property
    def lines(self) -> tuple[selectors.AgendaLine, ...]:
        return selectors.draft_lines(self.row)

    @cached_property
    def last(self) -> AgendaRelease | None:
        return selectors.newest_release(self.row)

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
        return {"digest": selectors.digest_of(self.lines)}

    def get_consequences(self) -> list[str]:
        return [_("The coordinators of the pairings it serves and of the hosts get an e-mail.")]

    def get_context(self) -> dict[str, Any]:
        changes = selectors.compare(selectors.lines_of_release(self.last), self.lines) if self.last else []
        return super().get_context() | {"changes": changes, "release": self.last}
