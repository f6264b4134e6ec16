"""Which documents can be evidence, which records are found, and what the check of records tells of files."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile

from partnerships.documents.actions import WithdrawDocument
from partnerships.documents.selectors import choosable_documents, find_attachable
from partnerships.integrity import contradictions
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import ContactFactory, DocumentFactory
from partnerships.tests.files import bring, file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]


@pytest.mark.security("C11")
def test_c11_evidence_is_chosen_among_what_both_sides_see(sides):
    shared, own, gone = bring(sides), bring(sides, audience="own-side"), bring(sides)
    WithdrawDocument.do(gone, version=1, reason="Wrong file", **sides.by("eu"))
    DocumentFactory()
    assert own not in choosable_documents(sides.grants("eu"), sides.pairing)
    assert list(choosable_documents(sides.grants("eu"), sides.pairing)) == [shared]
    assert list(choosable_documents(sides.grants("observer"), sides.pairing)) == []


@pytest.mark.security("C5")
def test_a_record_of_another_pairing_is_not_found(sides):
    other = PairingFactory(strand=sides.pairing.strand)
    elsewhere = ContactFactory(pairing=other)
    found = lambda slug, pk: find_attachable(  # noqa: E731 - the same question three times
        grants=sides.grants("eu"), pairing=sides.pairing, slug=slug, pk=pk
    )
    assert found("contact", elsewhere.pk) is None
    assert found("pairing", other.pk) is None
    assert found("unknown", 1) is None
    assert found("pairing", sides.pairing.pk) == sides.pairing


def test_the_check_of_records_names_what_is_lost_and_what_is_left_behind(sides, monkeypatch):
    document = bring(sides, audience="own-side", title="Our secret")
    storage = document.versions.get().file.storage
    left = storage.save("ab/left.pdf", file().file)
    assert not list(contradictions())
    name, content = document.versions.get().file.name, storage.open(document.versions.get().file.name).read()
    for other, fault in (
        (content + b" ", f"has {len(content) + 1} bytes, not {len(content)}"),
        (content[::-1], "is not the one that was hashed"),
    ):
        storage.delete(name)
        storage.save(name, ContentFile(other))
        assert [what for _record, what in contradictions()] == [f"the file of version 1 {fault}"]
    monkeypatch.setattr("partnerships.integrity.STILL_RUNNING", dt.timedelta(hours=-1))
    version = document.versions.get()
    storage.delete(version.file.name)
    DocumentFactory(pairing=sides.pairing, code="document-9", record=PairingFactory())
    told = dict(contradictions())
    place = f"{sides.pairing.strand.code}/{sides.pairing.code}"
    assert told == {
        f"document {place}/{document.code}": "the file of version 1 is gone",
        f"document {place}/document-9": told[f"document {place}/document-9"],
        f"file {left}": "no document has it; it can be deleted",
    }
    assert "secret" not in str(told)
