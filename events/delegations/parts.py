"""What delegations add to the pages further left: tasks of partners and staff, a signal, the mail before a deadline."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _, ngettext, pgettext, pgettext_lazy

from accounts.enums import MailKind
from core.access import Grants
from core.flat_rows import flat
from core.formats import format_date
from core.parts import RISK, WATCH, Found, Task
from core.texts import in_both, in_readers_language
from events.audit_actions import DELEGATE_LIST_READ
from events.delegates.selectors import DETAIL, details_among
from events.delegations.selectors import PLACES, events_under_way, places_among, places_of_events
from events.delegations.services import ask_to_nominate
from events.enums import OPEN_EVENT, DelegateStatus
from events.events.selectors import serves, task_about
from events.models import Delegate, Delegation, Event, EventPairing
from partnerships.history.pairing_history import outside_programme
from partnerships.models import Pairing
from partnerships.tasks.selectors import STAFF, STRANDS, TODAY, Waiting, partner_name

NOMINATION_NEAR = "nomination-near"
_NOMINATE, _NOMINATED = "nominate", "delegate-nominated"
DUE_DAYS = 14  # before the first day of an event its hosts need the details of those who come
LAST_DAYS = 1  # before the last day, from which on empty places are at risk

KIND_OF_ACT = (
    "delegations",
    pgettext_lazy("kind of act", "Delegations"),
    Q(actions__contains=" delegate-")
    | Q(actions__contains=" attendance-")
    | Q(actions__contains=" invitation-letter ")
    | Q(actions__contains=" quota-edit "),
)


def nomination_rows() -> Iterator[QuerySet[Any, Any]]:
    """What tells that places may wait to be filled, and nominations for an answer."""
    events = Event.objects.filter(status__in=OPEN_EVENT, nominate_until__gte=TODAY, strand__in=STRANDS)
    yield flat(_NOMINATE, events, None, "nominate_until", "strand_id")
    nominated = Delegate.objects.filter(status=DelegateStatus.NOMINATED, delegation__event__strand__in=STAFF)
    yield flat(_NOMINATED, nominated.filter(delegation__event__status__in=OPEN_EVENT), None, "id")


def of_places(*, waiting: Waiting) -> Iterable[Task]:
    """Nominate before the deadline, give free places to those who wait, say who came: of the reader's own partners."""
    for row in places_among(waiting.rows(PLACES), waiting.today):
        event, free, left = row.event, row.can_move_up, row.left or 0
        facts: dict[str, Any] = {"about": row.participation.partner.name, "url": row.get_absolute_url(), "due": None}
        if row.wants(waiting.today) and not free:
            nominate = pgettext("task", "Nominate")
            text = ngettext("%(count)s of %(quota)s places is empty.", "%(count)s of %(quota)s places are empty.", left)
            why = text % {"count": left, "quota": row.quota}
            more = {"due": event.nominate_until, "answer_url": row.address_of("events:delegate-add")}
            yield task_about(event, **facts | more, verb=nominate, why=why, button=nominate)
        if event.is_open and free and not row.unsaid:
            text = ngettext(
                "A place is free, and somebody waits for it.",
                "%(count)s places are free, and people wait for them.",
                free,
            )
            verb, button = pgettext("task", "Give"), _("Open the waiting list")
            yield task_about(event, **facts, verb=verb, why=text % {"count": free}, button=button)
        if row.unsaid:
            text = ngettext(
                "For %(count)s delegate it was not reported whether they came.",
                "For %(count)s delegates it was not reported whether they came.",
                row.unsaid,
            )
            verb, answer_url = pgettext("task", "Report"), row.address_of("events:attendance")
            why, button = text % {"count": row.unsaid}, _("Report who came")
            yield task_about(event, **facts, verb=verb, why=why, button=button, answer_url=answer_url)


def of_nominations(*, waiting: Waiting) -> Iterable[Task]:
    """Nominations that wait for the answer of the staff."""
    if not waiting.rows(_NOMINATED):
        return
    nominated = Q(delegations__delegates__status=DelegateStatus.NOMINATED)
    partner = "delegations__participation__partner__code"
    rows = Event.objects.filter(nominated, strand__in=waiting.grants.staff, status__in=OPEN_EVENT).annotate(
        waiting=Count("delegations__delegates"), partners=Count(partner, distinct=True), partner=Min(partner)
    )
    for event in rows.select_related("strand").order_by("nominate_until", "pk"):
        name, place = "delegation-list", [event.strand.code, event.code]
        if event.partners == 1:
            name, place = "delegation", [*place, event.partner]
        text = ngettext(
            "%(count)s nomination waits for an answer.", "%(count)s nominations wait for an answer.", event.waiting
        )
        yield task_about(
            event,
            about=event.strand,
            verb=pgettext("task", "Decide"),
            url=reverse(f"events:{name}", args=place),
            why=text % {"count": event.waiting},
            due=event.nominate_until,
            button=_("Accept or decline"),
        )


def of_deadlines(*, waiting: Waiting) -> Iterable[Found]:
    """A deadline of nominations is near and places are empty; one for each pairing, of the nearest day."""
    seen, today = set(), waiting.today
    near = any(facts["nominate_until"] <= waiting.near.isoformat() for _pairing, facts in waiting.rows(_NOMINATE))
    for pairing, row in near_deadlines(list(waiting.pairings.values()), today) if near else ():
        until = row.event.nominate_until
        if pairing.pk in seen or until is None:
            continue
        seen.add(pairing.pk)
        level = RISK if (until - today).days <= LAST_DAYS else WATCH
        side = "eu" if row.participation_id == pairing.eu_id else "counterpart"
        facts = {"side": side, "count": row.left or 0, "code": row.event.code, "until": until.isoformat()}
        yield Found(pairing.pk, NOMINATION_NEAR, level, {**facts, "event": in_both(row.event, "title")})


def _near_sentence(pairing: Pairing, facts: dict[str, Any]) -> tuple[str, str]:
    text = ngettext(
        "%(partner)s has %(count)s empty place; nominations for “%(event)s” end on %(day)s",
        "%(partner)s has %(count)s empty places; nominations for “%(event)s” end on %(day)s",
        facts["count"],
    )
    words = {
        "partner": partner_name(pairing, facts["side"]),
        "count": facts["count"],
        "event": in_readers_language(facts["event"]),
        "day": format_date(dt.date.fromisoformat(facts["until"])),
    }
    return text % words, reverse("events:delegation-list", args=[pairing.strand.code, facts["code"]])


WORDS = ((NOMINATION_NEAR, _near_sentence),)


def near_deadlines(pairings: Sequence[Pairing], today: dt.date) -> list[tuple[Pairing, Delegation]]:
    """Partners of these pairings with empty places shortly before the last day, as each strand counts "shortly"."""
    if not pairings:
        return []
    most = max(pairing.strand.deadline_days for pairing in pairings)
    named = EventPairing.objects.filter(event=OuterRef("pk"), pairing__in=pairings)
    events = events_under_way(
        Q(
            Q(all_pairings=True) | Q(Exists(named)),
            status__in=OPEN_EVENT,
            strand__in={pairing.strand_id for pairing in pairings},
            nominate_until__range=(today, today + dt.timedelta(days=most)),
        )
    )
    if not events:
        return []
    places = places_of_events(events, {key for row in pairings for key in (row.eu_id, row.counterpart_id)})
    found = []
    for pairing in pairings:
        last, sides = today + dt.timedelta(days=pairing.strand.deadline_days), (pairing.eu_id, pairing.counterpart_id)
        for event in events:
            if not serves(event, pairing) or not event.nominate_until or event.nominate_until > last:
                continue
            rows = [row for row in places[event.pk].values() if row.participation_id in sides]
            found += [(pairing, row) for row in rows if row.wants(today)]
    return found


def mail_deadlines(*, today: dt.date) -> Iterable[int]:
    """Queue the mails about places that are empty shortly before the last day; how many each event makes."""
    pairings = list(Pairing.objects.open().with_names().order_by("pk"))
    found: dict[Event, dict[int, Delegation]] = defaultdict(dict)
    for _pairing, row in near_deadlines(pairings, today):
        found[row.event][row.participation_id] = row
    for event, rows in found.items():
        if event.nominate_until:
            kind = MailKind.NOMINATION_DEADLINE
            yield ask_to_nominate(kind, delegations=rows.values(), until=event.nominate_until)


def looked_at(grants: Grants) -> Q:
    """Who looked at which list of people is for those who answer for the strand: it tells who looks after whom."""
    return Q(action=DELEGATE_LIST_READ) & outside_programme(grants)


def of_details(*, waiting: Waiting) -> Iterable[Task]:
    """Ask the reader's own delegates for the details that their own pages still lack; nobody is named."""
    for delegation, people, missing in details_among(waiting.rows(DETAIL), waiting.today):
        text = ngettext(
            "Details of the delegate are missing.",
            "Details of %(missing)s of %(people)s delegates are missing.",
            people,
        )
        first = delegation.event.shown_period.first_day
        yield task_about(
            delegation.event,
            about=delegation.participation.partner.name,
            verb=pgettext("task", "Ask"),
            url=delegation.get_absolute_url(),
            why=text % {"missing": missing, "people": people},
            due=first - dt.timedelta(days=DUE_DAYS) if first else None,
            button=_("Send links"),
        )
