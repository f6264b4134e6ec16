"""The triple helix: distinct organisations by sector, the missing ones named, projects not pursued left out."""

import pytest

from core.tests.queries import count_queries
from partnerships.models import Organisation, Project
from partnerships.projects.selectors import helix_of, helixes
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return OrganisationFactory(code="office", sector="government")


@pytest.fixture
def university():
    return OrganisationFactory(code="university", sector="research")


def test_an_organisation_in_several_projects_counts_once(pairing, office, university):
    ProjectFactory(pairing=pairing, organisations=[office, university])
    ProjectFactory(pairing=pairing, organisations=[office])
    helix = helix_of(Project.objects.filter(pairing=pairing))
    assert helix == {"government": 1, "research": 1}
    assert helix.total == 2
    assert [(row["sector"], row["count"], row["percent"]) for row in helix.rows] == [
        ("government", 1, 50),
        ("research", 1, 50),
        ("business", 0, 0),
        ("civil-society", 0, 0),
    ]
    assert list(helix.missing) == ["business", "civil-society"]
    assert [str(words) for words in helix.missing.values()] == ["No business partner", "No civil society partner"]


def test_a_project_that_is_not_pursued_is_left_out(pairing, office, university):
    ProjectFactory(pairing=pairing, organisations=[office, university], level="not-pursued")
    ProjectFactory(pairing=pairing, organisations=[office])
    other = PairingFactory(strand=pairing.strand)
    ProjectFactory(pairing=other, organisations=[university], level="not-pursued")
    assert helix_of(Project.objects.filter(pairing=pairing)) == {"government": 1}
    assert helixes(pairings=[pairing, other]) == {
        pairing.pk: helix_of(Project.objects.filter(pairing=pairing)),
        other.pk: helix_of(Project.objects.none()),
    }


def test_other_is_counted_but_never_missed(pairing):
    ProjectFactory(pairing=pairing, organisations=[OrganisationFactory(sector="other")])
    helix = helix_of(Project.objects.filter(pairing=pairing))
    assert [row["sector"] for row in helix.rows][-1] == "other"
    assert "other" not in helix_of(Project.objects.none()).missing
    assert len(helix.picture["parts"]) == 1


def test_pairings_have_helixes_of_their_own(pairing, office, university):
    other = PairingFactory(strand=pairing.strand)
    empty = PairingFactory(strand=pairing.strand)
    ProjectFactory(pairing=pairing, organisations=[office])
    ProjectFactory(pairing=other, organisations=[office, university])
    found = helixes(pairings=[pairing, other, empty])
    assert [found[row.pk].total for row in (pairing, other, empty)] == [1, 2, 0]
    # The strand counts the office once, although both pairings work with it.
    assert helix_of(Project.objects.filter(strand=pairing.strand)).total == 2


def test_any_number_of_pairings_costs_one_query(pairing, office):
    ProjectFactory(pairing=pairing, organisations=[office])
    one = count_queries(lambda: helixes(pairings=[pairing]))
    others = [PairingFactory(strand=pairing.strand) for _ in range(20)]
    for row in others:
        ProjectFactory(pairing=row, organisations=[office])
    many = count_queries(lambda: helixes(pairings=[pairing, *others]))
    whole = count_queries(lambda: helix_of(Project.objects.with_names().filter(strand=pairing.strand)))
    assert one == many == whole == 1


def test_the_rows_behind_a_figure_are_as_many_as_it_says(pairing, office, university):
    ProjectFactory(pairing=pairing, organisations=[office, university])
    projects = Project.objects.filter(pairing=pairing)
    rows = helix_of(projects).rows
    assert sum(row["count"] for row in rows) == 2
    for row in rows:
        assert Organisation.objects.in_projects(projects).filter(sector=row["sector"]).count() == row["count"]
