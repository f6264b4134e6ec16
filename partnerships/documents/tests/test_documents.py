"""What is done to documents: bring, renew, edit, withdraw, bring back; who may, and what is refused."""

from typing import Any

import pytest

from core import stored_files
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.documents.actions import AddDocumentVersion, EditDocument, RestoreDocument, WithdrawDocument
from partnerships.documents.selectors import audiences_for
from partnerships.enums import PairingStatus
from partnerships.models import Document, DocumentVersion
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    LevelChangeFactory,
    ProjectFactory,
)
from partnerships.tests.files import PDF, bring, file, stored_names
from partnerships.tests.kept_records import OWN_ATTACHABLE
from partnerships.tests.two_sides import ROLES, TwoSides

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]
NEWER = PDF + b"% newer\n%%EOF\n"


def records(sides: TwoSides) -> dict[str, Any]:
    return {
        "pairing": sides.pairing,
        "milestone": sides.milestone(),
        "project": ProjectFactory(pairing=sides.pairing),
        "agreement": AgreementFactory(pairing=sides.pairing),
        "contact": ContactFactory(pairing=sides.pairing),
        "follow-up": FollowUpFactory(pairing=sides.pairing),
    }


def test_every_kind_of_record_takes_documents(sides):
    for number, (slug, record) in enumerate(records(sides).items(), start=1):
        document = bring(sides, record=record)
        assert document.code == f"document-{number}"
        assert document.record == record
        assert OWN_ATTACHABLE[slug].TAKES_DOCUMENTS
    assert [slug for slug, model in OWN_ATTACHABLE.items() if not model.TAKES_DOCUMENTS] == [
        "agreed-themes",
        "action-plan",
        "closing",
        "document",
    ]


def test_nothing_is_brought_to_a_record_that_is_there_no_more(sides):
    contact = ContactFactory(pairing=sides.pairing)
    key = contact.pk
    contact.delete()
    contact.pk = key
    with pytest.raises(NotAllowed):
        bring(sides, record=contact)
    assert not Document.objects.exists()
    assert stored_names() == set()


def test_what_is_brought_is_kept_with_its_facts(sides):
    document = bring(sides, "counterpart", sent=file("../계획\u202e.pdf"), description=" For May. ")
    version = document.versions.get()
    assert (document.title, document.description, document.side) == ("계획", "For May.", "counterpart")
    assert (version.number, version.name, version.media_type) == (1, "계획.pdf", "application/pdf")
    assert (version.size, len(version.sha256)) == (len(PDF), 64)
    assert version.by_label == str(sides.people["counterpart"])
    assert version.file.open("rb").read() == PDF
    assert stored_names() == {version.file.name}
    assert version.file.name.endswith(".pdf")
    assert "계획" not in version.file.name
    act = AuditEntry.objects.get(action="document-added")
    assert (act.object_label, act.pairing_id, act.actor) == (
        "document-1",
        sides.pairing.pk,
        sides.people["counterpart"],
    )


@pytest.mark.parametrize("role", ROLES)
def test_who_may_bring_one(sides, role):
    if role in ("eu", "counterpart", "staff", "administrator"):
        assert bring(sides, role).side == (role if role in ("eu", "counterpart") else "")
    else:
        with pytest.raises(NotAllowed):
            bring(sides, role)
        assert not Document.objects.exists()
        assert not stored_names()


AUDIENCES = {
    ("eu", "pairing"): ["own-side", "pairing", "strand"],
    ("counterpart", "milestone"): ["own-side", "pairing", "strand"],
    ("staff", "project"): ["pairing", "strand"],
    ("administrator", "agreement"): ["pairing", "strand"],
    ("eu", "contact"): ["own-side", "pairing"],
    ("staff", "follow-up"): ["pairing"],
}


@pytest.mark.parametrize("case", list(AUDIENCES), ids=" ".join)
def test_for_whom_it_can_be_depends_on_who_brings_it_and_to_what(sides, case):
    role, slug = case
    record = records(sides)[slug]
    assert audiences_for(sides.grants(role), record) == AUDIENCES[case]
    for audience in ("own-side", "pairing", "strand", "everybody"):
        if audience in AUDIENCES[case]:
            assert bring(sides, role, record=record, audience=audience).audience == audience
        else:
            with pytest.raises(DomainError) as refused:
                bring(sides, role, record=record, audience=audience)
            assert refused.value.field == "audience"


@pytest.mark.parametrize(
    ("values", "field"),
    [({"title": "x" * 201}, "title"), ({"description": "x" * 5001}, "description")],
)
def test_what_is_too_long_is_refused_and_no_file_stays(sides, values, field):
    with pytest.raises(DomainError) as refused:
        bring(sides, **values)
    assert refused.value.field == field
    assert not stored_names()


def test_nothing_is_brought_to_a_closed_pairing(sides):
    sides.pairing.status = PairingStatus.DISCONTINUED
    sides.pairing.save(by=None)
    with pytest.raises(DomainError, match="discontinued"):
        bring(sides)
    assert not stored_names()


def test_in_a_pairing_that_is_over_documents_stay_as_they_are(sides):
    document, withdrawn = bring(sides), bring(sides)
    WithdrawDocument.do(withdrawn, version=1, reason="Not ours", **sides.by("eu"))
    sides.pairing.status = PairingStatus.DISCONTINUED
    sides.pairing.save(by=None)
    for act in (
        lambda: AddDocumentVersion.do(document, version=1, file=file(content=NEWER), **sides.by("eu")),
        lambda: EditDocument.do(document, version=1, changes={"title": "Other"}, **sides.by("staff")),
        lambda: WithdrawDocument.do(document, version=1, reason="No", **sides.by("counterpart")),
        lambda: RestoreDocument.do(withdrawn, version=2, **sides.by("eu")),
    ):
        with pytest.raises(DomainError, match="discontinued"):
            act()


def test_a_text_and_a_document_take_no_documents(sides):
    for record in (sides.plan(), bring(sides)):
        with pytest.raises(NotAllowed):
            bring(sides, record=record)


def test_where_the_act_fails_the_file_goes_too(sides, monkeypatch):
    def fail(**_: Any) -> None:
        message = "no room for the entry"
        raise RuntimeError(message)

    monkeypatch.setattr("partnerships.documents.services.write_audit", fail)
    with pytest.raises(RuntimeError):
        bring(sides)
    assert not stored_names()
    assert not DocumentVersion.objects.exists()


def test_where_what_is_around_the_act_fails_the_file_goes_too(sides):
    def around() -> None:
        with stored_files.files_of_act():
            bring(sides)
            assert stored_names()
            message = "the page's own transaction fails"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        around()
    assert not stored_names()


def test_a_newer_version_leaves_the_older_one(sides):
    document = bring(sides)
    AddDocumentVersion.do(
        document,
        version=document.version,
        file=file("plan-2.pdf", NEWER),
        note=" With  May ",
        **sides.by("counterpart"),
    )
    document.refresh_from_db()
    added = document.versions.first()
    assert (added.number, added.note) == (2, "With May")
    assert [version.name for version in document.versions.all()] == ["plan-2.pdf", "plan.pdf"]
    assert [version.file.open("rb").read() for version in document.versions.all()] == [NEWER, PDF]
    with pytest.raises(AlreadyDone):
        AddDocumentVersion.do(document, version=document.version, file=file("same.pdf", NEWER), **sides.by("eu"))
    with pytest.raises(StaleRecord):
        AddDocumentVersion.do(document, version=1, file=file(), **sides.by("eu"))
    with pytest.raises(DomainError) as refused:
        AddDocumentVersion.do(document, version=document.version, file=file(), note="x" * 301, **sides.by("eu"))
    assert refused.value.field == "note"
    assert len(stored_names()) == 2


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_who_only_reads_changes_nothing(sides, role):
    document = bring(sides, audience="strand")
    facts = {"version": document.version, **sides.by(role)}
    for act in (
        lambda: AddDocumentVersion.do(document, file=file(content=NEWER), **facts),
        lambda: EditDocument.do(document, changes={"title": "Other"}, **facts),
        lambda: WithdrawDocument.do(document, reason="No", **facts),
        lambda: RestoreDocument.do(document, **facts),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_what_is_withdrawn_can_be_brought_back(sides):
    document = bring(sides)
    with pytest.raises(DomainError, match="reason"):
        WithdrawDocument.do(document, version=1, reason="  ", **sides.by("eu"))
    WithdrawDocument.do(document, version=1, reason="Not ours to share", **sides.by("eu"))
    document.refresh_from_db()
    assert document.withdrawn_reason == "Not ours to share"
    for act in (
        lambda: EditDocument.do(document, version=2, changes={"title": "Other"}, **sides.by("eu")),
        lambda: AddDocumentVersion.do(document, version=2, file=file(content=NEWER), **sides.by("eu")),
        lambda: WithdrawDocument.do(document, version=2, reason="Again", **sides.by("eu")),
    ):
        with pytest.raises(DomainError):
            act()
    RestoreDocument.do(document, version=2, **sides.by("counterpart"))
    document.refresh_from_db()
    assert document.withdrawn_at is None
    with pytest.raises(AlreadyDone):
        RestoreDocument.do(document, version=3, **sides.by("counterpart"))
    assert [act.action for act in logged().order_by("pk")] == [
        "document-added",
        "document-withdraw",
        "document-restore",
    ]


def test_an_edit_changes_what_is_said_of_it(sides):
    document = bring(sides)
    EditDocument.do(document, version=1, changes={"title": " Plan  of May "}, **sides.by("staff"))
    document.refresh_from_db()
    assert document.title == "Plan of May"
    entry = AuditEntry.objects.get(action="document-edit")
    assert (entry.actor, entry.parameters["fields"]) == (sides.people["staff"], "title")
    with pytest.raises(AlreadyDone):
        EditDocument.do(document, version=2, changes={"title": "Plan of May"}, **sides.by("eu"))
    with pytest.raises(DomainError) as refused:
        EditDocument.do(document, version=2, changes={"title": " "}, **sides.by("eu"))
    assert refused.value.field == "title"
    with pytest.raises(ValueError, match="side"):
        EditDocument.do(document, version=2, changes={"side": "counterpart"}, **sides.by("eu"))


def test_only_the_side_that_brought_it_makes_it_its_own(sides):
    document = bring(sides, "eu")
    with pytest.raises(DomainError):
        EditDocument.do(document, version=1, changes={"audience": "own-side"}, **sides.by("counterpart"))
    EditDocument.do(document, version=1, changes={"audience": "own-side"}, **sides.by("eu"))
    document.refresh_from_db()
    with pytest.raises(NotAllowed):
        EditDocument.do(document, version=2, changes={"audience": "pairing"}, **sides.by("counterpart"))


def test_what_is_evidence_of_both_sides_stays_for_both(sides):
    document = bring(sides, "eu")
    LevelChangeFactory(project=ProjectFactory(pairing=sides.pairing), document=document)
    with pytest.raises(DomainError, match="names this document"):
        EditDocument.do(document, version=1, changes={"audience": "own-side"}, **sides.by("eu"))
