"""The matching page, the matches of a pairing, and the one click from a match to a project."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from core.models import AuditEntry
from partnerships.models import Interest, Participation, Partner, Project
from partnerships.tests.factories import PairingFactory, ThemeFactory
from partnerships.tests.factories_together import ProjectFactory
from partnerships.tests.match_story import meet, tell
from partnerships.tests.pages import fields, messages_of, text_of
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(pairing):
    return tell(pairing)


@pytest.fixture
def met(story):
    return meet(story)


def url(strand):
    return reverse("partnerships:matching", args=[strand.code])


@pytest.mark.one_database
def test_the_page_shows_a_matrix_and_a_list_with_reasons(client, met, marta):
    client.force_login(marta)
    page = client.get(url(met.pairing.strand) + "?pairs=")
    text = text_of(page)
    assert "Busan wants to learn about Idle spaces: “Old docks.” Barcelona offers its experience: “" in text
    assert '<span lang="ko">22@ 지구</span>' in page.text
    assert [line.pairing is not None for line in page.context["rows"]] == [True, False]
    assert "Also offered by: Tampere" in text
    cells = [cell for _line, cells in page.context["matrix"]["lines"] for cell in cells]
    assert [(str(pairing), counts["topic"]) for _column, pairing, counts in cells if pairing] == [
        ("Busan-Barcelona", 1)
    ]
    assert "Suwon" in text.split("Nothing entered yet")[1]


def test_a_coordinator_begins_with_the_own_partner(client, met, marta):
    """Nothing chosen: what concerns the own partner; files and pages keep it, and one click shows all."""
    client.force_login(marta)
    page = client.get(url(met.pairing.strand))
    assert [one["value"] for one in page.context["filters"]] == ["barcelona", "", "", "", ""]
    assert [line.eu.partner.name for line in page.context["rows"]] == ["Barcelona"]
    assert "eu=barcelona&amp;format=csv" in page.text
    # What was chosen for the reader does not open the choices; what the reader chose does.
    assert '<details class="wc-filters">' in page.text
    assert '<details class="wc-filters" open>' in client.get(url(met.pairing.strand) + "?eu=barcelona").text
    assert len(client.get(url(met.pairing.strand) + page.context["unfiltered_url"]).context["rows"]) == 2
    client.force_login(person("staff", met.pairing))
    assert len(client.get(url(met.pairing.strand)).context["rows"]) == 2


@pytest.mark.one_database
def test_an_empty_page_says_what_to_do_next(client, story, marta):
    client.force_login(marta)
    page = client.get(url(story.pairing.strand))
    assert "No needs or offers yet" in page.text
    assert reverse("partnerships:interest-add", args=[story.pairing.strand.code, "barcelona"]) in page.text
    assert "format=csv" not in page.text
    client.force_login(person("observer", story.pairing))
    page = client.get(url(story.pairing.strand))
    assert "interests/add" not in page.text
    assert reverse("partnerships:partner-list", args=[story.pairing.strand.code]) in page.text


def test_filters_narrow_the_page_and_its_files(client, met, marta):
    client.force_login(marta)
    for query, rows in (("?pairs=pairings", 1), ("?kind=area", 0), ("?theme=idle-spaces&eu=tampere", 1)):
        page = client.get(url(met.pairing.strand) + query)
        assert len(page.context["rows"]) == rows
        file = client.get(f"{url(met.pairing.strand)}{query}&format=csv")
        assert len(b"".join(file.streaming_content).decode("utf-8-sig").splitlines()) == rows + 1
    assert "No results" in client.get(url(met.pairing.strand) + "?kind=area").text


@pytest.mark.parametrize(
    "query",
    ["?page=99", "?page=x&down=9&across=-1", "?across=²", f"?across={'9' * 5000}", "?eu=x%00y&theme='", "?format=pdf"],
)
def test_a_wrong_address_shows_the_page(client, met, marta, query):
    client.force_login(marta)
    page = client.get(url(met.pairing.strand) + query)
    assert page.status_code == 200
    # What makes no sense filters nothing.
    assert page.context["rows"]


def test_the_files_hold_the_list_run_no_formula_and_are_logged(client, met, marta):
    Interest.objects.filter(kind="need").update(note_en="=1+1")
    client.force_login(marta)
    book = client.get(url(met.pairing.strand) + "?format=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(b"".join(book.streaming_content))).get_sheet_by_index(0).to_python()
    assert [row[:6] for row in rows[1:]] == [
        ["Same topic", "Busan-Barcelona", "Busan", "Idle spaces", "Barcelona", "Idle spaces"],
        ["Same topic", "Suggestion", "Busan", "Idle spaces", "Tampere", "Idle spaces"],
    ]
    entry = AuditEntry.objects.get(action="list-exported")
    assert (entry.parameters["rows"], entry.sentence) == (2, "Exported the list Matching as XLSX (2 rows)")


def _partners(strand, side, count):
    names = [f"{side}-{number}" for number in range(count)]
    partners = Partner.objects.bulk_create(Partner(code=name, name_en=name, kind="city") for name in names)
    return Participation.objects.bulk_create(
        Participation(strand=strand, partner=partner, side=side) for partner in partners
    )


def _fill(strand, eu, counterpart, topics, *, pairings):
    """So many partners who each need and offer every topic."""
    areas = [ThemeFactory(strand=strand) for _ in range(3)]
    themes = [ThemeFactory(strand=strand, parent=areas[number % 3], position=number) for number in range(topics)]
    sides = {side: _partners(strand, side, count) for side, count in (("eu", eu), ("counterpart", counterpart))}
    Interest.objects.bulk_create(
        Interest(participation=row, topic=theme, kind=("need", "offer")[(row.pk + number) % 2], note_en="Because.")
        for rows in sides.values()
        for row in rows
        for number, theme in enumerate(themes)
    )
    for one, other in list(zip(*sides.values(), strict=True))[:pairings]:
        pairing = PairingFactory(strand=strand, eu=one, counterpart=other)
        ProjectFactory(pairing=pairing, topic=themes[0])


@pytest.mark.one_database
def test_the_pages_cost_the_same_for_few_and_for_two_hundred_partners(client, met, marta):
    """Two hundred partners, sixty topics: as many queries as for three, and no ten thousand cells."""
    client.force_login(marta)
    strand, pairing = met.pairing.strand, met.pairing
    ProjectFactory(pairing=pairing, topic=met.topics["idle-spaces"])
    paths = [
        url(strand),
        url(strand) + "?pairs=suggestions",
        url(strand) + "?pairs=pairings&format=csv",
        reverse("partnerships:pairing-projects", args=[strand.code, pairing.code]),
    ]

    def costs():
        found = []
        for path in paths:
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                page = client.get(path)
                assert page.status_code == 200
                if page.streaming:
                    b"".join(page.streaming_content)
            found.append(len(queries))
        return found

    few = costs()
    _fill(strand, 98, 98, 60, pairings=3)
    assert Participation.objects.filter(strand=strand).count() == 200
    # Never more; where no suggestion can be started, its projects are not asked for.
    assert all(now <= before for now, before in zip(costs(), few, strict=True))
    page = client.get(url(strand) + "?pairs=")
    assert len(page.context["rows"]) == 50
    assert page.text.count("wc-cell-link") <= 20 * 8
    assert "1–8 of 100" in text_of(page)
    further = client.get(url(strand) + "?pairs=&down=5&across=13")
    assert [len(further.context["matrix"][key]) for key in ("lines", "across")] == [20, 4]


def start_url(story, need, offer):
    pairing = story.pairing
    return reverse("partnerships:match-start", args=[pairing.strand.code, pairing.code, need.pk, offer.pk])


def test_a_row_leads_to_a_filled_sheet_and_a_second_click_on_it_starts_no_other(client, met, marta):
    client.force_login(marta)
    page = client.get(url(met.pairing.strand) + "?pairs=")
    (line, _suggestion) = page.context["rows"]
    address = line.buttons[0]["url"]
    assert f'href="{address}"' in page.text
    sheet = client.get(address)
    sent = fields(sheet)
    assert sheet.context["form"]["name"].value() == "Idle spaces"
    assert sheet.context["form"]["topic"].value() == met.topics["idle-spaces"].pk
    page = client.post(address, sent, follow=True)
    project = Project.objects.get()
    assert page.redirect_chain == [(project.get_absolute_url(), 302)]
    assert "The project is started" in messages_of(page)[0]
    again = client.post(address, sent, follow=True)
    assert again.redirect_chain == [(project.get_absolute_url(), 302)]
    assert Project.objects.count() == 1


def test_what_is_there_already_is_shown_and_another_one_is_asked_for(client, met, marta):
    project = ProjectFactory(pairing=met.pairing, topic=met.topics["idle-spaces"], title_en="Quay lab")
    need, offer = Interest.objects.get(kind="need"), Interest.objects.get(participation=met.pairing.eu)
    client.force_login(marta)
    refused = client.post(start_url(met, need, offer), {"once": "a"})
    assert refused.status_code == 422
    assert "already" in text_of(refused)
    assert project.get_absolute_url() in refused.text
    assert "Start another one" in refused.text
    assert client.post(start_url(met, need, offer), fields(refused)).status_code == 302
    assert Project.objects.count() == 2
    asked = client.get(start_url(met, need, offer))
    assert "Quay lab" in asked.text
    assert client.post(start_url(met, need, offer), fields(asked)).status_code == 302


@pytest.mark.one_database
def test_each_of_several_buttons_says_what_it_starts(client, met, marta):
    met.states(met.tampere, "offer", "quays")
    met.states(met.pairing.eu, "offer", "quays")
    met.states(met.pairing.counterpart, "need", "quays")
    client.force_login(marta)
    lines = client.get(url(met.pairing.strand) + "?pairs=").context["rows"]
    buttons = [line.buttons for line in lines]
    assert [[button["told"] for button in row] for row in buttons if len(row) > 1]
    assert all(button["told"] is (len(row) > 1) for row in buttons for button in row)


@pytest.mark.one_database
def test_an_address_of_what_is_no_match_is_not_found(client, met, marta):
    need, offer = Interest.objects.get(kind="need"), Interest.objects.get(participation=met.pairing.eu)
    client.force_login(marta)
    assert client.get(start_url(met, offer, need)).status_code == 404
    huge = start_url(met, need, offer).replace(f"/{offer.pk}/", "/99999999999999999999/")
    assert client.get(huge).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["eu", "counterpart", "staff", "observer"])
def test_a_pairing_shows_its_own_matches(client, met, role):
    client.force_login(person(role, met.pairing))
    place = [met.pairing.strand.code, met.pairing.code]
    page = client.get(reverse("partnerships:pairing-projects", args=place))
    assert "Busan wants to learn about Idle spaces" in page.text
    assert ("Start a project" in page.text) is (role != "observer")


@pytest.mark.one_database
def test_a_pairing_without_needs_says_what_to_do(client, story, marta):
    client.force_login(marta)
    address = reverse("partnerships:pairing-projects", args=[story.pairing.strand.code, story.pairing.code])
    page = client.get(address)
    assert "No needs yet" in page.text
    story.states(story.pairing.counterpart, "need", "hydrogen")
    page = client.get(address)
    assert "Not met" in page.text
