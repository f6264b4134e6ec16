"""Documents of what no pairing has for itself, the strand and its partners: who brings them, and who reads them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.documents.actions import AddDocument
from partnerships.documents.selectors import attached_in_strand
from partnerships.models import Document
from partnerships.tests.factories import ParticipationFactory
from partnerships.tests.files import PDF, file, photograph, upload
from partnerships.tests.pages import fields, messages_of, text_of
from partnerships.tests.two_sides import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]


@pytest.fixture
def strand(sides):
    return sides.pairing.strand


def add_url(strand, kind, record):
    return reverse("partnerships:document-add", args=[strand.code, kind, record.pk])


def bring(sides, strand, title="Terms"):
    given = {"audience": "strand", "title": title, "file": file()}
    return AddDocument.do(Document(strand=strand, record=strand), **sides.by("staff"), **given)


def send(client, address, **values):
    return client.post(address, {**fields(client.get(address)), **values}, follow=True)


def test_a_coordinator_brings_a_photograph_to_the_own_partner_and_everybody_sees_it(as_role, sides, strand):
    busan = sides.pairing.counterpart
    address = add_url(strand, "partner", busan)
    client = as_role("counterpart")
    asked = text_of(client.get(address))
    assert f"Partner: {busan.partner.name}" in asked
    assert "Who may see it" not in asked
    picture = upload("harbour.jpg", photograph(), "image/jpeg")
    done = send(client, address, file=picture, title="Harbour")
    assert done.redirect_chain[-1][0] == busan.get_absolute_url()
    assert messages_of(done) == ["Added: Harbour"]
    document = Document.objects.get()
    assert (document.code, document.strand, document.pairing) == ("document-1", strand, None)
    entry = AuditEntry.objects.get(action="document-added")
    assert (entry.strand_id, entry.pairing_id, entry.object_label) == (strand.pk, None, "document-1")
    for role in ("eu", "observer"):
        client = as_role(role)
        assert "Harbour" in text_of(client.get(busan.get_absolute_url())), role
        shown = client.get(document.get_absolute_url())
        assert "Everybody in the strand" in text_of(shown)
        assert sides.pairing.counterpart.partner.name in text_of(shown)
        assert b"".join(client.get(document.newest.url).streaming_content)[:2] == b"\xff\xd8"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("kind", "may"), [("partner", {"counterpart", "staff", "administrator"}), ("strand", {"staff", "administrator"})]
)
def test_whoever_writes_the_record_brings_documents_to_it(as_role, sides, strand, kind, may):
    record = strand if kind == "strand" else sides.pairing.counterpart
    address = add_url(strand, kind, record)
    for role in ROLES:
        client = as_role(role)
        assert client.get(address).status_code == (200 if role in may else 403), role
        assert (f'href="{address}"' in client.get(record.get_absolute_url()).text) is (role in may), role


def test_one_is_renewed_edited_withdrawn_and_brought_back(as_role, sides, strand):
    document = bring(sides, strand)
    client = as_role("staff")
    page = client.get(document.get_absolute_url())
    acts = ("edit", "withdraw", "restore", "version-add")
    edit, withdraw, restore, newer = (document.address_of(f"partnerships:document-{act}") for act in acts)
    assert all(f'href="{url}"' in page.text for url in (edit, withdraw, newer))
    assert messages_of(send(client, edit, title="Terms of reference")) == ["Saved."]
    sent = upload(content=PDF + b"% 2\n%%EOF\n")
    assert messages_of(send(client, newer, file=sent)) == ["Added as version 2. The older ones stay."]
    assert messages_of(send(client, withdraw, reason="Outdated.")) == ["Withdrawn. You can bring it back."]
    assert client.get(document.newest.url).status_code == 404
    assert "Terms of reference" not in text_of(client.get(strand.get_absolute_url()))
    assert messages_of(send(client, restore)) == ["Brought back, with all its versions."]
    assert "Terms of reference" in text_of(client.get(strand.get_absolute_url()))
    history = reverse("partnerships:record-history", args=[strand.code, "document", document.pk])
    assert "Terms of reference" in text_of(client.get(history))
    assert as_role("observer").get(edit).status_code == 403


@pytest.mark.one_database
def test_no_record_of_another_strand_or_of_a_pairing_is_found_there(as_role, sides, strand):
    document, stranger = bring(sides, strand), ParticipationFactory()
    client = as_role("staff")
    for kind, record in (("partner", stranger), ("milestone", sides.milestone()), ("strand", stranger.strand)):
        assert client.get(add_url(strand, kind, record)).status_code == 404, kind
    client.logout()
    assert client.get(document.get_absolute_url()).status_code == 302


def test_they_are_read_in_one_query_however_many_there_are(sides, strand):
    grants = sides.grants("eu")

    def read():
        return [one.get_absolute_url() for one in attached_in_strand(grants, strand, strand)["documents"]]

    bring(sides, strand)
    read()
    few = count_queries(read)
    for title in ("Second", "Third"):
        bring(sides, strand, title)
    assert (few, count_queries(read), len(read())) == (1, 1, 3)
