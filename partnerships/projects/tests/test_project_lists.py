"""The lists of projects: what they show, how they are narrowed and sorted, what their files hold, what they cost."""

import re
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from core.models import AuditEntry
from partnerships.models import Project
from partnerships.people.selectors import read_grants
from partnerships.projects.parts import of_projects, signals_of_projects, stuck_url
from partnerships.projects.selectors import CARDS
from partnerships.tests.factories import PairingFactory, ParticipationFactory, ThemeFactory
from partnerships.tests.factories_together import LevelChangeFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.milestone_pages import said
from partnerships.tests.pages import fields
from partnerships.tests.project_pages import list_url, url
from partnerships.tests.roles import day, person
from partnerships.tests.waiting_rows import signals_of, waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed_in(client, marta):
    client.force_login(marta)
    return client


@pytest.fixture
def four(pairing):
    """Four projects that differ in all that lists are narrowed by."""
    strand = pairing.strand
    area = ThemeFactory(strand=strand, code="smart-city")
    topic = ThemeFactory(strand=strand, code="lights", parent=area)
    tampere = ParticipationFactory(strand=strand, side="eu", partner__code="tampere")
    firm = OrganisationFactory(sector="business", strands=[strand])
    ProjectFactory(
        pairing=pairing,
        title_en="Alpha",
        level="running",
        level_since=day(-200),
        topic=topic,
        organisations=[firm],
    )
    ProjectFactory(pairing=pairing, title_en="Beta", level="agreed", level_since=day(-95), topic=area)
    ProjectFactory(pairing=pairing, title_en="Gamma", level="identified", further=[tampere])
    ProjectFactory(pairing=pairing, title_en="Delta", level="not-pursued", level_since=day(-31))
    ProjectFactory(title_en="Foreign")
    return pairing


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "Alpha Beta Delta Gamma"),
        ("level=agreed", "Beta"),
        ("level=reached", "Alpha Beta"),
        ("topic=smart-city", "Alpha Beta"),
        ("topic=lights", "Alpha"),
        ("sector=business", "Alpha"),
        ("partner=tampere", "Gamma"),
        ("partner=barcelona", "Alpha Beta Delta Gamma"),
        ("unchanged=30", "Alpha Beta Delta"),
        ("unchanged=90", "Alpha Beta"),
        ("unchanged=over-90", "Beta"),
        ("q=alph", "Alpha"),
        ("sort=level", "Gamma Beta Alpha Delta"),
        ("sort=-level", "Delta Alpha Beta Gamma"),
        ("sort=days", "Delta Beta Alpha Gamma"),
        ("sort=since", "Alpha Beta Delta Gamma"),
        ("level=x'&unchanged=7&sort=evil&topic=none", "Alpha Beta Delta Gamma"),
        ("level=agreed&topic=lights", ""),
    ],
)
@pytest.mark.parametrize("of", ["strand", "pairing"])
def test_both_lists_are_narrowed_and_sorted_on_the_page_and_in_files(signed_in, four, query, found, of):
    address = list_url(four.strand if of == "strand" else four)
    page = signed_in.get(f"{address}?{query}")
    assert page.status_code == 200
    assert [row.title for row in page.context["page"]] == found.split()
    content = b"".join(signed_in.get(f"{address}?{query}&format=csv").streaming_content).decode("utf-8-sig")
    assert re.findall(r'^"(Alpha|Beta|Gamma|Delta|Foreign)",', content, re.MULTILINE) == found.split()


def test_a_workbook_holds_every_column_and_is_logged(signed_in, four):
    answer = signed_in.get(f"{list_url(four.strand)}?format=xlsx&sort=level")
    head, *rows = (
        CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content))).get_sheet_by_index(0).to_python()
    )
    assert head[:5] == ["Project", "Pairing", "Progress level", "On this level since", "Days on level"]
    assert [row[0] for row in rows] == ["Gamma", "Beta", "Alpha", "Delta"]
    assert (rows[0][4], rows[1][4]) == ("", 95)
    assert "Cooperation projects" in AuditEntry.objects.get(action="list-exported").sentence


@pytest.mark.one_database
@pytest.mark.parametrize(("role", "status"), [("observer", 200), ("other", 200), ("authority", 200), ("outsider", 404)])
def test_whoever_reads_the_strand_reads_its_projects(client, four, role, status):
    client.force_login(person(role, four))
    for scope in (four, four.strand):
        page = client.get(list_url(scope))
        assert page.status_code == status
        if status == 200:
            # Who works in another pairing starts a project there.
            assert four.address_of("partnerships:project-add") not in page.text
            assert ("Start a project" in page.text) is (role == "other" and scope == four.strand)


def test_every_number_of_the_board_is_the_number_of_its_rows(signed_in, four):
    for scope in (four.strand, four):
        for query in ("", "?topic=smart-city", "?partner=tampere", "?q=a", "?unchanged=90"):
            levels = signed_in.get(list_url(scope) + query).context["levels"]
            for row in [*levels["rows"], levels["dropped"]] if levels else []:
                assert len(signed_in.get(row["url"]).context["page"]) == row["count"]


def test_the_board_shows_the_newest_of_each_level_and_leads_to_the_rest(signed_in, pairing):
    for number in range(CARDS + 3):
        ProjectFactory(pairing=pairing, title_en=f"Row {number}", level_since=day(-number))
    page = signed_in.get(list_url(pairing))
    row = page.context["levels"]["rows"][0]
    assert [project.title for project in row["cards"]] == [f"Row {number}" for number in range(CARDS)]
    assert (row["count"], row["more"]) == (CARDS + 3, 3)
    assert signed_in.get(f"{list_url(pairing)}?level=identified").context["levels"] is None


def test_an_empty_list_says_what_to_do(signed_in, pairing):
    assert "You can start one from the matching page." in signed_in.get(list_url(pairing.strand)).text
    assert "Start a project" in signed_in.get(list_url(pairing)).text


def test_a_project_stands_on_the_pages_of_all_its_partners(signed_in, four):
    for code in ("tampere", "barcelona"):
        page = signed_in.get(f"/strands/{four.strand.code}/partners/{code}/")
        assert "Gamma" in page.text
        assert ("takes part as a further partner" in page.text) is (code == "tampere")
        assert len(signed_in.get(page.context["projects"]["url"]).context["page"]) == page.context["projects"]["total"]


def test_the_strand_counts_its_projects_by_level(signed_in, four):
    page = signed_in.get(f"/strands/{four.strand.code}/")
    levels = page.context["levels"]
    assert [row["count"] for row in levels["rows"]] == [1, 0, 1, 0, 1]
    assert (levels["total"], levels["dropped"]["count"]) == (3, 1)
    assert "Projects by level" in page.text


def test_search_finds_projects_of_the_strands_one_reads(signed_in, four):
    page = said(signed_in.get("/search/?q=alpha"))
    assert "Cooperation projects" in page
    assert "Foreign" not in said(signed_in.get("/search/?q=foreign")).replace("“foreign”", "")


class TestStuck:
    def test_a_project_long_on_its_level_is_a_signal_with_its_rows(self, signed_in, four):
        (signal,) = signals_of(signals_of_projects, [four], day(0))
        assert (signal.level, signal.pairing_id) == ("watch", four.pk)
        assert signal.sentence == "1 project on its level for more than 90 days"
        assert [row.title for row in signed_in.get(signal.url).context["page"]] == ["Beta"]

    def test_twice_as_long_is_a_risk(self, four):
        ProjectFactory(pairing=four, level_since=day(-181))
        (signal,) = signals_of(signals_of_projects, [four], day(0))
        assert (signal.level, signal.sentence) == ("risk", "2 projects on their level for more than 90 days")

    def test_nobody_is_told_of_what_is_not_known_or_over(self):
        for status in ("closed", "discontinued"):
            row = ProjectFactory(pairing=PairingFactory(status=status), level_since=day(-300))
            assert signals_of(signals_of_projects, [row.pairing], day(0)) == []
        row = ProjectFactory(level_since=None, from_sources=True)
        assert signals_of(signals_of_projects, [row.pairing], day(0)) == []

    def test_the_strands_own_threshold_counts(self, four):
        strand = four.strand
        strand.level_days = 200
        strand.save(by=None)
        assert signals_of(signals_of_projects, [four], day(0)) == []

    def test_it_waits_for_the_side_that_leads(self, four, marta, jisu):
        Project.objects.filter(title_en="Beta").update(lead="eu")
        for user, mine in ((marta, True), (jisu, False)):
            (task,) = of_projects(waiting=waiting_for(read_grants(user), day(0)))
            assert (task.thing, task.mine, task.waits_for) == ("Beta", mine, "" if mine else "Barcelona")
            assert task.answer_url == url(Project.objects.get(title_en="Beta"), "project-level")

    def test_several_are_one_task(self, four, marta):
        ProjectFactory(pairing=four, level_since=day(-100))
        (task,) = of_projects(waiting=waiting_for(read_grants(marta), day(0)))
        assert task.thing == "2 projects stuck on their level"
        assert task.url == stuck_url(four)


def _fill(pairing, number):
    strand = pairing.strand
    for _index in range(number):
        further = [ParticipationFactory(strand=strand) for _more in range(2)]
        row = ProjectFactory(
            pairing=pairing,
            level="exploring",
            level_since=day(-100),
            topic=ThemeFactory(strand=strand),
            further=further,
            organisations=[OrganisationFactory(strands=[strand]) for _more in range(2)],
        )
        LevelChangeFactory(project=row, on=day(-100))


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["strand list", "pairing list", "project", "partner", "signals", "tasks"])
def test_a_page_costs_the_same_for_one_project_and_for_many(client, pairing, marta, page):
    client.force_login(marta)
    grants = read_grants(marta)
    partner = f"/strands/{pairing.strand.code}/partners/barcelona/"
    visits = {
        "strand list": lambda: client.get(list_url(pairing.strand)),
        "pairing list": lambda: client.get(list_url(pairing)),
        "project": lambda: client.get(url(Project.objects.order_by("pk").first())),
        "partner": lambda: client.get(partner),
        "signals": lambda: signals_of(signals_of_projects, [pairing], day(0)),
        "tasks": lambda: list(of_projects(waiting=waiting_for(grants, day(0)))),
    }
    counts = []
    for more in (1, 9):
        _fill(pairing, more)
        visits[page]()
        with CaptureQueriesContext(connection) as queries:
            visits[page]()
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_thousands_of_projects_stay_paged(client, pairing, marta):
    strand = pairing.strand
    Project.objects.bulk_create(
        Project(
            strand=strand,
            pairing=pairing,
            code=f"p-{number}",
            title_en=f"Row {number:04}",
            search_text=f"row {number:04}",
            level=("identified", "exploring", "agreed")[number % 3],
            level_since=day(-number % 300),
        )
        for number in range(5000)
    )
    client.force_login(marta)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(list_url(strand))
    assert len(page.context["page"]) == 50
    assert page.context["levels"]["total"] == 5000
    assert sum(len(row["cards"]) for row in page.context["levels"]["rows"]) == 3 * CARDS
    assert len(queries) < 30
    assert client.get(f"{list_url(strand)}?page=100").context["page"][-1].title == "Row 4999"


@pytest.mark.parametrize(("role", "moves"), [("eu", True), ("staff", True), ("observer", False), ("other", False)])
def test_a_card_leads_to_the_form_of_its_level_for_whoever_may_move_it(client, four, role, moves):
    client.force_login(person(role, four))
    page = client.get(list_url(four.strand))
    cards = [card for row in page.context["levels"]["rows"] for card in row["cards"]]
    assert {bool(card.move_url) for card in cards if card.pairing_id == four.pk} == {moves}
    assert ("Change level" in page.text) is moves
    four.status = "closed"
    four.save(by=None)
    assert "Change level" not in client.get(list_url(four)).text


def test_the_board_proposes_the_level_on_which_a_card_is_dropped(signed_in, four):
    project = Project.objects.filter(pairing=four, level="identified").first()
    address = project.address_of("partnerships:project-level")
    for asked, proposed in (("piloting", "piloting"), ("nowhere", "exploring"), ("", "exploring")):
        assert signed_in.get(f"{address}?new={asked}").context["form"]["new"].value() == proposed
    typed = fields(signed_in.get(address)) | {"new": "running", "evidence": "Minutes", "draft_keep": ""}
    assert signed_in.post(address, typed).status_code == 302
    form = signed_in.get(f"{address}?new=agreed").context["form"]
    assert (form["new"].value(), form["evidence"].value()) == ("agreed", "Minutes")
