"""A project of several partners outside of a pairing: what the database lets it say, who reads it and where."""

import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.errors import NotAllowed
from core.pack.exporting import export_pack
from core.pack.loading import load_pack
from core.pack.reading import PackRefused
from partnerships.integrity import contradictions
from partnerships.models import Project
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import EditProject
from partnerships.tests.factories import MilestoneFactory, PairingFactory, UserFactory
from partnerships.tests.factories_together import LevelChangeFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.project_pages import list_url, url
from partnerships.tests.roles import person
from partnerships.tests.small_pack import read_pack

pytestmark = pytest.mark.django_db


@pytest.fixture
def project(pairing):
    """One of a strand's partners who are not paired with each other, beside one of the pairing."""
    strand = pairing.strand
    ProjectFactory(pairing=pairing, title_en="Paired")
    office = OrganisationFactory(strands=[strand])
    partners = [pairing.eu, PairingFactory(strand=strand).counterpart]
    row = ProjectFactory(
        pairing=None, strand=strand, title_en="Apart", title_ko="", further=partners, organisations=[office]
    )
    LevelChangeFactory(project=row)
    Project.objects.filter(pk=row.pk).update(level="exploring", level_since=row.level_changes.get().on)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("values", [{"lead": "both"}, {"agreed_en": "Street lights"}, {"agreed_ko": "가로등"}])
def test_without_sides_nobody_leads_and_nobody_agrees(project, values):
    for name, value in values.items():
        setattr(project, name, value)
    with pytest.raises(IntegrityError, match="project_sides_of_pairing"), transaction.atomic():
        project.save(by=None)


@pytest.mark.parametrize(
    ("role", "sees"),
    [("eu", 2), ("staff", 2), ("authority", 2), ("observer", 2), ("administrator", 3), ("foreign_staff", 1)],
)
def test_whoever_reads_the_strand_reads_it(project, pairing, role, sees):
    foreign = ProjectFactory()
    grants = read_grants(person(role.removeprefix("foreign_"), foreign.pairing if "foreign" in role else pairing))
    assert Project.objects.visible_to(grants).count() == sees
    assert (project in Project.objects.visible_to(grants)) is ("foreign" not in role)


def test_it_is_told_apart_from_those_of_pairings_and_lies_below_its_strand(project):
    assert project not in Project.objects.in_pairings()
    assert Project.objects.in_pairings().count() == 1
    assert project.get_absolute_url() == url(project)
    assert {row.title_en for row in Project.objects.touching(project.further.first().pk)} >= {"Apart"}


def test_nobody_changes_it_while_no_form_is_made_for_it(project):
    admin = UserFactory(is_superuser=True)
    with pytest.raises(NotAllowed):
        EditProject.do(project, by=admin, grants=read_grants(admin), version=project.version, changes={})


def test_records_and_exports_take_it_and_no_load_does_yet(project, tmp_path):
    assert list(contradictions()) == []
    export_pack(project.strand.code, tmp_path / "out")
    cells = {row["code"]: row.get("pairing", "") for row in read_pack(tmp_path / "out")["projects"]}
    assert cells[project.code] == ""
    assert all(cell for code, cell in cells.items() if code != project.code)
    with pytest.raises(PackRefused) as refused:
        load_pack(tmp_path / "out", by=None)
    assert ("projects", "pairing") in [(one.table, one.column) for one in refused.value.faults]


def test_a_milestone_of_a_pairing_is_none_of_its_own(project, pairing):
    project.milestones.add(MilestoneFactory(pairing=pairing))
    assert [what for _name, what in contradictions()] == ["“milestone” leads to another pairing"]


def test_the_pages_of_its_strand_show_it_without_a_pairing(client, project):
    strand, office = project.strand, project.organisations.get()
    client.force_login(UserFactory(is_superuser=True))
    shown = [
        list_url(strand),
        list_url(strand) + "?level=exploring&sort=pairing",
        list_url(strand) + "?format=csv",
        reverse("partnerships:organisation", args=[strand.code, office.code]),
        reverse("partnerships:partner", args=[strand.code, project.further.first().partner.code]),
        reverse("reports:dashboard-rows", args=[strand.code, "moves"]),
        reverse("search") + "?q=apart",
    ]
    for address in shown:
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert "Apart" in body.decode(), address
        assert not re.search(r"[>,]\s*None\s*[<,]", body.decode()), address
        assert 'href=""' not in body.decode(), address
    # These name pairings' projects alone, whatever they count.
    others = ("strand", "translation-list", "indicator-list")
    addresses = [reverse(f"partnerships:{name}", args=[strand.code]) for name in others]
    for address in ("/", *addresses, reverse("reports:dashboard", args=[strand.code])):
        assert client.get(address).status_code == 200
    # Until it has pages of its own.
    for address in (url(project), reverse("partnerships:record-history", args=[strand.code, "project", project.pk])):
        assert client.get(address).status_code == 404
