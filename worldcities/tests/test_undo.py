"""Each act that can be taken back, carried out and taken back by what its message offers, on the real services."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from core.action_views import ActPage
from core.actions import Undo, undo_of
from core.flat_rows import prepared
from core.tests.acted import acted
from partnerships.plan.pages import PreviewedMove
from partnerships.tests.files import FILES, forget_files, upload
from worldcities.tests.addresses import addresses
from worldcities.tests.test_costs import SAVE, SAVES
from worldcities.tests.undo_scene import AS, CHOOSE, FIRST, LEFT, QUERY, TYPED, WORDS, arrange, make_undoable
from worldcities.tests.undo_table import TAKEN_BACK

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

ADDRESSES = {one.name: one for one in addresses()}
APPS = {"partnerships", "events", "reports"}
# What an act and its way back leave behind: the log, the history, the letters, the editions that were frozen.
TRACES = ("Historical", "DateChange", "LevelChange", "TextEdition", "Step", "DocumentVersion")
SILENT = {"version", "loaded_version", "search_text", "order_ko", "stale_texts", "edition"}


@pytest.fixture(autouse=True)
def _no_files():
    yield
    forget_files()


@pytest.fixture(scope="module")
def scene(seeded):
    """The seeded strand as all acts ask for, and the people."""
    own, _foreign, people = seeded
    arrange(own)
    return own, people


def values() -> dict[tuple[str, Any], dict[str, Any]]:
    """All records with what they say, apart from traces and times."""
    found = {}
    for model, read in reading().items():
        for row in read():
            told = {
                key: value
                for key, value in row.items()
                if key not in SILENT and not key.endswith(("reason", "reason_other"))
            }
            told |= {key: True for key, value in told.items() if isinstance(value, dt.datetime)}
            found[model.__name__, row[model._meta.pk.attname]] = told
    return found


@cache
def reading() -> dict[Any, Callable[[], list[dict[str, Any]]]]:
    """What reads the rows of a model, for each that has records: by a query that is written once for all acts."""
    return {
        model: prepared()(model._default_manager.order_by("pk").values)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in APPS and not any(trace in model.__name__ for trace in TRACES)
    }


def differences(stood: Any, now: Any) -> list[str]:
    """What does not stand as it stood: which record, which field."""
    missing = [f"{key}: {'gone' if key in stood else 'added'}" for key in stood.keys() ^ now.keys()]
    both = [
        (key, name) for key in stood.keys() & now.keys() for name in stood[key] if stood[key][name] != now[key][name]
    ]
    return [*missing, *(f"{key} {name}: {stood[key][name]} -> {now[key][name]}" for key, name in both)]


def filled(page: Any, typed: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends of the shown form, with something typed."""
    form = page.context["form"]
    sent: dict[str, Any] = {}
    for name, field in form.fields.items():
        value = None if field.widget.needs_multipart_form else field.widget.format_value(form[name].value())
        if value not in (None, "", []):
            sent[name] = value
    if "reason" in form.fields and not sent.get("reason"):
        sent["reason"] = "The hall is taken, says the harbour office"
    if "keep" in typed:
        # A box whose name has the key of an organisation.
        typed = {next(name for name in form.fields if name.startswith("keep_")): "on"}
    chosen = {name: _last(form.fields[name].choices) for name, value in typed.items() if value == CHOOSE}
    return sent | typed | chosen


def _last(choices: Any) -> str:
    """The last of a field's choices, also where they stand in groups."""
    value, label = list(choices)[-1]
    return _last(label) if isinstance(label, list) else str(value)


def send(client: Any, path: str, sent: dict[str, Any]) -> Any:
    """Post it; what is previewed first is carried out as previewed."""
    answer = client.post(path, sent | ({"preview": "1"} if "seen_preview" in sent or _previews(path) else {}))
    if answer.status_code == 200:
        form = answer.context["form"]
        seen = {"seen_preview": form["seen_preview"].value()} if "seen_preview" in form.fields else {}
        answer = client.post(path, sent | seen | {"also": list(answer.context["ticked"])})
    assert answer.status_code == 302, (path, answer.status_code, getattr(answer.context["form"], "errors", ""))
    return answer


def _previews(path: str) -> bool:
    return issubclass(_page_at(path), PreviewedMove)


def _page_at(path: str) -> type[Any]:
    """The page of an address, whatever it says beside its words."""
    return resolve(path.partition("?")[0]).func.view_class


def offered(answer: Any) -> Undo | None:
    """What the message of an act offers."""
    told = [one for one in get_messages(answer.wsgi_request) if one.level_tag == "success"]
    assert told, [str(one) for one in get_messages(answer.wsgi_request)]
    return undo_of(told[0])


def carry_out(client: Any, name: str, words: dict[str, Any]) -> Any:
    """Open the form of an act and send it."""
    path = ADDRESSES[name].path(words | WORDS.get(name, {})) + QUERY.get(name, "").format(**words)
    page = client.get(path)
    assert page.status_code == 200, (name, page.status_code)
    typed = dict(TYPED.get(name, {}))
    if typed.pop("file", ""):
        typed["file"] = upload("photo.jpg", FILES["photo.jpg"])
    return send(client, path, filled(page, typed))


@contextmanager
def counted(client: Any) -> Iterator[list[int]]:
    """How many queries each form asks that is sent inside."""
    costs: list[int] = []

    def post(*given: Any, **more: Any) -> Any:
        with CaptureQueriesContext(connection) as queries:
            answer = type(client).post(client, *given, **more)
        costs.append(len(queries))
        return answer

    with patch.object(client, "post", post):
        yield costs


def come_to(client: Any, name: str, own: Any, people: Any) -> dict[str, Any]:
    """Sign in as whoever does an act, and do what comes before it; gives the words of its address."""
    words = make_undoable(name, own)
    client.force_login(people[AS.get(name, "staff")], "django.contrib.auth.backends.ModelBackend")
    for before in FIRST.get(name, ()):
        carry_out(client, before, words)
    return words


def take_back(client: Any, undo: Undo) -> Any:
    """Press what the message offers: one click, or the page that it leads to."""
    sent: dict[str, Any] = {}
    for key, value in undo["fields"]:
        sent[key] = [*sent.get(key, []), value]
    if not undo["asks"]:
        return send(client, undo["url"], sent | {"once": "a-word-of-the-message"})
    page = client.post(undo["url"], sent)
    assert page.status_code == 200, undo["url"]
    return send(client, undo["url"], filled(page, {}))


@pytest.mark.parametrize("name", sorted(TAKEN_BACK))
def test_what_was_done_is_taken_back(client, scene, name):
    own, people = scene
    words = come_to(client, name, own, people)
    stood = values()
    with acted() as written, counted(client) as costs:
        answer = carry_out(client, name, words)
    assert written or name == "partnerships:note-add"  # of one side alone, and without versions
    assert costs[-1] <= SAVES.get(name, SAVE)
    done = values()
    assert done != stood
    undo = offered(answer)
    assert undo is not None
    assert issubclass(_page_at(undo["url"]), ActPage)
    with acted() as written:
        take_back(client, undo)
    assert written or name == "partnerships:note-add"  # of one side alone, and without versions
    now = values()
    added = {key for key in done.keys() - stood.keys() if key[0] not in LEFT.get(name, ())}
    left = differences(stood, {key: row for key, row in now.items() if key not in added})
    assert [one for one in left if not any(words in one for words in LEFT.get(name, ()))] == []
    # What was added stays as withdrawn, cancelled or skipped; or it is gone.
    assert not added or any(now.get(key) != done[key] for key in added)
