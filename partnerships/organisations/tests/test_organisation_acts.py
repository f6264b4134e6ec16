"""The acts on organisations: add one with a warning of similar names, use a known one, edit one, merge two."""

import pytest
from django.urls import reverse

from partnerships.models import Organisation
from partnerships.tests.factories import StrandFactory
from partnerships.tests.factories_together import OrganisationFactory, ProjectFactory
from partnerships.tests.pages import fields, text_of
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db

FORM = {"name_en": "Port Authority of Busan", "name_ko": "부산항만공사", "sector": "business"}


def url(strand, name, *more):
    return reverse(f"partnerships:{name}", args=[strand.code, *more])


@pytest.fixture
def strand(pairing):
    return pairing.strand


@pytest.fixture
def browser(client, marta):
    client.force_login(marta, "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def office(client, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    return client


def organisation(strand, code, **more):
    return OrganisationFactory(code=code, strands=[strand], home_strand=strand, **more)


def test_adding_goes_to_the_new_page(browser, strand):
    place = url(strand, "organisation-add")
    response = browser.post(place, fields(browser.get(place)) | FORM)
    assert response["Location"] == url(strand, "organisation", "port-authority-of-busan")
    assert browser.get(response["Location"]).status_code == 200


def test_a_similar_name_comes_back_with_what_it_resembles_and_a_tick(browser, strand):
    known = OrganisationFactory(code="bpa", name_en="Busan Port Authority", strands=[StrandFactory()])
    place = url(strand, "organisation-add")
    first = browser.get(place)
    assert "all_the_same" not in first.content.decode()
    refused = browser.post(place, fields(first) | FORM)
    assert (refused.status_code, Organisation.objects.count()) == (422, 1)
    assert refused.context["form"].found == [(known, False)]
    assert url(strand, "organisation-take-up", "bpa") in refused.content.decode()
    again = browser.post(place, fields(refused) | FORM | {"all_the_same": "on"})
    assert again.status_code == 302
    assert Organisation.objects.count() == 2


def test_a_tick_for_one_name_does_not_let_another_pass(browser, strand):
    OrganisationFactory(code="bpa", name_en="Busan Port Authority")
    OrganisationFactory(code="bcn", name_en="Barcelona Port", name_ko="")
    place = url(strand, "organisation-add")
    refused = browser.post(place, fields(browser.get(place)) | FORM)
    changed = FORM | {"name_en": "Port of Barcelona", "name_ko": "", "all_the_same": "on"}
    again = browser.post(place, fields(refused) | changed)
    assert again.status_code == 422
    assert [row.code for row, _here in again.context["form"].found] == ["bcn"]
    assert not again.context["form"]["all_the_same"].value()


def test_what_is_missing_is_said_without_the_tick(browser, strand):
    place = url(strand, "organisation-add")
    refused = browser.post(place, fields(browser.get(place)) | FORM | {"name_en": " ", "sector": "<script>"})
    assert refused.status_code == 422
    assert set(refused.context["form"].errors) == {"name_en", "sector"}
    assert "all_the_same" not in refused.context["form"].fields


def test_the_known_one_is_used_by_one_click(browser, strand):
    known = OrganisationFactory(code="bpa", strands=[StrandFactory()])
    place = url(strand, "organisation-take-up", "bpa")
    asked = browser.get(place)
    assert known.name in text_of(asked)
    response = browser.post(place, fields(asked))
    assert response["Location"] == url(strand, "organisation", "bpa")
    assert list(strand.organisations.all()) == [known]
    assert browser.get(url(strand, "organisation-take-up", "nowhere")).status_code == 404


def test_editing_warns_of_other_strands_and_of_another_who_was_faster(browser, strand):
    row = organisation(strand, "port", name_en="Port", sector="business")
    row.strands.add(StrandFactory())
    place = url(strand, "organisation-edit", "port")
    form = browser.get(place)
    assert "Other strands have this organisation too" in text_of(form)
    sent = fields(form) | {"name_en": "Harbour", "sector": "business"}
    assert browser.post(place, sent)["Location"] == url(strand, "organisation", "port")
    stale = browser.post(place, sent | {"once": "x", "name_en": "Haven"})
    assert stale.status_code == 409
    assert Organisation.objects.get().name_en == "Harbour"


def test_merging_is_chosen_previewed_and_done(office, pairing, strand):
    kept = organisation(strand, "kept", name_en="Port of Busan")
    other = organisation(strand, "other", name_en="Busan Port")
    ProjectFactory(pairing=pairing, title_en="Green docks", organisations=[other])
    place = url(strand, "organisation-merge", "kept")
    assert office.get(place).context["candidates"] == [other]
    assert office.get(f"{place}?q=busan").context["candidates"] == [other]
    preview = office.get(f"{place}?with=other")
    assert "Cooperation projects 1" in text_of(preview)
    without = office.post(f"{place}?with=other", fields(preview))
    assert (without.status_code, set(without.context["form"].errors)) == (422, {"reason"})
    done = office.post(f"{place}?with=other", fields(preview) | {"reason": "The same office."})
    assert done["Location"] == url(strand, "organisation", "kept")
    other.refresh_from_db()
    assert other.merged_into == kept
    page = text_of(office.get(done["Location"]))
    assert "Green docks" in page
    assert "Also known as" in page


@pytest.mark.parametrize(("code", "words"), [("kept", "into itself"), ("merged", "was merged into")])
def test_what_cannot_be_merged_says_why(office, strand, code, words):
    kept = organisation(strand, "kept")
    OrganisationFactory(code="merged", merged_into=kept)
    place = f"{url(strand, 'organisation-merge', 'kept')}?with={code}"
    page = office.get(place)
    assert words in text_of(page)
    refused = office.post(place, fields(page) | {"reason": "Why not", "seen_version": "1", "once": "x"})
    assert refused.status_code == 422
    assert words in text_of(refused)
    assert kept.version == Organisation.objects.get(code="kept").version


def test_without_another_one_nothing_is_merged(office, strand):
    organisation(strand, "kept")
    place = url(strand, "organisation-merge", "kept")
    refused = office.post(place, {"reason": "Why not", "seen_version": "1", "once": "x"})
    assert refused.status_code == 422
    assert "Choose the other organisation first." in text_of(refused)
    assert office.get(f"{place}?with=nowhere").status_code == 404


@pytest.mark.parametrize("role", ["eu", "authority", "observer"])
def test_merging_is_for_the_office(client, pairing, role):
    organisation(pairing.strand, "kept")
    client.force_login(person(role, pairing), "django.contrib.auth.backends.ModelBackend")
    assert client.get(url(pairing.strand, "organisation-merge", "kept")).status_code == 403
