"""The personal link of a delegate, whose secret is kept nowhere; what is told by it, and its erasure by the clock."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from accounts.models import Mail, User
from core import clock
from core.access import hash_of
from core.erasures import note_erasure
from core.errors import DomainError, StaleRecord
from core.models import lock, one_act, write_audit
from events import audit_actions
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegates.models import asked
from events.delegations.services import check_person, log_act_on_delegate
from events.enums import ACTIVE_DELEGATE, ConsentPurpose, EventStatus, FilledBy, NeedsGiven
from events.models import AgendaItem, Consent, Delegate, DelegateLink, DelegateNeeds, DestructionRecord, Event
from events.trips.selectors import Visited
from partnerships.translations.selectors import check_length, fill, what_differs

DELEGATE, SENSITIVE = "delegate", "sensitive-needs"  # what the ledger of erasures calls all that one told, and those
LINK_DAYS = 180  # where no date of the event is known


class DeadLink(DomainError):
    """The link opens nothing; `known` tells an old link from one that never was."""

    def __init__(self, message: str, *, known: bool = True) -> None:
        super().__init__(message)
        self.known = known


def end_links_to(by: User, person: User, moment: dt.datetime) -> None:
    """End the links that went to the address of a person whose access has ended."""
    del moment
    links = DelegateLink.objects.filter(revoked_at=None, mailed=True, delegate__email__iexact=person.email)
    rows = Delegate.objects.filter(pk__in=links.values("delegate")).select_related("delegation__event")
    for delegate in rows.order_by("pk"):
        if revoke_links(delegate):
            log_act_on_delegate(audit_actions.DELEGATE_LINK_REVOKED, delegate, by)


def find_link(token: str) -> DelegateLink:
    """The open link of a secret, with its delegate and event; raises DeadLink with the reason in words.

    It opens as long as the nomination stands: whoever has left the delegation holds a dead link.
    """
    rows = DelegateLink.objects.select_related(
        "delegate__organisation", "delegate__delegation__participation__partner", "delegate__delegation__event__strand"
    )
    link = rows.filter(token_hash=hash_of(token)).first()
    if link is None:
        reason = _("This link is not known. Copy it whole from the mail, or ask whoever sent it to you for a new one.")
        raise DeadLink(reason, known=False)
    if link.revoked_at:
        raise DeadLink(
            _("This link was replaced or withdrawn. Use the newest mail, or ask whoever sent it to you for a new one.")
        )
    if link.delegate.status not in ACTIVE_DELEGATE:
        raise DeadLink(_("You are no longer in this delegation. Your details here are erased within a few days."))
    link.expires_at = ends_at(link.delegate.delegation.event, link)
    if link.expires_at <= clock.now():
        raise DeadLink(_("This link has ended. Ask whoever sent it to you if you still need the page."))
    return link


def mark_opened(link: DelegateLink) -> None:
    """Note the first time the page was opened, which coordinators see."""
    if link.opened_at is None:
        link.opened_at = clock.now()
        link.save(update_fields=["opened_at"])


def ends_at(event: Event, link: DelegateLink | None = None) -> dt.datetime:
    """Until when a link to an event opens: as long as its details are kept, so that they can be taken back.

    An event that moves takes the day along. Without any date: when the link that there is says; a new one after
    LINK_DAYS.
    """
    if last := erased_after(event):
        return clock.end_of(last)
    return link.expires_at if link else clock.now() + dt.timedelta(days=LINK_DAYS)


def revoke_links(delegate: Delegate) -> int:
    """End the delegate's links; how many of them were open."""
    links = list(DelegateLink.objects.filter(delegate=delegate, revoked_at=None).order_by("pk"))
    for link in links:
        link.revoked_at = clock.now()
        link.save(update_fields=["revoked_at"])
    return count_open(delegate, links)


def count_open(delegate: Delegate, links: Iterable[DelegateLink]) -> int:
    """How many of a delegate's links that nobody revoked have not ended."""
    return sum(ends_at(delegate.delegation.event, link) > clock.now() for link in links)


def send_link(*, link: DelegateLink, delegate: Delegate, url: str, by: User) -> None:
    """Queue the link; it goes out once the act is committed, and the text is erased once it is sent.

    Neither subject nor key names the person.
    """
    event = Event.objects.with_names().get(pk=delegate.delegation.event_id)
    visited = Visited(event, delegate.delegation.participation_id)
    with translation.override(link.language):
        context = {
            "name": delegate.shown_name,
            "event": event.title,
            "strand": str(event.strand),
            "when": visited.when,
            "where": visited.place,
            "partner": delegate.delegation.participation.partner.name,
            "by": by.kept_name,
            "link": url,
            "expires_on": link.expires_at,
            "days": settings.ERASE_DAYS,
        }
    queue_mail(
        to=None,
        address=delegate.email,
        language=link.language,
        kind=MailKind.DELEGATE_LINK,
        key=link_mail_key(link.pk),
        template="delegate_link",
        context=context,
    )


# The delegate's own page: read, saved, taken along, erased there and then.


def read_details(link: DelegateLink, *, saved_here: str) -> DelegateLink:
    """An open link with its details. `saved_here`: the `saved_as` of what this device saved by this link, or nothing.

    What was written is shown where it was written: by the same link, and, where that was not sent to the delegate's own
    address, on the device that saved it last. So nobody reads by a later link, or by one they handed over, what was
    told in trust.
    """
    link.needs = needs = DelegateNeeds.objects.filter(delegate=link.delegate).first()
    link.answers = Consent.objects.answers(link.delegate)
    is_own = needs and needs.filled_with_id == link.pk and (link.mailed or saved_here == needs.saved_as)
    link.is_hidden = bool(needs and not is_own)
    return link


@one_act()
def save_details(
    *,
    token: str,
    versions: str,
    person: Mapping[str, str],
    needs: Mapping[str, Any],
    answers: Mapping[str, bool],
    language: str,
    filled_by: str = FilledBy.SELF,
    spelling_checked: bool | None = None,
) -> str:
    """Save what was filled in; only the fields that are given are changed. The `saved_as` of the needs, if any were.

    `person` holds fields of CORRECTABLE, and `gender`; `needs` those of TEXTS and KINDS, the latter as lists, and
    `told` (NeedsGiven), which is the consent to keep what is SENSITIVE, or takes it back and erases that.
    `spelling_checked` says of the name as it is saved here; None leaves what was said of it. Raises
    DeadLink, StaleRecord where the page is older than what is stored and says something else, DomainError on a field
    that is too long or looks like an identity number, and on what is sensitive without the consent.
    """
    link = find_link(token)
    kept, answers = _as_agreed(needs, answers)
    try:
        delegate, row = _current(link, versions)
    except StaleRecord:
        # The second click on the button: it finds its own words.
        if _is_the_same(link.delegate, person, kept, answers):
            return ""
        raise
    _save_person(delegate, person)
    for field in DelegateNeeds.TEXTS.keys() & needs.keys():
        check_length(field, str(needs[field]).strip(), DelegateNeeds.TEXTS[field])
    check_no_identity_numbers(needs)
    _check_agreed(row, needs)
    stored = {field: _stored(field, value) for field, value in kept.items()}
    saved_as = ""
    if spelling_checked or any(stored.values()) or (row and (person or kept)):  # nothing is no row
        # Whoever adds to it later by another link does not come to see what was there: the first link stays.
        row = row or DelegateNeeds(delegate=delegate, filled_with=link)
        if any(getattr(row, field) and stored.get(field) == "" for field in DelegateNeeds.SENSITIVE):
            note_erasure(SENSITIVE, delegate.pk)
        for field, value in stored.items():
            setattr(row, field, value)
        row.filled_at, row.filled_by = clock.now(), filled_by
        # Kept under the period that the page named.
        row.kept_days = min(settings.ERASE_DAYS, settings.ERASE_DAYS if row.kept_days is None else row.kept_days)
        if spelling_checked is not None:
            row.spelling_checked_at = (row.spelling_checked_at or clock.now()) if spelling_checked else None
        row.save(by=None)
        saved_as = row.saved_as
    if new := _keep_answers(delegate=delegate, answers=answers, language=language, filled_by=filled_by):
        log_act_on_delegate(audit_actions.DELEGATE_ANSWERED, delegate, None, answers=new)
    log_act_on_delegate(audit_actions.DELEGATE_DETAILS_FILLED, delegate, None)
    return saved_as


def _keep_answers(
    *, delegate: Delegate, answers: Mapping[str, bool], language: str, filled_by: str = FilledBy.SELF
) -> int:
    """Write down the answers that are new, with the words they were asked in; how many these are."""
    before = Consent.objects.answers(delegate)
    new = [purpose for purpose in ConsentPurpose.values if answers.get(purpose) not in (None, before.get(purpose))]
    for purpose in new:
        facts = {"given": answers[purpose], "language": language, "words": asked(purpose, language)}
        Consent(delegate=delegate, purpose=purpose, filled_by=filled_by, **facts).save()
    return len(new)


@one_act()
def erase_own_details(*, token: str, language: str) -> DelegateLink:
    """Erase at the delegate's wish what stands on the page: needs, journey, emergency contact, gender.

    The consent to keep needs is taken back with them. The name stays with the nomination, and what else was agreed to
    stays until it is answered anew. Raises DeadLink.
    """
    link = find_link(token)
    delegate = Delegate.objects.select_for_update(no_key=True).order_by("pk").get(pk=link.delegate_id)
    if Consent.objects.who_agreed([delegate], ConsentPurpose.SENSITIVE_NEEDS).get(delegate.pk):
        _keep_answers(delegate=delegate, answers={ConsentPurpose.SENSITIVE_NEEDS: False}, language=language)
    _erase_details(delegate)
    log_act_on_delegate(audit_actions.DELEGATE_DETAILS_ERASED, delegate, None)
    note_erasure(DELEGATE, delegate.pk)
    return link


def _erase_details(delegate: Delegate) -> None:
    DelegateNeeds.objects.filter(delegate=delegate).delete()
    if delegate.gender:
        delegate.gender = ""
        delegate.save(by=None)


@one_act()
def erase_again(kind: str, number: int) -> None:
    """Erase what a restored backup brought back of a delegate who had wished it erased (DELEGATE or SENSITIVE)."""
    delegate = Delegate.objects.select_for_update(no_key=True).order_by("pk").filter(pk=number).first()
    if delegate is None:  # nominated after the backup
        return
    if kind == DELEGATE:
        _erase_details(delegate)
    for row in DelegateNeeds.objects.filter(delegate=delegate):
        for field in DelegateNeeds.SENSITIVE:
            setattr(row, field, "")
        row.save(by=None)
    log_act_on_delegate(audit_actions.DELEGATE_DETAILS_ERASED, delegate, None)


@one_act()
def own_data(*, token: str, saved_here: str) -> dict[str, Any]:
    """Everything the portal keeps of the delegate, as far as the page shows it, to be taken along. Raises DeadLink."""
    link = read_details(find_link(token), saved_here=saved_here)
    delegate, needs = link.delegate, link.needs
    log_act_on_delegate(audit_actions.DELEGATE_TOOK_COPY, delegate, None)
    fields = (*Delegate.CORRECTABLE, "gender", "email", "languages", "sector")
    event, answered = delegate.delegation.event, ("purpose", "given", "words", "at", "filled_by")
    found: dict[str, Any] = {
        "event": event.title,
        "person": {field: getattr(delegate, field) for field in fields},
        "organisation": delegate.organisation_shown,
        "role": delegate.get_role_display(),
        "answers": [
            {name: getattr(row, name) for name in answered} | {"at": row.at.isoformat()}
            for row in delegate.consents.order_by("pk")
        ],
    }
    if needs is not None:
        hidden = _("Not shown by this link; it was written by another one or on another device.")
        given = {field: getattr(needs, field) for field in DelegateNeeds.FIELDS}
        found["needs"] = hidden if link.is_hidden else given
        found["filled_in"] = needs.filled_at.isoformat() if needs.filled_at else ""
    return found


def _current(link: DelegateLink, versions: str) -> tuple[Delegate, DelegateNeeds | None]:
    """The delegate under a lock, and what was told so far, if page and records still agree."""
    delegate_version, _point, needs_version = versions.partition(".")
    if not (delegate_version.isdecimal() and needs_version.isdecimal()) or len(versions) > 20:
        raise DomainError(_("The form is incomplete. Nothing was saved; open it again."))
    delegate = lock(link.delegate, version=int(delegate_version))
    row = DelegateNeeds.objects.filter(delegate=delegate).first()
    if (row.version if row else 0) != int(needs_version):
        raise StaleRecord
    return delegate, row


def _is_the_same(
    delegate: Delegate, person: Mapping[str, str], needs: Mapping[str, Any], answers: Mapping[str, bool]
) -> bool:
    row = DelegateNeeds.objects.filter(delegate=delegate).first()
    return (
        row is not None
        and not what_differs(delegate, person)
        and all(getattr(row, field) == _stored(field, value) for field, value in needs.items())
        and answers.items() <= Consent.objects.answers(delegate).items()
    )


def _save_person(delegate: Delegate, values: Mapping[str, str]) -> None:
    """A correction is kept as the person wrote it; nothing is made of it."""
    changed = what_differs(delegate, values)
    fill(delegate, changed, fields=(*Delegate.CORRECTABLE, "gender"))
    check_person(delegate)
    if changed:
        delegate.save(by=None)
    if changed.keys() & Delegate.SPELLED:
        log_act_on_delegate(audit_actions.DELEGATE_NAME_CORRECTED, delegate, None)


def _as_agreed(needs: Mapping[str, Any], answers: Mapping[str, bool]) -> tuple[Mapping[str, Any], Mapping[str, bool]]:
    """What of it is kept: with a no nothing that is sensitive; without a word on it that stays as it is."""
    answer, untold = needs.get("told", ""), ("told", *DelegateNeeds.SENSITIVE)
    if not answer:
        return {field: value for field, value in needs.items() if field not in untold}, answers
    if answer != NeedsGiven.HERE:
        needs = {**needs, **dict.fromkeys(DelegateNeeds.SENSITIVE, "")}
    return needs, {**answers, ConsentPurpose.SENSITIVE_NEEDS: answer == NeedsGiven.HERE}


def _check_agreed(row: DelegateNeeds | None, needs: Mapping[str, Any]) -> None:
    """Refuse what is sensitive and new without the consent; what was shown comes along when that is taken back."""
    answer = needs.get("told", "")
    if answer == NeedsGiven.HERE:
        return
    for field in DelegateNeeds.SENSITIVE:
        value = _stored(field, needs.get(field, ""))
        if value and not (answer and row and getattr(row, field) == value):
            raise DomainError(
                _(
                    "You have filled in food or access needs. Nothing was saved and your input is kept. Say here that "
                    "you agree, or empty these fields."
                ),
                field="told",
            )


def _stored(field: str, value: Any) -> str:
    if field in DelegateNeeds.KINDS:
        return ";".join(kind for kind in DelegateNeeds.KINDS[field].values if kind in value)
    return str(value).strip()


# Erasing by the clock, with a record of how much, and of nothing that it said.


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
    contacts = AgendaItem.objects.exclude(contact_on_day="")
    given = Q(pk__in=held.values("delegation__event")) | Q(pk__in=contacts.values("event"))
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
    write_audit(action=audit_actions.DETAILS_DESTROYED, by=None, record=event, records=sum(counts.values()))
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
