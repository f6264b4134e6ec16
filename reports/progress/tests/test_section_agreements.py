"""The agreements in a report: signed in the period or before, or not; never what a draft says."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.periods import PartialDate
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.models import AgreementParty
from partnerships.tests.factories import PairingFactory, StrandFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    DocumentVersionFactory,
    OrganisationFactory,
    ProjectFactory,
)
from reports.progress.selectors import canonical
from reports.progress.tests.journey_scene import AS_OF
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, cells, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory(strand=StrandFactory(starts_on_date=PartialDate.parse("2017-01")))


@pytest.fixture
def period(pairing):
    """From 14 March to 13 September 2017, read on 1 October."""
    return ReportingPeriodFactory(strand=pairing.strand)


def data_of(period, pairing=""):
    return compiled("agreements", scope_of(period, pairing, as_of=AS_OF))


def signed(pairing, text, **more):
    agreement = AgreementFactory(pairing=pairing, status="signed", **more)
    agreement.signed_on_date = PartialDate.parse(text) if text else None
    agreement.save(by=None)
    return agreement


@pytest.mark.parametrize(
    ("text", "when", "said"),
    [
        ("2017-03-14", "in-period", "14 March 2017, in the period"),
        ("2017-05", "in-period", "May 2017, in the period"),
        ("1983-10-25", "earlier", "25 October 1983, before the programme"),
        ("2017-03-13", "before", "13 March 2017, before the period"),
        ("2017-09-14", "after", "14 September 2017, after the period"),
        ("", "", "not reported"),
    ],
)
def test_when_it_was_signed_is_told_as_exactly_as_it_is_known(pairing, period, text, when, said):
    signed(pairing, text)
    data = data_of(period)
    assert data["agreements"][0]["signed"] == when
    assert said in rows_of(told("agreements", data))[-1]
    assert figure_values(data)["agreements-signed"] == (0 if when in {"earlier", "after"} else 1)
    assert figure_values(data)["agreements-earlier"] == (1 if when == "earlier" else 0)
    assert figure_values(data)["agreements-signed-in-period"] == (1 if when == "in-period" else 0)


def test_one_that_is_on_its_way_is_not_signed_and_its_words_are_not_told(pairing, period):
    AgreementFactory(
        pairing=pairing, status="drafted", title_en="Memorandum", text_en="The secret price.", text_ko="비밀"
    )
    data = data_of(period, pairing.code)
    assert "no signature on record" in rows_of(told("agreements", data))[-1]
    assert "The secret price." not in canonical(data)
    assert "비밀" not in canonical(data)


def test_the_figures_are_the_portals_own_counts(pairing, period):
    other = PairingFactory(strand=pairing.strand)
    for one in (pairing, other):
        signed(one, "2017-05-01")
        AgreementFactory(pairing=one, status="lapsed", signed_on=dt.date(2017, 1, 1), lapsed_on=dt.date(2017, 5, 1))
        for status in ("lapsed", "discussed", "drafted"):
            AgreementFactory(pairing=one, status=status)
    for code in ("", pairing.code):
        scope = scope_of(period, code, as_of=AS_OF)
        values = figure_values(compiled("agreements", scope))
        counts = read_counts(strand=scope.strand, pairing=scope.pairing, today=scope.last_day)
        many = len(scope.pairings)
        assert values["agreements-signed"] == reading_of(counts, None, BuiltIn.AGREEMENTS_SIGNED).value == 2 * many
        assert values["agreements-signed-in-period"] == many
        assert values["agreements-lapsed"] == 2 * many
        assert values["agreements-drafted"] == values["agreements-discussed"] == many


def test_the_parties_are_those_named_else_the_two_partners(pairing, period):
    first = AgreementFactory(pairing=pairing, title_en="A")
    AgreementFactory(pairing=pairing, title_en="B")
    for position, name in enumerate(("Port authority", "University"), start=1):
        AgreementParty.objects.create(
            agreement=first, organisation=OrganisationFactory(name_en=name), position=position
        )
    partners = f"{pairing.eu.partner.name_en}, {pairing.counterpart.partner.name_en}"
    for code in ("", pairing.code):
        rows = {row[0]: row[2] for row in rows_of(told("agreements", data_of(period, code))) if len(row) > 2}
        assert rows == {"A": "Port authority, University", "B": partners}


def test_the_remark_of_a_public_source_is_told_and_no_other(pairing, period):
    read = {"note": "A signature was not found.", "note_other": "서명을 찾지 못했습니다.", "from_sources": True}
    AgreementFactory(pairing=pairing, title_en="Read", **read)
    AgreementFactory(pairing=pairing, title_en="Written", note="We hope for May.")
    data = data_of(period)
    assert "A signature was not found." in all_words(told("agreements", data))
    assert "서명을 찾지 못했습니다." in all_words(told("agreements", data, "ko"))
    assert "We hope for May." not in canonical(data)
    assert [row[-6] for row in sheets("agreements", data)["agreements"].rows] == ["A signature was not found.", None]


def test_documents_of_one_side_or_of_the_pairing_are_in_no_report(pairing, period):
    row = signed(pairing, "2017-05-01")
    for audience in ("own-side", "pairing", "strand"):
        DocumentVersionFactory(document__pairing=pairing, document__record=row, document__audience=audience)
    own, both, whole = [f"{pairing.code}/{document.code}" for document in pairing.documents.order_by("pk")]
    assert data_of(period)["agreements"][0]["documents"] == [whole]
    assert data_of(period, pairing.code)["agreements"][0]["documents"] == [whole]
    for hidden in (own, both):
        assert hidden.rpartition("/")[2] not in all_words(told("agreements", data_of(period, pairing.code)))
    assert figure_rows(data_of(period), "agreements-signed")[0]["documents"] == [whole]


def figure_rows(data, key):
    return next(figure["rows"] for figure in data["figures"] if figure["key"] == key)


def test_a_lapsed_one_says_since_when(pairing, period):
    AgreementFactory(pairing=pairing, status="lapsed", signed_on=dt.date(2016, 5, 1), lapsed_on=dt.date(2017, 5, 1))
    assert "Lapsed on 1 May 2017" in rows_of(told("agreements", data_of(period)))[-1]


def test_a_sheet_has_real_dates(pairing, period):
    row = signed(pairing, "2017-05")
    row.projects.add(ProjectFactory(pairing=pairing, title_en="Street lights"))
    found = cells(sheets("agreements", data_of(period))["agreements"])
    assert found["Signed on"] == PartialDate.parse("2017-05")
    assert found["Cooperation projects"] == "Street lights"


def test_without_agreements_it_says_so_in_one_sentence(period):
    data = data_of(period)
    assert all_words(told("agreements", data)) == "There are no agreements yet."
    assert all_words(told("agreements", data, "ko")) == "등록된 협약 없음"


@pytest.mark.one_database
def test_the_queries_are_as_many_for_one_pairing_as_for_many(pairing, period, django_assert_num_queries):
    def fill(one):
        row = signed(one, "2017-05-01")
        row.projects.add(ProjectFactory(pairing=one))
        AgreementParty.objects.create(agreement=row, organisation=OrganisationFactory(), position=1)

    fill(pairing)
    compiled("agreements", scope_of(period, as_of=AS_OF))
    scope = scope_of(period, as_of=AS_OF)
    with CaptureQueriesContext(connection) as few:
        compiled("agreements", scope)
    for _number in range(3):
        fill(PairingFactory(strand=pairing.strand))
    scope = scope_of(period, as_of=AS_OF)
    with django_assert_num_queries(len(few)):
        compiled("agreements", scope)
    assert len(few) <= 9


def test_the_real_agreements_are_told_as_their_pack_says():
    period = load_real()
    data = compiled("agreements", scope_of(period))
    values = figure_values(data)
    assert [values[f"agreements-{key}"] for key in ("signed", "signed-in-period", "earlier", "discussed")] == [
        0,
        0,
        1,
        3,
    ]
    rows = rows_of(told("agreements", data))
    charter = next(row for row in rows if row[0].startswith("Sister city charter"))
    assert charter[1:] == [
        "Sister cities",
        "Barcelona, Busan",
        "Signed",
        "25 October 1983, before the programme",
        "Older than the programme.",
    ]
    assert "1983. 10. 25.(화)" in all_words(told("agreements", data, "ko"))
