"""Erasing by the clock what delegates told of themselves, with a record of how much, and of nothing that it said."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Q

from accounts.enums import MailKind
from accounts.models import Mail
from core import clock
from core.models import one_act, write_audit
from events.audit_actions import DETAILS_DESTROYED
from events.enums import ACTIVE_DELEGATE, EventStatus
from events.models import AgendaItem, Consent, Delegate, DelegateLink, DelegateNeeds, DestructionRecord, Event

# Whoever has left the delegation needs nothing any more; a nomination may be brought back within these days.
AFTER_LEAVING_DAYS = 5
NEEDS, JOURNEYS, EMERGENCY, ON_THE_DAY = "needs", "journeys", "emergency-contacts", "contacts-on-the-day"
LINKS, ADDRESSES, GENDERS, ANSWERS = "links", "addresses", "genders", "answers"
_BY = "manage.py erase_expired"


def erase_expired(*, days: int | None = None, dry_run: bool = False) -> dict[Event, Counter[str]]:
    """Erase what is kept no longer, event by event, each in a transaction of its own; safe to repeat.

    `days` after the event's last day (the setting ERASE_DAYS unless given); what a delegate was promised to be kept
    shorter goes earlier. A cancelled event counts from the day of that. What delegates agreed to, and their gender, go
    after CONSENT_YEARS. With `dry_run` nothing is erased. How many records of which kind, of each event of which
    anything was kept.
    """
    kept = settings.ERASE_DAYS if days is None else days
    held = Delegate.objects.filter(
        ~Q(email="") | ~Q(gender="") | Q(links__isnull=False) | Q(needs__isnull=False) | Q(consents__isnull=False)
    )
    given = Q(pk__in=held.values("delegation__event")) | Q(
        pk__in=AgendaItem.objects.exclude(contact_on_day="").values("event")
    )
    events = Event.objects.filter(given).select_related("strand").order_by("pk")
    return {event: _erase_event(event, last_day_of(event), kept, dry_run=dry_run) for event in events}


@one_act()
def _erase_event(event: Event, last: dt.date | None, kept: int, *, dry_run: bool) -> Counter[str]:
    """Of one event: all where its time is over, else of those who have left, and what was promised to go earlier."""
    # Whoever nominates locks the event: the two do not meet halfway.
    Event.objects.select_for_update(no_key=True).order_by("pk").get(pk=event.pk)
    delegates = list(Delegate.objects.filter(delegation__event=event).order_by("pk"))
    over_for = 0 if last is None else (clock.today() - last).days
    is_over = last is not None and over_for > kept
    gone = delegates if is_over else [row for row in delegates if _has_left(row)]
    needs = DelegateNeeds.objects.filter(Q(delegate__in=gone) | Q(delegate__in=delegates, kept_days__lt=over_for))
    links, addressed = DelegateLink.objects.filter(delegate__in=gone), [row for row in gone if row.email]
    items = list(AgendaItem.objects.filter(event=event).exclude(contact_on_day="")) if is_over else []
    old = delegates if last is not None and clock.today() > _years_after(last, settings.CONSENT_YEARS) else []
    answers, gendered = Consent.objects.filter(delegate__in=old), [row for row in old if row.gender]
    found = {LINKS: links.count(), ADDRESSES: len(addressed), ON_THE_DAY: len(items), ANSWERS: answers.count()}
    counts = Counter(found | {GENDERS: len(gendered)})
    for row in needs:
        counts[NEEDS] += 1
        counts[JOURNEYS] += bool(row.arrival or row.departure)
        counts[EMERGENCY] += bool(row.emergency_name or row.emergency_phone)
    counts = +counts  # without what is not there
    if not counts or dry_run:
        return counts
    # Names stay with the nomination, and the answers as long as they are kept.
    needs.delete()
    # Their mails hold the address and, until they are sent, the secret.
    keys = [link_mail_key(pk) for pk in links.values_list("pk", flat=True)]
    Mail.objects.filter(kind=MailKind.DELEGATE_LINK, key__in=keys).delete()
    links.delete()
    answers.delete()
    texts: dict[str, list[Any]] = {"email": addressed, "gender": gendered, "contact_on_day": items}
    for field, records in texts.items():
        for record in records:
            setattr(record, field, "")
            record.save(by=None)
    DestructionRecord(event=event, kept_days=kept, counts=dict(counts), by_label=_BY).save()
    write_audit(action=DETAILS_DESTROYED, by=None, record=event, records=sum(counts.values()))
    return counts


def _has_left(delegate: Delegate) -> bool:
    """Whether the nomination has not stood for long enough."""
    if delegate.status in ACTIVE_DELEGATE:
        return False
    step = delegate.steps.order_by("-at", "-id").first()
    return step is None or (clock.today() - clock.day_of(step.at)).days > AFTER_LEAVING_DAYS


def link_mail_key(link_id: int) -> str:
    """The key of the mail that carries a link."""
    return f"{MailKind.DELEGATE_LINK.value}:{link_id}"


def erased_among(events: Iterable[int]) -> set[int]:
    """The keys of those events of which something that delegates told was erased; one query."""
    erased = DestructionRecord.objects.filter(event__in=events, **{f"counts__{NEEDS}__gt": 0})
    return set(erased.values_list("event_id", flat=True))


def _years_after(day: dt.date, years: int) -> dt.date:
    """The same day some years later; of the 29 February the 28th where the year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def last_day_of(event: Event) -> dt.date | None:
    """The last day of the event: what happened, else the plan as it stands; of a cancelled one the day of that.

    None where no date of it is known. A known month ends with its last day.
    """
    if event.status != EventStatus.CANCELLED:
        return event.shown_period.last_day
    # The day on which it was last cancelled, by its history.
    before = event.history.exclude(status=EventStatus.CANCELLED).order_by("-history_date", "-history_id").first()
    versions = event.history.filter(status=EventStatus.CANCELLED)
    if before is not None:
        versions = versions.filter(history_date__gte=before.history_date).exclude(pk=before.pk)
    first = versions.order_by("history_date", "history_id").first()
    return clock.day_of(first.history_date) if first else event.shown_period.last_day


def erased_after(event: Event) -> dt.date | None:
    """The last day on which the details are kept; None where the event has no date."""
    last = last_day_of(event)
    return last + dt.timedelta(days=settings.ERASE_DAYS) if last else None
