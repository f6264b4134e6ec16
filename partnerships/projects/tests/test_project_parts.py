"""Organisations, milestones and results of a project: through the services."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.models import Project, ProjectResult
from partnerships.projects.actions import (
    AddResult,
    EditResult,
    LinkProjectMilestones,
    RemoveResult,
    SetProjectOrganisations,
)
from partnerships.tests.factories import MilestoneFactory, PairingFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory, ProjectResultFactory
from partnerships.tests.roles import actor, day

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory()


def orgs(project, organisations, role="eu", **more):
    values = {"version": project.version} | more
    return SetProjectOrganisations.do(project, **actor(role, project.pairing), organisations=organisations, **values)


def link(project, milestones, role="eu"):
    return LinkProjectMilestones.do(
        project, **actor(role, project.pairing), version=project.version, milestones=milestones
    )


def result(project, role="eu", **values):
    given = {"kind": "firms", "unit": "firms", "expected": Decimal(5)} | values
    return AddResult.do(project, **actor(role, project.pairing), values=given)


def test_organisations_are_chosen_ordered_and_given_a_part(project):
    one, two = OrganisationFactory.create_batch(2, strands=[project.strand])
    row = orgs(project, [(two, "lead"), (one, "")])
    assert row.organisation_codes == f"{two.code};{one.code}"
    row = orgs(row, [(one, "maker"), (two, "lead")])
    assert list(row.parts.values_list("organisation", "part")) == [(one.pk, "maker"), (two.pk, "lead")]
    with pytest.raises(AlreadyDone):
        orgs(row, [(one, " maker "), (two, "lead")])
    assert AuditEntry.objects.filter(action="project-organisations").count() == 2


def test_a_part_that_is_too_long_and_readers_are_refused(project):
    one = OrganisationFactory(strands=[project.strand])
    with pytest.raises(DomainError):
        orgs(project, [(one, "x" * 121)])
    with pytest.raises(NotAllowed):
        orgs(project, [(one, "")], role="observer")
    orgs(project, [(one, "")])
    with pytest.raises(StaleRecord):
        orgs(project, [], version=project.version)


def test_milestones_of_the_pairing_alone_are_linked(project):
    mine = MilestoneFactory(pairing=project.pairing)
    row = link(project, [mine])
    assert list(row.milestones.all()) == [mine]
    with pytest.raises(AlreadyDone):
        link(row, [mine])
    with pytest.raises(DomainError):
        link(row, [MilestoneFactory()])
    assert row.version == project.version + 1
    with pytest.raises(StaleRecord):
        link(project, [])
    assert list(link(row, []).milestones.all()) == []
    assert AuditEntry.objects.filter(action="project-milestones", object_id=project.pk).count() == 2


class TestResults:
    def test_what_is_expected_needs_no_evidence(self, project):
        row = result(project)
        assert ProjectResult.objects.get() == row
        assert AuditEntry.objects.get(action="result-add").parameters["kind"] == "firms"
        assert Project.objects.get(pk=project.pk).version == project.version

    def test_what_was_achieved_needs_a_day_and_evidence(self, project):
        for values, field in (
            ({"achieved": Decimal(3)}, "as_of"),
            ({"achieved": Decimal(3), "as_of": day(-1)}, "evidence"),
            ({"achieved": Decimal(3), "as_of": day(1), "evidence": "List"}, "as_of"),
            ({"achieved": Decimal(3), "as_of": day(-1), "evidence_url": "ftp://x"}, "evidence_url"),
        ):
            with pytest.raises(DomainError) as refused:
                result(project, **values)
            assert refused.value.field == field
        assert result(project, achieved=Decimal(3), as_of=day(0), evidence="List of firms").achieved == 3

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"kind": "luck"}, "kind"),
            ({"unit": "eur"}, "unit"),
            ({"expected": None}, "expected"),
            ({"expected": Decimal(-1)}, "expected"),
            ({"expected": Decimal("1.5")}, "expected"),
            ({"expected": Decimal("1e20")}, "expected"),
            ({"kind": "jobs", "unit": "jobs", "expected": Decimal("1.234")}, "expected"),
            ({"kind": "funding", "unit": "eur"}, "funder"),
            ({"kind": "funding", "unit": "eur", "funder": "x" * 201}, "funder"),
            ({"evidence": "x" * 2001}, "evidence"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, project, values, field):
        with pytest.raises(DomainError) as refused:
            result(project, **values)
        assert refused.value.field == field
        assert not ProjectResult.objects.exists()

    def test_funding_is_kept_by_money_and_source_and_nothing_twice(self, project):
        for unit in ("eur", "krw"):
            result(project, kind="funding", unit=unit, funder="City of Busan")
        with pytest.raises(DomainError) as refused:
            result(project, kind="funding", unit="eur", funder=" City of Busan ")
        assert refused.value.field == "kind"

    def test_it_is_edited_and_removed_with_a_trace(self, project):
        row = ProjectResultFactory(project=project)
        edited = EditResult.do(
            row, **actor("counterpart", project.pairing), version=row.version, values={"expected": Decimal(8)}
        )
        assert edited.expected == 8
        entry = AuditEntry.objects.get(action="result-edit")
        assert (entry.object_id, entry.parameters["expected"]) == (project.pk, "8")
        with pytest.raises(AlreadyDone):
            EditResult.do(
                edited, **actor("eu", project.pairing), version=edited.version, values={"expected": Decimal(8)}
            )
        with pytest.raises(StaleRecord):
            EditResult.do(row, **actor("eu", project.pairing), version=row.version, values={"expected": Decimal(9)})
        RemoveResult.do(edited, **actor("eu", project.pairing), version=edited.version)
        assert not ProjectResult.objects.exists()
        entry = AuditEntry.objects.get(action="result-remove")
        assert (entry.parameters["expected"], entry.object_id) == ("8", project.pk)
        assert "8 / – firms" in entry.sentence

    def test_korean_sets_the_unit_close_to_the_figure(self, project):
        row = ProjectResultFactory(project=project, kind="people", unit="people")
        with override("ko"):
            RemoveResult.do(row, **actor("eu", project.pairing), version=row.version)
        assert AuditEntry.objects.get(action="result-remove").parameters["figures"].startswith("5 / –명")

    def test_readers_and_closed_pairings_are_refused(self, project):
        with pytest.raises(NotAllowed):
            result(project, role="authority")
        with pytest.raises(DomainError, match="closed"):
            result(ProjectFactory(pairing=PairingFactory(status="closed")))
