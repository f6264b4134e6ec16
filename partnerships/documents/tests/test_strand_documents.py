"""Documents of what no pairing has for itself, the strand and its partners: who brings them, and who reads them."""

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.documents.actions import AddDocument
from partnerships.documents.selectors import attached_in_strand
from partnerships.models import Document
from partnerships.projects.actions import MoveProject
from partnerships.tests.factories import PairingFactory, ParticipationFactory
from partnerships.tests.factories_together import ProjectFactory
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
    others = (("partner", stranger), ("milestone", sides.milestone()), ("strand", stranger.strand))
    for kind, record in (*others, ("project", ProjectFactory(pairing=sides.pairing))):
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


@pytest.fixture
def apart(sides, strand):
    """A project outside of pairings, of one side of the pairing and of another city."""
    others = [sides.pairing.eu, PairingFactory(strand=strand).counterpart]
    return ProjectFactory(pairing=None, strand=strand, further=others)


def test_coordinators_of_its_partners_bring_them_to_a_project_outside_of_pairings(as_role, strand, apart):
    address = add_url(strand, "project", apart)
    for role in ROLES:
        may = role in {"eu", "staff", "administrator"}
        client = as_role(role)
        assert client.get(address).status_code == (200 if may else 403), role
        assert (f'href="{address}"' in client.get(apart.get_absolute_url()).text) is may, role
    done = send(as_role("eu"), address, file=upload(), title="Letter of both mayors")
    assert done.redirect_chain[-1][0] == apart.get_absolute_url()
    assert "Letter of both mayors" in text_of(as_role("observer").get(apart.get_absolute_url()))
    document = Document.objects.get()
    assert (document.pairing, document.record, document.audience) == (None, apart, "strand")
    assert messages_of(send(as_role("eu"), document.address_of("partnerships:document-edit"), title="Letter")) == [
        "Saved."
    ]
    assert as_role("counterpart").get(document.address_of("partnerships:document-edit")).status_code == 403


def test_they_are_evidence_of_its_level_and_of_its_results_and_no_others_are(as_role, sides, strand, apart):
    bring(sides, strand, "Terms")
    other = Document.objects.get()
    given = {"audience": "strand", "title": "Letter", "file": file()}
    AddDocument.do(Document(strand=strand, record=apart), **sides.by("eu"), **given)
    own = Document.objects.get(title="Letter")
    client, address = as_role("eu"), apart.address_of("partnerships:project-level")
    for path in (address, apart.address_of("partnerships:result-add")):
        form = client.get(path).context["form"]
        assert [str(one) for one in form.fields["document"].queryset] == ["Letter"], path
    moved = {"version": apart.version, "new": "agreed", "on": clock.today(), **sides.by("eu")}
    with pytest.raises(DomainError, match="Choose a document of this project"):
        MoveProject.do(apart, **moved, document=other)
    assert MoveProject.do(apart, **moved, document=own).level == "agreed"
    assert "Letter" in text_of(as_role("observer").get(apart.get_absolute_url()))
