"""The brief of a pairing: what its four parts tell, to whom, and that it is one page whatever there is to tell."""

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document

from core import clock
from core.errors import NotAllowed
from core.models import AuditEntry
from core.tests.pdf_reading import elements_of, pdf_text, read_pdf
from partnerships.models import DateChange, Pairing, PairingHealth
from partnerships.programmes.cards import NARROW
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import AgreementFactory, ContactFactory, NoteFactory, ProjectFactory
from partnerships.tests.pages import sign_in, text_of
from reports.overview.briefs import Brief, brief_docx, brief_file, brief_pdf
from reports.tests.brief_scene import TODAY, everything, milestone
from reports.tests.factories import CityUpdateFactory

pytestmark = pytest.mark.django_db
NASTY = "=1+1 <script>alert(1)</script> 😀 \x07 \u202e مرحبا " + "x" * 150


def told(sides, role="staff", language="en"):
    pairing = Pairing.objects.for_page().get(pk=sides.pairing.pk)
    return Brief(grants=sides.grants(role), pairing=pairing, language=language, now=clock.now())


def entries(brief, name):
    part = next(part for part in brief.parts if part["name"] == name)
    return [(str(getattr(one.title, "text", one.title)), one.when, str(one.note)) for one in part["entries"]]


def titles(brief, name):
    return [title for title, _when, _note in entries(brief, name)]


def test_what_was_achieved_is_what_was_reached_and_nothing_on_its_way(sides):
    everything(sides)
    assert sorted(titles(told(sides), "achieved")) == [
        "Barcelona in Busan",
        "Launch meeting",
        "Memorandum on lights",
        "Street lights",
    ]
    assert ("Street lights", "16 November 2026", "project, Piloting") in entries(told(sides), "achieved")


def test_an_event_that_completed_a_milestone_is_told_once(sides):
    everything(sides)
    from_event = sides.pairing.milestones.get(title_en="Launch meeting")
    event = sides.pairing.strand.events.get(title_en="Barcelona in Busan")
    event.milestone_codes = from_event.code
    event.save(by=None)
    assert "Barcelona in Busan" not in titles(told(sides), "achieved")


def test_what_is_difficult_gives_reasons_and_the_worst_first(sides):
    everything(sides)
    found = entries(told(sides), "difficult")
    assert found[0] == ("Joint study", "5 days late", "Data came late.")
    assert ("List of services", "", "Busan promised it by 13 November 2026.") in found
    assert ("1 milestone not reported", "", "") in found
    moved = next(row for row in found if row[0] == "Closing")
    assert moved == ("Closing", "20 April 2027 instead of March 2027", "no reason is recorded")
    row = sides.pairing.milestones.get(title_en="Closing")
    for why in ("The hall is let.", "The congress centre is free a month later."):
        DateChange.objects.create(milestone=row, reason=why, by_label="Marta Soler")
    moved = next(row for row in entries(told(sides), "difficult") if row[0] == "Closing")
    assert moved[2] == "The congress centre is free a month later."
    assert "Dropped talk" not in titles(told(sides), "difficult")


def test_the_next_dates_stand_in_their_order(sides):
    everything(sides)
    assert entries(told(sides), "next") == [
        ("Busan in Barcelona", "11–15 January 2027", "Working meeting"),
        ("Closing", "20 April 2027", "Barcelona and Busan"),
    ]


def test_decisions_are_those_of_the_readers_side(sides):
    everything(sides)
    counterpart, eu = titles(told(sides, "counterpart"), "decisions"), titles(told(sides, "eu"), "decisions")
    assert counterpart == ["Action plan", "Barcelona in Busan", "Busan in Barcelona", "Interim report"]
    assert "Busan in Barcelona" not in eu
    assert "Interim report" in eu
    assert [note for title, _when, note in entries(told(sides, "eu"), "decisions") if title == "Interim report"] == [
        "Barcelona: update due 28 November 2026"
    ]
    whole = entries(told(sides, "authority"), "decisions")
    assert {note for title, _when, note in whole if title == "Action plan"} == {
        "Barcelona to confirm by 5 December 2026",
        "Busan to confirm by 5 December 2026",
    }


def test_a_submitted_update_is_owed_no_more_and_a_returned_one_is(sides):
    everything(sides)
    update = CityUpdateFactory(
        participation=sides.pairing.eu, period=sides.pairing.strand.reporting_periods.get(), status="submitted"
    )
    assert "Interim report" not in titles(told(sides, "eu"), "decisions")
    update.status = "returned"
    update.save(by=None)
    assert "Interim report" in titles(told(sides, "eu"), "decisions")


def test_a_closed_pairing_asks_for_nothing(sides):
    everything(sides)
    sides.pairing.status = "closed"
    sides.pairing.save(by=None)
    brief = told(sides)
    assert titles(brief, "decisions") == titles(brief, "next") == []
    assert "List of services" not in titles(brief, "difficult")


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["observer", "neighbour"])
def test_others_of_the_strand_do_not_find_it(sides, role, client):
    with pytest.raises(NotAllowed):
        told(sides, role)
    sign_in(client, sides, role)
    for name, more in (("brief", []), ("brief-file", ["en", "pdf"])):
        path = reverse(f"reports:{name}", args=[sides.pairing.strand.code, sides.pairing.code, *more])
        assert client.get(path).status_code == 404


@pytest.mark.one_database
def test_nothing_of_a_side_alone_nor_a_persons_name_is_told(sides):
    everything(sides)
    NoteFactory(pairing=sides.pairing, side="eu", text="Our own doubts")
    said = pdf_text(brief_pdf(told(sides, "eu")))
    assert "Launch meeting" in said
    for secret in ("Secret offer", "Our own doubts", "Soler", "Kim", "@"):
        assert secret not in said


def overfull(sides):
    for number in range(40):
        milestone(sides, f"{NASTY} {number}", status="planned", forecast="2026-11-02", baseline="2026-11-02")
        milestone(sides, f"{NASTY} {number}", status="done", forecast="2026-10-02", actual="2026-10-02")
        milestone(sides, f"{NASTY} {number}", status="planned", forecast=f"2027-01-{number % 28 + 1:02}")
        AgreementFactory(pairing=sides.pairing, title_en=NASTY, status="signed", signed_on=TODAY)
        ProjectFactory(pairing=sides.pairing, title_en=NASTY, level="running")
        FollowUpFactory(pairing=sides.pairing, what_en=NASTY, due_on=TODAY.replace(day=1))


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_it_is_one_page_however_much_there_is_to_tell(sides, language):
    everything(sides)
    overfull(sides)
    brief = told(sides, language=language)
    content = brief_pdf(brief)
    assert len(read_pdf(content).pages) == 1
    words = pdf_text(content)
    assert {"en": "more", "ko": "그 외"}[language] in words
    assert "<script>" in words
    figures = [one for one in elements_of(content) if one["/S"] == "/Figure"]
    assert figures[0]["/Alt"]


@pytest.mark.one_database
def test_the_same_moment_gives_the_same_file_and_the_language_is_the_documents(sides):
    everything(sides)
    one, two = brief_pdf(told(sides, language="ko")), brief_pdf(told(sides, language="ko"))
    assert one == two
    assert read_pdf(one).trailer["/Root"]["/Lang"] == "ko"
    assert "부산·바르셀로나" in pdf_text(one)


@pytest.mark.one_database
def test_no_comma_stands_behind_the_point_of_a_korean_date(sides, client):
    everything(sides)
    sign_in(client, sides, "eu")
    path = reverse("reports:brief", args=[sides.pairing.strand.code, sides.pairing.code])
    brief = told(sides, language="ko")
    document = Document(io.BytesIO(brief_docx(brief)))
    word = " ".join(row.text for row in document.paragraphs)
    for said in (text_of(client.get(path, {"language": "ko"})), word, pdf_text(brief_pdf(brief))):
        assert re.search(r"\d\.(\([월화수목금토일]\))?\s+·\s", said)
        assert not re.search(r"\d\.(\([월화수목금토일]\))?,", said)


@pytest.mark.one_database
def test_word_has_the_four_parts_and_leads_to_the_records(sides):
    everything(sides)
    document = Document(io.BytesIO(brief_docx(told(sides))))
    heads = [row.text for row in document.paragraphs if row.style.name == "Heading 1"]
    assert heads == ["What was achieved", "What is difficult", "Next dates", "Decisions wanted"]
    targets = [one.target_ref for one in document.part.rels.values() if one.is_external]
    agreement = sides.pairing.agreements.get(title_en="Memorandum on lights")
    assert f"http://127.0.0.1:8000{agreement.get_absolute_url()}" in targets


@pytest.mark.one_database
def test_where_it_stands_ends_as_its_language_does(sides):
    everything(sides)
    assert told(sides).standing.endswith("1 not reported, 1 cancelled.")
    assert told(sides, language="ko").standing.endswith("건")


@pytest.mark.one_database
def test_a_phone_gets_a_picture_of_its_own_width(sides, client):
    everything(sides)
    sign_in(client, sides, "eu")
    page = client.get(f"{sides.pairing.get_absolute_url()}brief/").content.decode()
    narrow = page.partition('class="wc-drawing-narrow"')[2]
    assert 'class="wc-drawing"' in narrow
    assert f'viewBox="0 0 {NARROW.width:g} ' in narrow


def test_taking_it_along_is_logged_with_its_format(sides):
    pairing = Pairing.objects.for_page().get(pk=sides.pairing.pk)
    brief_file(**sides.by("eu"), pairing=pairing, language="ko", file_format="docx")
    entry = AuditEntry.objects.get(action="brief-sent")
    assert entry.pairing_id == pairing.pk
    assert entry.parameters == {"language": "ko", "format": "DOCX"}


@pytest.mark.one_database
def test_the_page_speaks_the_language_that_is_asked_for(sides, client):
    everything(sides)
    sign_in(client, sides, "eu")
    path = reverse("reports:brief", args=[sides.pairing.strand.code, sides.pairing.code])
    page = client.get(path, {"language": "ko"})
    assert "부산·바르셀로나" in text_of(page)
    assert "Launch meeting(한)" in text_of(page)
    assert "Joint study" in text_of(client.get(path, {"language": "xx"}))


@pytest.mark.one_database
@pytest.mark.parametrize("words", [("fr", "pdf"), ("en", "xlsx"), ("en", "exe")])
def test_other_languages_and_formats_are_not_found(sides, client, words):
    sign_in(client, sides, "eu")
    path = reverse("reports:brief-file", args=[sides.pairing.strand.code, sides.pairing.code, *words])
    assert client.get(path).status_code == 404


@pytest.mark.one_database
def test_its_queries_do_not_grow(sides):
    everything(sides)
    pairing = Pairing.objects.for_page().get(pk=sides.pairing.pk)

    def count():
        PairingHealth.objects.all().delete()  # it is kept for the day
        with CaptureQueriesContext(connection) as asked:
            Brief(grants=grants, pairing=pairing, language="en", now=clock.now())
        return len(asked)

    grants = sides.grants("staff")
    count()  # what a process asks once
    before = count()
    overfull(sides)
    for number in range(5):
        ContactFactory(pairing=sides.pairing, on=TODAY, code=f"late-{number}")
    assert count() == before
