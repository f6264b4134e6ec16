"""Moving an event's days, and copying it as a template with its days shifted: its parts and its agenda go along.

A move is previewed, then done as previewed; of a copy nothing is told that happened.
"""

import datetime as dt
import hashlib
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, ngettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.errors import DomainError, StaleRecord
from core.models import write_audit
from core.periods import DAY, YEAR, PartialDate, Period, Shift, moved, moved_back
from core.texts import name_in_both
from events.actions import COMING, OnEvent
from events.audit_actions import EVENT_MOVED_ALONG
from events.enums import EventStatus
from events.events.forms import EventCopyForm
from events.events.selectors import following, lies_in, parts_below, parts_to_copy, texts_naming
from events.events.services import LISTS, check_lengths, mail_change, members_of, move_along, save_new
from events.models import AgendaItem, AgendaOrganisation, Event, EventDateChange, Quota
from partnerships.fields import add_rows, codes_in
from partnerships.milestones.forms import MoveForm, days_before
from partnerships.milestones.models import check_move, check_period
from partnerships.models import Strand
from partnerships.translations.selectors import check_either_language


class EventPreview:
    """What moving an event brings about; `digest` knows the same preview again. A constant number of queries.

    `parts` can move along, each with `why` it is not ticked by itself (empty: it is), `kept` says what stays, `items`
    is how many agenda items move with it. `milestones` take over its days, or with `why` those of a part if that goes
    along; `texts` name the days that they had. Raises AlreadyDone for the same days, DomainError for days that are
    past or impossible.
    """

    def __init__(self, grants: Grants, event: Event, forecast: Period) -> None:
        check_move(old=event.forecast, new=forecast)
        self.event, self.old, self.new = event, event.forecast, forecast
        # As far as the start does; what hangs on the days stays where that stays, or where none was known.
        start = event.forecast.start
        moves = start is not None and forecast.start is not None and start != forecast.start
        self.shift = Shift.between(start, forecast.start) if moves else None  # type: ignore[arg-type]
        self.parts: list[dict[str, Any]] = []
        self.stay = 0
        parts = parts_below(grants, event, COMING) if self.shift else []
        changes = EventDateChange.objects.filter(event__in=parts).order_by("at", "pk") if parts else ()
        before = {change.event_id: change for change in changes}  # the newest comes last and stays
        for part in parts:
            last = before.get(part.pk)
            came_from = last.old if last and last.new == part.forecast else None
            new = moved_back(part.forecast, before=came_from, by=self.shift)  # type: ignore[arg-type]
            if new == part.forecast or (new.last_day or clock.today()) < clock.today():
                self.stay += 1
                continue
            why = "" if lies_in(part.forecast, event.forecast) else _("Its days are outside those of the mission.")
            self.parts.append({"record": part, "key": str(part.pk), "old": part.forecast, "new": new, "why": why})
        self.items = len(self.moving_items([event.pk]))
        self.milestones = following([(event, self.old, forecast), *self.moves])
        for row in self.milestones:
            row["pairing"] = row["record"].pairing
            row["why"] = _("If “%(event)s” moves.") % {"event": row["event"]} if row["event"] != event else ""
        self.texts = texts_naming(self.milestones)

    @property
    def moves(self) -> list[tuple[Event, Period, Period]]:
        """The parts from their days to the new ones."""
        return [(part["record"], part["old"], part["new"]) for part in self.parts]

    @property
    def kept(self) -> str:
        text = ngettext(
            "%(count)s part stays: it would not move, or into the past.",
            "%(count)s parts stay: they would not move, or into the past.",
            self.stay,
        )
        return text % {"count": self.stay} if self.stay else ""

    @property
    def digest(self) -> str:
        """The new days and a hash of every part as it was shown."""
        lines = [f"{self.event.pk} {self.event.version} {self.old.iso()} {self.items}"]
        lines += [f"{row['key']} {row['record'].version} {row['old'].iso()} {row['new'].iso()}" for row in self.parts]
        lines += [f"{row['record'].pk} {row['record'].version} {row['new'].iso()}" for row in self.milestones]
        return f"{self.new.iso()} {hashlib.sha256('\n'.join(lines).encode()).hexdigest()[:32]}"

    def moving_items(self, events: list[int]) -> list[tuple[AgendaItem, PartialDate]]:
        """The items of their agendas whose day moves along, each with its new one."""
        if self.shift is None:
            return []
        items = AgendaItem.objects.active().filter(event__in=events, on__isnull=False).order_by("event", "position")
        before = _days_before(items)
        days = [
            (item, moved_back(Period(item.on_date), before=before.get(item.pk), by=self.shift).start) for item in items
        ]
        return [(item, day) for item, day in days if day is not None and day != item.on_date]


def _days_before(items: Iterable[AgendaItem]) -> dict[int, Period]:
    """By key, the day that each item had before the one that it has now; one query."""
    now = {item.pk: item.on_date for item in items}
    found: dict[int, Period] = {}
    for row in AgendaItem.history.filter(id__in=now).order_by("history_id") if now else ():
        if row.on and (day := PartialDate(row.on, row.on_precision)) != now[row.id]:
            found[row.id] = Period(day)
    return found


class RescheduleEvent(OnEvent):
    """Move the plan, and with it the ticked parts, all their agendas and milestones; the baseline stays."""

    key = "event-reschedule"
    news = gettext_lazy("%(city)s moved %(what)s from %(old)s to %(new)s.")
    states = COMING
    reason_of = OnEvent.allowed
    form = MoveForm
    template = "events/events/event_move.html"
    title = gettext_lazy("Move the event")
    button = pgettext_lazy("event", "Move")
    submit_label = gettext_lazy("Move")
    logged = gettext_lazy("Moved the event from %(old)s to %(new)s")
    undo = "event-reschedule"

    def perform(self, *, forecast: Period, also: Collection[str] = (), digest: str | None = None) -> str:
        """`also` are keys of parts in the preview, of which the person has seen the one with `digest`.

        Raises StaleRecord where a previewed part has changed since, AlreadyDone, DomainError.
        """
        row = self.row
        preview = EventPreview(self.grants, row, forecast)
        if digest is not None and digest != preview.digest:
            if digest.partition(" ")[0] != preview.new.iso():
                raise DomainError(_("These are not the dates of the preview. Check the new preview, then move."))
            raise StaleRecord
        self._move(row, forecast)
        self.log(old=preview.old.iso(), new=forecast.iso())
        chosen = [part for part in preview.parts if part["key"] in set(also)]
        moves = [(row, preview.old, forecast), *((part["record"], part["old"], part["new"]) for part in chosen)]
        keys = [part["record"].pk for part in chosen]
        list(Event.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))
        for part in chosen:
            self._move(part["record"], part["new"])
            facts = {"record": part["record"], "old": part["old"].iso(), "new": part["new"].iso()}
            write_audit(action=EVENT_MOVED_ALONG, by=self.by, reason=self.reason, **facts)
        for item, day in preview.moving_items([row.pk, *keys]):
            item.on_date = day
            item.save(by=self.by)
        along = move_along(by=self.by, moves=moves, reason=self.reason)
        mail_change(event=row, by=self.by, reason=self.reason, old=preview.old)
        if not chosen:
            return _("Moved.") + along
        count = len(chosen)
        text = ngettext("Moved, with %(count)s part.", "Moved, with %(count)s parts.", count) % {"count": count}
        return text + along

    def _move(self, row: Event, new: Period) -> None:
        old, row.forecast = row.forecast, new
        if not row.baseline:
            row.baseline = new
        row.from_sources = False
        row.save(by=self.by)
        change = EventDateChange(event=row, reason=self.reason, by=self.by, by_label=self.by.kept_name, at=clock.now())
        change.old, change.new = old, new
        change.save()

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        return days_before(form)

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"moving": self.row}


_TAKEN = {*Event.WRITTEN, "milestone_codes"} - {"part_of", "meeting_url", "source", "note"}
_OF_QUOTAS = ("side", "participation", "places", "reason", "reason_other")
_OF_ITEMS = {*AgendaItem.WRITTEN, "position", "organisation_codes"} - {"on_date", "contact_on_day", "source"}


class CopyEvent(OnEvent):
    """Copy it, planned to begin on a day, with its parts, agendas and quotas.

    All days move as far as the first one does: by the same days, or by whole months where either is known by month
    only; where the copy begins in a month or a year, none of its days is more exact. Delegations, answers of hosts,
    contacts, what happened, head counts and sources are not taken along, nor pairings that are over.
    """

    key = "event-copy"
    form = EventCopyForm
    title = button = gettext_lazy("Copy as a template")
    submit_label = gettext_lazy("Copy")
    weight = "word"
    question = gettext_lazy(
        "The copy is planned, with agenda and quotas; all days move as far as the first one. Delegations, "
        "answers of hosts and what happened are not copied."
    )
    logged = gettext_lazy("Added the event as a copy of “%(template)s”, for %(new)s")
    undo = "event-cancel"
    start: PartialDate
    shift: Shift | None

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """One at a time in a strand, so that each gets a code of its own."""
        Strand.objects.select_for_update(of=("self",), no_key=True).filter(events__in=rows).order_by("pk").first()

    def perform(
        self, *, start: PartialDate, parts: Collection[int] | None = None, titles: tuple[str, str] | None = None
    ) -> str:
        """With all parts, or those named by key; `titles` are the copy's own in English and Korean.

        Raises DomainError with the field at fault.
        """
        row = self.row
        check_period(Period(start), field="start")
        if start.last_day < clock.today():
            raise DomainError(_("A copy is planned: choose a day that is not past."), field="start")
        self.start = start
        self.shift = Shift.between(row.shown_period.start, start) if row.shown_period.start else None
        # The copy of a part stands beside it, while its mission can have parts.
        beside = row.part_of if row.part_of is not None and row.part_of.is_open else None
        self.is_logged = True  # each copy has an entry of its own
        self.added = self.copy(row, mission=beside, titles=titles)
        chosen = [part for part in parts_to_copy(self.grants, row) if parts is None or part.pk in parts]
        for part in chosen:
            self.copy_part(part, mission=self.added)
        look = _("Check its days and its agenda.")
        if not chosen:
            return f"{_('Copied.')} {look}"
        count = len(chosen)
        text = ngettext("Copied with %(count)s part.", "Copied with %(count)s parts.", count) % {"count": count}
        return f"{text} {look}"

    def copy_part(self, part: Event, *, mission: Event) -> None:
        """A part with its own parts."""
        copy = self.copy(part, mission=mission)
        for below in parts_to_copy(self.grants, part):
            self.copy_part(below, mission=copy)

    def copy(self, event: Event, *, mission: Event | None, titles: tuple[str, str] | None = None) -> Event:
        """One event with its quotas and its agenda."""
        copy = Event(strand=self.row.strand, part_of=mission, status=EventStatus.PLANNED)
        for name in _TAKEN:
            setattr(copy, name, getattr(event, name))
        if titles is not None:
            copy.title_en, copy.title_ko = (title.strip() for title in titles)
        check_either_language(copy, "title")
        check_lengths(copy, ("title_en", "title_ko"))
        plan = self.planned(event.shown_period) if event.shown_period else Period()
        copy.baseline = copy.forecast = plan if plan or mission is not None else Period(self.start)
        copy.nominate_until = self.deadline(event.nominate_until)
        save_new(by=self.by, event=copy, lists=_open_members(event), codes=codes_in(event.milestone_codes))
        for quota in Quota.objects.filter(event=event).order_by("pk"):
            Quota(event=copy, **{name: getattr(quota, name) for name in _OF_QUOTAS}).save(by=self.by)
        for item in AgendaItem.objects.active().filter(event=event).order_by("position"):
            self.copy_item(item, copy)
        write_audit(action=self.key, by=self.by, record=copy, template=name_in_both(event), new=copy.forecast.iso())
        return copy

    def copy_item(self, item: AgendaItem, copy: Event) -> None:
        """An item as a draft: its host is to be asked anew, and whom to call on the day is not known."""
        new = AgendaItem(event=copy, **{name: getattr(item, name) for name in _OF_ITEMS})
        if item.on_date is not None and self.shift is not None:
            new.on_date = self.planned(Period(item.on_date)).start
        new.save(by=self.by)
        rows = AgendaOrganisation.objects.filter(item=item).select_related("organisation").order_by("position")
        add_rows(AgendaOrganisation, {"item": new}, "organisation", [row.organisation for row in rows])

    def planned(self, period: Period) -> Period:
        """A period as the copy plans it: moved, and nowhere more exact than the day that the copy begins on."""
        if self.shift is None:
            return Period(self.start)
        after = moved(period, by=self.shift)
        first, last = self._as_exact(after.start), self._as_exact(after.end)
        return Period(first, None if last == first else last)

    def deadline(self, day: dt.date | None) -> dt.date | None:
        """The nomination deadline as far before; none where the copy's own day is not known, or where it is past."""
        if day is None or self.shift is None or self.start.precision != DAY:
            return None
        after = moved(Period(PartialDate(day)), by=self.shift).start
        return after.day if after is not None and after.day >= clock.today() else None

    def _as_exact(self, edge: PartialDate | None) -> PartialDate | None:
        if edge is None or self.start.precision == DAY or edge.precision == YEAR:
            return edge
        day = edge.day.replace(day=1, month=1) if self.start.precision == YEAR else edge.day.replace(day=1)
        return PartialDate(day, self.start.precision)

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the parts that it can have."""
        return {"record": self.row, "parts": parts_to_copy(self.grants, self.row)}


def _open_members(event: Event) -> dict[str, list[Any]]:
    """Whom the event serves and who hosts it, without pairings that are over. Raises DomainError where all are."""
    lists = {name: members_of(event, name) for name in LISTS}
    served = lists["pairings"]
    lists["pairings"] = [pairing for pairing in served if pairing.is_open]
    if served and not lists["pairings"]:
        raise DomainError(_("The pairings that “%(event)s” serves are closed.") % {"event": event})
    return lists
