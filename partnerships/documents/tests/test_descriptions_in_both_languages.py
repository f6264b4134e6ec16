"""What a document is about is read in the own language, once somebody has added it; one side's own stays its own."""

import pytest
from django.urls import reverse

from core.errors import NotAllowed
from core.models import AuditEntry
from partnerships.documents.actions import EditDocument
from partnerships.models import Document
from partnerships.tests.factories_together import DocumentFactory
from partnerships.tests.pages import sign_in, text_of
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import once_url

pytestmark = pytest.mark.django_db

ENGLISH, KOREAN = "Drawings of the roofs", "지붕 도면"


def read(client, path, language):
    return text_of(client.get(path, headers={"accept-language": language}))


def wanted(client, sides, role):
    sign_in(client, sides, role)
    page = client.get(reverse("partnerships:translation-list", args=[sides.pairing.strand.code]))
    return [gap.record for gap in page.context["page"] if gap.field == "description"]


def translate(document, sides, role):
    document.once_field = "description"
    return TranslateText.do(document, text=KOREAN, **sides.by(role))


def last_entry():
    entry = AuditEntry.objects.latest("pk")
    return entry.action, entry.object_label


@pytest.mark.parametrize("place", ["pairing", "strand"])
def test_it_is_wanted_added_read_and_gone_with_other_words(client, sides, place):
    strand = sides.pairing.strand
    where = {"pairing": sides.pairing} if place == "pairing" else {"pairing": None, "strand": strand, "record": strand}
    audience = place if place == "pairing" else "strand"
    document = DocumentFactory(**where, audience=audience, side="", description=ENGLISH)
    page = document.get_absolute_url()
    assert wanted(client, sides, "staff") == [document]
    assert "Korean wanted" in read(client, page, "en")
    assert "번역 필요" in read(client, page, "ko")
    assert client.get(once_url(document, "description")).status_code == 200
    translate(document, sides, "staff")
    assert last_entry() == ("text-translate", document.code)
    assert (ENGLISH in read(client, page, "en"), KOREAN in read(client, page, "en")) == (True, False)
    assert (ENGLISH in read(client, page, "ko"), KOREAN in read(client, page, "ko")) == (False, True)
    assert wanted(client, sides, "staff") == []
    row = Document.objects.get()
    EditDocument.do(row, version=row.version, changes={"description": "Their plans"}, **sides.by("staff"))
    assert Document.objects.get().description_other == ""


def test_of_one_sides_own_no_other_is_asked_and_the_log_says_nothing(client, sides):
    document = DocumentFactory(pairing=sides.pairing, audience="own-side", title="Ours", description=ENGLISH)
    assert {role: wanted(client, sides, role) for role in ("counterpart", "staff", "observer")} == {
        "counterpart": [],
        "staff": [],
        "observer": [],
    }
    assert client.get(once_url(document, "description")).status_code == 404
    with pytest.raises(NotAllowed):
        translate(document, sides, "counterpart")
    assert wanted(client, sides, "eu") == [document]
    translate(document, sides, "eu")
    assert last_entry() == ("own-side-changed", "")
    row = Document.objects.get()
    EditDocument.do(row, version=row.version, changes={"audience": "pairing"}, **sides.by("eu"))
    history = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "document", document.pk])
    sign_in(client, sides, "counterpart")
    assert KOREAN not in read(client, history, "en")
