"""Documents in lists: narrowed, taken along, and what the pages cost on which they stand."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import AuditEntry
from partnerships.documents.selectors import attached
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    NoteFactory,
    ProjectFactory,
)
from partnerships.tests.pages import rows_of, text_of, url

pytestmark = pytest.mark.django_db


def _filled(sides, count):
    """So many documents on every kind of record, two versions each, and as many notes."""
    for number in range(count):
        milestone = sides.milestone()
        made = (ProjectFactory, AgreementFactory, ContactFactory, FollowUpFactory)
        for record in (sides.pairing, milestone, *(factory(pairing=sides.pairing) for factory in made)):
            audience = "own-side" if number % 2 else "pairing"
            document = DocumentFactory(pairing=sides.pairing, record=record, audience=audience)
            DocumentVersionFactory(document=document, number=1)
            DocumentVersionFactory(document=document, number=2)
            NoteFactory(pairing=sides.pairing, record=record)


def _cost(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        response = client.get(address)
        assert response.status_code == 200
        if response.streaming:
            b"".join(response.streaming_content)
    return len(queries)


@pytest.mark.one_database
@pytest.mark.parametrize("page", ["document-list", "document-list?format=csv", "follow-up-list", "pairing"])
def test_a_page_costs_the_same_for_one_and_for_many(as_role, sides, page):
    client = as_role("eu")
    name, _mark, query = page.partition("?")
    address = url(sides, name) + (f"?{query}" if query else "")
    # From some number on the pairing's page counts how many contacts there are, and what else it shows the first of.
    _filled(sides, 6 if page == "pairing" else 1)
    one = _cost(client, address)
    _filled(sides, 5)
    assert _cost(client, address) == one


@pytest.mark.one_database
def test_what_hangs_on_many_records_is_read_in_two_queries(sides):
    _filled(sides, 1)
    few = [sides.pairing]
    many = [*few, *(FollowUpFactory(pairing=sides.pairing) for _each in range(4)), sides.milestone()]
    grants, costs = sides.grants("eu"), []
    for records in (few, many):
        attached(grants, records)
        with CaptureQueriesContext(connection) as queries:
            attached(grants, records)
        costs.append(len(queries))
    assert costs == [2, 2]


def test_the_list_can_be_narrowed_and_taken_along(as_role, sides):
    client = as_role("eu")
    _filled(sides, 2)
    everything = client.get(url(sides, "document-list"))
    assert len(rows_of(everything)) == 12
    narrowed = {
        "?audience=pairing": 6,
        "?state=withdrawn": 0,
        "?q=data sheet": 12,
    }
    for query, count in narrowed.items():
        assert len(rows_of(client.get(url(sides, "document-list") + query))) == count, query
    sent = b"".join(client.get(url(sides, "document-list") + "?format=csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(sent)))
    assert len(rows) == 12
    assert {row["Who may see it"] for row in rows} == {"Barcelona", "Both sides of the pairing"}
    # How many one side has for itself is not told to whoever reads the log.
    assert AuditEntry.objects.get(action="list-exported").parameters["rows"] == 6


def test_a_search_finds_a_document_until_it_is_withdrawn(as_role, sides):
    document = DocumentFactory(pairing=sides.pairing, title="Zanzibar charts")
    client = as_role("counterpart")
    (group,) = client.get("/search/", {"q": "zanzibar"}).context["groups"]
    note = f"{sides.pairing.name}, {sides.pairing.strand}"
    assert [(found.url, found.note) for found in group.results] == [(document.get_absolute_url(), note)]
    document.withdrawn_at = clock.now()
    document.withdrawn_reason = "Sent by mistake."
    document.save(by=None)
    assert client.get("/search/", {"q": "zanzibar"}).context["count"] == 0


def test_an_empty_list_says_what_to_do(as_role, sides):
    assert "Add what both sides work with" in text_of(as_role("eu").get(url(sides, "document-list")))
    assert "What the two sides share is listed here" in text_of(as_role("observer").get(url(sides, "document-list")))
