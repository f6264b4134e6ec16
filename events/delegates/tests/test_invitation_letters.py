"""Letters of invitation: numbered, kept as issued, in both languages, for accepted places alone."""

import hashlib
from contextlib import contextmanager

import pytest
from django.urls import reverse

from core import clock
from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.pdf.rendering import PdfError
from core.stored_files import files_of_act
from core.tests.pdf_reading import pdf_text
from events.audit_actions import DELEGATE_LIST_READ
from events.delegates import actions as own_actions
from events.delegates.actions import IssueLetter
from events.delegations.actions import AcceptDelegate
from events.models import Delegate, InvitationLetter
from events.tests.delegation_scene import scene
from events.tests.factories import EventFactory, InvitationLetterFactory
from partnerships.tests.files import forget_files
from partnerships.tests.pages import fields, messages_of, text_of

pytestmark = pytest.mark.django_db
WORDS = {"signatory": "Claire Fontaine", "signatory_function": "Team leader", "costs": "Busan pays the journey."}


@pytest.fixture(autouse=True)
def _no_files():
    yield
    forget_files()


@pytest.fixture
def accepted():
    found = scene()
    delegate = found.one(given_name="Jisu", function="Director, Urban Regeneration", organisation_name="부산광역시")
    AcceptDelegate.do(delegate, **found.act("staff"), version=delegate.version)
    EventFactory(strand=found.event.strand, part_of=found.event, title_en="Visit to 22@", title_ko="22@ 방문")
    return found


def fresh():
    return Delegate.objects.get()


def issue(found, role="staff", language="en", **words):
    row = fresh()
    with files_of_act():
        return IssueLetter.do(row, **found.act(role), version=row.version, language=language, texts=WORDS | words)


def content(letter):
    with letter.file.open("rb") as file:
        return file.read()


def test_a_letter_says_who_is_invited_to_what_and_is_kept_with_its_sum(accepted):
    letter = issue(accepted)
    pdf = content(letter)
    said = pdf_text(pdf)
    for words in (
        "Kim Jisu",
        "김지수",
        "Autumn visit",
        "Barcelona",
        f"{clock.today().year}-1",
        "Claire Fontaine",
        "Visit to 22@",
    ):
        assert words in said
    assert letter.sha256 == hashlib.sha256(pdf).hexdigest()
    assert letter.strand_number == f"{clock.today().year}-1"
    assert "Jisu" not in letter.file.name


@pytest.mark.one_database
def test_a_letter_to_somebody_known_in_hangul_alone_has_the_name_once(accepted):
    Delegate.objects.update(given_name="", family_name="", name_native="박서준")
    said = pdf_text(content(issue(accepted)))
    assert said.split("Dear", 1)[0].count("박서준") == 1


@pytest.mark.one_database
def test_a_letter_in_korean_is_a_korean_document(accepted):
    letter = issue(accepted, language="ko", further="여비는 부산광역시가 부담합니다.")
    said = pdf_text(content(letter))
    assert "가을 방문" in said
    assert "여비는 부산광역시가 부담합니다." in said
    assert letter.strand_number == f"세계도시 제{clock.today().year}-1호"
    for line in ("김지수 귀하", "○ 일시:", "○ 장소:"):
        assert line in said


@pytest.mark.one_database
def test_a_letter_in_korean_addresses_the_post(accepted):
    Delegate.objects.update(given_name="", family_name="", name_native="박서준", function="주무관")
    assert "박서준 주무관 귀하" in pdf_text(content(issue(accepted, language="ko")))


def test_the_letters_of_a_strand_are_numbered_together(accepted):
    other = EventFactory(strand=accepted.event.strand)
    InvitationLetterFactory(event=other, delegate=fresh(), number=1)
    letter = issue(accepted)
    assert (letter.number, letter.strand_number) == (1, f"{clock.today().year}-2")


def test_the_next_letter_has_the_next_number_and_the_first_stays_as_it_was(accepted):
    first = issue(accepted)
    before = content(first)
    row = fresh()
    row.function = "Deputy Mayor"
    row.save(by=None)
    second = issue(accepted)
    assert (first.number, second.number) == (1, 2)
    assert content(InvitationLetter.objects.get(number=1)) == before
    assert "Deputy Mayor" in pdf_text(content(second))


def test_the_log_has_the_number_and_no_name(accepted):
    issue(accepted)
    entry = AuditEntry.objects.get(action="invitation-letter")
    assert entry.sentence == f"Issued the invitation letter {clock.today().year}-1"
    assert entry.object_label == "Delegate 1, Busan"


@pytest.mark.parametrize("role", ["counterpart", "eu", "authority", "observer"])
def test_staff_and_administrators_alone_issue_letters(accepted, role):
    with pytest.raises(NotAllowed):
        issue(accepted, role=role)
    assert not InvitationLetter.objects.exists()


def test_no_letter_without_an_accepted_place_or_to_a_cancelled_event(accepted):
    row = fresh()
    row.status = "nominated"
    row.save(by=None)
    with pytest.raises(DomainError, match="accepted place"):
        issue(accepted)
    row.status = "confirmed"
    row.save(by=None)
    accepted.event.status = "cancelled"
    accepted.event.save(by=None)
    with pytest.raises(DomainError, match="cancelled"):
        issue(accepted)


def test_no_letter_where_the_pairing_is_closed(accepted):
    accepted.pairing.status = "closed"
    accepted.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        issue(accepted)
    assert not InvitationLetter.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signatory", " "),
        ("further", "Her passport is M12345678."),
        ("costs", "x" * 601),
        ("further", "To 金智秀"),
    ],
)
def test_what_a_letter_cannot_say_is_refused_beside_its_field(accepted, field, value):
    with pytest.raises(DomainError) as refused:
        issue(accepted, **{field: value})
    assert refused.value.field == field


def test_a_name_that_the_font_cannot_show_is_named(accepted):
    row = fresh()
    row.name_native = "金智秀"
    row.save(by=None)
    with pytest.raises(DomainError, match="金 智 秀"):
        issue(accepted)


@pytest.mark.security("C13", "C27")
@pytest.mark.one_database
def test_what_is_written_is_text_and_no_markup(accepted):
    said = pdf_text(content(issue(accepted, further="#panic() *bold* <b>x</b>")))
    assert "#panic() *bold* <b>x</b>" in said


def test_where_the_pdf_fails_neither_number_nor_file_is_used(accepted, monkeypatch):
    def fail(**_facts):
        raise PdfError("events/letter.typ")

    monkeypatch.setattr(own_actions, "letter_pdf", fail)
    with pytest.raises(PdfError):
        issue(accepted)
    monkeypatch.undo()
    assert issue(accepted).number == 1


def test_an_older_page_issues_nothing(accepted):
    with pytest.raises(StaleRecord), files_of_act():
        IssueLetter.do(fresh(), **accepted.act("staff"), version=99, language="en", texts=WORDS)


def _address(found, name, *more):
    event = found.event
    return reverse(f"events:{name}", args=[event.strand.code, event.code, "busan", 1, *more])


@contextmanager
def signed_in(client, found, role):
    client.force_login(found.act(role)["by"], "django.contrib.auth.backends.ModelBackend")
    yield client


def test_the_page_issues_a_letter_and_hands_it_out_to_who_sees_the_delegation(accepted, client):
    with signed_in(client, accepted, "staff"):
        page = client.get(_address(accepted, "invitation-letter"))
        assert "has not confirmed yet how the name is written" in text_of(page)
        sent = fields(page) | WORDS | {"language": "en"}
        assert client.post(_address(accepted, "invitation-letter"), sent | {"signatory": ""}).status_code == 422
        done = client.post(_address(accepted, "invitation-letter"), sent, follow=True)
        number = f"{clock.today().year}-1"
        assert messages_of(done) == [f"Letter {number} is issued."]
        assert f"Issued so far Number Language Issued SHA-256 {number} (PDF) English" in text_of(done)
    for role in ("counterpart", "eu", "authority", "administrator"):
        with signed_in(client, accepted, role):
            file = client.get(_address(accepted, "letter-file", 1))
            assert file["Content-Type"] == "application/pdf"
            assert 'filename="autumn-1.pdf"' in file["Content-Disposition"]
            assert "no-store" in file["Cache-Control"]
            assert b"".join(file.streaming_content).startswith(b"%PDF")
    looks = AuditEntry.objects.filter(action=DELEGATE_LIST_READ, parameters__format="pdf").order_by("pk")
    assert [look.actor_label for look in looks] == [
        accepted.act(role)["by"].kept_name for role in ("counterpart", "eu", "authority", "administrator")
    ]
    assert looks[0].sentence == f"Looked at the list “Invitation letters” of “{accepted.event.title}” (PDF, 1 row)"
    for role in ("other", "observer", "outsider"):
        with signed_in(client, accepted, role):
            assert client.get(_address(accepted, "letter-file", 1)).status_code == 404
    with signed_in(client, accepted, "counterpart"):
        assert client.get(_address(accepted, "invitation-letter")).status_code == 403
        assert client.get(_address(accepted, "letter-file", 2)).status_code == 404


@pytest.mark.one_database
def test_the_page_names_who_is_invited(accepted, client):
    with signed_in(client, accepted, "staff"):
        assert "Kim Jisu" in text_of(client.get(_address(accepted, "invitation-letter")))


@pytest.mark.security("C10")
def test_a_letter_is_found_below_its_own_delegate_alone(accepted, client):
    other = accepted.one(given_name="Sera", family_name="Yoon")
    AcceptDelegate.do(other, **accepted.act("staff"), version=other.version)
    other.refresh_from_db()
    with files_of_act():
        letter = IssueLetter.do(other, **accepted.act("staff"), version=other.version, language="en", texts=WORDS)
    event = accepted.event
    with signed_in(client, accepted, "counterpart"):
        for partner, number, status in (
            ("busan", 2, 200),
            ("busan", 1, 404),
            ("barcelona", 2, 404),
            ("nobody", 2, 404),
        ):
            place = [event.strand.code, event.code, partner, number, letter.number]
            assert client.get(reverse("events:letter-file", args=place)).status_code == status
