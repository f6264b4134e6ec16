"""The pages of figures: who reads them, where each number leads, and their files."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.formats import format_date
from core.models import AuditEntry
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import (
    ContactFactory,
    DocumentFactory,
    IndicatorFactory,
    MeasurementFactory,
    ProjectFactory,
    TargetFactory,
)
from partnerships.tests.figure_story import OWN_COUNTS, everything
from partnerships.tests.pages import rows_of, text_of

pytestmark = pytest.mark.django_db
ROLES = ["eu", "counterpart", "staff", "administrator", "authority", "observer", "neighbour"]


@pytest.fixture
def indicator(sides):
    return IndicatorFactory(programme=sides.pairing.strand.programme_record, code="trained", name_en="People trained")


def page(client, sides, role, name, *more, **query):
    client.force_login(sides.people[role])
    return client.get(reverse(f"partnerships:{name}", args=[sides.pairing.strand.code, *more]), query)


def rows_page(client, sides, role, slug, **query):
    return page(client, sides, role, "figure-rows", slug, **query)


@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_whoever_reads_the_strand_reads_its_figures(client, sides, indicator, role):
    everything(sides.pairing)
    MeasurementFactory(strand=sides.pairing.strand, indicator=indicator, value=1234)
    for name, more in (("indicator-list", ()), ("pairing-indicators", (sides.pairing.code,))):
        answer = page(client, sides, role, name, *more)
        assert answer.status_code == 200
        assert "Projects exploring" in text_of(answer)
        assert "People trained" in text_of(answer)
    assert "1,234" in text_of(page(client, sides, role, "indicator", "trained"))
    works = role in {"eu", "counterpart", "staff", "administrator"}
    assert ("Add a value" in text_of(page(client, sides, role, "pairing-indicators", sides.pairing.code))) == works
    office = role in {"staff", "administrator"}
    text = text_of(page(client, sides, role, "indicator-list"))
    assert ("Add a value" in text, "Add an indicator" in text) == (office, office)


@pytest.mark.one_database
@pytest.mark.parametrize("slug", OWN_COUNTS)
def test_each_number_opens_its_rows(client, sides, slug):
    everything(sides.pairing)
    everything(PairingFactory(strand=sides.pairing.strand))
    for query in ({}, {"pairing": sides.pairing.code}):
        answer = rows_page(client, sides, "staff", slug, **query)
        figure, listed = answer.context["value"], answer.context["page"].paginator.count
        assert figure in text_of(answer)
        if answer.context["summed"]:
            assert f"Total {figure}" in text_of(answer)
        else:
            assert figure == str(listed) == str(len(rows_of(answer)))
        export = rows_page(client, sides, "staff", slug, format="csv", **query)
        lines = list(csv.reader(io.StringIO(b"".join(export).decode("utf-8-sig"))))
        assert len(lines) == listed + 1


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("role", "of_pairing", "of_strand"),
    [
        ("staff", 1, 2),
        ("authority", 1, 2),
        ("administrator", 1, 2),
        ("eu", 1, 1),
        ("counterpart", 1, 1),
        ("neighbour", 0, 0),
        ("observer", 0, 0),
    ],
)
def test_contacts_are_counted_for_all_and_listed_for_those_who_may_read_them(
    client, sides, role, of_pairing, of_strand
):
    ContactFactory(pairing=sides.pairing, what_en="The mayor hesitates")
    ContactFactory(pairing=PairingFactory(strand=sides.pairing.strand), what_en="Another pair's words")
    answer = rows_page(client, sides, role, "contacts", pairing=sides.pairing.code)
    assert answer.context["value"] == "1"
    assert len(rows_of(answer)) == of_pairing
    assert ("The mayor hesitates" in text_of(answer)) == bool(of_pairing)
    answer = rows_page(client, sides, role, "contacts")
    assert (answer.context["value"], answer.context["hidden"]) == ("2", 2 - of_strand)
    assert len(rows_of(answer)) == of_strand
    assert ("not listed here" in text_of(answer)) == (of_strand < 2)
    export = rows_page(client, sides, role, "contacts", format="csv")
    assert (b"hesitates" in b"".join(export)) == bool(of_pairing)
    # A number is a link only where there is something to read behind it.
    table = page(client, sides, role, "pairing-indicators", sides.pairing.code).content.decode()
    assert ("counts/contacts/" in table) == bool(of_pairing)


@pytest.mark.parametrize(
    ("slug", "query"),
    [
        ("nonsense", {}),
        ("contacts", {"pairing": "nonsense"}),
        ("contacts", {"pairing": "foreign"}),
        ("contacts", {"pairing": "a\0b"}),
        ("contacts", {"pairing": "x" * 500}),
    ],
)
def test_what_there_is_not_is_not_found(client, sides, slug, query):
    PairingFactory(code="foreign")
    assert rows_page(client, sides, "staff", slug, **query).status_code == 404


@pytest.mark.one_database
def test_the_day_of_a_row_stands_in_one_line(client, sides):
    contact = ContactFactory(pairing=sides.pairing)

    table = rows_page(client, sides, "eu", "contacts").content.decode().partition("<tbody>")[2]

    day = f'<span class="wc-nowrap">{format_date(contact.on)}</span>'
    assert f'<th scope="row"><a href="{contact.get_absolute_url()}">{day}</a></th>' in table


@pytest.mark.one_database
def test_not_reported_is_not_zero(client, sides, indicator):
    def numbers():
        content = page(client, sides, "observer", "indicator-list").content.decode()
        return content.count('<span class="wc-note">not reported</span>')

    # The six results of projects, who came to events, and the indicator.
    assert numbers() == 8
    MeasurementFactory(strand=sides.pairing.strand, indicator=indicator, value=0)
    assert numbers() == 7
    assert "not reported" in text_of(rows_page(client, sides, "observer", "firms"))


@pytest.mark.one_database
def test_the_way_is_said(client, sides, indicator):
    strand = sides.pairing.strand
    ProjectFactory.create_batch(3, pairing=sides.pairing)
    TargetFactory(strand=strand, built_in="identified", target=4)
    TargetFactory(strand=strand, built_in="", indicator=indicator, baseline=10, target=20)
    answer = page(client, sides, "observer", "indicator-list")
    assert "75%" in text_of(answer)
    MeasurementFactory(strand=strand, indicator=indicator, value=8)
    assert "Farther away than at the start" in text_of(page(client, sides, "observer", "indicator-list"))
    MeasurementFactory(strand=strand, indicator=indicator, value=20, on="2017-07-01")
    assert "Target reached" in text_of(page(client, sides, "observer", "indicator-list"))


@pytest.mark.one_database
def test_an_indicators_page_has_its_values_and_their_documents(client, sides, indicator):
    strand, pairing = sides.pairing.strand, sides.pairing
    document = DocumentFactory(pairing=pairing, title="Attendance lists", audience="pairing")
    MeasurementFactory(strand=strand, pairing=pairing, indicator=indicator, value=3, on="2017-03-01", document=document)
    MeasurementFactory(strand=strand, pairing=pairing, indicator=indicator, value=9, on="2017-06-01")
    MeasurementFactory(
        strand=strand,
        pairing=pairing,
        indicator=indicator,
        value=777,
        on="2017-09-01",
        withdrawn_at="2017-09-02T10:00Z",
        withdrawn_reason="A slip of the pen",
    )
    answer = page(client, sides, "eu", "indicator", "trained", pairing=pairing.code)
    text = text_of(answer)
    assert "Attendance lists" in text
    assert "A slip of the pen" in text
    assert [row.value for row in answer.context["values"]] == [777, 9, 3]
    assert answer.content.count(b"/withdraw/") == 2
    # Others in the strand read the number, and not the document of the two sides.
    text = text_of(page(client, sides, "observer", "indicator", "trained", pairing=pairing.code))
    assert "Attendance lists" not in text
    assert "a document that the two sides read" in text
    assert page(client, sides, "eu", "indicator", "trained").context["values"] == []
    assert page(client, sides, "eu", "indicator", "nonsense").status_code == 404
    IndicatorFactory(code="of-another-programme")
    assert page(client, sides, "eu", "indicator", "of-another-programme").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_files_hold_strand_and_pairings_and_are_logged(client, sides, indicator, form):
    everything(sides.pairing)
    MeasurementFactory(strand=sides.pairing.strand, pairing=sides.pairing, indicator=indicator, value=7)
    answer = page(client, sides, "observer", "indicator-list", format=form)
    sent = b"".join(answer)
    pairings = sides.pairing.strand.pairings.count()
    assert AuditEntry.objects.get(action="list-exported").parameters["rows"] == (pairings + 1) * 21
    if form == "csv":
        rows = list(csv.DictReader(io.StringIO(sent.decode("utf-8-sig"))))
        found = {(row["Pairing"], row["Code"]): row["Now"] for row in rows}
        assert found["The whole strand", "days-of-delay"] == found["Busan-Barcelona", "days-of-delay"] == "20"
        assert found["Busan-Barcelona", "trained"] == "7"
        assert found["The whole strand", "trained"] == "not reported"
    answer = page(client, sides, "observer", "pairing-indicators", sides.pairing.code, format=form)
    assert b"".join(answer)
    assert "busan-barcelona" in answer["Content-Disposition"]


def _queries(client, sides, *places):
    found = []
    for name, more, query in places:
        with CaptureQueriesContext(connection) as queries:
            assert page(client, sides, "eu", name, *more, **query).status_code == 200
        found.append(len(queries))
    return found


@pytest.mark.one_database
def test_the_queries_are_as_many_for_one_row_as_for_many(client, sides, indicator):
    strand, pairing = sides.pairing.strand, sides.pairing
    places = [
        ("indicator-list", (), {}),
        ("pairing-indicators", (pairing.code,), {}),
        ("indicator", ("trained",), {}),
        ("indicator", ("trained",), {"pairing": pairing.code}),
        *(
            ("figure-rows", (slug,), {})
            for slug in ("exploring", "agreements-signed", "contacts", "days-of-delay", "jobs")
        ),
    ]

    def more(pair, one):
        everything(pair)
        document = DocumentFactory(pairing=pair)
        MeasurementFactory(strand=strand, pairing=pair, indicator=one, document=document)
        MeasurementFactory(strand=strand, pairing=pair, indicator=one, on="2017-07-01")
        TargetFactory(strand=strand, pairing=pair, indicator=one, built_in="", baseline=1, target=9)

    more(pairing, indicator)
    _queries(client, sides, *places)
    few = _queries(client, sides, *places)
    for number in range(3):
        more(PairingFactory(strand=strand), indicator)
        more(pairing, IndicatorFactory(programme=strand.programme_record, code=f"more-{number}"))
    assert _queries(client, sides, *places) == few


@pytest.mark.parametrize(
    ("query", "found"), [("trained", True), ("교육", True), ("people TRAINED", True), ("nobody", False)]
)
def test_search_finds_an_indicator_for_those_who_read_its_programme(client, sides, indicator, query, found):
    indicator.name_ko = "교육 인원"
    indicator.save(by=None)
    client.force_login(sides.people["observer"])
    assert (b"/indicators/trained/" in client.get("/search/", {"q": query}).content) == found
    IndicatorFactory(code="unread", name_en="People trained elsewhere")
    assert b"/indicators/unread/" not in client.get("/search/", {"q": "people"}).content
