"""Rules and querysets say the same of every row to every role: a set of rows is the rule asked of each."""

import pytest
from django.apps import apps

from core.access import Grants
from partnerships import rules
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
    Closing,
    ClosingDay,
    Comment,
    Confirmation,
    Contact,
    Deputy,
    DirectoryCity,
    DirectoryOrganisation,
    DirectoryPartner,
    Document,
    DocumentVersion,
    FollowUp,
    GoodPractice,
    Indicator,
    Interest,
    Invitation,
    Measurement,
    Membership,
    Milestone,
    Note,
    Organisation,
    Pairing,
    Participation,
    Partner,
    PlanItem,
    PracticeQuestion,
    Project,
    ProjectResult,
    Stage,
    Strand,
    StrandRole,
    Target,
    TextEdition,
    Theme,
)
from partnerships.people.selectors import may_manage_people, read_grants
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    PlanItemFactory,
    StrandRoleFactory,
    ThemeFactory,
    UserFactory,
)
from partnerships.tests.factories_together import (
    AgreementFactory,
    ClosingDayFactory,
    CommentFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    GoodPracticeFactory,
    MeasurementFactory,
    NoteFactory,
    PracticeQuestionFactory,
    ProjectFactory,
    ProjectResultFactory,
    TargetFactory,
)


def _by_strand(grants, row):
    return rules.may_view_strand(grants, row.strand)


def _by_dealings(grants, row):
    return rules.may_see_dealings(grants, row.pairing)


def _by_any(strands):
    """What strands share, by whoever reads one of them, and by administrators."""
    return lambda grants, row: grants.is_administrator or any(one.pk in grants.strands for one in strands(row))


RULES = {
    Strand: rules.may_view_strand,
    Theme: _by_strand,
    Participation: _by_strand,
    Partner: _by_any(lambda row: [one.strand for one in row.participations.all()]),
    Organisation: _by_any(lambda row: row.strands.all()),
    Pairing: rules.may_view_pairing,
    Milestone: lambda grants, milestone: rules.may_view_pairing(grants, milestone.pairing),
    Invitation: lambda grants, row: may_manage_people(grants, row.strand),
    FollowUp: _by_dealings,
    ClosingDay: lambda grants, row: _by_strand(grants, row.participation),
    Interest: lambda grants, row: _by_strand(grants, row.participation),
    Project: _by_strand,
    ProjectResult: lambda grants, row: rules.may_view_pairing(grants, row.pairing),
    Agreement: lambda grants, agreement: rules.may_view_pairing(grants, agreement.pairing),
    Contact: _by_dealings,
    Comment: _by_dealings,
    Note: lambda grants, note: note.pairing.side_of(grants) == note.side,
    Document: rules.may_view_document,
    Indicator: lambda grants, row: any(rules.may_view_strand(grants, one) for one in row.programme.strands.all()),
    DocumentVersion: lambda grants, row: rules.may_view_document(grants, row.document),
    GoodPractice: lambda grants, row: _by_strand(grants, row.interest.participation),
    PracticeQuestion: lambda grants, row: bool(row.actors(grants)),
    Target: _by_strand,
    Measurement: _by_strand,
    # What has no rule of its own is read by whoever reads what it lies in.
    DirectoryCity: _by_strand,
    DirectoryPartner: _by_strand,
    DirectoryOrganisation: _by_strand,
    Stage: _by_strand,
    PlanItem: _by_strand,
    StrandRole: _by_strand,
    Membership: _by_strand,
    Deputy: _by_strand,
    AgreedThemes: rules.may_view_text,
    ActionPlan: rules.may_view_text,
    Closing: rules.may_view_text,
    TextEdition: lambda grants, row: rules.may_view_text(grants, row.record),
    Confirmation: lambda grants, row: rules.may_view_text(grants, row.text.record),
}
ROLES = (
    "administrator",
    "staff",
    "authority",
    "observer",
    "coordinator",
    "two roles",
    "ended",
    "inactive",
    "deputy",
    "outsider",
)


def _strand_with_everything():
    pairing = PairingFactory()
    PlanItemFactory(stage=MilestoneFactory(pairing=pairing).stage)
    FollowUpFactory(pairing=pairing)
    DeputyFactory(membership__participation=pairing.eu)
    StrandRoleFactory(strand=pairing.strand)
    for text in (AgreedThemes, ActionPlan, Closing):
        text(pairing=pairing).save(by=None)
    edition = TextEdition(record=pairing.closing, pairing=pairing, slug="closing", edition=1, body={})
    edition.save()
    Confirmation(text=edition, side="eu").save(by=None)
    ThemeFactory(strand=pairing.strand)
    _what_they_do_together(pairing)
    organisation = Organisation(code=f"of-{pairing.strand.code}", name_en="City lab", sector="business")
    organisation.save(by=None)
    pairing.strand.organisations.add(organisation)
    pairing.strand.partners.add(pairing.eu.partner)
    pairing.strand.cities.add(*pairing.eu.partner.cities.all())
    for number, role in enumerate(("observer", "staff")):
        invitation = Invitation(email=f"{role}@example.org", strand=pairing.strand, role=role)
        invitation.token_hash = f"{pairing.strand.code}-{number}"
        invitation.save()
    return pairing


def _what_they_do_together(pairing):
    practice = GoodPracticeFactory(interest__participation=pairing.eu)
    PracticeQuestionFactory(practice=practice, participation=pairing.counterpart)
    ClosingDayFactory(participation=pairing.eu)
    AgreementFactory(pairing=pairing)
    project = ProjectFactory(pairing=pairing)
    ProjectResultFactory(project=project)
    ContactFactory(pairing=pairing, project=project)
    CommentFactory(pairing=pairing)
    for side in ("eu", "counterpart"):
        NoteFactory(pairing=pairing, side=side)
        for audience in ("own-side", "pairing", "strand"):
            DocumentVersionFactory(document=DocumentFactory(pairing=pairing, side=side, audience=audience))
    TargetFactory(strand=pairing.strand)
    MeasurementFactory(strand=pairing.strand, pairing=pairing)


def _person(role, own, other):
    user = UserFactory()
    match role:
        case "administrator":
            user.is_superuser = True
            user.save()
        case "staff" | "authority" | "observer":
            StrandRoleFactory(user=user, strand=own.strand, role=role)
        case "coordinator":
            MembershipFactory(user=user, participation=own.eu)
        case "two roles":
            StrandRoleFactory(user=user, strand=own.strand, role="observer")
            StrandRoleFactory(user=user, strand=other.strand, role="staff")
        case "ended":
            MembershipFactory(user=user, participation=own.eu, started_on="2017-03-01", ended_on="2018-06-30")
        case "deputy":
            DeputyFactory(user=user, membership__participation=own.counterpart)
        case "inactive":
            StrandRoleFactory(user=user, strand=own.strand, role="staff")
            user.is_active = False
            user.save()
    return user


@pytest.mark.security("C2", "V8")
@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_a_row_is_among_those_visible_exactly_where_its_rule_says_so(role):
    own, other = _strand_with_everything(), _strand_with_everything()
    grants = Grants() if role == "anonymous" else read_grants(_person(role, own, other))
    different = []
    for model, rule in RULES.items():
        rows = list(model.objects.all())
        assert len(rows) >= 2, model
        visible = set(model.objects.visible_to(grants))
        different += [row for row in rows if (row in visible) != rule(grants, row)]
    assert not different


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "strands"),
    [("staff", 1), ("coordinator", 1), ("two roles", 2), ("administrator", 2), ("ended", 0), ("inactive", 0)],
)
def test_a_person_reads_the_strands_of_the_own_roles(role, strands):
    own, other = _strand_with_everything(), _strand_with_everything()
    grants = read_grants(_person(role, own, other))
    assert Strand.objects.visible_to(grants).count() == strands


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*ROLES, "anonymous"])
def test_the_dealings_of_a_pairing_are_seen_exactly_where_the_rule_says_so(role):
    own, other = _strand_with_everything(), _strand_with_everything()
    third = PairingFactory(strand=own.strand)
    grants = Grants() if role == "anonymous" else read_grants(_person(role, own, other))
    seen = set(Pairing.objects.with_dealings_for(grants))
    assert {row for row in (own, other, third) if rules.may_see_dealings(grants, row)} == seen
    assert seen <= set(Pairing.objects.visible_to(grants))
    for strand in (own.strand, other.strand):
        some = any(row.strand_id == strand.pk for row in seen)
        assert rules.may_see_some_dealings(grants, strand) == some


@pytest.mark.security("C2")
def test_whatever_has_a_rule_to_view_it_is_compared():
    asked = {rule.__name__ for rule in RULES.values()}
    assert {name for name in vars(rules) if name.startswith("may_view_")} <= asked
    own = apps.get_app_config("partnerships").get_models()
    listed = {model for model in own if hasattr(model._default_manager.all(), "visible_to")}
    assert listed == set(RULES)
