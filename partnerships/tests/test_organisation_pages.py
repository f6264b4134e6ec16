"""The pages of organisations: list with its filters and files, page, adding with a warning, merging, history."""

import csv
import io

import pytest
from django.urls import reverse

from partnerships.models import Organisation, Project
from partnerships.services.helix import helix_of
from partnerships.tests.factories import CityFactory, PairingFactory, StrandFactory
from partnerships.tests.factories_together import AgreementFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.pages import fields, text_of
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db

FORM = {"name_en": "Port Authority of Busan", "name_ko": "부산항만공사", "sector": "business"}


def url(strand, name="organisation-list", *more):
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


def listed(response):
    """The codes that a list's rows show, in order."""
    return [row[-1]["text"] for row in response.context["rows"]]


def organisation(strand, code, **more):
    return OrganisationFactory(code=code, strands=[strand], home_strand=strand, **more)


@pytest.fixture
def directory(strand, pairing):
    busan = CityFactory(code="busan-city", name_en="Busan", name_ko="부산")
    port = organisation(strand, "port", name_en="Port", name_ko="항만", sector="business", city=busan)
    lab = organisation(strand, "lab", name_en="Lab", name_ko="연구실", sector="research")
    organisation(strand, "idle", name_en="Idle", name_ko="쉼터", sector="research")
    organisation(strand, "gone", name_en="Gone", merged_into=port).strands.clear()
    ProjectFactory(pairing=pairing, code="docks", organisations=[port, lab])
    ProjectFactory(pairing=PairingFactory(strand=strand, code="second"), organisations=[port])
    ProjectFactory(
        pairing=pairing, organisations=[organisation(strand, "dropped", name_en="Once")], level="not-pursued"
    )
    return strand


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["dropped", "idle", "lab", "port"]),
        ("q=port", ["port"]),
        ("q=항만", ["port"]),
        ("q=gone", []),
        ("sector=research", ["idle", "lab"]),
        ("sector=nonsense", ["dropped", "idle", "lab", "port"]),
        ("city=busan-city", ["port"]),
        ("city=none", ["dropped", "idle", "lab"]),
        ("projects=with", ["lab", "port"]),
        ("projects=without", ["dropped", "idle"]),
        ("pairing=second", ["port"]),
        ("project=docks", ["lab", "port"]),
        ("project=nowhere", ["dropped", "idle", "lab", "port"]),
        ("project=%00", ["dropped", "idle", "lab", "port"]),
        ("projects=with&sector=research", ["lab"]),
    ],
)
def test_the_list_is_narrowed(browser, directory, query, codes):
    assert sorted(listed(browser.get(f"{url(directory)}?{query}"))) == codes


@pytest.mark.parametrize(
    ("key", "codes"),
    [
        ("", ["idle", "lab", "dropped", "port"]),
        ("name", ["idle", "lab", "dropped", "port"]),
        ("-projects", ["port", "lab", "dropped", "idle"]),
        ("-city", ["port", "dropped", "lab", "idle"]),
        ("sector", ["port", "dropped", "idle", "lab"]),
        ("nonsense", ["idle", "lab", "dropped", "port"]),
    ],
)
def test_the_list_is_sorted(browser, directory, key, codes):
    assert listed(browser.get(f"{url(directory)}?sort={key}")) == codes


def test_the_list_counts_the_projects_that_are_pursued(browser, directory):
    rows = browser.get(url(directory)).context["rows"]
    assert {row[-1]["text"]: row[-2]["text"] for row in rows} == {"dropped": "0", "idle": "0", "lab": "1", "port": "2"}


def test_the_file_holds_what_the_page_shows(browser, directory):
    response = browser.get(f"{url(directory)}?sector=research&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[1:] == [["Idle", "쉼터", "Research", "", "0", "idle"], ["Lab", "연구실", "Research", "", "1", "lab"]]


def test_every_figure_of_a_helix_leads_to_as_many_rows(browser, pairing, directory):
    page = browser.get(pairing.get_absolute_url())
    shown = page.context["helix"]
    for row in shown["helix"].rows:
        if row.count:
            link = f"{shown['rows_url']}&sector={row.sector}"
            assert link.replace("&", "&amp;") in page.content.decode()
            assert len(listed(browser.get(link))) == row.count
    assert len(listed(browser.get(shown["rows_url"]))) == shown["helix"].total == 2
    strands = browser.get(directory.get_absolute_url()).context["helix"]
    assert len(listed(browser.get(strands["rows_url"]))) == strands["helix"].total == 2
    assert strands["helix"] == helix_of(Project.objects.filter(strand=directory))
    assert "No government partner" in text_of(page)


@pytest.mark.parametrize("path", ["organisation-list", "organisation"])
def test_a_page_costs_the_same_for_few_projects_and_for_many(
    browser, pairing, directory, path, django_assert_num_queries
):
    place = url(directory) if path == "organisation-list" else url(directory, path, "port")
    browser.get(place)
    with django_assert_num_queries(100, exact=False) as few:
        browser.get(place)
    port = Organisation.objects.get(code="port")
    for number in range(20):
        row = organisation(directory, f"more-{number}")
        ProjectFactory(pairing=PairingFactory(strand=directory), organisations=[port, row])
    with django_assert_num_queries(len(few)):
        browser.get(place)


def test_the_page_tells_of_projects_agreements_and_strands(browser, pairing, strand):
    row = organisation(strand, "port", note="Owns the harbour.", source="https://port.example/")
    ProjectFactory(pairing=pairing, title_en="Green docks", organisations=[row], level="exploring")
    agreement = AgreementFactory(pairing=pairing, title_en="Sister ports")
    agreement.signatories.create(organisation=row, position=1)
    foreign = StrandFactory()
    foreign.organisations.add(row)
    elsewhere = ProjectFactory(pairing=PairingFactory(strand=foreign), title_en="Secret", organisations=[row])
    response = browser.get(url(strand, "organisation", "port"))
    text = text_of(response)
    for words in (
        "Green docks",
        "Exploring",
        "Sister ports",
        str(strand),
        "Owns the harbour.",
        "https://port.example/",
    ):
        assert words in text
    assert elsewhere.title not in text
    assert foreign not in response.context["strands"]


def test_one_outside_the_directory_is_not_found(browser, strand):
    OrganisationFactory(code="foreign", strands=[StrandFactory()])
    assert browser.get(url(strand, "organisation", "foreign")).status_code == 404


def test_a_merged_one_leads_to_what_it_became(browser, strand):
    kept = organisation(strand, "kept")
    OrganisationFactory(code="merged", merged_into=kept)
    response = browser.get(url(strand, "organisation", "merged"))
    assert (response.status_code, response["Location"]) == (302, url(strand, "organisation", "kept"))
    hidden = OrganisationFactory(strands=[StrandFactory()])
    OrganisationFactory(code="elsewhere", merged_into=hidden)
    assert browser.get(url(strand, "organisation", "elsewhere")).status_code == 404


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
    assert refused.context["found"] == [(known, False)]
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
    assert [row.code for row, _here in again.context["found"]] == ["bcn"]
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
    assert "Green docks" in text_of(preview)
    without = office.post(f"{place}?with=other", fields(preview))
    assert (without.status_code, set(without.context["form"].errors)) == (422, {"reason"})
    done = office.post(f"{place}?with=other", fields(preview) | {"reason": "The same office."})
    assert done["Location"] == url(strand, "organisation", "kept")
    other.refresh_from_db()
    assert other.merged_into == kept
    page = text_of(office.get(done["Location"]))
    assert "Green docks" in page
    assert "Also known as" in page


def test_a_preview_that_has_grown_old_shows_the_new_one(office, pairing, strand):
    organisation(strand, "kept")
    other = organisation(strand, "other")
    place = f"{url(strand, 'organisation-merge', 'kept')}?with=other"
    preview = office.get(place)
    ProjectFactory(pairing=pairing, title_en="Green docks", organisations=[other])
    stale = office.post(place, fields(preview) | {"reason": "The same office."})
    assert stale.status_code == 409
    assert "Green docks" in text_of(stale)
    assert office.post(place, fields(stale) | {"reason": "The same office."}).status_code == 302


@pytest.mark.parametrize(("code", "words"), [("kept", "into itself"), ("merged", "was merged into")])
def test_what_cannot_be_merged_says_why(office, strand, code, words):
    kept = organisation(strand, "kept")
    OrganisationFactory(code="merged", merged_into=kept)
    place = f"{url(strand, 'organisation-merge', 'kept')}?with={code}"
    page = office.get(place)
    assert words in text_of(page)
    refused = office.post(place, fields(page) | {"reason": "Why not", "seen_version": "1", "once": "x"})
    assert refused.status_code in (409, 422)
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


def test_its_history_is_read_and_an_older_text_comes_back(browser, marta, strand):
    row = organisation(strand, "port", name_en="Port", note="Old")
    row.note = "New"
    row.save(by=marta)
    place = reverse("partnerships:record-history", args=[strand.code, "organisation", row.pk])
    page = browser.get(place)
    assert "Port" in text_of(page)
    restore = reverse("partnerships:record-restore", args=[strand.code, "organisation", row.pk, 1])
    done = browser.post(restore, fields(browser.get(restore)))
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.note == "Old"


def test_search_leads_to_the_page_and_forgets_the_merged_one(browser, strand):
    kept = organisation(strand, "kept", name_en="Harbour")
    OrganisationFactory(code="merged", name_en="Harbour of old", merged_into=kept)
    page = browser.get(reverse("search"), {"q": "harbour"}).content.decode()
    assert url(strand, "organisation", "kept") in page
    assert "Harbour of old" not in page
