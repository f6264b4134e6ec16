"""Which kinds of record the search finds, and that each role finds what it may open and nothing else."""

import importlib

import pytest
from django.apps import apps
from django.urls import reverse

from core.kept import forget_pages
from core.tests.queries import count_queries
from events.models import AgendaItem, AgendaRelease, Minutes, TripPaper
from events.tests.factories import (
    AgendaItemFactory,
    AgendaReleaseFactory,
    DelegationFactory,
    MinutesFactory,
    TripPaperFactory,
    event_of,
)
from partnerships.confirmations.services import freeze
from partnerships.models import ActionPlan, AgreedThemes, Closing, Comment, DocumentVersion, Note, TextEdition
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import (
    CommentFactory,
    DocumentFactory,
    DocumentVersionFactory,
    NoteFactory,
)
from partnerships.tests.two_sides import ROLES, two_sides

pytestmark = pytest.mark.django_db

WORD, FOLDED = "Zürichhorn", "zurichhorn"
DEALINGS = {"eu", "counterpart", "staff", "authority", "administrator"}
OFFICE = {"staff", "authority", "administrator"}


def _text(sides, model, **texts):
    text = model(pairing=sides.pairing, **texts)
    text.save(by=None)
    return text


def _file(sides, **values):
    document = DocumentFactory(pairing=sides.pairing, title="Lamps", **values)
    DocumentVersionFactory(document=document, name=f"{WORD}_2.pdf")
    return document


def _trip(sides):
    return TripPaperFactory(delegation=DelegationFactory(pairing=sides.pairing), implications_ko=WORD)


# What is made, what its group is called, and who finds it.
KINDS = {
    "follow-up": (lambda sides: FollowUpFactory(pairing=sides.pairing, what_en=WORD), "Follow-ups", DEALINGS),
    "comment": (lambda sides: CommentFactory(pairing=sides.pairing, text=WORD), "Comments", DEALINGS),
    "note": (lambda sides: NoteFactory(pairing=sides.pairing, text=WORD), "Notes of one side", {"eu"}),
    "file": (_file, "Documents", DEALINGS),
    "own file": (lambda sides: _file(sides, audience="own-side"), "Documents", {"eu"}),
    "action plan": (lambda sides: _text(sides, ActionPlan, vision_en=WORD), "Action plans", DEALINGS),
    "closing": (lambda sides: _text(sides, Closing, eu_prospects_en=WORD), "Closings", DEALINGS),
    "minutes": (
        lambda sides: MinutesFactory(pairing=sides.pairing, items=[{"item": 0, "position": 1, "said_ko": WORD}]),
        "Minutes",
        DEALINGS,
    ),
    "agenda item": (
        lambda sides: AgendaItemFactory(event=event_of(sides.pairing), place=WORD),
        "Agenda items",
        DEALINGS,
    ),
    "trip paper": (_trip, "Trip papers", OFFICE | {"counterpart"}),
}


@pytest.fixture
def sides():
    return two_sides()


def _found(client, sides, role, query=FOLDED):
    client.force_login(sides.people[role])
    groups = client.get(reverse("search"), {"q": query}).context["groups"]
    # What waits is a task as well.
    return {group.title: [one.url for one in group.results] for group in groups if group.title != "My tasks"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_role_finds_what_it_may_open(client, sides, kind):
    make, title, readers = KINDS[kind]
    row = make(sides)
    for role in ROLES:
        found = _found(client, sides, role)
        assert (found == {title: [row.get_absolute_url()]}) is (role in readers), role
        assert bool(found) is (role in readers), role
    page = client.get(row.get_absolute_url().partition("#")[0])
    assert page.status_code in {200, 404}
    client.force_login(sides.people[min(readers)])
    assert client.get(row.get_absolute_url().partition("#")[0]).status_code == 200


def test_what_was_withdrawn_is_found_no_more(client, sides):
    for kind in ("comment", "note", "file"):
        row = KINDS[kind][0](sides)
        row.withdrawn_at = "2026-01-01T00:00Z"
        row.save(by=None)
    item = KINDS["agenda item"][0](sides)
    item.removed_at = "2026-01-01T00:00Z"
    item.save(by=None)
    assert _found(client, sides, "eu") == {}


def test_whoever_sees_no_draft_finds_what_was_released_and_what_both_have_confirmed(client, sides):
    event = event_of(sides.pairing)
    AgendaReleaseFactory(event=event, number=1, items=[{"title_en": "Left out", "place": WORD}])
    AgendaReleaseFactory(event=event, number=2, items=[{"title_en": "Harbour tour", "place": "Pier 3"}])
    plan = sides.plan()
    frozen = sides.ask(plan)
    agenda = {"Released agendas": [event.get_absolute_url()]}
    for role in ("observer", "eu", "staff"):
        assert _found(client, sides, role, "pier harbour") == (agenda if role == "observer" else {})
    assert _found(client, sides, "observer") == {}
    assert "Confirmed texts" not in _found(client, sides, "observer", "greener port")
    sides.both_confirm(frozen)
    assert _found(client, sides, "observer", "greener port") == {"Confirmed texts": [frozen.answer_url]}
    assert "Confirmed texts" not in _found(client, sides, "eu", "greener port")
    client.force_login(sides.people["observer"])
    assert "greener port" in client.get(frozen.answer_url).text


@pytest.mark.parametrize("query", ["action plan", "공동 추진계획", "action plan busan"])
def test_a_text_is_found_by_what_its_kind_is_called(client, sides, query):
    text = sides.plan()
    assert _found(client, sides, "counterpart", query)["Action plans"] == [text.get_absolute_url()]
    assert "Action plans" not in _found(client, sides, "observer", query)
    assert "Action plans" not in _found(client, sides, "eu", f"{query} tampere")


def test_the_cost_does_not_grow_with_the_rows(client, sides):
    def make():
        for kind in ("follow-up", "comment", "note", "file", "agenda item"):
            KINDS[kind][0](sides)

    def cost():
        forget_pages()
        return count_queries(lambda: _found(client, sides, "eu"))

    make()
    cost()
    one = cost()
    make()
    make()
    assert cost() == one


@pytest.mark.parametrize(
    ("migration", "models"),
    [
        ("partnerships.migrations.0008_logos_and_search_texts", (TextEdition,)),
        ("events.migrations.0003_names_and_search_texts", (AgendaRelease,)),
        ("partnerships.migrations.0003_search_texts", (ActionPlan, Closing, Comment, DocumentVersion, Note)),
        ("events.migrations.0002_search_texts", (AgendaItem, Minutes, TripPaper)),
    ],
)
def test_texts_that_were_there_before_are_found_after_the_upgrade(sides, migration, models):
    for make, _title, _readers in KINDS.values():
        make(sides)
    freeze(by=None, text=_text(sides, AgreedThemes, agreed_by_en=WORD))
    AgendaReleaseFactory(items=[{"place": WORD}])
    for model in models:
        assert model.objects.update(search_text="")
    importlib.import_module(migration).fold_texts(apps, None)
    for model in models:
        assert model.objects.filter(search_text__contains=FOLDED).count() == model.objects.count() > 0
