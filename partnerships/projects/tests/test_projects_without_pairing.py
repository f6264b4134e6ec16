"""A project of several partners outside of a pairing: what the database lets it say, who reads it and where."""

import datetime as dt
import re
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from core import clock
from core.errors import DomainError, NotAllowed
from core.pack.exporting import export_pack
from core.tests.queries import count_queries
from partnerships.enums import BuiltIn, ProjectLevel
from partnerships.indicators.selectors import counts, read_counts, reading_of, rows_of
from partnerships.integrity import contradictions
from partnerships.models import Project, ProjectPartner
from partnerships.people.selectors import read_grants
from partnerships.projects.actions import EditProject, MoveProject
from partnerships.projects.parts import of_projects
from partnerships.tasks.selectors import Waiting
from partnerships.tests.factories import MilestoneFactory, PairingFactory, UserFactory
from partnerships.tests.factories_together import LevelChangeFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.pages import text_of
from partnerships.tests.project_pages import list_url, send, url
from partnerships.tests.roles import actor, person
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


def test_it_lies_below_its_strand_and_with_each_partner(project):
    assert project.get_absolute_url() == url(project)
    assert {row.title_en for row in Project.objects.touching(project.further.first().pk)} >= {"Apart"}


@pytest.mark.parametrize(
    ("role", "may"),
    [("eu", True), ("counterpart", False), ("staff", True), ("authority", False), ("observer", False)],
)
def test_coordinators_of_its_partners_and_the_office_work_on_it(project, pairing, role, may):
    who = actor(role, pairing)
    do = partial(EditProject.do, project, **who, version=project.version, changes={"title_en": "Street lights"})
    if not may:
        with pytest.raises(NotAllowed):
            do()
        return
    assert do().title_en == "Street lights"
    moved = MoveProject.do(project, **who, new="agreed", on=clock.today(), evidence="A letter of both mayors")
    assert (moved.level, moved.level_changes.first().side) == ("agreed", "")
    with pytest.raises(DomainError, match="at least two partners"):
        EditProject.do(project, **who, changes={"further": [pairing.eu]})


def test_the_sheet_takes_any_partners_and_places_the_project_by_them(client, pairing):
    other = PairingFactory(strand=pairing.strand)
    client.force_login(person("eu", pairing))
    sheet = reverse("partnerships:project-add", args=[pairing.strand.code, pairing.code])
    send(client, sheet, name="Trams", partners=[pairing.eu_id, pairing.counterpart_id, other.eu_id])
    send(client, sheet, name="Ferries", partners=[pairing.eu_id, other.counterpart_id])
    trams, ferries = Project.objects.order_by("-title_en")
    assert (trams.pairing, list(trams.further.all())) == (pairing, [other.eu])
    assert (ferries.pairing, ferries.lead) == (None, "")
    assert set(ferries.further.all()) == {pairing.eu, other.counterpart}
    for partners, words in (([pairing.eu_id], "at least two"), ([other.eu_id, other.counterpart_id], "your own city")):
        answer = send(client, sheet, name="Lights", partners=partners)
        assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["partners"])
        assert words in answer.text
    undo = send(client, url(ferries, "project-remove"))
    assert undo.url == list_url(pairing.strand)
    assert list(contradictions()) == []


def test_its_page_shows_its_partners_and_what_can_be_done_alike_for_one_and_many(client, project, pairing):
    client.force_login(person("eu", pairing))
    page = client.get(url(project))
    said = text_of(page)
    for one in project.further.all():
        assert one.partner.name in said
    for name in ("project-edit", "project-level", "project-organisations", "result-add"):
        assert f'href="{url(project, name)}"' in page.text
        assert client.get(url(project, name)).status_code == 200, name
    assert url(project, "project-milestones") not in page.text
    assert url(project, "project-level") in client.get(list_url(project.strand)).text
    history = reverse("partnerships:record-history", args=[project.strand.code, "project", project.pk])
    assert "Apart" in client.get(history).text
    few = count_queries(lambda: client.get(f"{url(project)}?1"))
    for number in range(5):
        partner = PairingFactory(strand=project.strand).eu
        ProjectPartner.objects.create(project=project, participation=partner, position=number + 5)
    assert count_queries(lambda: client.get(f"{url(project)}?2")) == few


def test_it_counts_once_in_the_strand_and_in_no_pairing(project, pairing):
    slug = BuiltIn(ProjectLevel.EXPLORING.value)
    groups = read_counts(strand=project.strand, today=clock.today(), only=[slug])
    assert reading_of(groups, None, slug).value == 1
    assert reading_of(groups, pairing.pk, slug).value == 0
    assert list(rows_of(counts()[slug], strand=project.strand, today=clock.today())) == [project]


def test_who_takes_part_is_asked_to_move_it_on(project, pairing):
    days = project.strand.level_days + 1
    Project.objects.filter(pk=project.pk).update(level_since=clock.today() - dt.timedelta(days=days))
    for role, number in (("eu", 1), ("counterpart", 0)):
        grants = read_grants(person(role, pairing))
        waiting = Waiting([pairing], clock.today(), grants)
        found = [task for task in of_projects(waiting=waiting) if task.thing == "Apart"]
        assert len(found) == number
        assert all(task.mine and task.url == url(project) for task in found)


def test_records_agree_and_an_export_has_it_without_a_pairing(project, tmp_path):
    assert list(contradictions()) == []
    export_pack(project.strand.code, tmp_path / "out")
    cells = {row["code"]: row.get("pairing", "") for row in read_pack(tmp_path / "out")["projects"]}
    assert cells[project.code] == ""
    assert all(cell for code, cell in cells.items() if code != project.code)


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
