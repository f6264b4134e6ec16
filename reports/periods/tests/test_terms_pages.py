"""The page of the contract and the template of reports: implementer, sections in their order, two at once."""

import pytest

from partnerships.models import Organisation, StrandImplementer
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.milestone_pages import filled, said
from reports.enums import Section
from reports.models import ReportingTerms
from reports.periods.selectors import terms_of
from reports.tests.period_scene import of_strand, open_page

pytestmark = pytest.mark.django_db


def implementer(sides) -> Organisation:
    found = OrganisationFactory()
    StrandImplementer.objects.create(strand=sides.pairing.strand, organisation=found, position=1)
    return found


def test_staff_set_contract_implementer_and_sections(client, sides):
    mine, other = implementer(sides), OrganisationFactory()
    url = of_strand("terms-edit", sides)
    sent = filled(open_page(client, sides, "staff", url))
    assert client.post(url, sent | {"implementer": other.pk}).status_code == 422
    given = sent | {"contract_number": "PI/2017/388-109", "implementer": mine.pk, "section_risks": "1"}
    given.pop("section_helix")
    assert client.post(url, given).status_code == 302
    terms = ReportingTerms.objects.get()
    assert (terms.contract_number, terms.implementer) == ("PI/2017/388-109", mine)
    assert terms.sections[:3] == ["risks", "summary", "journey"]
    assert "helix" not in terms.sections
    assert len(terms.sections) == len(Section) - 1
    page = client.get(of_strand("calendar", sides))
    assert "PI/2017/388-109" in said(page)
    late = sent | {"contract_number": "PI/2018/1"}
    assert client.post(url, late | {"seen_version": 1, "once": "x"}).status_code == 302
    assert client.post(url, late | {"seen_version": 1, "once": "y", "contract_number": "Z"}).status_code == 409


@pytest.mark.parametrize(
    ("moved", "first"),
    [
        ({"summary": 2}, ["journey", "summary", "projects"]),
        ({"summary": 3}, ["journey", "projects", "summary"]),
        ({"projects": 1}, ["projects", "summary", "journey"]),
        ({"summary": 2, "journey": 1}, ["journey", "summary", "projects"]),
    ],
)
def test_a_section_moves_to_the_position_that_it_is_given(client, sides, moved, first):
    url = of_strand("terms-edit", sides)
    sent = filled(open_page(client, sides, "staff", url))
    assert client.post(url, sent | {f"section_{name}": at for name, at in moved.items()}).status_code == 302
    assert ReportingTerms.objects.get().sections[:3] == first


def test_a_report_without_sections_is_refused(client, sides):
    url = of_strand("terms-edit", sides)
    sent = filled(open_page(client, sides, "staff", url))
    none = {name: value for name, value in sent.items() if not name.startswith("section_")}
    page = client.post(url, none)
    assert page.status_code == 422
    assert "at least one section" in said(page)
    assert client.post(url, sent | {"section_risks": "many"}).status_code == 422
    assert client.post(url, sent | {"section_risks": "0"}).status_code == 422
    assert terms_of(sides.pairing.strand).pk is None


@pytest.mark.one_database
def test_terms_that_somebody_set_meanwhile_are_not_overwritten(client, sides):
    url = of_strand("terms-edit", sides)
    sent = filled(open_page(client, sides, "staff", url))
    assert client.post(url, sent | {"contract_number": "A"}).status_code == 302
    page = client.post(url, sent | {"contract_number": "B"})
    assert page.status_code == 422
    assert "The form lacks the version of the record. Nothing was saved" in said(page)
    assert ReportingTerms.objects.get().contract_number == "A"
