"""Whose name a Korean page tells beside a record that kept it in Latin letters."""

from types import SimpleNamespace

import pytest

from core.tests.queries import count_queries
from partnerships.models import Confirmation
from partnerships.tests.factories_together import (
    CommentFactory,
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    LevelChangeFactory,
    NoteFactory,
    ProjectFactory,
)
from partnerships.tests.pages import text_of

pytestmark = pytest.mark.django_db

LATIN, HANGUL = "Jiwon Kim", "김지원"


@pytest.fixture
def kim(sides):
    """The coordinator of Busan, who gave a name in Hangul."""
    found = sides.people["counterpart"]
    found.name_native = HANGUL
    found.save()
    return found


@pytest.fixture
def read(client, sides):
    """A page as Barcelona's coordinator reads it in one language."""

    def page(address, language="ko"):
        reader = sides.people["eu"]
        reader.language = language
        reader.save()
        client.force_login(reader)
        answer = client.get(address)
        assert answer.status_code == 200
        return text_of(answer)

    return page


def moved_project(sides, kim, many):
    project = ProjectFactory(pairing=sides.pairing)
    for _number in range(many):
        LevelChangeFactory(project=project, by=kim, by_label=LATIN)
    return project


def said(sides, kim, many):
    for _number in range(many):
        ContactFactory(pairing=sides.pairing, author=kim, author_label=LATIN)
        CommentFactory(pairing=sides.pairing, author=kim, author_label=LATIN)
    return SimpleNamespace(get_absolute_url=lambda: sides.pairing.address_of("partnerships:contact-list"))


def one_contact(sides, kim, many):
    contact = ContactFactory(pairing=sides.pairing, author=kim, author_label=LATIN)
    for _number in range(many):
        NoteFactory(pairing=sides.pairing, record=contact, author=kim, author_label=LATIN)
    return contact


def document(sides, kim, many):
    found = DocumentFactory(pairing=sides.pairing)
    for number in range(many):
        DocumentVersionFactory(document=found, number=number + 1, by=kim, by_label=LATIN)
    return found


PLACES = pytest.mark.parametrize("place", [moved_project, said, one_contact, document])


@pytest.mark.one_database
@PLACES
def test_a_korean_page_writes_the_person_in_hangul_and_an_english_one_in_latin_letters(sides, kim, read, place):
    address = place(sides, kim, 1).get_absolute_url()
    korean, english = read(address), read(address, "en")
    assert HANGUL in korean
    assert LATIN not in korean
    assert LATIN in english
    assert HANGUL not in english


@pytest.mark.one_database
@PLACES
def test_whoever_is_called_otherwise_since_stays_under_the_kept_name(sides, kim, read, place):
    address = place(sides, kim, 1).get_absolute_url()
    kim.family_name = "Lee"
    kim.save()
    assert LATIN in read(address)


@pytest.mark.one_database
@PLACES
@pytest.mark.parametrize("language", ["en", "ko"])
def test_many_records_cost_as_many_queries_as_few(sides, kim, read, place, language):
    # As many as the newest of a stream that a page shows: more of them are counted in a query of their own.
    few = place(sides, kim, 5).get_absolute_url()
    read(few, language)
    cost = count_queries(lambda: read(few, language))
    many = place(sides, kim, 10).get_absolute_url()
    assert count_queries(lambda: read(many, language)) == cost


@pytest.mark.one_database
def test_the_word_of_a_side_and_what_an_edit_loses_name_the_same_person(sides, kim, read):
    plan = sides.plan()
    sides.confirm(sides.ask(plan), "counterpart")
    for address in (plan.get_absolute_url(), plan.get_text_edit_url()):
        assert HANGUL in read(address)
        assert LATIN in read(address, "en")
    assert Confirmation.objects.get(confirmed_at__isnull=False).by_label == LATIN
