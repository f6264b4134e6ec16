"""What delegations add to the pages further left: tasks of partners and staff, a signal, the mail before a deadline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext, pgettext_lazy

from core.folding import matching
from core.formats import format_date
from core.parts import MOST_RESULTS, RISK, WATCH, SearchGroup, SearchResult, Signal, Task
from core.texts import writer_language
from events.audit_actions import DELEGATE_LIST_READ
from events.delegates.selectors import waiting_details
from events.delegations.selectors import PartnerPlaces, events_under_way, places_of_events, waiting_places
from events.delegations.services import nomination_deadline
from events.enums import OPEN_EVENT, DelegateStatus
from events.events.selectors import serves
from events.models import Delegate, Event
from partnerships.history.changes import outside_programme
from partnerships.models import Pairing
from partnerships.tasks.selectors import picked

if TYPE_CHECKING:
    from core.access import Grants

NOMINATION_NEAR = "nomination-near"
DUE_DAYS = 14  # before the first day of an event its hosts need the details of those who come
LAST_DAYS = 1  # before the last day, from which on empty places are at risk
_DELEGATION = ("event__strand", "participation__partner")

KIND_OF_ACT = (
    "delegations",
    pgettext_lazy("kind of act", "Delegations"),
    Q(actions__contains=" delegate-")
    | Q(actions__contains=" attendance-")
    | Q(actions__contains=" invitation-letter ")
    | Q(actions__contains=" quota-edit "),
)


def of_places(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Nominate before the deadline, give free places to those who wait, say who came: of the reader's own partners."""
    if not grants.participations:
        return
    for row in waiting_places(grants.participations, today):
        if row.wants(today) and not row.places.can_move_up:
            yield _nominate(row)
        if row.event.is_open and row.places.can_move_up and not row.unsaid:
            yield _move_up(row)
        if row.unsaid:
            yield _attendance(row)


def _task(row: PartnerPlaces, *, verb: str, why: str, due: dt.date | None, button: str, name: str = "") -> Task:
    title, language = picked(row.event, "title")
    page = reverse("events:delegation", args=row.address)
    return Task(
        verb=verb,
        thing=title,
        language=language,
        url=page,
        why=why,
        due=due,
        button=button,
        about=str(row.participation.partner.name),
        answer_url=reverse(f"events:{name}", args=row.address) if name else "",
    )


def _nominate(row: PartnerPlaces) -> Task:
    left = row.places.left or 0
    words = ngettext("%(count)s of %(quota)s places is empty.", "%(count)s of %(quota)s places are empty.", left) % {
        "count": left,
        "quota": row.places.quota,
    }
    nominate = pgettext("task", "Nominate")
    return _task(row, verb=nominate, why=words, due=row.event.nominate_until, button=nominate)


def _move_up(row: PartnerPlaces) -> Task:
    number = row.places.can_move_up
    words = ngettext(
        "A place is free, and somebody waits for it.", "%(count)s places are free, and people wait for them.", number
    )
    return _task(
        row, verb=pgettext("task", "Give"), why=words % {"count": number}, due=None, button=_("Open the waiting list")
    )


def _attendance(row: PartnerPlaces) -> Task:
    words = ngettext(
        "Of %(count)s delegate nobody has said whether the person came.",
        "Of %(count)s delegates nobody has said whether they came.",
        row.unsaid,
    )
    return _task(
        row,
        verb=pgettext("task", "Report"),
        why=words % {"count": row.unsaid},
        due=None,
        button=_("Say who came"),
        name="attendance",
    )


def of_nominations(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Nominations that wait for the answer of the staff."""
    del today
    if not grants.staff:
        return
    nominated = Q(delegations__delegates__status=DelegateStatus.NOMINATED)
    partner = "delegations__participation__partner__code"
    rows = Event.objects.filter(nominated, strand__in=grants.staff, status__in=OPEN_EVENT).annotate(
        waiting=Count("delegations__delegates"), partners=Count(partner, distinct=True), partner=Min(partner)
    )
    for event in rows.select_related("strand").order_by("nominate_until", "pk"):
        title, language = picked(event, "title")
        place = [event.strand.code, event.code]
        words = ngettext(
            "%(count)s nomination waits for an answer.", "%(count)s nominations wait for an answer.", event.waiting
        )
        yield Task(
            verb=pgettext("task", "Decide"),
            thing=title,
            language=language,
            url=(
                reverse("events:delegation", args=[*place, event.partner])
                if event.partners == 1
                else reverse("events:delegation-list", args=place)
            ),
            why=words % {"count": event.waiting},
            due=event.nominate_until,
            button=_("Accept or decline"),
            about=str(event.strand),
        )


def of_deadlines(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """A deadline of nominations is near and places are empty; one for each pairing, of the nearest day."""
    told = set()
    for pairing, row in near_deadlines([pairing for pairing in pairings if pairing.is_open], today):
        until = row.event.nominate_until
        if pairing.pk in told or until is None:
            continue
        told.add(pairing.pk)
        left = row.places.left or 0
        words = ngettext(
            "%(partner)s has %(count)s empty place; nominations for “%(event)s” end on %(day)s",
            "%(partner)s has %(count)s empty places; nominations for “%(event)s” end on %(day)s",
            left,
        )
        day = format_date(until)
        facts = {"partner": row.participation.partner.name, "count": left, "event": row.event.title, "day": day}
        yield Signal(
            NOMINATION_NEAR,
            RISK if (until - today).days <= LAST_DAYS else WATCH,
            pairing.pk,
            words % facts,
            reverse("events:delegation-list", args=row.address[:2]),
        )


def near_deadlines(pairings: Sequence[Pairing], today: dt.date) -> list[tuple[Pairing, PartnerPlaces]]:
    """Partners of these pairings with empty places shortly before the last day, as each strand counts "shortly"."""
    if not pairings:
        return []
    most = max(pairing.strand.deadline_days for pairing in pairings)
    events = events_under_way(
        Q(
            status__in=OPEN_EVENT,
            strand__in={pairing.strand_id for pairing in pairings},
            nominate_until__range=(today, today + dt.timedelta(days=most)),
        )
    )
    if not events:
        return []
    places = places_of_events(events)
    found = []
    for pairing in pairings:
        last = today + dt.timedelta(days=pairing.strand.deadline_days)
        for event in events:
            if not serves(event, pairing) or not event.nominate_until or event.nominate_until > last:
                continue
            for participation, one in places[event.pk].items():
                row = PartnerPlaces(event, participation, one)
                if participation.pk in (pairing.eu_id, pairing.counterpart_id) and row.wants(today):
                    found.append((pairing, row))
    return found


def mail_deadlines(*, today: dt.date) -> Iterable[int]:
    """Queue the mails about places that are empty shortly before the last day; how many each event makes."""
    pairings = list(Pairing.objects.open().with_names().order_by("pk"))
    rows = [row for _pairing, row in near_deadlines(pairings, today)]
    for event in {row.event.pk: row.event for row in rows}.values():
        places = {row.participation: row.places for row in rows if row.event.pk == event.pk}
        if event.nominate_until:
            yield nomination_deadline(event=event, until=event.nominate_until, places=places)


def found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Delegates by their names, for those who see who comes; the newest event first."""
    rows = Delegate.objects.visible_to(grants).filter(matching(query))
    rows = rows.select_related(*(f"delegation__{path}" for path in _DELEGATION)).order_by("-nominated_at", "-pk")
    results = []
    for row in rows[: MOST_RESULTS + 1]:
        name = row.full_name
        event = row.delegation.event
        note = f"{row.delegation.participation.partner.name}, {event.title}, {event.strand}"
        url = f"{row.delegation.get_absolute_url()}#delegate-{row.number}"
        results.append(SearchResult(name, writer_language(name), url, note=note))
    yield SearchGroup.of(_("Delegates"), results)


def looked_at(grants: Grants) -> Q:
    """Who looked at which list of people is for those who answer for the strand: it tells who looks after whom."""
    return Q(action=DELEGATE_LIST_READ) & outside_programme(grants)


def of_details(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Ask the reader's own delegates for the details that their own pages still lack; nobody is named."""
    if not grants.participations:
        return
    for delegation, people, missing in waiting_details(grants.participations, today):
        event, partner = delegation.event, delegation.participation.partner
        title, language = picked(event, "title")
        words = ngettext(
            "Of %(people)s delegate details are missing.",
            "Details of %(missing)s of %(people)s delegates are missing.",
            people,
        )
        first = event.shown_period.first_day
        yield Task(
            verb=pgettext("task", "Ask"),
            thing=title,
            language=language,
            url=delegation.get_absolute_url(),
            why=words % {"missing": missing, "people": people},
            due=first - dt.timedelta(days=DUE_DAYS) if first else None,
            button=_("Send links"),
            about=str(partner.name),
        )
