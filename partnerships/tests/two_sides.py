"""A pairing with a person of every role around it, and what they may do."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth import get_user_model

from core.access import Grants
from partnerships.confirmations.actions import ConfirmText, RequestConfirmation
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Closing,
    Confirmation,
    Milestone,
    Pairing,
    TextEdition,
)
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import (
    PASSWORD,
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
)

ROLES = ("eu", "counterpart", "staff", "administrator", "authority", "observer", "neighbour")


@dataclass
class TwoSides:
    """Busan (counterpart) and Barcelona (eu), and everybody around them by role."""

    pairing: Pairing
    people: dict[str, Any]
    counted: dict[str, int] = field(default_factory=dict)

    def by(self, role: str) -> dict[str, Any]:
        """The person and the grants that a service asks for."""
        return {"by": self.people[role], "grants": self.grants(role)}

    def grants(self, role: str) -> Grants:
        return read_grants(self.people[role])

    def plan(self, **values: Any) -> ActionPlan:
        """An action plan that somebody has written."""
        plan = ActionPlan(pairing=self.pairing, vision_en="A greener port.", **values)
        plan.save(by=None)
        return plan

    def themes(self) -> AgreedThemes:
        theme = ThemeFactory(strand=self.pairing.strand)
        text = AgreedThemes(pairing=self.pairing, theme_codes=theme.code, agreed_by_en="The launch meeting")
        text.save(by=None)
        return text

    def closing(self) -> Closing:
        text = Closing(
            pairing=self.pairing,
            eu_take_aways_en="Open data pays.",
            counterpart_take_aways_ko="교차 실증이 통했습니다.",
        )
        text.save(by=None)
        return text

    def milestone(self, **values: Any) -> Milestone:
        """A milestone that asks for confirmation by both sides."""
        stage = self.pairing.strand.stages.first() or StageFactory(strand=self.pairing.strand)
        return MilestoneFactory(pairing=self.pairing, stage=stage, confirmation="both", **values)

    def ask(self, text: Any, role: str = "counterpart") -> TextEdition:
        """Ask for the confirmation of a text as it stands."""
        text.refresh_from_db()
        edition = RequestConfirmation.do(text, version=text.version, **self.by(role))
        text.refresh_from_db()
        return edition

    def word(self, edition: TextEdition, side: str) -> Confirmation:
        """A side's live word under an edition."""
        return edition.confirmations.live().select_related("text").get(side=side)

    def confirm(self, edition: TextEdition, side: str, role: str = "", reason: str = "") -> Confirmation:
        """Let a side confirm, or somebody for it."""
        word = self.word(edition, side)
        return ConfirmText.do(
            word, version=word.version, edition=edition.edition, reason=reason, **self.by(role or side)
        )

    def both_confirm(self, edition: TextEdition) -> None:
        for side in ("counterpart", "eu"):
            self.confirm(edition, side)


def two_sides(**values: Any) -> TwoSides:
    """A new strand with the pairing, its people, and the coordinator of another pairing (`neighbour`)."""
    strand = StrandFactory()
    partners = {
        side: PartnerFactory(code=f"{strand.code}-{en.lower()}", name_en=en, name_ko=ko, cities=[CityFactory()])
        for side, en, ko in (("eu", "Barcelona", "바르셀로나"), ("counterpart", "Busan", "부산"))
    }
    sides = {
        side: ParticipationFactory(strand=strand, side=side, partner=partner) for side, partner in partners.items()
    }
    pairing = PairingFactory(strand=strand, code="busan-barcelona", **sides, **values)
    StageFactory(strand=strand, position=1)
    people: dict[str, Any] = {
        "administrator": get_user_model().objects.create_superuser(
            f"ada@{strand.code}.example.org", PASSWORD, given_name="Ada", family_name="Krämer"
        )
    }
    for side, given, family in (("eu", "Marta", "Soler"), ("counterpart", "Jiwon", "Kim")):
        people[side] = UserFactory(given_name=given, family_name=family)
        MembershipFactory(user=people[side], participation=sides[side])
    people["neighbour"] = UserFactory()
    MembershipFactory(user=people["neighbour"], participation=PairingFactory(strand=strand).eu)
    for role in ("staff", "authority", "observer"):
        people[role] = UserFactory(given_name=role.capitalize())
        StrandRoleFactory(user=people[role], strand=strand, role=role)
    return TwoSides(pairing, people)
