"""One record of each kind that has a history page, with one of its texts, and who may edit it."""

from dataclasses import dataclass
from typing import Any

from core import clock
from core.parts import parts
from partnerships.documents.selectors import is_attachable
from partnerships.tests.factories import FollowUpFactory, PlanItemFactory, StageFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    DocumentFactory,
    GoodPracticeFactory,
    IndicatorFactory,
    InterestFactory,
    OrganisationFactory,
    ProjectFactory,
    TargetFactory,
)
from partnerships.tests.two_sides import TwoSides

OFFICE = frozenset({"staff", "administrator"})
JOINT = OFFICE | {"eu", "counterpart"}
OF_EU = OFFICE | {"eu"}
# What passes between the two sides: neither observers nor the other pairings' people know of it.
DEALINGS = frozenset({"follow-up", "contact", "document"})


OWN_KINDS = {kind.slug: kind for kind in parts().record_kinds if kind.model._meta.app_label == "partnerships"}
OWN_ATTACHABLE = {slug: kind.model for slug, kind in OWN_KINDS.items() if is_attachable(kind.model)}


@dataclass(frozen=True)
class Kept:
    """A record, the text that a test changes (none where it has no texts), and the roles that may."""

    record: Any
    text: str = ""
    editors: frozenset[str] = JOINT


def _with_words(partner: Any) -> Any:
    """A partner with a paragraph of its own."""
    partner.about_en = "A city by the sea."
    partner.save(by=None)
    return partner


def kept_records(sides: TwoSides) -> dict[str, Kept]:
    """By the slug of the kind."""
    pairing, strand = sides.pairing, sides.pairing.strand
    stage = StageFactory(strand=strand, position=20, name_en="Before")
    pairing.why_en = "Two ports"
    pairing.save(by=None)
    office = OrganisationFactory(strands=[strand], home_strand=strand)
    interest = InterestFactory(participation=pairing.eu, note_en="Before")
    offer = InterestFactory(participation=pairing.eu, kind="offer")
    return {
        "pairing": Kept(pairing, "why_en"),
        "milestone": Kept(sides.milestone(title_en="Before"), "title_en"),
        "agreed-themes": Kept(sides.themes(), "agreed_by_en"),
        "action-plan": Kept(sides.plan(), "vision_en"),
        "closing": Kept(sides.closing(), "eu_take_aways_en"),
        "follow-up": Kept(FollowUpFactory(pairing=pairing, due_on=clock.today()), "what_en"),
        "plan-item": Kept(PlanItemFactory(stage=stage), "title_en", OFFICE),
        "stage": Kept(stage, "name_en", OFFICE),
        "partner": Kept(_with_words(pairing.eu), "about_en", OF_EU),
        "agreement": Kept(AgreementFactory(pairing=pairing), "title_en"),
        "contact": Kept(ContactFactory(pairing=pairing), "what_en"),
        "project": Kept(ProjectFactory(pairing=pairing), "title_en"),
        # A shared record of its strand: whoever coordinates there keeps it.
        "organisation": Kept(office, "name_en", JOINT | {"neighbour"}),
        "organisation-entry": Kept(office.entries.get(), "note", JOINT | {"neighbour"}),
        "document": Kept(DocumentFactory(pairing=pairing), "title"),
        "indicator": Kept(IndicatorFactory(programme=strand.programme_record), "name_en", OFFICE),
        "interest": Kept(interest, "note_en", OF_EU),
        "good-practice": Kept(GoodPracticeFactory(interest=offer), "title_en", OF_EU),
        "target": Kept(TargetFactory(strand=strand), "", OFFICE),
    }
