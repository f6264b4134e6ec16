"""One click from a match to a project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from core.errors import DomainError, NotAllowed
from core.folding import ByName
from core.models import one_act
from partnerships.enums import InterestKind, Side
from partnerships.models import Interest, Pairing, Project, Strand
from partnerships.rules import may_edit_pairing
from partnerships.services.projects import add_project
from partnerships.services.reasons import as_text, reason_of

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


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
