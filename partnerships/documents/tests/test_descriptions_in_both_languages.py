"""What a document is about, what a version brings and why it is withdrawn are read in the own language.

One side's own stays its own.
"""

import pytest
from django.urls import reverse

from core import clock
from core.errors import NotAllowed
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.documents.actions import EditDocument, RestoreDocument
from partnerships.models import Document
from partnerships.tests.factories_together import DocumentFactory, DocumentVersionFactory
from partnerships.tests.once_pages import ENGLISH, KOREAN, check_once, read, translate, wanted
from partnerships.tests.pages import sign_in
from partnerships.translations.services import once_url

pytestmark = pytest.mark.django_db


def last_entry():
    entry = AuditEntry.objects.latest("pk")
    return entry.action, entry.object_label


@pytest.mark.parametrize("place", ["pairing", "strand"])
def test_it_is_wanted_added_read_found_and_gone_with_other_words(client, sides, place):
    strand = sides.pairing.strand
    where = {"pairing": sides.pairing} if place == "pairing" else {"pairing": None, "strand": strand, "record": strand}
    audience = place if place == "pairing" else "strand"
    document = DocumentFactory(**where, audience=audience, side="", description=ENGLISH)
    check_once(client, sides, document, "description", document.get_absolute_url(), "staff")
    assert last_entry() == ("text-translate", document.code)
    for words in (ENGLISH, KOREAN):
        assert document.title in read(client, reverse("search", query={"q": words}), "en"), words
    row = Document.objects.get()
    EditDocument.do(row, version=row.version, changes={"description": "Their plans"}, **sides.by("staff"))
    assert Document.objects.get().description_other == ""


def test_of_a_withdrawn_one_the_reason_alone_is_wanted(client, sides):
    document = DocumentFactory(
        pairing=sides.pairing, description="Drawings", withdrawn_at=clock.now(), withdrawn_reason=ENGLISH
    )
    DocumentVersionFactory(document=document, note="With the roofs")
    check_once(client, sides, document, "withdrawn_reason", document.get_absolute_url())
    assert wanted(client, sides, "eu", "description") == wanted(client, sides, "eu", "note") == []
    listed = reverse("partnerships:document-list", args=[sides.pairing.strand.code, sides.pairing.code])
    assert KOREAN in read(client, listed, "ko")
    row = Document.objects.get()
    RestoreDocument.do(row, version=row.version, **sides.by("eu"))
    assert Document.objects.get().withdrawn_reason_other == ""
    assert wanted(client, sides, "eu", "description") == [document]


def test_what_is_new_in_a_version_costs_as_much_in_many(client, sides):
    document = DocumentFactory(pairing=sides.pairing, withdrawn_at=None)
    version = DocumentVersionFactory(document=document, note=ENGLISH)
    check_once(client, sides, version, "note", document.get_absolute_url())
    page = document.get_absolute_url()
    one = count_queries(lambda: client.get(f"{page}?1"))
    for number in (2, 3):
        DocumentVersionFactory(document=document, number=number, note=f"Sheet {number}")
    assert count_queries(lambda: client.get(f"{page}?2")) == one


def test_many_documents_outside_of_pairings_cost_the_list_as_much_as_two(client, sides):
    strand = sides.pairing.strand
    sign_in(client, sides, "staff")

    def cost(number):
        for _one in range(number):
            DocumentFactory(pairing=None, strand=strand, record=strand, audience="strand", side="", description=ENGLISH)
        listed = reverse("partnerships:translation-list", args=[strand.code], query={"documents": number})
        return count_queries(lambda: client.get(listed))

    cost(2)
    assert cost(1) == cost(5)


def test_of_one_sides_own_no_other_is_asked_and_the_log_says_nothing(client, sides):
    document = DocumentFactory(pairing=sides.pairing, audience="own-side", title="Ours", description=ENGLISH)
    for role in ("counterpart", "staff", "observer"):
        assert wanted(client, sides, role, "description") == [], role
    assert client.get(once_url(document, "description")).status_code == 404
    with pytest.raises(NotAllowed):
        translate(sides, document, "description", "counterpart")
    assert wanted(client, sides, "eu", "description") == [document]
    translate(sides, document, "description")
    assert last_entry() == ("own-side-changed", "")
    row = Document.objects.get()
    EditDocument.do(row, version=row.version, changes={"audience": "pairing"}, **sides.by("eu"))
    history = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "document", document.pk])
    sign_in(client, sides, "counterpart")
    assert KOREAN not in read(client, history, "en")
