"""What a delegate tells on the own page, by the personal link: read, saved, taken along, erased there and then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core import clock
from core.errors import DomainError, StaleRecord
from core.models import lock, one_act
from events.audit_actions import (
    DELEGATE_ANSWERED,
    DELEGATE_DETAILS_ERASED,
    DELEGATE_DETAILS_FILLED,
    DELEGATE_NAME_CORRECTED,
    DELEGATE_TOOK_COPY,
)
from events.delegates.consents import answers_of, keep_answers, who_agreed
from events.delegates.identity_numbers import check_no_identity_numbers
from events.delegates.links import find_link
from events.delegates.selectors import check_person
from events.delegations.nominations import log_act_on_delegate
from events.enums import AccessKind, ConsentPurpose, DietKind, FilledBy, NeedsGiven
from events.models import Delegate, DelegateLink, DelegateNeeds
from partnerships.translations.selectors import check_length, fill, what_differs

# What the delegate may correct of the nomination, and what is kept apart as needs, with the most characters of each.
CORRECTABLE = ("given_name", "family_name", "name_order", "name_native", "title", "function")
NEEDS = {
    "diet": 1000,
    "access": 1000,
    "interpretation": 200,
    "arrival": 500,
    "departure": 500,
    "emergency_name": 200,
    "emergency_phone": 60,
}
KINDS = {"diet_kinds": DietKind, "access_kinds": AccessKind}
# What may tell of health or belief: kept where the delegate agreed to it alone (`told`).
SENSITIVE = ("diet_kinds", "diet", "access_kinds", "access")


@dataclass(frozen=True, slots=True)
class Details:
    """What the page shows: the delegate, the needs (None before the first time), the answers by purpose.

    `is_hidden` where the needs were written by another link or on another device: then their content stays hidden.
    """

    link: DelegateLink
    needs: DelegateNeeds | None
    answers: dict[str, bool]
    is_hidden: bool

    @property
    def delegate(self) -> Delegate:
        """The person of the link."""
        return self.link.delegate

    @property
    def versions(self) -> str:
        """What the form carries to be told from what others save meanwhile."""
        return f"{self.delegate.version}.{self.needs.version if self.needs else 0}"


def read_details(link: DelegateLink, *, saved_here: str) -> Details:
    """The details behind an open link. `saved_here`: the `saved_as` of what this device saved by this link, or nothing.

    What was written is shown where it was written: by the same link, and, where that was not sent to the delegate's own
    address, on the device that saved it last. So nobody reads by a later link, or by one they handed over, what was
    told in trust.
    """
    needs = DelegateNeeds.objects.filter(delegate=link.delegate).first()
    is_own = needs is not None and needs.filled_with_id == link.pk and (link.mailed or saved_here == needs.saved_as)
    return Details(link, needs, answers_of(link.delegate), is_hidden=needs is not None and not is_own)


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
    spelling_checked: bool = False,
) -> str:
    """Save what was filled in; only the fields that are given are changed. The `saved_as` of the needs, if any were.

    `person` holds fields of CORRECTABLE, and `gender`; `needs` those of NEEDS and KINDS, the latter as lists, and
    `told` (NeedsGiven), which is the consent to keep what is SENSITIVE, or takes it back and erases that. Raises
    DeadLink, StaleRecord where the page is older than what is stored and says something else, DomainError on a field
    that is too long or looks like an identity number, and on what is sensitive without the consent.
    """
    link = find_link(token)
    sent = needs
    needs, answers = _as_agreed(needs, answers)
    try:
        delegate = _current(link, versions)
    except StaleRecord:
        # The second click on the button: it finds its own words.
        if _is_the_same(link.delegate, person, needs, answers):
            return ""
        raise
    _save_person(delegate, person)
    _check_needs(sent)
    _check_agreed(delegate, sent)
    saved_as = ""
    if person or needs or spelling_checked:
        saved_as = _save_needs(link, delegate, needs, filled_by=filled_by, spelling_checked=spelling_checked)
    if new := keep_answers(delegate=delegate, answers=answers, language=language, filled_by=filled_by):
        log_act_on_delegate(DELEGATE_ANSWERED, delegate, None, answers=len(new))
    log_act_on_delegate(DELEGATE_DETAILS_FILLED, delegate, None)
    return saved_as


@one_act()
def erase_own_details(*, token: str, language: str) -> DelegateLink:
    """Erase at the delegate's wish what stands on the page: needs, journey, emergency contact, gender.

    The consent to keep needs is taken back with them. The name stays with the nomination, and what else was agreed to
    stays until it is answered anew. Raises DeadLink.
    """
    link = find_link(token)
    delegate = Delegate.objects.select_for_update(no_key=True).order_by("pk").get(pk=link.delegate_id)
    DelegateNeeds.objects.filter(delegate=delegate).delete()
    if who_agreed([delegate], ConsentPurpose.SENSITIVE_NEEDS).get(delegate.pk):
        keep_answers(delegate=delegate, answers={ConsentPurpose.SENSITIVE_NEEDS: False}, language=language)
    if delegate.gender:
        delegate.gender = ""
        delegate.save(by=None)
    log_act_on_delegate(DELEGATE_DETAILS_ERASED, delegate, None)
    return link


@one_act()
def own_data(*, token: str, saved_here: str) -> dict[str, Any]:
    """Everything the portal keeps of the delegate, as far as the page shows it, to be taken along. Raises DeadLink."""
    link = find_link(token)
    details = read_details(link, saved_here=saved_here)
    delegate, needs = link.delegate, details.needs
    log_act_on_delegate(DELEGATE_TOOK_COPY, delegate, None)
    event = delegate.delegation.event
    found: dict[str, Any] = {
        "event": event.title,
        "person": {
            field: getattr(delegate, field) for field in (*CORRECTABLE, "gender", "email", "languages", "sector")
        },
        "organisation": delegate.organisation_shown,
        "role": delegate.get_role_display(),
        "answers": [
            {
                "purpose": row.purpose,
                "given": row.given,
                "words": row.words,
                "at": row.at.isoformat(),
                "filled_by": row.filled_by,
            }
            for row in delegate.consents.order_by("pk")
        ],
    }
    if needs is not None:
        hidden = _("Not shown by this link; it was written by another one or on another device.")
        told = {field: getattr(needs, field) for field in ("told", *KINDS, *NEEDS)}
        found["needs"] = hidden if details.is_hidden else told
        found["filled_in"] = needs.filled_at.isoformat() if needs.filled_at else ""
    return found


def _current(link: DelegateLink, versions: str) -> Delegate:
    """The delegate under a lock, if page and records still agree."""
    delegate_version, _point, needs_version = versions.partition(".")
    if not (delegate_version.isdecimal() and needs_version.isdecimal()) or len(versions) > 20:
        raise DomainError(_("The form is incomplete. Nothing was saved; open it again."))
    delegate = lock(link.delegate, version=int(delegate_version))
    stored = DelegateNeeds.objects.filter(delegate=delegate).values_list("version", flat=True).first() or 0
    if stored != int(needs_version):
        raise StaleRecord
    return delegate


def _is_the_same(
    delegate: Delegate, person: Mapping[str, str], needs: Mapping[str, Any], answers: Mapping[str, bool]
) -> bool:
    row = DelegateNeeds.objects.filter(delegate=delegate).first()
    return (
        row is not None
        and not what_differs(delegate, person)
        and all(getattr(row, field) == _stored(field, value) for field, value in needs.items())
        and answers.items() <= answers_of(delegate).items()
    )


def _save_person(delegate: Delegate, values: Mapping[str, str]) -> None:
    """A correction is kept as the person wrote it; nothing is made of it."""
    changed = what_differs(delegate, values)
    fill(delegate, changed, fields=(*CORRECTABLE, "gender"))
    check_person(delegate)
    if changed:
        delegate.save(by=None)
    if changed.keys() & {"given_name", "family_name", "name_order", "name_native"}:
        log_act_on_delegate(DELEGATE_NAME_CORRECTED, delegate, None)


def _save_needs(
    link: DelegateLink, delegate: Delegate, needs: Mapping[str, Any], *, filled_by: str, spelling_checked: bool
) -> str:
    """Keep them under the period that the page named; nothing is no row."""
    # Whoever adds to it later by another link does not come to see what was there: the first link stays.
    row = DelegateNeeds.objects.filter(delegate=delegate).first()
    told = {field: _stored(field, value) for field, value in needs.items()}
    if row is None and not any(told.values()) and not spelling_checked:
        return ""
    row = row or DelegateNeeds(delegate=delegate, filled_with=link)
    for field, value in told.items():
        setattr(row, field, value)
    row.filled_at, row.filled_by = clock.now(), filled_by
    promised = settings.ERASE_DAYS if row.kept_days is None else row.kept_days
    row.kept_days = min(promised, settings.ERASE_DAYS)
    if spelling_checked:
        row.spelling_checked_at = row.spelling_checked_at or clock.now()
    row.save(by=None)
    return row.saved_as


def _as_agreed(needs: Mapping[str, Any], answers: Mapping[str, bool]) -> tuple[Mapping[str, Any], Mapping[str, bool]]:
    """What of it is kept: with a no nothing that is sensitive; without a word on it that stays as it is."""
    told = needs.get("told", "")
    if not told:
        return {field: value for field, value in needs.items() if field not in ("told", *SENSITIVE)}, answers
    if told != NeedsGiven.HERE:
        needs = {**needs, **dict.fromkeys(SENSITIVE, "")}
    return needs, {**answers, ConsentPurpose.SENSITIVE_NEEDS: told == NeedsGiven.HERE}


def _check_agreed(delegate: Delegate, needs: Mapping[str, Any]) -> None:
    """Refuse what is sensitive and new without the consent; what was shown comes along when that is taken back."""
    told = needs.get("told", "")
    if told == NeedsGiven.HERE:
        return
    row = DelegateNeeds.objects.filter(delegate=delegate).first()
    for field in SENSITIVE:
        value = _stored(field, needs.get(field, ""))
        if value and not (told and row and getattr(row, field) == value):
            raise DomainError(
                _(
                    "You have filled in food or access needs. Nothing was saved and your input is kept. Say here that "
                    "you agree, or empty these fields."
                ),
                field="told",
            )


def _check_needs(needs: Mapping[str, Any]) -> None:
    for field in NEEDS.keys() & needs.keys():
        check_length(field, str(needs[field]).strip(), NEEDS[field])
    check_no_identity_numbers(needs)


def _stored(field: str, value: Any) -> str:
    if field in KINDS:
        known = KINDS[field].values
        return ";".join(kind for kind in known if kind in value)
    return str(value).strip()
