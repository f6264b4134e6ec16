"""Every act says what takes it back, or why nothing does."""

import pytest
from django.urls import URLResolver, get_resolver

from core.action_views import ActPage
from worldcities.tests.undo_table import ITSELF, NOT_TAKEN_BACK, TAKEN_BACK

pytestmark = pytest.mark.one_database


def _acts(resolver: URLResolver, namespace: str = "") -> dict[str, type[ActPage]]:
    found: dict[str, type[ActPage]] = {}
    for route in resolver.url_patterns:
        if isinstance(route, URLResolver):
            found |= _acts(route, f"{namespace}{route.namespace}:" if route.namespace else namespace)
            continue
        view = getattr(route.callback, "view_class", None)
        if isinstance(view, type) and issubclass(view, ActPage):
            found[f"{namespace}{route.name}"] = view
    return found


ACTS = _acts(get_resolver())


def test_every_act_stands_in_the_table_once() -> None:
    assert not TAKEN_BACK.keys() & NOT_TAKEN_BACK.keys()
    assert ACTS.keys() == TAKEN_BACK.keys() | NOT_TAKEN_BACK.keys()


def test_the_table_says_what_the_pages_do() -> None:
    said = {name: name if by == ITSELF else by for name, by in TAKEN_BACK.items()}
    said |= dict.fromkeys(NOT_TAKEN_BACK, "")
    assert {name: view.undone_by for name, view in ACTS.items()} == said


def test_what_takes_back_is_an_act_itself() -> None:
    assert {by for by in TAKEN_BACK.values() if by != ITSELF} <= ACTS.keys()


def test_whatever_withdraws_looks_alike() -> None:
    found = {name: view for name, view in ACTS.items() if name.endswith("-withdraw")}
    assert len(found) > 10
    assert [name for name, view in found.items() if not view.danger] == []
