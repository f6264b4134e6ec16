"""The kinds of records that have a history page: how each is found, which of its texts go back, and who may do it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
    Closing,
    Confirmed,
    Contact,
    Document,
    FollowUp,
    GoodPractice,
    Indicator,
    Interest,
    Milestone,
    Organisation,
    Pairing,
    PlanItem,
    Project,
    Stage,
    Target,
)
from partnerships.rules import (
    actors_of,
    may_act_on_milestone,
    may_edit_agreement,
    may_edit_contact,
    may_edit_document,
    may_edit_follow_up,
    may_edit_interest,
    may_edit_organisation,
    may_edit_pairing,
    may_edit_plan,
    may_edit_practice,
    may_edit_project,
    may_keep_indicator,
    may_measure,
    may_read_draft,
    side_of,
)
from partnerships.services.agreements import edit_agreement
from partnerships.services.contacts import edit_contact
from partnerships.services.documents import edit_document, was_own_side
from partnerships.services.follow_ups import edit_follow_up
from partnerships.services.indicators import edit_indicator
from partnerships.services.interests import edit_interest
from partnerships.services.lifecycle import edit_pairing
from partnerships.services.milestones import edit_milestone
from partnerships.services.organisations import edit_organisation
from partnerships.services.plan import edit_plan_item
from partnerships.services.practices import edit_practice
from partnerships.services.projects import edit_project
from partnerships.services.stages import edit_stage
from partnerships.services.targets import set_target
from partnerships.services.texts import edit_action_plan, edit_agreed_themes, edit_closing
from partnerships.workflow import ADMINISTRATOR, STAFF

if TYPE_CHECKING:
    from django.db import models

    from core.access import Grants
    from partnerships.models import Strand

_PAIRING = ("pairing__strand", "pairing__eu__partner", "pairing__counterpart__partner")


def _nothing_kept(_grants: Grants, _record: Any) -> Collection[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record. `slug` stands in addresses; `texts` are what an older version can give back.

    `edit` is the service that writes them: it takes the record as `argument`, and a reason where
    `takes_reason` says so. `may_edit` is the rule of that service.
    `related` is what its pages name; its first leads to the strand, unless `within` does.
    `kept` names what of its versions a reader is not told, `above` the places (name, address) between the strand and
    the record, where that is not its pairing. Who may see it is what its manager's `visible_to` says; `told_to` names
    another method of the manager where fewer read its history than read the record.
    """

    slug: str
    model: Any
    argument: str
    edit: Callable[..., Any]
    may_edit: Callable[[Grants, Any], bool]
    texts: tuple[str, ...]
    related: tuple[str, ...] = _PAIRING
    takes_reason: bool = False
    within: str = ""
    kept: Callable[[Grants, Any], Collection[str]] = _nothing_kept
    above: Callable[[Any], list[tuple[str, str]]] | None = None
    told_to: str = "visible_to"

    def rows(self, grants: Grants, strand: Strand) -> models.QuerySet[Any]:
        """The records of the kind in a strand whose history the reader may read, with what their pages name."""
        path = self.within or self.related[0]
        visible = getattr(self.model.objects, self.told_to)
        rows: models.QuerySet[Any] = visible(grants).filter(**{path: strand})
        return rows.select_related(*self.related)


def may_edit_text(grants: Grants, text: Any) -> bool:
    """A text of a pairing: as its other joint parts."""
    return may_edit_pairing(grants, text.pairing)


def _may_edit_of_plan(grants: Grants, record: Any) -> bool:
    return may_edit_plan(grants, record.strand)


def _may_set_target(grants: Grants, record: Any) -> bool:
    return may_measure(grants, record.pairing, record.strand)


def _kept_of_document(grants: Grants, document: Document) -> Collection[str]:
    """What a document was called while it was one side's own, that side alone is told."""
    own = document.side == side_of(grants, document.pairing)
    return ("title", "description") if not own and was_own_side(document) else ()


def _pair(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{language}" for name in names for language in ("en", "ko"))


def _kinds() -> dict[str, Kind]:
    of_strand = ("strand",)
    found = (
        Kind(
            "pairing",
            Pairing,
            "pairing",
            edit_pairing,
            may_edit_pairing,
            _pair(*Pairing.BILINGUAL),
            ("strand", "eu__partner", "counterpart__partner"),
        ),
        Kind(
            "milestone",
            Milestone,
            "milestone",
            edit_milestone,
            may_act_on_milestone,
            (*_pair("title", "outcome"), "note"),
            takes_reason=True,
        ),
        Kind(
            AgreedThemes.TEXT_KIND,
            AgreedThemes,
            "text",
            edit_agreed_themes,
            may_edit_text,
            ("theme_codes", *_pair("agreed_by")),
            takes_reason=True,
        ),
        Kind(
            ActionPlan.TEXT_KIND,
            ActionPlan,
            "text",
            edit_action_plan,
            may_edit_text,
            _pair("vision", "objectives"),
            takes_reason=True,
        ),
        Kind(
            Closing.TEXT_KIND,
            Closing,
            "text",
            edit_closing,
            may_edit_text,
            Closing.CONFIRMED_FIELDS,
            takes_reason=True,
        ),
        Kind(
            "agreement",
            Agreement,
            "agreement",
            edit_agreement,
            may_edit_agreement,
            (*_pair("title", "text"), "note"),
            takes_reason=True,
        ),
        Kind("contact", Contact, "contact", edit_contact, may_edit_contact, (*_pair("what"), "who")),
        Kind(
            "project",
            Project,
            "project",
            edit_project,
            may_edit_project,
            (*_pair("title", "summary"), "note"),
        ),
        Kind(
            "organisation",
            Organisation,
            "organisation",
            edit_organisation,
            may_edit_organisation,
            (*_pair("name"), "source", "note"),
            ("home_strand", "city"),
            within="strands",
        ),
        Kind(
            "document",
            Document,
            "document",
            edit_document,
            may_edit_document,
            ("title", "description"),
            kept=_kept_of_document,
        ),
        Kind("follow-up", FollowUp, "follow_up", edit_follow_up, may_edit_follow_up, (*_pair("what"), "result")),
        Kind(
            "plan-item",
            PlanItem,
            "item",
            edit_plan_item,
            _may_edit_of_plan,
            (*_pair("title"), "note", "source"),
            of_strand,
        ),
        Kind("stage", Stage, "stage", edit_stage, _may_edit_of_plan, (*_pair("name"), "source"), of_strand),
        Kind(
            "indicator",
            Indicator,
            "indicator",
            edit_indicator,
            may_keep_indicator,
            _pair(*Indicator.BILINGUAL),
            ("programme",),
            within="programme__strands",
        ),
        Kind(
            "interest",
            Interest,
            "interest",
            edit_interest,
            may_edit_interest,
            _pair(*Interest.BILINGUAL),
            ("participation__strand", "participation__partner", "topic"),
        ),
        Kind(
            "good-practice",
            GoodPractice,
            "practice",
            edit_practice,
            may_edit_practice,
            (*_pair(*GoodPractice.BILINGUAL), "contact", "source"),
            (
                "interest__participation__strand",
                "interest__participation__partner",
                "interest__topic",
            ),
        ),
        # A target has numbers and no texts: its history is read, and a new number is set.
        Kind("target", Target, "target", set_target, _may_set_target, (), ("strand", "indicator", *_PAIRING)),
    )
    return {kind.slug: kind for kind in found}


KINDS = _kinds()
BY_MODEL = {kind.model: kind for kind in KINDS.values()}


def register_kind(kind: Kind) -> None:
    """Give a kind of record of another app its history, the comparison of its versions, and their restoring."""
    KINDS[kind.slug] = BY_MODEL[kind.model] = kind


def kind_of(record: Any) -> Kind | None:
    """The kind of a record; None for one without a history page."""
    return BY_MODEL.get(type(record))


def texts_for(kind: Kind, grants: Grants, record: Any) -> tuple[str, ...]:
    """The texts of a record that the reader may write: of a closing, a coordinator those of the own side alone.

    What the reader is not told of its versions does not come back either.
    """
    if kind.model is not Closing:
        kept = kind.kept(grants, record)
        return tuple(name for name in kind.texts if name not in kept)
    if actors_of(grants, record.pairing) & {STAFF, ADMINISTRATOR}:
        return kind.texts
    return tuple(name for name in kind.texts if name.startswith(f"{side_of(grants, record.pairing)}_"))


def kept_from(kind: Kind, grants: Grants, record: Any) -> frozenset[str]:
    """What of a record's versions the reader is not told: the words of a plan and of a closing on their way.

    Everybody reads them where they are frozen, in the editions that both sides were asked to confirm. Besides, what
    the kind itself keeps.
    """
    if isinstance(record, Confirmed) and not may_read_draft(grants, record):
        return frozenset(kind.model.CONFIRMED_FIELDS)
    return frozenset(kind.kept(grants, record))


def may_edit_record(grants: Grants, record: Any) -> bool:
    """The rule of the service that edits a record of this kind."""
    kind = kind_of(record)
    return kind is not None and kind.may_edit(grants, record)
