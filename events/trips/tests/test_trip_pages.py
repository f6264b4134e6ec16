"""The pages of plan and report: who reads them, what they offer, their files and photographs, what they cost."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from core import clock
from core.models import AuditEntry
from events.models import Delegation, Event, TripPaper, TripPhoto
from events.tests.factories import TripPhotoFactory, event_of
from events.tests.trip_scene import AFTER, address, tell_trip
from partnerships.models import City
from partnerships.tests.files import FILES, upload
from partnerships.tests.pages import fields, messages_of, text_of
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(AFTER):
        yield


@pytest.fixture
def trip():
    return tell_trip()


@pytest.fixture
def paper(trip):
    row = TripPaper(delegation=trip.delegation, kind="report", outline_en="Went well.", implications_ko="검토 필요")
    row.save(by=None)
    return row


@pytest.fixture
def as_role(client, trip):
    def signed_in(role, language="en"):
        user = person(role, trip.pairing)
        user.language = language
        user.save()
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


READERS = ["counterpart", "staff", "authority", "administrator"]


@pytest.mark.one_database
@pytest.mark.parametrize("role", READERS)
@pytest.mark.parametrize("kind", ["plan", "report"])
def test_the_own_side_and_the_office_read_the_paper(trip, as_role, role, kind):
    page = as_role(role).get(address(trip, "trip-paper", kind=kind))
    assert page.status_code == 200
    assert "박민호" in page.text
    writes = role != "authority"
    assert ('/edit/"' in page.text) is writes


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["eu", "other", "observer", "outsider", "nobody"])
def test_nobody_else_finds_it(trip, as_role, role, paper):
    photo = TripPhotoFactory(paper=paper)
    client = as_role(role)
    for name, more in (
        ("trip-paper", ()),
        ("trip-paper-file", ("ko", "pdf")),
        ("trip-photo", (photo.pk,)),
        ("trip-paper-edit", ()),
        ("trip-photo-add", ()),
    ):
        assert client.get(address(trip, name, *more)).status_code == 404, name
    assert "trips-heading" not in client.get(trip.part.get_absolute_url()).text


@pytest.mark.one_database
def test_addresses_of_nothing_are_not_found(trip, as_role, paper):
    client = as_role("counterpart")
    photo = TripPhotoFactory(paper=paper, removed_at=clock.now())
    elsewhere = event_of(trip.pairing, code="elsewhere")
    for url in (
        address(trip, "trip-paper", kind="diary"),
        address(trip, "trip-paper", partner="nowhere"),
        address(trip, "trip-paper", event="nothing"),
        address(trip, "trip-paper-file", "fr", "pdf"),
        address(trip, "trip-paper-file", "ko", "odt"),
        address(trip, "trip-photo", photo.pk),
        address(trip, "trip-photo-add", kind="plan"),
        address(trip, "trip-paper-finish", kind="plan"),
        address(trip, "trip-photo", TripPhotoFactory(paper=paper).pk, event=elsewhere.code),
    ):
        assert client.get(url).status_code == 404, url


@pytest.mark.one_database
def test_the_authority_reads_and_does_not_write(trip, as_role, paper):
    client = as_role("authority")
    for name in ("trip-paper-edit", "trip-paper-finish", "trip-paper-reopen", "trip-photo-add"):
        assert client.get(address(trip, name)).status_code == 403
        assert client.post(address(trip, name)).status_code == 403


@pytest.mark.one_database
def test_a_partner_without_delegates_has_its_papers_too(trip, as_role):
    Delegation.objects.filter(pk=trip.delegation.pk).get().delegates.all().delete()
    Delegation.objects.all().delete()
    page = as_role("counterpart").get(address(trip, "trip-paper", event="busan-in-barcelona"))
    assert "who travels" in text_of(page)
    assert not Delegation.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("reader", "asked", "shown"), [("en", "", "en"), ("ko", "", "ko"), ("en", "ko", "ko"), ("en", "xx", "en")]
)
def test_the_paper_stands_in_the_readers_language_or_the_chosen_one(trip, as_role, reader, asked, shown):
    page = as_role("counterpart", reader).get(address(trip, "trip-paper"), {"language": asked} if asked else {})
    assert f'class="wc-paper" lang="{shown}"' in page.text
    assert ("□ " in page.text) is (shown == "ko")


@pytest.mark.one_database
def test_what_is_missing_leads_to_where_it_is_filled(trip, as_role):
    page = as_role("counterpart").get(address(trip, "trip-paper"))
    gaps = dict(
        re.findall(r'<li>\s*<a href="([^"]+)">([^<]+)</a>', page.text.split("What is missing")[1].split("</ul>")[0])
    )
    assert gaps[address(trip, "trip-paper-edit")] == "implications"
    assert gaps[address(trip, "trip-photo-add")] == "photographs"
    strand = trip.pairing.strand.code
    notes = reverse("events:visit-notes", args=[strand, "busan-in-barcelona", "busan-barcelona"])
    assert gaps[notes] == "decisions on interests (1)"
    for url in gaps:
        assert as_role("counterpart").get(url).status_code == 200, url


@pytest.mark.parametrize(
    ("language", "file_format", "media", "starts"),
    [
        ("ko", "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("en", "pdf", "application/pdf", b"%PDF"),
    ],
)
def test_a_file_is_handed_out_to_be_saved(trip, as_role, paper, language, file_format, media, starts):
    sent = as_role("counterpart").get(address(trip, "trip-paper-file", language, file_format))
    assert sent["Content-Type"] == media
    assert sent["Cache-Control"] == "private, no-store"
    assert f"trip-report_busan_autumn-mission_{language}.{file_format}" in sent["Content-Disposition"]
    assert sent.content.startswith(starts)
    assert AuditEntry.objects.filter(action="trip-paper-sent").count() == 1


@pytest.mark.one_database
@pytest.mark.parametrize("kind", ["plan", "report"])
def test_a_journey_within_the_country_is_no_journey_abroad(trip, as_role, kind):
    client = as_role("counterpart", "ko")
    pages = [address(trip, name, kind=kind) for name in ("trip-paper", "trip-paper-edit")]
    assert all("공무국외출장" in client.get(page).text for page in pages)
    City.objects.update(country="KR")
    assert not any("공무국외출장" in client.get(page).text for page in pages)


@pytest.mark.one_database
def test_writing_finishing_and_taking_up_again_on_the_pages(trip, as_role):
    client = as_role("counterpart")
    edit = address(trip, "trip-paper-edit")
    page = client.get(edit)
    assert "Write the trip report" in text_of(page)
    texts = {"outline_en": "Went well.", "implications_en": "Go on.", "returned_on": "2026-10-17"}
    done = client.post(edit, fields(page) | texts)
    assert done["Location"] == address(trip, "trip-paper")
    page = client.get(done["Location"])
    assert messages_of(page) == ["Saved."]
    assert "Due 16 November 2026, 30 days after the return" in text_of(page)
    finish = client.get(address(trip, "trip-paper-finish"))
    assert "Not recorded yet: purpose" in text_of(finish)
    client.post(address(trip, "trip-paper-finish"), fields(finish))
    page = client.get(address(trip, "trip-paper"))
    assert "Finished" in text_of(page)
    assert "What is missing" not in page.text
    assert "open again" in text_of(client.get(edit))
    reopen = client.get(address(trip, "trip-paper-reopen"))
    client.post(address(trip, "trip-paper-reopen"), fields(reopen))
    assert TripPaper.objects.get().finished_at is None


@pytest.mark.one_database
def test_a_refused_text_keeps_what_was_typed(trip, as_role, paper):
    client = as_role("counterpart")
    page = client.get(address(trip, "trip-paper-edit"))
    refused = client.post(
        address(trip, "trip-paper-edit"), fields(page) | {"outline_en": "Passport M12345678", "implications_en": "Kept"}
    )
    assert refused.status_code == 422
    assert "Kept" in refused.text
    assert refused.context["form"].errors["outline_en"]
    paper.refresh_from_db()
    assert paper.outline_en == "Went well."


@pytest.mark.one_database
def test_the_form_says_why_nobody_can_write_before_anything_is_typed(trip, as_role):
    client = as_role("counterpart")
    Event.objects.filter(pk=trip.mission.pk).update(status="cancelled")
    for kind in ("plan", "report"):
        url = address(trip, "trip-paper-edit", kind=kind)
        page = client.get(url)
        assert page.status_code == 200
        assert "Reopen it before you write about it." in text_of(page)
        refused = client.post(url, fields(page) | {"purpose_en": "To learn", "outline_en": "Went well."})
        assert refused.status_code == 422


def test_a_report_offers_nothing_before_the_journey_has_begun(trip, as_role):
    for moment, offered in ((AFTER, True), (AFTER - dt.timedelta(days=300), False)):
        with clock.fixed_at(moment):
            page = as_role("counterpart").get(address(trip, "trip-paper", kind="report")).text
        assert ((address(trip, "trip-paper-edit", kind="report") in page), "Add a photograph" in page) == (
            offered,
            offered,
        )


def test_somebody_was_faster(trip, as_role, paper):
    client = as_role("counterpart")
    page = client.get(address(trip, "trip-paper-edit"))
    row = TripPaper.objects.get()
    row.outline_en = "Went very well."
    row.save(by=None)
    refused = client.post(address(trip, "trip-paper-edit"), fields(page) | {"outline_en": "Otherwise"})
    assert refused.status_code == 409
    assert "It reads now: Went very well." in text_of(refused)


@pytest.mark.one_database
def test_a_photograph_on_the_pages(trip, as_role):
    client = as_role("counterpart")
    add = address(trip, "trip-photo-add")
    refused = client.post(add, fields(client.get(add)) | {"file": upload("photo.jpg", FILES["photo.jpg"])})
    assert refused.status_code == 422
    assert "Write it in at least one language." in text_of(refused)
    assert "Choose the file again" in text_of(refused)
    sent = {"file": upload("photo.jpg", FILES["photo.jpg"]), "caption_en": "The 22@ district"}
    done = client.post(add, fields(client.get(add)) | sent)
    assert done["Location"] == f"{address(trip, 'trip-paper')}#photographs"
    photo = TripPhoto.objects.get()
    page = client.get(address(trip, "trip-paper"))
    assert f'<img src="{address(trip, "trip-photo", photo.pk)}" alt="">' in page.text
    assert "<figcaption>The 22@ district</figcaption>" in page.text
    file = client.get(address(trip, "trip-photo", photo.pk))
    assert (file["Content-Type"], file["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    edit = address(trip, "trip-photo-edit", photo.pk)
    asked = fields(client.get(edit))
    assert "place" not in asked, "one photograph has one place"
    client.post(edit, asked | {"caption_en": "", "caption_ko": "22@ 혁신지구"})
    photo.refresh_from_db()
    assert (photo.caption_en, photo.caption_ko) == ("", "22@ 혁신지구")
    remove = address(trip, "trip-photo-remove", photo.pk)
    client.post(remove, fields(client.get(remove)))
    photo.refresh_from_db()
    assert photo.removed_at is not None
    assert client.get(address(trip, "trip-photo", photo.pk)).status_code == 404


@pytest.mark.one_database
def test_the_history_tells_who_wrote_what_and_gives_texts_back(trip, as_role, paper):
    row = TripPaper.objects.get()
    row.outline_en = "Went badly."
    row.save(by=None)
    client = as_role("counterpart")
    history = reverse("partnerships:record-history", args=[trip.pairing.strand.code, "trip-paper", paper.pk])
    assert "Went badly." in text_of(client.get(history))
    restore = reverse("partnerships:record-restore", args=[trip.pairing.strand.code, "trip-paper", paper.pk, 1])
    page = client.get(restore)
    client.post(restore, fields(page))
    row.refresh_from_db()
    assert row.outline_en == "Went well."
    assert as_role("eu").get(history).status_code == 404
