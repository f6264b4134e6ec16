"""The projects in a report: levels as counted, moves with evidence, new ones, results, what is not pursued."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.blocks import Drawing
from core.periods import PartialDate
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.tests.factories import PairingFactory, ThemeFactory
from partnerships.tests.factories_together import (
    DocumentVersionFactory,
    LevelChangeFactory,
    OrganisationFactory,
    ProjectFactory,
    ProjectResultFactory,
)
from partnerships.tests.figure_story import LEVELS, everything
from reports.progress.tests.journey_scene import AS_OF
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def period(pairing):
    """From 14 March to 13 September 2017, read on 1 October."""
    return ReportingPeriodFactory(strand=pairing.strand)


def data_of(period, pairing="", **more):
    return compiled("projects", scope_of(period, pairing, **{"as_of": AS_OF, **more}))


def moved(project, old, new, on, **more):
    """A move on a day in 2017, recorded then."""
    day = dt.date(2017, *on)
    at = dt.datetime.combine(day, dt.time(12), AS_OF.tzinfo)
    return LevelChangeFactory(project=project, old=old, new=new, on=day, at=at, **more)


def reported(project, text):
    project.first_reported_date = PartialDate.parse(text)
    project.save(by=None)
    return project


def test_the_figures_are_the_portals_own_counts(pairing, period):
    everything(pairing)
    everything(PairingFactory(strand=pairing.strand))
    for code in ("", pairing.code):
        scope = scope_of(period, code, as_of=AS_OF)
        values = figure_values(compiled("projects", scope))
        counts = read_counts(strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        for level in LEVELS:
            assert values[f"projects-{level}"] == reading_of(counts, None, BuiltIn(level)).value == len(scope.pairings)
        assert values["pilots"] == reading_of(counts, None, BuiltIn.PILOTS).value
        for slug in ("firms", "jobs", "funding-eur", "funding-krw", "co2", "people"):
            assert values[f"result-{slug}"] == reading_of(counts, None, BuiltIn(slug)).value
        assert values["projects-named"] == 2 * len(scope.pairings)


def test_one_outside_of_pairings_counts_once_in_the_strand_and_comes_last(pairing, period):
    other = PairingFactory(strand=pairing.strand)
    ProjectFactory(pairing=other, title_en="Paired")
    partners = [pairing.eu, other.counterpart]
    apart = ProjectFactory(pairing=None, strand=pairing.strand, title_en="Apart", further=partners)
    ProjectResultFactory(project=apart)
    moved(apart, "", "identified", (3, 20))
    moved(apart, "identified", "exploring", (4, 2))
    data = data_of(period)
    assert [(row["title"]["en"], row["pairing"]) for row in data["projects"]] == [("Paired", other.code), ("Apart", "")]
    assert (len(data["moves"]), len(data["results"])) == (1, 1)
    assert sum(level["count"] for level in data["levels"]) == 2
    words = all_words(told("projects", data))
    assert "Between cities that are not paired" in words
    assert sheets("projects", data)
    assert [row["title"]["en"] for row in data_of(period, other.code)["projects"]] == ["Paired"]


def test_a_result_that_nobody_reported_is_not_zero_and_a_zero_is_reported(pairing, period):
    project = ProjectFactory(pairing=pairing)
    ProjectResultFactory(project=project, achieved=0, evidence="Nobody came.")
    ProjectResultFactory(project=project, kind="jobs", unit="jobs", expected=Decimal("2.50"), achieved=None)
    data = data_of(period)
    values = figure_values(data)
    assert (values["result-firms"], values["result-jobs"]) == (0, None)
    rows = {row[1]: row for row in rows_of(told("projects", data)) if row[-1:] and len(row) == 6}
    assert rows["Firms taking part"][2:4] == ["5", "0"]
    assert rows["Jobs"][2:4] == ["2.5", "Not reported"]
    assert [row[5] for row in sheets("projects", data)["results"].rows] == [0, None]


def test_what_moved_in_the_period_is_told_with_its_evidence_and_reason(pairing, period):
    project = ProjectFactory(pairing=pairing, title_en="Street lights", level="not-pursued")
    document = DocumentVersionFactory(document__pairing=pairing, document__audience="strand").document
    hidden = DocumentVersionFactory(document__pairing=pairing, document__audience="pairing").document
    moved(project, "", "identified", (3, 14))
    moved(project, "identified", "exploring", (3, 13), evidence="Before the period")
    moved(project, "identified", "exploring", (3, 14), evidence="", evidence_url="https://busan.example/lights")
    moved(project, "exploring", "agreed", (5, 1), evidence="협약서", document=document)
    moved(project, "agreed", "piloting", (6, 1), evidence="", document=hidden)
    moved(project, "piloting", "not-pursued", (9, 13), evidence="", reason="The lamps were sold.")
    moved(project, "identified", "exploring", (9, 14), evidence="After the period")
    data = data_of(period)
    assert [(row["old"], row["new"]) for row in data["moves"]] == [
        ("identified", "exploring"),
        ("exploring", "agreed"),
        ("agreed", "piloting"),
        ("piloting", "not-pursued"),
    ]
    assert [row["document"] for row in data["moves"]] == ["", f"{pairing.code}/{document.code}", "", ""]
    words = all_words(told("projects", data))
    for said in ("https://busan.example/lights", "협약서", document.code, "The lamps were sold.", "14 March 2017"):
        assert said in words
    for silent in ("Before the period", "After the period", hidden.code):
        assert silent not in words
    # Nor does the report of the pairing, which the whole strand reads.
    assert hidden.code not in str(data_of(period, pairing.code))
    # Whoever counts moves counts the project once.
    assert figure_values(data)["projects-moved"] == 1
    moves = next(figure for figure in data["figures"] if figure["key"] == "projects-moved")
    assert moves["rows"][0]["documents"] == [f"{pairing.code}/{document.code}"]


def test_what_is_not_pursued_is_told_with_its_reason_or_without_one(pairing, period):
    for title, reason in (("Solar roofs", "창고 지붕이 약합니다."), ("Old tram", "")):
        project = ProjectFactory(pairing=pairing, title_en=title, level="not-pursued", level_since=dt.date(2017, 5, 1))
        if reason:
            moved(project, "identified", "not-pursued", (5, 1), evidence="", reason=reason)
    rows = [
        row
        for row in rows_of(told("projects", data_of(period)))
        if len(row) == 3 and row[-1] in {"창고 지붕이 약합니다.", "no reason on record"}
    ]
    assert sorted(rows) == [
        ["Old tram", "1 May 2017", "no reason on record"],
        ["Solar roofs", "1 May 2017", "창고 지붕이 약합니다."],
    ]


@pytest.mark.parametrize(
    ("first", "new"),
    [("2017-03-14", True), ("2017-03-13", False), ("2017-03", True), ("2017-02", False), ("2017-09-14", False)],
)
def test_a_project_is_new_where_it_was_first_reported_in_the_period(pairing, period, first, new):
    project = reported(ProjectFactory(pairing=pairing), first)
    # Recorded here later: the day on which it was first reported counts.
    moved(project, "", "identified", (8, 1))
    assert data_of(period)["projects"][0]["is_new"] is new


def test_a_project_that_was_added_in_the_period_is_new(pairing, period):
    moved(ProjectFactory(pairing=pairing, title_en="Street lights"), "", "identified", (8, 1))
    ProjectFactory(pairing=pairing, title_en="From sources")
    data = data_of(period)
    assert {row["title"]["en"]: row["is_new"] for row in data["projects"]} == {
        "Street lights": True,
        "From sources": False,
    }


def test_projects_have_topic_level_and_organisations_by_sector(pairing, period):
    topic = ThemeFactory(strand=pairing.strand, name_en="Public lighting", name_ko="도시조명")
    organisations = [
        OrganisationFactory(name_en="University", name_ko="대학교", sector="research"),
        OrganisationFactory(name_en="City hall", name_ko="", sector="government"),
    ]
    further = PairingFactory(strand=pairing.strand).eu
    ProjectFactory(pairing=pairing, level="agreed", topic=topic, organisations=organisations, further=[further])
    data = data_of(period, pairing.code)
    row = next(row for row in rows_of(told("projects", data)) if "Public lighting" in row and len(row) > 2)
    assert "Agreed" in row
    assert row[-1] == f"Government: City hall\nResearch: University\nFurther partners: {further.partner.name_en}"
    korean = next(row for row in rows_of(told("projects", data, "ko")) if "도시조명" in row and len(row) > 2)
    assert "대학교" in korean[-1]
    assert "City hall" in korean[-1]
    sheet = cells(sheets("projects", data)["projects"])
    assert (sheet["Government"], sheet["Business"]) == ("City hall", None)


def test_the_levels_are_drawn_and_stand_beside_a_table(pairing, period):
    other = PairingFactory(strand=pairing.strand)
    for level, number in (("identified", 2), ("piloting", 1), ("not-pursued", 3)):
        for _number in range(number):
            ProjectFactory(pairing=pairing, level=level)
    data = data_of(period)
    blocks = told("projects", data)
    assert len([block for block in blocks if isinstance(block, Drawing)]) == 1
    names = {row["code"]: row["name"]["en"] for row in data["pairings"]}
    rows = {row[0]: row[1:] for row in rows_of(blocks) if len(row) == 8}
    assert rows[names[pairing.code]] == ["2", "0", "0", "1", "0", "3", "6"]
    assert rows[names[other.code]] == ["0"] * 7
    assert rows["All pairings"] == ["2", "0", "0", "1", "0", "3", "6"]


def test_a_scope_without_projects_says_so_in_one_sentence(pairing, period):
    data = data_of(period)
    assert all_words(told("projects", data)) == "There are no cooperation projects yet."
    assert all_words(told("projects", data, "ko")) == "등록된 협력사업 없음"


@pytest.mark.one_database
def test_the_queries_are_as_many_for_one_pairing_as_for_many(pairing, period, django_assert_num_queries):
    def fill(one):
        everything(one)
        project = ProjectFactory(
            pairing=one, topic=ThemeFactory(strand=one.strand), organisations=[OrganisationFactory()], further=[one.eu]
        )
        moved(project, "identified", "exploring", (5, 1))
        DocumentVersionFactory(document__pairing=one, document__record=project, document__audience="strand")

    fill(pairing)
    compiled("projects", scope_of(period, as_of=AS_OF))
    scope = scope_of(period, as_of=AS_OF)
    with CaptureQueriesContext(connection) as few:
        compiled("projects", scope)
    for _number in range(3):
        fill(PairingFactory(strand=pairing.strand))
    scope = scope_of(period, as_of=AS_OF)
    with django_assert_num_queries(len(few)):
        compiled("projects", scope)
    # What the portal counts among them, which the sections read together.
    assert len(few) <= 24


def test_the_real_projects_are_told_as_their_pack_says():
    period = load_real()
    for code, identified, exploring in (("", 13, 16), ("busan-barcelona", 5, 5)):
        data = compiled("projects", scope_of(period, code))
        values = figure_values(data)
        assert (values["projects-identified"], values["projects-exploring"]) == (identified, exploring)
        assert values["projects-named"] == identified + exploring
        assert values["result-firms"] is None
        assert not data["moves"]
        words = all_words(told("projects", data))
        assert "“Not reported” does not mean zero" in words
        assert "March 2017" in words
        assert "Under negotiation; the outcome was not found." in words
        assert told("projects", data, "ko")
