"""The lists of agreements: filters, files, search, and what they cost."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.models import AgreementParty
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import AgreementFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.pages import links_of, rows_of, sign_in, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return sides


class TestLists:
    """Of a pairing and of a strand."""

    def test_the_strands_list_is_filtered_by_kind_and_status(self, client, scene):
        other = PairingFactory(strand=scene.pairing.strand)
        one = AgreementFactory(pairing=scene.pairing, kind="mou", title_en="Alpha")
        two = AgreementFactory(pairing=other, kind="sister-city", status="signed", title_en="Beta")
        sign_in(client, scene, "observer")
        address = reverse("partnerships:strand-agreements", args=[scene.pairing.strand.code])

        def titles(**query):
            return [row[0] for row in rows_of(client.get(address, query))]

        assert titles() == ["Alpha", "Beta"]
        assert titles(kind="sister-city") == titles(status="signed") == ["Beta"]
        assert titles(q="alph") == ["Alpha"]
        assert titles(sort="-agreement") == ["Beta", "Alpha"]
        assert {one.get_absolute_url(), two.get_absolute_url()} == {*links_of(client.get(address))}

    @pytest.mark.one_database
    @pytest.mark.parametrize(
        ("role", "offered"),
        [("eu", True), ("counterpart", True), ("staff", True), ("authority", False), ("observer", False)],
    )
    def test_whoever_may_add_one_is_offered_it(self, client, scene, role, offered):
        project = ProjectFactory(pairing=scene.pairing)
        sign_in(client, scene, role)
        for address in (url(scene, "agreement-list"), project.get_absolute_url()):
            assert (url(scene, "agreement-add") in client.get(address).text) is offered

    def test_the_file_has_every_column(self, client, scene):
        AgreementFactory(pairing=scene.pairing, source="https://example.org/a")
        sign_in(client, scene, "eu")
        for address in (
            url(scene, "agreement-list"),
            reverse("partnerships:strand-agreements", args=[scene.pairing.strand.code]),
        ):
            told = client.get(address, {"format": "csv"}).getvalue().decode("utf-8-sig")
            assert "Sources" in told
            assert "https://example.org/a" in told
            assert client.get(address, {"format": "xlsx"}).status_code == 200

    def test_it_is_found_by_its_name(self, client, scene):
        AgreementFactory(pairing=scene.pairing, title_en="Sister city charter", title_ko="자매결연")
        AgreementFactory(title_en="Sister city of others")
        sign_in(client, scene, "observer")
        for word in ("charter", "자매"):
            groups = {group.title: group.results for group in client.get("/search/", {"q": word}).context["groups"]}
            assert [result.name for result in groups["Agreements"]] == ["Sister city charter"]

    def test_pages_cost_the_same_with_one_and_with_many(self, client, scene):
        def one_more(number):
            parties = [OrganisationFactory(strands=[scene.pairing.strand]) for _number in range(number)]
            agreement = AgreementFactory(pairing=scene.pairing, text_en="The two cities open their port data.")
            for position, party in enumerate(parties, start=1):
                AgreementParty.objects.create(agreement=agreement, organisation=party, position=position)
            agreement.projects.set([ProjectFactory(pairing=scene.pairing) for _number in range(number)])
            return agreement

        first = one_more(1)
        sign_in(client, scene, "eu")
        lists = [
            url(scene, "agreement-list"),
            reverse("partnerships:strand-agreements", args=[scene.pairing.strand.code]),
        ]

        def costs():
            found = []
            for address in (first.get_absolute_url(), *lists):
                with CaptureQueriesContext(
                    connection,
                ) as queries:
                    assert client.get(address).status_code == 200
                found.append(len(queries))
            return found

        costs()
        before = costs()
        for _number in range(4):
            first = one_more(3)
        assert costs() == before
