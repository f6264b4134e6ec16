"""What the actions on agendas share: what an item may say, its place in the order, and the mails of a release."""

from collections.abc import Collection, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from core.errors import AlreadyDone, DomainError
from core.formats import format_period
from core.periods import DAY
from events.agendas import selectors
from events.agendas.models import END_BEFORE_START, MOST_PEOPLE
from events.delegates.identity_numbers import check_no_identity_numbers
from events.enums import AgendaKind
from events.events.services import check_lengths, mail_concerned
from events.models import AgendaItem, AgendaOrganisation, AgendaRelease, Event
from partnerships.codes import codes_in, codes_of, replace_rows
from partnerships.hours.common_hours import NoSuchTime, moment_at
from partnerships.models import Organisation, Theme
from partnerships.organisations.services import check_in_directory
from partnerships.translations.selectors import check_either_language, check_sources, fill, what_differs

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
    near = city is None or city.pk in visited or "city" not in values
    if city is not None and not near and not event.strand.cities.filter(pk=city.pk).exists():
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
        raise DomainError(
            _("This is not one of the event's days: %(days)s. Move the event first, or choose another day.")
            % {"days": format_period(period)},
            field="on",
        )


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
    earlier = [number for number, other in enumerate(others, start=1) if _comes_before(other, item)]
    place = len(others) if item.on_date is None else max(earlier, default=0)
    put_in_order(by=by, rows=[*others[:place], item, *others[place:]])
    return place + 1


def put_in_order(*, by: User, rows: Sequence[AgendaItem]) -> None:
    """Save the rows with their own positions in the order given; those that have theirs already are left alone.

    A position is free before it is taken: where all wait for each other, one goes behind the others meanwhile.
    """
    waiting = {
        row.pk: position
        for row, position in zip(rows, sorted(row.position for row in rows), strict=True)
        if row.position != position
    }
    while waiting:
        taken = {row.position for row in rows}
        ready = next((row for row in rows if row.pk in waiting and waiting[row.pk] not in taken), None)
        if ready is None:
            ready = next(row for row in rows if row.pk in waiting)
            ready.position = max(taken) + 1
        else:
            ready.position = waiting.pop(ready.pk)
        ready.save(by=by, update_fields=["position"])


def _comes_before(other: AgendaItem, mine: AgendaItem) -> bool:
    """Whether the other item is earlier, or on the same day without a time that says otherwise."""
    earlier, later = other.on_date, mine.on_date
    if earlier is None or later is None:
        return False
    if earlier != later:
        return earlier.first_day <= later.first_day
    return mine.starts_at is None or other.starts_at is None or other.starts_at <= mine.starts_at


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
