"""The pages of organisations: the list with its filters and files, the page of one, its history, search."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from partnerships.enums import StrandPart
from partnerships.models import Organisation, Project, StrandImplementer
from partnerships.organisations.selectors import acting_in
from partnerships.projects.selectors import helix_of
from partnerships.tests.factories import CityFactory, PairingFactory, StrandFactory
from partnerships.tests.factories_together import AgreementFactory, OrganisationFactory, ProjectFactory
from partnerships.tests.pages import fields, links_of, rows_of, text_of
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


def url(strand, name="organisation-list", *more):
    return reverse(f"partnerships:{name}", args=[strand.code, *more])


@pytest.fixture
def strand(pairing):
    return pairing.strand


@pytest.fixture
def browser(client, marta):
    client.force_login(marta, "django.contrib.auth.backends.ModelBackend")
    return client


def listed(response):
    """The codes in the addresses that a list's rows lead to, in order."""
    return [link.rstrip("/").rpartition("/")[2] for link in links_of(response)]


def organisation(strand, code, **more):
    return OrganisationFactory(code=code, strands=[strand], home_strand=strand, **more)


def written(row, strand, **words):
    """What a strand says of an organisation."""
    entry = row.entries.get(strand=strand)
    for name, value in words.items():
        setattr(entry, name, value)
    entry.save(by=None)
    return entry


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
        ("projects=with", ["lab", "port"]),
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
    page = browser.get(url(directory))
    numbers = [row[-1] for row in rows_of(page)]
    assert dict(zip(listed(page), numbers, strict=True)) == {"dropped": "0", "idle": "0", "lab": "1", "port": "2"}


def test_the_file_holds_what_the_page_shows(browser, directory):
    response = browser.get(f"{url(directory)}?sector=research&format=csv")
    rows = list(csv.reader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert rows[1:] == [["Idle", "쉼터", "Research", "", "0", "idle"], ["Lab", "연구실", "Research", "", "1", "lab"]]


@pytest.mark.one_database
def test_codes_stand_in_files_and_for_staff_alone(browser, directory, pairing):
    assert rows_have_code(browser.get(url(directory, "organisation", "port"))) is False
    heads = [str(head["label"]) for head in browser.get(url(directory)).context["heads"]]
    assert heads[-1] == "Projects"
    browser.force_login(person("staff", pairing), "django.contrib.auth.backends.ModelBackend")
    assert rows_have_code(browser.get(url(directory, "organisation", "port"))) is True


def rows_have_code(page):
    return "<dt>Code</dt>" in page.text


@pytest.mark.parametrize(("language", "names"), [("en", ["name_en", "name_ko"]), ("ko", ["name_ko", "name_en"])])
def test_the_name_in_the_language_of_the_page_is_asked_first(browser, directory, marta, language, names):
    type(marta).objects.filter(pk=marta.pk).update(language=language)
    for place in (url(directory, "organisation-add"), url(directory, "organisation-edit", "port")):
        asked = list(browser.get(place).context["form"].fields)
        assert [name for name in asked if name.startswith("name_")] == names


def test_every_figure_of_a_helix_leads_to_as_many_rows(browser, pairing, directory):
    page = browser.get(pairing.address_of("partnerships:pairing-projects"))
    shown = page.context["helix"]
    for row in shown["helix"].rows:
        if row["count"]:
            link = f"{shown['rows_url']}&sector={row['sector']}"
            assert link.replace("&", "&amp;") in page.content.decode()
            assert len(listed(browser.get(link))) == row["count"]
    assert len(listed(browser.get(shown["rows_url"]))) == shown["helix"].total == 2
    strands = browser.get(directory.get_absolute_url()).context["helix"]
    assert len(listed(browser.get(strands["rows_url"]))) == strands["helix"].total == 2
    assert strands["helix"] == helix_of(Project.objects.filter(strand=directory))
    assert "No government partner" in text_of(page)


@pytest.mark.one_database
@pytest.mark.parametrize("path", ["organisation-list", "organisation"])
def test_a_page_costs_the_same_for_few_projects_and_for_many(browser, pairing, directory, path):
    place = url(directory) if path == "organisation-list" else url(directory, path, "port")
    port = Organisation.objects.get(code="port")
    costs = []
    for more in (0, 20):
        for number in range(more):
            row = organisation(directory, f"more-{number}")
            ProjectFactory(pairing=PairingFactory(strand=directory), organisations=[port, row])
        browser.get(place)
        with CaptureQueriesContext(connection) as queries:
            browser.get(place)
        costs.append(len(queries))
    assert costs[0] == costs[1]


@pytest.mark.one_database
def test_the_page_tells_of_projects_agreements_and_strands(browser, pairing, strand):
    row = organisation(strand, "port")
    written(row, strand, note="Owns the harbour.", source="https://port.example/")
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


@pytest.mark.one_database
def test_one_outside_the_directory_is_not_found(browser, strand):
    OrganisationFactory(code="foreign", strands=[StrandFactory()])
    assert browser.get(url(strand, "organisation", "foreign")).status_code == 404


@pytest.mark.one_database
def test_a_merged_one_leads_to_what_it_became(browser, strand):
    kept = organisation(strand, "kept")
    OrganisationFactory(code="merged", merged_into=kept)
    response = browser.get(url(strand, "organisation", "merged"))
    assert (response.status_code, response["Location"]) == (302, url(strand, "organisation", "kept"))
    hidden = OrganisationFactory(strands=[StrandFactory()])
    OrganisationFactory(code="elsewhere", merged_into=hidden)
    assert browser.get(url(strand, "organisation", "elsewhere")).status_code == 404


def test_its_history_is_read_and_an_older_text_comes_back(browser, marta, strand):
    row = organisation(strand, "port", name_en="Port")
    row.name_en = "Harbour"
    row.save(by=marta)
    place = reverse("partnerships:record-history", args=[strand.code, "organisation", row.pk])
    page = browser.get(place)
    assert "Port" in text_of(page)
    restore = reverse("partnerships:record-restore", args=[strand.code, "organisation", row.pk, 1])
    done = browser.post(restore, fields(browser.get(restore)))
    assert done.status_code == 302
    row.refresh_from_db()
    assert row.name_en == "Port"


def test_each_strand_keeps_its_own_sources_and_note_and_the_page_shows_all(browser, strand):
    """We call it the owner of the harbour; another strand says something else, and neither overwrites the other."""
    other = StrandFactory(name_en="EU - Chile")
    row = organisation(other, "port")
    written(row, other, note="A port far away.", source="https://chile.example/")
    strand.organisations.add(row)
    page = url(strand, "organisation", "port")
    edit = url(strand, "organisation-entry", "port")
    assert edit in browser.get(page).content.decode()
    data = fields(browser.get(edit)) | {"note": "Owns the harbour.", "source": "https://port.example/"}
    assert browser.post(edit, data).status_code == 302
    text = text_of(browser.get(page))
    told = (
        "Owns the harbour.",
        "https://port.example/",
        "A port far away.",
        "https://chile.example/",
        "another strand",
    )
    assert all(words in text for words in told)
    assert text.index("Owns the harbour.") < text.index("A port far away.")
    # What another strand says alike is said once.
    third = StrandFactory()
    third.organisations.add(row, through_defaults={"note": "Owns the harbour.", "source": "https://port.example/"})
    again = text_of(browser.get(page))
    assert again.count("Owns the harbour.") == 1
    assert again.count("https://port.example/") == 1
    # This reader knows nothing of that strand.
    assert "EU - Chile" not in text
    assert row.entries.get(strand=other).note == "A port far away."
    assert Organisation.objects.get(code="port").version == 1


def test_whoever_may_not_name_organisations_there_does_not_write_what_the_strand_says(client, pairing):
    row = OrganisationFactory(code="port", strands=[pairing.strand])
    other = StrandFactory(name_en="EU - Chile")
    other.organisations.add(row)
    for role, status in (("eu", 200), ("staff", 200), ("administrator", 200), ("observer", 403), ("authority", 403)):
        client.force_login(person(role, pairing), "django.contrib.auth.backends.ModelBackend")
        assert client.get(url(pairing.strand, "organisation-entry", "port")).status_code == status, role
        assert client.get(url(other, "organisation-entry", "port")).status_code == (
            200 if role == "administrator" else 404
        )


def test_an_older_note_comes_back_and_a_stale_form_saves_nothing(browser, marta, strand):
    row = organisation(strand, "port")
    entry = written(row, strand, note="Old")
    edit = url(strand, "organisation-entry", "port")
    stale = fields(browser.get(edit)) | {"note": "Late"}
    entry = written(row, strand, note="New")
    assert browser.post(edit, stale).status_code == 409
    place = reverse("partnerships:record-history", args=[strand.code, "organisation-entry", entry.pk])
    assert "New" in text_of(browser.get(place))
    restore = reverse("partnerships:record-restore", args=[strand.code, "organisation-entry", entry.pk, 2])
    assert browser.post(restore, fields(browser.get(restore))).status_code == 302
    entry.refresh_from_db()
    assert entry.note == "Old"


def test_search_leads_to_the_page_and_forgets_the_merged_one(browser, strand):
    kept = organisation(strand, "kept", name_en="Harbour")
    OrganisationFactory(code="merged", name_en="Harbour of old", merged_into=kept)
    page = browser.get(reverse("search"), {"q": "harbour"}).content.decode()
    assert url(strand, "organisation", "kept") in page
    assert "Harbour of old" not in page


def test_as_what_an_organisation_acts_in_the_strand_stands_where_it_acts(browser, directory, marta):
    commission = organisation(directory, "commission", name_en="European Commission")
    organisation(directory, "agency", name_en="Agency")
    agency = Organisation.objects.get(code="agency")
    StrandImplementer(strand=directory, organisation=agency, position=1).save()
    entry = commission.entries.get(strand=directory)
    asked = browser.get(entry.address_of("partnerships:organisation-entry"))
    assert "Role in the strand" in text_of(asked)
    sent = fields(asked) | {"part": "commission", "source": "", "note": ""}
    assert browser.post(entry.address_of("partnerships:organisation-entry"), sent).status_code == 302
    assert "Role in the strand Commission" in text_of(browser.get(entry.get_absolute_url()))
    assert "Role in the strand Implementer" in text_of(browser.get(url(directory, "organisation", "agency")))
    page = text_of(browser.get(directory.get_absolute_url()))
    assert "Commission European Commission Implementer Agency" in page
    assert acting_in(directory) == [
        (StrandPart.COMMISSION, "commission", "European Commission", commission.name_ko),
        (StrandPart.IMPLEMENTER, "agency", "Agency", agency.name_ko),
    ]
