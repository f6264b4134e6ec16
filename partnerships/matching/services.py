"""What partners do with needs, offers and good practices: state, edit, withdraw, state again, and start a project."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.folding import ByName
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    INTEREST_EDITED,
    INTEREST_RESTATED,
    INTEREST_STATED,
    INTEREST_WITHDRAWN,
    PRACTICE_EDITED,
    PRACTICE_WRITTEN,
)
from partnerships.enums import InterestKind, Side
from partnerships.matching.matches import as_text, reason_of
from partnerships.models import GoodPractice, Interest, Pairing, Participation, Project, Strand
from partnerships.projects.services import add_project
from partnerships.rules.journey import may_edit_pairing
from partnerships.rules.together import may_edit_interest, may_edit_participation
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill, what_differs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Theme

LONGEST = 1000  # characters of a note: it is read inside a sentence
WEIGHTS = (1, 2, 3)
FIELDS = frozenset({"weight", "note_en", "note_ko"})


@one_act()
def add_interest(*, by: User, grants: Grants, participation: Participation, values: dict[str, Any]) -> Interest:
    """State a need or an offer; `values` holds topic, kind and perhaps weight (1 to 3), note_en and note_ko.

    What the partner has withdrawn before is stated again with the new note, so that it keeps its history.
    Raises NotAllowed, or DomainError with the field at fault: no topic of the strand, or stated already.
    """
    values = dict(values)
    topic, kind = values.pop("topic", None), values.pop("kind", "")
    # One at a time for a partner, so that nothing is stated twice.
    holder = Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    if not may_edit_participation(grants, holder):
        raise NotAllowed
    _check_topic(participation, topic)
    if kind not in InterestKind.values:
        raise DomainError(_("Say whether it is a need or an offer."), field="kind")
    row = Interest.objects.filter(participation=participation, topic=topic, kind=kind).first()
    if row is not None and row.withdrawn_on is None:
        raise DomainError(_("This is stated already. Edit it instead."), field="topic")
    action = INTEREST_STATED if row is None else INTEREST_RESTATED
    row = row or Interest(topic=topic, kind=kind)
    row.participation, row.topic, row.withdrawn_on = participation, topic, None
    _fill(row, values)
    row.save(by=by)
    write_audit(action=action, record=row, by=by, kind=row.kind)
    return row


@one_act()
def edit_interest(*, by: User, grants: Grants, interest: Interest, version: int, changes: dict[str, Any]) -> Interest:
    """Change note and weight; topic and kind are what it is, another one is stated anew.

    Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where nothing differs.
    """
    row = _found(grants, interest, version)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    if row.withdrawn_on:
        raise DomainError(_("It is withdrawn. State it again first."))
    _fill(row, changed)
    row.save(by=by)
    write_audit(action=INTEREST_EDITED, record=row, by=by, fields=", ".join(sorted(changed)))
    return row


@one_act()
def withdraw_interest(*, by: User, grants: Grants, interest: Interest, version: int) -> Interest:
    """It no longer holds: it leaves the matching, and keeps its note, its good practice and its history.

    Raises AlreadyDone where it is withdrawn, StaleRecord, NotAllowed.
    """
    row = _found(grants, interest, version, withdrawn=True)
    row.withdrawn_on = clock.today()
    row.save(by=by)
    write_audit(action=INTEREST_WITHDRAWN, record=row, by=by, kind=row.kind)
    return row


@one_act()
def restate_interest(*, by: User, grants: Grants, interest: Interest, version: int) -> Interest:
    """State again what was withdrawn, as it stood. Raises AlreadyDone where it holds, StaleRecord, NotAllowed."""
    row = _found(grants, interest, version, withdrawn=False)
    row.withdrawn_on = None
    row.save(by=by)
    write_audit(action=INTEREST_RESTATED, record=row, by=by, kind=row.kind)
    return row


def stated_by(participation: Participation) -> list[Interest]:
    """All that a partner has stated, in the strand's order of topics, with the good practices; one query."""
    rows = Interest.objects.filter(participation=participation).select_related("topic__strand", "good_practice")
    found = list(rows.order_by("topic__position", "topic__code", "kind"))
    for row in found:
        row.participation = participation
    return found


def stated_on(themes: Iterable[Theme]) -> list[Interest]:
    """Who needs and offers what on these topics now, by topic and partner's name; one query."""
    rows = Interest.objects.stated().filter(topic__in=list(themes))
    return list(
        rows.select_related("participation__partner", "participation__strand", "topic", "good_practice").order_by(
            "topic__position", "topic__code", ByName("participation__partner__"), "participation__partner__code"
        )
    )


def _found(grants: Grants, interest: Interest, version: int, *, withdrawn: bool | None = None) -> Interest:
    """The row under a lock, if it may be changed; whoever asks for what is so already hears that it is done."""
    row = lock(interest, version=version, is_done=lambda now: bool(now.withdrawn_on) is withdrawn)
    row.participation = interest.participation
    if not may_edit_interest(grants, row):
        raise NotAllowed
    if withdrawn is not None and bool(row.withdrawn_on) is withdrawn:
        raise AlreadyDone(_("It is withdrawn already.") if withdrawn else _("It is stated already."))
    return row


def _check_topic(participation: Participation, topic: Theme | None) -> None:
    if topic is None or topic.strand_id != participation.strand_id:
        raise DomainError(_("Choose a topic of the strand."), field="topic")
    if topic.parent_id is None:
        raise DomainError(_("This is a thematic area. Choose one of its topics."), field="topic")


def _fill(row: Interest, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    if row.weight is not None and row.weight not in WEIGHTS:
        raise DomainError(_("The weight is a number from 1 to 3."), field="weight")
    for name in ("note_en", "note_ko"):
        check_length(name, getattr(row, name), LONGEST)


TEXTS = tuple(f"{name}_{language}" for name in GoodPractice.BILINGUAL for language in ("en", "ko"))
PRACTICE_FIELDS = frozenset({*TEXTS, "contact", "source"})
LONGEST_TITLE, LONGEST_CONTACT, LONGEST_TEXT = 200, 300, 5000


@one_act()
def add_practice(*, by: User, grants: Grants, interest: Interest, values: dict[str, Any]) -> GoodPractice:
    """Write the worked example behind an offer: title in at least one language, and what is known of the rest.

    Raises NotAllowed, AlreadyDone where another wrote it meanwhile, or DomainError with the field at fault.
    """
    offer = Interest.objects.select_for_update(no_key=True).order_by("pk").get(pk=interest.pk)
    offer.participation = interest.participation
    _check_offer(grants, offer)
    if GoodPractice.objects.filter(interest=offer).exists():
        raise AlreadyDone(_("Somebody else has written it meanwhile. Nothing was overwritten; edit it instead."))
    row = GoodPractice(interest=interest)
    _fill_practice(row, values)
    row.save(by=by)
    write_audit(action=PRACTICE_WRITTEN, record=row, by=by)
    return row


@one_act()
def edit_practice(
    *, by: User, grants: Grants, practice: GoodPractice, version: int, changes: dict[str, Any]
) -> GoodPractice:
    """Change the sheet. Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where nothing differs."""
    row = lock(practice, version=version)
    row.interest = practice.interest
    _check_offer(grants, row.interest)
    changed = what_differs(row, changes)
    if not changed:
        raise AlreadyDone(_("Nothing was changed."))
    _fill_practice(row, changed)
    row.save(by=by)
    write_audit(action=PRACTICE_EDITED, record=row, by=by, fields=", ".join(sorted(changed)))
    return row


def _check_offer(grants: Grants, offer: Interest) -> None:
    if not may_edit_interest(grants, offer):
        raise NotAllowed
    if offer.kind != InterestKind.OFFER:
        raise DomainError(_("A good practice stands behind an offer, not behind a need."))


def _fill_practice(row: GoodPractice, values: dict[str, Any]) -> None:
    fill(row, values, fields=PRACTICE_FIELDS)
    check_either_language(row, "title")
    for name in (*TEXTS, "contact"):
        most = LONGEST_TITLE if name.startswith("title") else LONGEST_CONTACT if name == "contact" else LONGEST_TEXT
        check_length(name, getattr(row, name), most)
    check_sources(row.source)


class TopicTaken(DomainError):
    """The pairing has projects on the topic already: one more is started knowingly."""

    def __init__(self) -> None:
        super().__init__(_("The pairing has a project on this topic already. Nothing was started."))


@one_act()
def start_project(
    *, by: User, grants: Grants, pairing: Pairing, need: Interest, offer: Interest, another: bool = False
) -> Project:
    """Start a project on the topic that is offered, in a pairing of one of the two partners.

    It is named after the topic. The side with the need leads, because the problem and the place to try a solution
    are there; where the need comes from outside, the pairing's own side does. Whoever of the two is
    outside the pairing is a further partner. The reason of the match is the evidence of the first level.
    Raises NotAllowed, TopicTaken unless `another` is wanted, or DomainError where the two do not meet (any more).
    """
    # One at a time in a strand, as `add_project`, so that two people do not start the same.
    Strand.objects.select_for_update(no_key=True).get(pk=pairing.strand_id)
    if not may_edit_pairing(grants, Pairing.objects.get(pk=pairing.pk)):
        raise NotAllowed
    _check(pairing, *_now(need, offer))
    if not another and projects_on(pairing, offer).exists():
        raise TopicTaken
    sides = {pairing.eu_id: Side.EU, pairing.counterpart_id: Side.COUNTERPART}
    further = [one.participation for one in (need, offer) if one.participation_id not in sides]
    lead = sides.get(need.participation_id) or sides[offer.participation_id]
    return add_project(
        by=by,
        grants=grants,
        pairing=pairing,
        values={
            "title_en": offer.topic.name_en,
            "title_ko": offer.topic.name_ko,
            "topic": offer.topic,
            "lead": lead.value,
            "further": further,
        },
        evidence=as_text(reason_of(need, [offer], offer.participation.partner)),
    )


def projects_on(pairing: Pairing, offer: Interest) -> models.QuerySet[Project]:
    """The projects that a pairing has on the topic of an offer."""
    return Project.objects.filter(pairing=pairing, topic=offer.topic_id).with_names().order_by(ByName(), "code")


def _now(*interests: Interest) -> list[Interest]:
    """As they stand now: the page may be older."""
    rows = Interest.objects.select_related("topic", "participation").in_bulk([one.pk for one in interests])
    return [rows[one.pk] for one in interests]


def _check(pairing: Pairing, need: Interest, offer: Interest) -> None:
    sides = {pairing.eu_id, pairing.counterpart_id}
    two = {need.participation_id, offer.participation_id}
    if need.withdrawn_on or offer.withdrawn_on:
        raise DomainError(_("The need or the offer was withdrawn meanwhile. Nothing was started."))
    meets = need.topic_id == offer.topic_id or (
        need.topic.parent_id is not None and need.topic.parent_id == offer.topic.parent_id
    )
    fits = need.kind == InterestKind.NEED and offer.kind == InterestKind.OFFER
    here = {need.participation.strand_id, offer.participation.strand_id} == {pairing.strand_id}
    if not (meets and fits and here and len(two) == len(sides) and two & sides):
        raise DomainError(_("This need and this offer do not meet in this pairing."))
