"""What one side keeps for itself: its coordinators see it, and nobody else, on no page and in no file."""

from typing import Any

import pytest
from django.urls import reverse

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.tests.arranged import logged
from partnerships.documents.actions import AddDocumentVersion, AddNote, EditDocument, WithdrawDocument, WithdrawNote
from partnerships.documents.services import add_document
from partnerships.documents.uploads import check_upload
from partnerships.enums import PairingStatus
from partnerships.history.pairing_history import read_changes
from partnerships.history.services import kind_named, restore_version
from partnerships.models import Document, Note
from partnerships.tests.factories import FollowUpFactory, MembershipFactory
from partnerships.tests.factories_together import AgreementFactory, ContactFactory, ProjectFactory
from partnerships.tests.files import PDF, upload
from partnerships.tests.kept_records import OWN_ATTACHABLE
from partnerships.tests.pages import fields, messages_of, text_of, url
from partnerships.tests.two_sides import ROLES

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_files")]
SECRET = "Zurückhaltend"
OTHERS = [role for role in ROLES if role != "eu"]


def write_note(sides, role, record, text="Ask first"):
    return AddNote.do(Note(pairing=sides.pairing, record=record), text=text, **sides.by(role))


@pytest.fixture
def secret(sides):
    """Barcelona's own document with two versions and a word in every place, on a milestone, and its own note there."""
    sides.hidden = sides.milestone()
    facts = {"record": sides.hidden, **sides.by("eu")}
    values = {"audience": "own-side", "title": f"{SECRET} 1", "description": f"{SECRET} 2"}
    document = add_document(values=values, upload=check_upload(upload(f"{SECRET} 3.pdf")), **facts)
    newer = check_upload(upload(f"{SECRET} 4.pdf", PDF + b"%%EOF"))
    AddDocumentVersion.do(document, version=1, file=newer, note=f"{SECRET} 5", **sides.by("eu"))
    EditDocument.do(_now(document), version=2, changes={"title": f"{SECRET} 6"}, **sides.by("eu"))
    restore_version(kind=kind_named("document"), record=_now(document), version=3, number=1, **sides.by("eu"))
    write_note(sides, "eu", sides.hidden, f"{SECRET} 7")
    return _now(document)


def _now(document: Document) -> Document:
    return Document.objects.select_related("pairing__strand").get(pk=document.pk)


def _pages(sides, document):
    strand = sides.pairing.strand.code
    return [
        url(sides, "pairing-about"),
        sides.hidden.get_absolute_url(),
        url(sides, "document-list"),
        url(sides, "document-list") + "?format=csv",
        url(sides, "document-list") + "?audience=own-side",
        url(sides, "pairing-history"),
        url(sides, "pairing-history") + "?kind=documents",
        reverse("partnerships:record-history", args=[strand, "milestone", sides.hidden.pk]),
        reverse("my-tasks"),
        reverse("search") + "?q=zuruckhalt",
    ]


def _text(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.text


@pytest.mark.security("C11", "V8")
@pytest.mark.one_database
@pytest.mark.parametrize("role", ROLES)
def test_on_no_page_do_others_find_it(client, sides, secret, role):
    client.force_login(sides.people[role])
    seen = set()
    for page in _pages(sides, secret):
        response = client.get(page)
        assert response.status_code == 200, page
        if SECRET in _text(response):
            seen.add(page)
    strand = sides.pairing.strand.code
    own = [
        secret.get_absolute_url(),
        url(sides, "document-file", secret.code, 1),
        url(sides, "document-file", secret.code, 2),
        url(sides, "document-edit", secret.code),
        url(sides, "document-version-add", secret.code),
        url(sides, "document-withdraw", secret.code),
        url(sides, "document-restore", secret.code),
        url(sides, "note-withdraw", Note.objects.get().pk),
        reverse("partnerships:record-history", args=[strand, "document", secret.pk]),
        reverse("partnerships:record-restore", args=[strand, "document", secret.pk, 1]),
        url(sides, "note-add", "document", secret.pk),
    ]
    statuses = {page: client.get(page).status_code for page in own}
    if role == "eu":
        assert set(statuses.values()) == {200}
        assert sides.hidden.get_absolute_url() in seen
        assert url(sides, "document-list") in seen
        assert reverse("search") + "?q=zuruckhalt" in seen
    else:
        assert set(statuses.values()) == {404}, statuses
        assert not seen
        for page in own[3:8]:
            assert client.post(page, {"reason": "x", "seen_version": 1, "once": "x"}).status_code == 404


@pytest.mark.security("C9")
def test_no_entry_of_the_log_tells_of_it(sides, secret):
    WithdrawDocument.do(secret, version=secret.version, reason=SECRET, **sides.by("eu"))
    told = logged().filter(object_type__in=["partnerships.document", "partnerships.note"])
    assert {(one.action, one.object_label, one.reason) for one in told} == {("own-side-changed", "", "")}
    assert SECRET not in str(list(logged().values()))
    assert SECRET not in str(list(logged().values("names__object_label", "names__persons", "names__reason")))


def test_no_gap_in_the_numbers_of_documents_tells_of_it(sides, secret):
    facts = {"record": sides.pairing, "values": {"audience": "pairing"}}
    codes = [add_document(upload=check_upload(upload()), **facts, **sides.by("eu")).code for _ in range(2)]
    assert codes == ["document-1", "document-2"]
    assert not secret.code.rpartition("-")[2].isdecimal()
    assert secret.get_absolute_url().endswith(f"/documents/{secret.code}/")


@pytest.mark.security("C11")
def test_the_administration_shows_documents_of_both_sides_alone(client, sides, secret):
    shared = add_document(
        record=sides.pairing,
        values={"audience": "pairing"},
        upload=check_upload(upload("shared.pdf")),
        **sides.by("eu"),
    )
    client.force_login(sides.people["administrator"])
    listed = client.get(reverse("admin:partnerships_document_changelist"))
    assert "shared" in listed.text
    assert SECRET not in listed.text
    assert client.get(reverse("admin:partnerships_document_change", args=[shared.pk])).status_code == 200
    assert client.get(reverse("admin:partnerships_document_change", args=[secret.pk])).status_code == 302
    index = client.get(reverse("admin:index"))
    assert "partnerships/note/" not in index.text


def test_what_becomes_shared_tells_nothing_of_before(client, sides, secret):
    EditDocument.do(
        secret,
        version=secret.version,
        changes={"audience": "pairing", "title": "For both", "description": ""},
        **sides.by("eu"),
    )
    document = _now(secret)
    address = reverse("partnerships:record-history", args=[sides.pairing.strand.code, "document", document.pk])
    client.force_login(sides.people["counterpart"])
    assert "For both" in text_of(client.get(document.get_absolute_url()))
    history = client.get(address + f"?a=1&b={document.version}")
    assert history.status_code == 200
    assert SECRET not in history.text
    assert SECRET not in client.get(f"{address}1/restore/").text
    client.force_login(sides.people["eu"])
    assert SECRET in client.get(address).text
    told = logged().filter(object_id=document.pk, object_type="partnerships.document").exclude(kind="own")
    assert [act.action for act in told] == ["document-added"]


def test_what_becomes_one_sides_own_is_told_to_nobody_any_more(client, sides):
    facts = {"values": {"audience": "strand", "title": SECRET}, "upload": check_upload(upload())}
    document = add_document(record=sides.pairing, **facts, **sides.by("eu"))
    client.force_login(sides.people["counterpart"])
    assert SECRET in client.get(url(sides, "pairing-history")).text
    EditDocument.do(document, version=1, changes={"audience": "own-side"}, **sides.by("eu"))
    for page in (url(sides, "pairing-history"), reverse("my-tasks"), reverse("search") + "?q=Zur"):
        assert SECRET not in client.get(page).text
    since = {"since": clock.now().replace(year=2000), "now": clock.now()}
    told = read_changes(grants=sides.grants("counterpart"), **since)["changes"]
    assert SECRET not in str([change.name for change in told])


def test_a_deputy_of_the_side_and_a_colleague_see_it(client, sides, secret):
    colleague = MembershipFactory(participation=sides.pairing.eu).user
    client.force_login(colleague)
    assert client.get(secret.get_absolute_url()).status_code == 200
    assert f"{SECRET} 7" in client.get(sides.hidden.get_absolute_url()).text


def _records(sides) -> dict[str, Any]:
    made = {
        "project": ProjectFactory,
        "agreement": AgreementFactory,
        "contact": ContactFactory,
        "follow-up": FollowUpFactory,
    }
    return {
        "pairing": sides.pairing,
        "milestone": sides.milestone(),
        **{slug: factory(pairing=sides.pairing) for slug, factory in made.items()},
        "document": add_document(
            record=sides.pairing, values={"audience": "pairing"}, upload=check_upload(upload()), **sides.by("eu")
        ),
        "agreed-themes": sides.themes(),
        "action-plan": sides.plan(),
        "closing": sides.closing(),
    }


def test_every_kind_of_record_takes_notes(sides):
    records = _records(sides)
    assert set(records) == set(OWN_ATTACHABLE)
    for record in records.values():
        note = write_note(sides, "counterpart", record)
        assert (note.record, note.side, note.pairing) == (record, "counterpart", sides.pairing)


@pytest.mark.parametrize("role", ["staff", "administrator", "authority", "observer", "neighbour"])
def test_only_the_sides_write_notes(client, sides, role):
    with pytest.raises(NotAllowed):
        write_note(sides, role, sides.pairing)
    client.force_login(sides.people[role])
    assert client.get(url(sides, "note-add", "pairing", sides.pairing.pk)).status_code == 403


@pytest.mark.parametrize(("text", "words"), [("  ", "Write something"), ("x" * 5001, "too long")])
def test_a_note_says_something_and_not_too_much(sides, text, words):
    with pytest.raises(DomainError, match=words) as refused:
        write_note(sides, "eu", sides.pairing, text)
    assert refused.value.field == "text"


def test_no_note_is_written_or_withdrawn_in_a_closed_pairing(sides):
    note = write_note(sides, "eu", sides.pairing)
    sides.pairing.status = PairingStatus.CLOSED
    sides.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        write_note(sides, "eu", sides.pairing)
    with pytest.raises(DomainError, match="closed"):
        WithdrawNote.do(note, version=1, **sides.by("eu"))
    assert Note.objects.get().text == "Ask first"


def test_its_author_withdraws_a_note_and_its_text_is_gone(sides):
    note = write_note(sides, "eu", sides.pairing)
    colleague = MembershipFactory(participation=sides.pairing.eu).user
    sides.people["colleague"] = colleague
    for role in ("colleague", "counterpart", "staff", "administrator"):
        with pytest.raises(NotAllowed):
            WithdrawNote.do(note, version=1, **sides.by(role))
    with pytest.raises(StaleRecord):
        WithdrawNote.do(note, version=7, **sides.by("eu"))
    WithdrawNote.do(note, version=1, **sides.by("eu"))
    row = Note.objects.get()
    assert (row.text, row.author_label) == ("", str(sides.people["eu"]))
    assert row.withdrawn_at is not None
    with pytest.raises(AlreadyDone):
        WithdrawNote.do(note, version=2, **sides.by("eu"))


def test_a_note_by_its_pages(client, sides):
    client.force_login(sides.people["eu"])
    address = url(sides, "note-add", "pairing", sides.pairing.pk)
    page = client.get(address)
    assert text_of(page).count("Visible to your side only, not to the other side or the programme staff.") == 1
    page = client.post(address, {**fields(page), "text": "Ask <b>first</b>"}, follow=True)
    assert messages_of(page) == ["Saved. Only your side sees it."]
    assert "Ask &lt;b&gt;first&lt;/b&gt;" in page.text
    address = url(sides, "note-withdraw", Note.objects.get().pk)
    page = client.post(address, fields(client.get(address)), follow=True)
    assert "Marta Soler wrote a note and withdrew it." in text_of(page)
    client.force_login(sides.people["counterpart"])
    assert "wrote a note" not in client.get(url(sides, "pairing-about")).text


def test_a_note_on_a_text_stands_on_its_page(client, sides):
    write_note(sides, "eu", sides.plan(), SECRET)
    page = url(sides, "text", "action-plan")
    for role, seen in (("eu", True), ("counterpart", False), ("staff", False)):
        client.force_login(sides.people[role])
        assert (SECRET in client.get(page).text) is seen
