"""The pages of documents: forms with files, downloads, lists and what they cost."""

import pytest
from django.conf import settings as portal
from django.urls import reverse

from partnerships.models import Document
from partnerships.tests.files import PDF, photograph, stored_names, upload
from partnerships.tests.pages import fields, messages_of, text_of, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]


def add_url(sides, record=None, kind="pairing"):
    return url(sides, "document-add", kind, (record or sides.pairing).pk)


def send(client, address, **values):
    """Open a form and send it, as a browser does."""
    hidden = fields(client.get(address))
    return client.post(address, {"audience": "pairing", **hidden, **values}, follow=True)


def bring(client, sides, **values):
    response = send(client, add_url(sides), **{"file": upload(), **values})
    assert response.status_code == 200, text_of(response)
    return Document.objects.get(title=values.get("title", "plan"))


@pytest.mark.one_database
def test_a_refused_form_says_that_its_file_must_be_chosen_again(as_role, sides):
    page = send(as_role("eu"), add_url(sides), file=upload(), title="x" * 500, description="Kept")
    assert page.status_code == 422
    assert "Choose the file again" in text_of(page)
    assert "Kept" in page.text
    assert not Document.objects.exists()


def test_a_corrected_file_of_the_same_name_and_length_is_another_form(as_role, sides):
    client = as_role("eu")
    sent = {"audience": "pairing", **fields(client.get(add_url(sides)))}
    client.post(add_url(sides), sent | {"file": upload(content=PDF)})
    client.post(add_url(sides), sent | {"file": upload(content=PDF)})
    assert Document.objects.count() == 1
    client.post(add_url(sides), sent | {"file": upload(content=PDF.replace(b"1.7", b"1.6"))})
    assert Document.objects.count() == 2


@pytest.mark.one_database
def test_the_form_takes_a_file_and_says_which(as_role, sides):
    page = as_role("eu").get(add_url(sides))
    assert 'enctype="multipart/form-data"' in page.text
    assert "PDF, DOCX" in text_of(page)
    assert 'accept=".pdf,.docx' in page.text
    for words in ("Only Barcelona", "Both sides of the pairing", "Everybody in the strand"):
        assert words in text_of(page)


@pytest.mark.one_database
def test_the_office_is_not_offered_a_side(as_role, sides):
    assert "Only" not in text_of(as_role("staff").get(add_url(sides))).partition("Who may see it")[2]


@pytest.mark.security("C16", "V5")
@pytest.mark.one_database
def test_c16_what_is_brought_stands_on_its_record_and_is_handed_out_as_a_file(as_role, sides):
    client = as_role("counterpart")
    milestone = sides.milestone()
    address = add_url(sides, milestone, "milestone")
    response = send(client, address, file=upload("회의 자료.pdf"), title="", description="For May")
    assert response.redirect_chain[-1][0] == milestone.get_absolute_url()
    assert messages_of(response) == ["Added: 회의 자료"]
    assert "회의 자료" in text_of(response)
    document = Document.objects.get()
    page = client.get(document.get_absolute_url())
    assert "For May" in text_of(page)
    sent = client.get(url(sides, "document-file", document.code, 1))
    assert b"".join(sent.streaming_content) == PDF
    assert sent["Content-Type"] == "application/pdf"
    disposition = sent["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''%ED%9A%8C%EC%9D%98%20%EC%9E%90%EB%A3%8C.pdf"
    assert sent["X-Content-Type-Options"] == "nosniff"
    assert sent["Cache-Control"] == "private, no-store"
    assert "sandbox" in sent["Content-Security-Policy"]
    assert int(sent["Content-Length"]) == len(PDF)


@pytest.mark.one_database
def test_a_photograph_is_handed_out_without_its_place(as_role, sides):
    client = as_role("eu")
    bring(client, sides, file=upload("photo.jpg", photograph()), title="photo")
    sent = b"".join(client.get(url(sides, "document-file", "document-1", 1)).streaming_content)
    assert b"Samsung" not in sent
    assert sent.startswith(b"\xff\xd8")


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"<script>alert(1)</script>", "plan.pdf", "Save it as PDF once more"),
        (b"", "plan.pdf", "The file is empty"),
        (PDF, "plan.docx", "but its name ends in"),
    ],
)
def test_a_refused_file_keeps_what_was_typed(as_role, sides, content, name, words):
    client = as_role("eu")
    response = send(client, add_url(sides), file=upload(name, content), title="Data <sheet>", audience="strand")
    assert response.status_code == 422
    assert words in text_of(response)
    assert 'value="Data &lt;sheet&gt;"' in response.text
    assert response.context["form"]["audience"].value() == "strand"
    assert not Document.objects.exists()
    assert not stored_names()


@pytest.mark.one_database
def test_without_a_file_nothing_is_brought(as_role, sides):
    response = send(as_role("eu"), add_url(sides), title="Plan")
    assert response.status_code == 422
    assert "Choose a file." in text_of(response)


@pytest.mark.one_database
def test_a_file_that_is_too_large_is_read_past_and_what_was_typed_stays(as_role, sides, settings):
    settings.MAX_DOCUMENT_MB = 1
    large = upload("plan.pdf", PDF + bytes(5_000_000) + PDF)
    response = send(as_role("eu"), add_url(sides), file=large, title="Data sheet")
    assert response.status_code == 422
    assert "The file has 4.8 MB; at most 1 MB are possible." in text_of(response).replace("\xa0", " ")
    assert 'value="Data sheet"' in response.text


def test_of_a_file_that_is_too_large_nothing_is_kept(rf, settings):
    settings.MAX_DOCUMENT_MB = 1
    request = rf.post("/", {"title": "Data sheet", "file": upload("plan.pdf", bytes(5_000_000))})
    kept = request.FILES["file"]
    assert (kept.name, kept.size, kept.read()) == ("plan.pdf", 5_000_000, b"")
    assert request.POST["title"] == "Data sheet"
    small = rf.post("/", {"file": upload("plan.pdf", bytes(1 << 20))}).FILES["file"]
    assert len(small.read()) == small.size == 1 << 20


def test_a_request_above_all_limits_is_refused_unread(client, as_role, sides, settings):
    settings.PORTAL_UPLOAD_LIMIT = 9_000_000
    about = {"path": add_url(sides), "data": {"file": upload("plan.pdf", bytes(9_100_000))}}
    assert as_role("eu").post(**about).status_code == 413


def test_who_has_not_signed_in_sends_no_more_than_a_form(client, sides):
    assert portal.PORTAL_UPLOAD_LIMIT > portal.PORTAL_REQUEST_LIMIT
    about = {"path": reverse("account_login"), "data": {"file": upload("plan.pdf", bytes(8_100_000))}}
    assert client.post(**about).status_code == 413


def test_a_second_click_brings_nothing_twice_but_another_file_does(as_role, sides):
    client = as_role("eu")
    hidden = fields(client.get(add_url(sides)))
    values = {"audience": "pairing", "title": "Plan", **hidden}
    sent = (("plan.pdf", PDF, 1), ("plan.pdf", PDF, 1), ("plan.pdf", PDF + b"\n", 2), ("programme.pdf", PDF, 3))
    for name, content, count in sent:
        client.post(add_url(sides), {**values, "file": upload(name, content)})
        assert Document.objects.count() == count
    assert len(stored_names()) == 3


@pytest.mark.one_database
def test_versions_edits_and_withdrawal_by_their_pages(as_role, sides):
    client = as_role("eu")
    document = bring(client, sides)
    page = send(
        client, url(sides, "document-version-add", document.code), file=upload("b.pdf", PDF + b"%%EOF"), note="New"
    )
    assert messages_of(page) == ["Added as version 2. The older ones stay."]
    assert "b.pdf" in text_of(page)
    assert "plan.pdf" in text_of(page)
    older = client.get(url(sides, "document-file", document.code, 1))
    assert b"".join(older.streaming_content) == PDF
    page = send(
        client, url(sides, "document-edit", document.code), title="Plan of May", description="", audience="strand"
    )
    assert "Plan of May" in text_of(page)
    page = send(client, url(sides, "document-withdraw", document.code), reason="Wrong one")
    assert "Wrong one" in text_of(page)
    assert client.get(url(sides, "document-file", document.code, 1)).status_code == 404
    assert client.get(url(sides, "document-version-add", document.code)).status_code == 200
    page = send(client, url(sides, "document-restore", document.code))
    assert client.get(url(sides, "document-file", document.code, 2)).status_code == 200
    history = client.get(
        reverse("partnerships:record-history", args=[sides.pairing.strand.code, "document", document.pk])
    )
    for words in ("Added a document", "Added version 2 of a document", "Wrong one", "Brought a document back"):
        assert words in text_of(history)


def test_who_comes_late_is_told(as_role, sides):
    client = as_role("eu")
    document = bring(client, sides)
    address = url(sides, "document-edit", document.code)
    hidden = fields(client.get(address))
    row = Document.objects.get()
    row.title = "Somebody else's words"
    row.save(by=sides.people["counterpart"])
    values = {**hidden, "title": "Mine", "description": "", "audience": "pairing"}
    response = client.post(address, values)
    assert response.status_code == 409
    assert 'value="Mine"' in response.text


@pytest.mark.one_database
def test_a_file_that_is_gone_is_not_found(as_role, sides):
    client = as_role("eu")
    document = bring(client, sides)
    version = document.versions.get()
    version.file.storage.delete(version.file.name)
    assert client.get(url(sides, "document-file", document.code, 1)).status_code == 404
    assert client.get(url(sides, "document-file", document.code, 7)).status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize("address", ["unknown/1", "contact/0", "pairing/999999", "document/1", "action-plan/1"])
def test_nothing_is_brought_to_what_is_not_there(as_role, sides, address):
    kind, _slash, pk = address.partition("/")
    assert as_role("eu").get(url(sides, "document-add", kind, int(pk))).status_code == 404
