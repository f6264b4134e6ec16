"""Two strands with one pairing each, and a person of every role in the first."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile

from accounts.enums import MailGroup, MailKind
from accounts.mails.sending import unsubscribe_token
from accounts.models import Mail
from core.models import write_audit
from core.tests.arranged import arranging
from partnerships.audit_actions import PERSON_INVITED
from partnerships.confirmations.services import freeze
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Closing,
    Confirmation,
    DateChange,
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    FollowUp,
    Invitation,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Strand,
)
from partnerships.tests.factories import (
    PASSWORD,
    CityFactory,
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    PartnerFactory,
    PlanItemFactory,
    StageFactory,
    StrandFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
    period,
)
from partnerships.tests.files import image

# No secret of an account: the word in an invitation's link.
from worldcities.tests.seed_events import words_of_events
from worldcities.tests.seed_reports import hand_exports_to, words_of_reports
from worldcities.tests.seed_together import words_together

TOKENS = {"own": "the-token-of-the-own-strand", "foreign": "the-token-of-the-foreign-strand"}


@dataclass(frozen=True)
class Seeded:
    """One strand and what the words of an address stand for in it."""

    strand: Strand
    pairing: Pairing
    words: dict[str, Any]


def seed_strand(name: str) -> Seeded:
    """A strand with stages, plan, themes, one pairing with milestones, and an open invitation."""
    strand = StrandFactory(code=f"{name}-strand")
    pairing = PairingFactory(strand=strand, code=f"{name}-pairing")
    stage = StageFactory(strand=strand, position=1)
    item = PlanItemFactory(stage=stage)
    for status in ("planned", "done", "unknown", "cancelled"):
        MilestoneFactory(pairing=pairing, stage=stage, plan_item=None, code=f"{status}-milestone", status=status)
    milestone = MilestoneFactory(pairing=pairing, stage=stage, plan_item=item)
    area = ThemeFactory(strand=strand)
    ThemeFactory(strand=strand, parent=area)
    move(milestone)
    partner = pairing.counterpart.partner
    taking_part = pairing.counterpart
    taking_part.logo.save("logo.png", ContentFile(image("PNG", (8, 6))), save=False)
    Participation.objects.filter(pk=taking_part.pk).update(logo=taking_part.logo.name)
    DirectoryOrganisation(strand=strand, organisation=_organisation(f"{name}-office", strand)).save(by=None)
    DirectoryPartner(strand=strand, partner=partner, note="A port.").save(by=None)
    DirectoryCity(strand=strand, city=partner.cities.get(), source="https://port.example/").save(by=None)
    return Seeded(strand, pairing, address_kwargs(pairing, milestone.code, area.code, token=TOKENS[name]))


def move(milestone: Milestone) -> DateChange:
    """A move of the milestone's date, of which pages and the administration tell."""
    change = DateChange(milestone=milestone, reason="The host's venue was taken.", by_label="Marta Soler")
    change.old, change.new = period("2017-03-10"), period("2017-03-14")
    change.save()
    return change


def _organisation(code: str, strand: Strand) -> Organisation:
    office = Organisation(
        code=code, name_en="Port Authority", name_ko="항만공사", sector="government", home_strand=strand
    )
    office.save(by=None)
    return office


def ask_for_plan(pairing: Pairing) -> Confirmation:
    """The counterpart's word under a text that waits for it, if need be under an action plan made for that."""
    waiting = Confirmation.objects.waiting().filter(text__pairing=pairing, side="counterpart").last()
    if waiting:
        return waiting
    plan = ActionPlan(vision_en="A greener port.", vision_ko="더 푸른 항만")
    plan.pairing = pairing
    plan.save(by=None)
    with arranging():
        edition = freeze(by=None, text=plan)
    words = {side: Confirmation(text=edition, side=side, sha256=edition.sha256) for side in ("eu", "counterpart")}
    for word in words.values():
        word.save(by=None)
    return words["counterpart"]


def _follow_up(pairing: Pairing, owner: Any) -> FollowUp:
    """An open promise of the pairing."""
    return FollowUp.objects.open().filter(pairing=pairing).first() or FollowUpFactory(pairing=pairing, owner=owner)


def _write_texts(pairing: Pairing) -> None:
    """The pairing's other two texts, where it has none yet."""
    for text in (AgreedThemes(agreed_by_en="The two coordinators"), Closing(eu_prospects_en="To go on.")):
        if not type(text).objects.filter(pairing=pairing).exists():
            text.pairing = pairing
            text.save(by=None)


def address_kwargs(pairing: Pairing, milestone: str, theme: str, *, token: str) -> dict[str, Any]:
    """What the words of an address stand for in a pairing's strand; opens an invitation in it."""
    invitation = Invitation(
        email=f"invited-to-{pairing.strand.code}@example.org",
        strand=pairing.strand,
        role="observer",
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
    )
    invitation.save()
    write_audit(
        action=PERSON_INVITED,
        by=None,
        record=invitation,
        strand_id=pairing.strand_id,
        pairing_id=pairing.pk,
        person=invitation.email,
    )
    mail = Mail(
        key=f"seeded-{pairing.strand.code}", address=invitation.email, kind=MailKind.INVITATION, subject="Invitation"
    )
    mail.save()
    _write_texts(pairing)
    leaving = UserFactory(email=f"leaving-{pairing.strand.code}@example.org")
    membership = MembershipFactory(user=leaving, participation=pairing.eu)
    return {
        "strand": pairing.strand.code,
        "pairing": pairing.code,
        "milestone": milestone,
        "partner": pairing.counterpart.partner.code,
        "theme": theme,
        "stage": pairing.strand.stages.order_by("position")[0].code,
        "plan_item": pairing.strand.plan.order_by("pk")[0].code,
        "text": "action-plan",
        "confirmation": ask_for_plan(pairing).pk,
        "invitation": invitation.pk,
        "membership": membership.pk,
        "person": leaving.pk,
        "deputy": DeputyFactory(membership=membership).pk,
        # Of a history: the milestone's first version.
        "kind": "milestone",
        "text_language": "ko",
        "record": Milestone.objects.get(pairing=pairing, code=milestone).pk,
        "number": 1,
        "follow_up": _follow_up(pairing, leaving).code,
        "role": StrandRoleFactory(user=leaving, strand=pairing.strand, role="observer").pk,
        "token": token,
        "signed": unsubscribe_token(leaving, MailGroup.DIGEST),
        "uidb36": "1",
        "key": "no-longer-good",
        "chapter": "confirm",
        "mail": mail.pk,
        "timer": "hourly",
        "passkey": 1,  # nobody's
        **words_together(pairing),
        **words_of_events(pairing, token=token),
        **words_of_reports(pairing),
        # Of Django admin.
        "app_label": "partnerships",
        "content_type_id": "1",
        "object_id": "1",
    }


def seed_people(strand: Strand, participation: Participation) -> dict[str, Any]:
    """A person of every role of the strand, an administrator, and one who has no role at all."""
    people = {
        "administrator": get_user_model().objects.create_superuser(
            "administrator@example.org", PASSWORD, given_name="Ada", family_name="Krämer"
        ),
        "outsider": UserFactory(email="outsider@example.org"),
        "coordinator": UserFactory(email="coordinator@example.org"),
    }
    MembershipFactory(user=people["coordinator"], participation=participation)
    for role in ("staff", "authority", "observer"):
        people[role] = UserFactory(email=f"{role}@example.org")
        StrandRoleFactory(user=people[role], strand=strand, role=role)
    return people


def seed_two_strands() -> tuple[Seeded, Seeded, dict[str, Any]]:
    """The strand of the people, a foreign one, and the people by role; the foreign one has its own coordinator."""
    own, foreign = seed_strand("own"), seed_strand("foreign")
    people = seed_people(own.strand, own.pairing.counterpart)
    hand_exports_to(people["staff"], own.strand)
    MembershipFactory(participation=foreign.pairing.eu)
    # A city of nobody, and a partner that takes part nowhere.
    CityFactory()
    PartnerFactory()
    return own, foreign, people
