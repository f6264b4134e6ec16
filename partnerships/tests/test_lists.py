"""Lists: filtered, sorted and taken along with the rows of the page."""

import csv
import io

import pytest
from django.test import Client

from core.periods import Period
from partnerships.tests.factories import (
    CityFactory,
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    ParticipationFactory,
    PartnerFactory,
    StageFactory,
)
from partnerships.tests.pages import rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def reader(pairing):
    client = Client()
    client.force_login(MembershipFactory(participation=pairing.eu).user)
    return client


def _rows(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_the_file_has_the_rows_of_the_filtered_page(reader, pairing) -> None:
    ParticipationFactory(strand=pairing.strand, partner=PartnerFactory(name_en="Málaga"), side="eu")
    url = f"/strands/{pairing.strand.code}/partners/"
    page = reader.get(url, {"q": "malaga"})
    assert [row[0] for row in rows_of(page)] == ["Málaga"]
    assert [row[0] for row in _rows(reader.get(url, {"q": "malaga", "format": "csv"}))[1:]] == ["Málaga"]


def test_a_list_sorts_both_ways_and_ignores_a_column_it_does_not_know(reader, pairing) -> None:
    url = f"/strands/{pairing.strand.code}/partners/"
    names = [row[0] for row in rows_of(reader.get(url, {"sort": "partner"}))]
    assert names == sorted(names)
    assert len(names) == 2
    assert [row[0] for row in rows_of(reader.get(url, {"sort": "-partner"}))] == names[::-1]
    assert rows_of(reader.get(url, {"sort": "password"})) == rows_of(reader.get(url))


def test_the_milestones_of_a_pairing_come_as_a_workbook(reader, pairing) -> None:
    MilestoneFactory(pairing=pairing)
    url = f"/strands/{pairing.strand.code}/pairings/{pairing.code}/milestones/"
    response = reader.get(url, {"format": "xlsx"})
    assert response.status_code == 200
    assert response["Content-Disposition"].endswith(f'{pairing.code}-milestones-list.xlsx"')


def test_a_filter_that_finds_nothing_says_so(reader, pairing) -> None:
    response = reader.get(f"/strands/{pairing.strand.code}/partners/", {"q": "nowhere"})
    assert "No results" in response.content.decode()


def test_of_very_many_options_a_filter_offers_the_one_that_is_chosen(reader, pairing, monkeypatch) -> None:
    other = PairingFactory(strand=pairing.strand)
    address = f"/strands/{pairing.strand.code}/timeline/"

    def offered(query: str = "") -> list[str]:
        filters = reader.get(f"{address}{query}").context["filters"]
        return [value for value, _label in next(one for one in filters if one["key"] == "pairing")["options"]]

    assert set(offered()) == {pairing.code, other.code}
    monkeypatch.setattr("partnerships.lists.OPTIONS", 1)
    assert offered() == []
    assert offered(f"?pairing={other.code}") == [other.code]


def test_another_strands_list_is_not_found(reader) -> None:
    other = PairingFactory()
    assert reader.get(f"/strands/{other.strand.code}/partners/").status_code == 404


def test_a_filter_and_a_search_for_odd_characters_do_no_harm(reader, pairing) -> None:
    assert reader.get(f"/strands/{pairing.strand.code}/partners/", {"q": "a\x00b"}).status_code == 200
    assert reader.get("/search/", {"q": "·"}).context["count"] == 0


def test_a_search_tells_rounds_apart_by_their_strand(reader, pairing) -> None:
    MilestoneFactory(pairing=pairing, title_en="Harbour visit")
    groups = {one.title: one.results for one in reader.get("/search/", {"q": "harbour"}).context["groups"]}
    assert [result.note for result in groups["Milestones"]] == [f"{pairing.name}, {pairing.strand}"]


def test_the_milestones_show_their_state_with_its_sign(reader, pairing) -> None:
    MilestoneFactory(pairing=pairing, forecast_start="2017-03-14", status="planned")
    page = reader.get(f"/strands/{pairing.strand.code}/pairings/{pairing.code}/milestones/")
    assert 'class="wc-status wc-status--overdue"' in page.text
    assert "days late" in page.text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"status": "late"}, ["Late", "Later stage"]),
        ({"status": "planned", "stage": "visits"}, ["Later stage"]),
        ({"status": "x", "stage": "x"}, ["Done", "Late", "Later stage", "To come"]),
    ],
)
def test_the_milestones_that_a_signal_counts_are_those_that_it_opens(reader, pairing, query, found) -> None:
    of_pairing = {"pairing": pairing, "stage": StageFactory(strand=pairing.strand, code="kick-off")}
    MilestoneFactory(**of_pairing, title_en="Done", status="done")
    MilestoneFactory(**of_pairing, title_en="Late")
    MilestoneFactory(**of_pairing, title_en="To come", forecast=Period.parse("2199-03-14"))
    visits = StageFactory(strand=pairing.strand, code="visits")
    MilestoneFactory(**of_pairing | {"stage": visits}, title_en="Later stage")
    page = reader.get(f"/strands/{pairing.strand.code}/pairings/{pairing.code}/milestones/", query)
    assert sorted(row[0] for row in rows_of(page)) == found


def test_a_search_finds_an_alliance_once_by_any_of_its_cities(reader, pairing) -> None:
    cities = [CityFactory(name_en="Glasgow", name_ko="글래스고"), CityFactory(name_en="Glasgow East")]
    alliance = PartnerFactory(name_en="Scottish Cities", cities=cities)
    ParticipationFactory(strand=pairing.strand, partner=alliance, side="eu")
    for query in ("glasgow", "글래스고", "glasgow scottish"):
        (group,) = reader.get("/search/", {"q": query}).context["groups"]
        assert [result.name for result in group.results] == ["Scottish Cities"]
