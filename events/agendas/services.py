"""The items of an agenda: adding, editing, taking out and putting back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError
from core.formats import format_period
from core.models import lock, one_act
from core.periods import DAY
from events.agendas.act_steps import lock_agenda, lock_open_item, log_act_on_item
from events.agendas.languages import LANGUAGES
from events.agendas.models import END_BEFORE_START
from events.agendas.order import next_position, place_of, put_where_it_belongs
from events.audit_actions import AGENDA_ITEM_ADDED, AGENDA_ITEM_EDITED, AGENDA_ITEM_REMOVED, AGENDA_ITEM_RESTORED
from events.delegates.identity_numbers import check_no_identity_number
from events.enums import AgendaKind
from events.models import AgendaItem, AgendaOrganisation, Event
from partnerships.codes import codes_in, codes_of
from partnerships.hours.common_hours import NoSuchTime, moment_at
from partnerships.models import City, Organisation, Theme
from partnerships.organisations.services import check_in_directory
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill, what_differs

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants

# How long each text may be, in letters; title, place and the like as their columns.
TEXTS = {
    "title_en": 200,
    "title_ko": 200,
    "place": 300,
    "contact_on_day": 200,
    "interpretation": 200,
    "source": 5000,
}
WHEN = frozenset({"on_date", "starts_at", "ends_at"})
FIELDS = frozenset({*TEXTS, *WHEN, "kind", "city", "topic", "host", "languages", "capacity"})
MOST_PEOPLE = 9999


@one_act()
def add_item(*, by: User, grants: Grants, event: Event, values: dict[str, Any]) -> AgendaItem:
    """Add an item to an agenda, behind what comes before it by day and time.

    `values` holds kind, title_en or title_ko, and perhaps on_date (day or month), starts_at, ends_at (by the clock of
    the item's city, else of the event's first one), city, place, topic, organisations (in their order), host,
    contact_on_day, languages (codes with `;` between), interpretation, capacity, source.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    row = lock_agenda(grants=grants, event=event)
    values = dict(values)
    organisations: Sequence[Organisation] = values.pop("organisations", ())
    item = AgendaItem(event=row, position=next_position(row))
    _fill(item, values, changed=FIELDS)
    check_in_directory(strand=row.strand, organisations=organisations, field="organisation_1")
    item.organisation_codes = codes_of(organisations)
    item.save(by=by)
    _set_organisations(item, organisations)
    place = put_where_it_belongs(by=by, event=row, item=item)
    log_act_on_item(AGENDA_ITEM_ADDED, row, item, by, place=place)
    return item


@one_act()
def edit_item(*, by: User, grants: Grants, item: AgendaItem, version: int, changes: dict[str, Any]) -> AgendaItem:
    """Change what `add_item` takes. Another day or start puts it where it belongs by them.

    Raises StaleRecord, NotAllowed, DomainError with the field at fault; AlreadyDone where nothing differs.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock_open_item(item, event, version=version)
    values = dict(changes)
    organisations: Sequence[Organisation] | None = values.pop("organisations", None)
    changed = what_differs(row, values)
    _fill(row, changed, changed=changed)
    names = sorted(changed)
    if organisations is not None and codes_of(organisations) != row.organisation_codes:
        check_in_directory(strand=event.strand, organisations=organisations, field="organisation_1")
        row.organisation_codes = codes_of(organisations)
        names.append("organisations")
    if not names:
        raise AlreadyDone(_("Nothing was changed."))
    # No longer the words of a source: whoever does not see drafts reads them once they are released.
    row.from_sources = False
    row.save(by=by)
    if organisations is not None and "organisations" in names:
        _set_organisations(row, organisations)
    moves = bool({"on_date", "starts_at"} & set(names))
    place = put_where_it_belongs(by=by, event=event, item=row) if moves else place_of(row, event)
    fields = ", ".join("on" if name == "on_date" else name for name in names)
    log_act_on_item(AGENDA_ITEM_EDITED, event, row, by, place=place, fields=fields)
    return row


@one_act()
def remove_item(*, by: User, grants: Grants, item: AgendaItem, version: int) -> AgendaItem:
    """Take an item out of the agenda; versions that were released with it keep it, and it can be put back.

    Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where it is out.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock(item, version=version)
    if row.removed_at is not None:
        raise AlreadyDone(_("It was taken out already."))
    place = place_of(row, event)
    row.removed_at = clock.now()
    row.save(by=by)
    log_act_on_item(AGENDA_ITEM_REMOVED, event, row, by, place=place)
    return row


@one_act()
def restore_item(*, by: User, grants: Grants, item: AgendaItem, version: int) -> AgendaItem:
    """Put an item back that was taken out, where it belongs by day and time.

    Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where it stands.
    """
    event = lock_agenda(grants=grants, event=item.event)
    row = lock(item, version=version)
    if row.removed_at is None:
        raise AlreadyDone(_("It is in the agenda already."))
    # Packs know an item by its position: it keeps its own where that is free.
    if AgendaItem.objects.standing().filter(event=event, position=row.position).exists():
        row.position = next_position(event)
    row.removed_at = None
    row.save(by=by)
    place = put_where_it_belongs(by=by, event=event, item=row)
    log_act_on_item(AGENDA_ITEM_RESTORED, event, row, by, place=place)
    return row


def _fill(item: AgendaItem, values: dict[str, Any], *, changed: Collection[str]) -> None:
    """Set the values and check what they touch: an older record may have what is no longer taken."""
    fill(item, values, fields=FIELDS)
    for name in ("starts_at", "ends_at"):
        if name in values and values[name] is not None:
            setattr(item, name, values[name].replace(second=0, microsecond=0))
    if item.kind not in AgendaKind.values:
        raise DomainError(_("Choose what it is."), field="kind")
    check_either_language(item, "title")
    for name, most in TEXTS.items():
        if name in values:
            check_length(name, getattr(item, name), most)
    if "source" in values:
        check_sources(item.source)
    if "contact_on_day" in values:
        check_no_identity_number(item.contact_on_day, field="contact_on_day")
    _check_choices(item, values)
    if {*WHEN, "city"} & set(changed):
        _check_times(item)
    if "on_date" in changed:
        _check_day(item)


def _check_choices(item: AgendaItem, values: dict[str, Any]) -> None:
    event, city, topic, host = item.event, item.city, item.topic, item.host
    if "city" in values and city is not None and not _is_near(event, city):
        raise DomainError(_("Choose a city of this strand's directory."), field="city")
    if "topic" in values and topic is not None and not Theme.objects.filter(pk=topic.pk, strand=event.strand_id):
        raise DomainError(_("“%(record)s” belongs to another strand.") % {"record": topic}, field="topic")
    if "host" in values and host is not None:
        check_in_directory(strand=event.strand, organisations=[host], field="host")
    codes = codes_in(item.languages)
    if "languages" in values and (len(set(codes)) != len(codes) or not set(codes) <= LANGUAGES.keys()):
        raise DomainError(_("Choose languages of the list, each once."), field="languages")
    if "languages" in values:
        check_length("languages", item.languages, 60)
    if item.capacity is not None and not 1 <= item.capacity <= MOST_PEOPLE:
        raise DomainError(_("Give a number from 1 to %(most)s.") % {"most": MOST_PEOPLE}, field="capacity")


def _is_near(event: Event, city: City) -> bool:
    return event.strand.cities.filter(pk=city.pk).exists() or any(
        row.city_id == city.pk for row in event.visiting.all()
    )


def _check_times(item: AgendaItem) -> None:
    """Refuse an end without or before its start, and a time that the clocks of its place go past that night.

    Raises DomainError on `starts_at` or `ends_at`.
    """
    if item.ends_at is not None and item.starts_at is None:
        raise DomainError(_("Say when it starts, too."), field="starts_at")
    if item.starts_at is not None and item.ends_at is not None and item.ends_at <= item.starts_at:
        raise DomainError(END_BEFORE_START, field="ends_at")
    day = item.on_date.day if item.on_date and item.on_date.precision == DAY else None
    for field in ("starts_at", "ends_at"):
        if day is not None and getattr(item, field) is not None:
            _check_on_the_wall(item, day, field)


def _check_on_the_wall(item: AgendaItem, day: dt.date, field: str) -> None:
    try:
        moment_at(day, getattr(item, field), item.zone)
    except NoSuchTime as never:
        raise DomainError(
            _("The clocks went forward there that night: this time was left out."), field=field
        ) from never
    except OverflowError as far:
        raise DomainError(_("This day is too long ago. Check the year."), field="on") from far


def _check_day(item: AgendaItem) -> None:
    """Refuse a day that is none of the event's, as far as those are known. Raises DomainError on `on`."""
    period = item.event.shown_period
    if item.on_date is not None and period.excludes(item.on_date):
        raise DomainError(
            _("This is not one of the event's days: %(days)s. Move the event first, or choose another day.")
            % {"days": format_period(period)},
            field="on",
        )


def _set_organisations(item: AgendaItem, organisations: Sequence[Organisation]) -> None:
    AgendaOrganisation.objects.filter(item=item).delete()
    for position, organisation in enumerate(organisations, start=1):
        AgendaOrganisation(item=item, organisation=organisation, position=position).save()
