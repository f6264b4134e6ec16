"""The triple helix in a report: the portal's own helix, pairing by pairing, and what is missing."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.blocks import Drawing
from partnerships.models import Organisation, Project, StrandImplementer
from partnerships.projects.selectors import helix_of, helixes
from partnerships.tests.factories import PairingFactory, StrandFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory
from reports.progress.tests.journey_scene import AS_OF
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairings():
    """Two pairings of a strand: one organisation takes part in both, one in a project that is not pursued."""
    first = PairingFactory()
    second = PairingFactory(strand=first.strand)
    hall = OrganisationFactory(name_en="City hall", sector="government")
    firm = OrganisationFactory(name_en="Lamp works", sector="business")
    ProjectFactory(pairing=first, organisations=[hall, firm])
    ProjectFactory(pairing=first, organisations=[hall])
    ProjectFactory(pairing=second, organisations=[hall])
    ProjectFactory(pairing=second, organisations=[OrganisationFactory(sector="research")], level="not-pursued")
    return first, second


@pytest.fixture
def period(pairings):
    return ReportingPeriodFactory(strand=pairings[0].strand)


def data_of(period, pairing=""):
    return compiled("helix", scope_of(period, pairing, as_of=AS_OF))


def test_each_organisation_counts_once_and_what_is_not_pursued_counts_for_nothing(pairings, period):
    data = data_of(period)
    whole = {row["sector"]: row["count"] for row in data["whole"]["sectors"]}
    assert whole == {"government": 1, "research": 0, "business": 1, "civil-society": 0, "other": 0}
    assert data["whole"]["missing"] == ["research", "civil-society"]
    assert [(row["total"], row["missing"]) for row in data["pairings"]] == [
        (2, ["research", "civil-society"]),
        (1, ["research", "business", "civil-society"]),
    ]
    found = {row["name"]["en"]: (row["projects"], row["pairings"]) for row in data["organisations"]}
    assert found == {"City hall": (3, [pairing.code for pairing in pairings]), "Lamp works": (1, [pairings[0].code])}


def test_the_figures_are_the_portals_own_helix(pairings, period):
    own = helixes(pairings=pairings)
    for code, helix in (
        ("", helix_of(Project.objects.filter(strand=period.strand))),
        *((pairing.code, own[pairing.pk]) for pairing in pairings),
    ):
        values = figure_values(data_of(period, code))
        assert values["organisations"] == helix.total
        assert {row["sector"]: row["count"] for row in helix.sectors} == {
            row["sector"]: values[f"organisations-{row['sector']}"] for row in helix.sectors
        }


def test_the_sources_of_all_strands_stand_once_beside_an_organisation_the_own_first(period):
    hall = Organisation.objects.get(name_en="City hall")
    hall.entries.all().delete()
    for strand, one in ((StrandFactory(), "other"), (period.strand, "own")):
        words = {"source": f"https://{one}.example/ ; https://shared.example/"}
        strand.organisations.add(hall, through_defaults=words)
    (source,) = (row["source"] for row in data_of(period)["organisations"] if row["code"] == hall.code)
    assert source == "https://own.example/ ; https://shared.example/ ; https://other.example/"


def test_what_is_missing_is_said(pairings, period):
    words = all_words(told("helix", data_of(period)))
    assert "no organisation takes part in a project: research and civil society." in words
    assert "Research, business and civil society" in words  # of the second pairing


def test_the_bars_are_drawn_beside_their_numbers(pairings, period):
    blocks = told("helix", data_of(period))
    assert "All pairings together" in next(block for block in blocks if isinstance(block, Drawing)).svg
    assert ["Share", "50%"] in [row[:2] for row in rows_of(blocks)]
    alone = told("helix", data_of(period, pairings[0].code))
    assert "All pairings together" not in all_words(alone)
    found = sheets("helix", data_of(period))
    assert [row[-2] for row in found["helix"].rows] == [2, 1, 2]


def test_without_organisations_it_says_so_in_one_sentence():
    period = ReportingPeriodFactory(strand=ProjectFactory().strand)
    data = data_of(period)
    assert all_words(told("helix", data)) == "No project names an organisation that takes part in it yet."
    assert all_words(told("helix", data, "ko")) == "참여 기관이 입력된 협력사업 없음"


def test_a_pairing_without_organisations_is_no_pairing_that_misses_some(pairings, period):
    empty = PairingFactory(strand=period.strand)
    data = data_of(period)
    assert next(row for row in data["pairings"] if row["code"] == empty.code)["total"] == 0
    assert "no organisation named" in all_words(told("helix", data))


@pytest.mark.one_database
def test_many_pairings_are_drawn_on_several_drawings(pairings, period):
    for _number in range(40):
        ProjectFactory(pairing=PairingFactory(strand=period.strand), organisations=[OrganisationFactory()])
    assert len([block for block in told("helix", data_of(period)) if isinstance(block, Drawing)]) == 3


@pytest.mark.one_database
def test_the_queries_are_as_many_for_one_pairing_as_for_many(pairings, period, django_assert_num_queries):
    scope = scope_of(period, as_of=AS_OF)
    with CaptureQueriesContext(connection) as few:
        compiled("helix", scope)
    for _number in range(3):
        ProjectFactory(pairing=PairingFactory(strand=period.strand), organisations=[OrganisationFactory()])
    scope = scope_of(period, as_of=AS_OF)
    with django_assert_num_queries(len(few)):
        compiled("helix", scope)
    assert len(few) == 5


def test_the_real_helix_is_told_as_its_pack_says():
    period = load_real()
    values = figure_values(data_of_real(period))
    assert values["organisations"] == 25
    sectors = ("government", "research", "business", "civil-society", "other")
    assert [values[f"organisations-{sector}"] for sector in sectors] == [12, 5, 4, 4, 0]
    words = all_words(told("helix", data_of_real(period)))
    assert "all take part in projects" in words
    assert "산" in all_words(told("helix", data_of_real(period, "busan-barcelona"), "ko"))


def data_of_real(period, pairing=""):
    return compiled("helix", scope_of(period, pairing))


def test_an_organisation_with_a_part_in_the_strand_is_named_with_it(pairings, period):
    firm = Organisation.objects.get(name_en="Lamp works")
    Organisation.objects.filter(pk=firm.pk).update(name_ko="조명소")
    StrandImplementer(strand=pairings[0].strand, organisation=firm, position=1).save()
    names = [row["name"] for row in data_of(period)["organisations"]]
    assert [name["en"] for name in names] == ["City hall", "Lamp works (Implementer)"]
    assert names[1]["ko"].startswith("조명소(")
