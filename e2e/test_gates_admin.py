"""Every page of Django admin passes the gate, but for what stands in the list of excuses."""

import pytest
from django.contrib import admin

from core.admin.lists import PortalAdmin, ReadOnlyAdmin
from e2e.admin_lists import HISTORIES, STANDS_FOR, is_stood_for
from e2e.gate import findings, look_at
from e2e.portal import admin_visits

pytestmark = pytest.mark.browser

# What a class may override to draw a list otherwise.
DRAWS = (
    "changelist_view",
    "get_actions",
    "get_changelist",
    "get_changelist_instance",
    "get_list_display",
    "get_list_display_links",
    "get_list_filter",
    "has_add_permission",
)
WHOLE = [visit for visit in admin_visits() if not is_stood_for(visit.name)]
ONCE = [visit for visit in admin_visits() if is_stood_for(visit.name)]


@pytest.mark.parametrize("visit", WHOLE, ids=str)
def test_a_page_of_the_administration_passes_the_gate(window, visit):
    found = look_at(window, visit)
    assert not found, "\n".join([f"{visit}:", *found])


@pytest.mark.parametrize("visit", ONCE, ids=str)
def test_a_list_that_another_stands_for_passes_it_once(window, visit):
    seen = window(visit.reader, language="ko", drawn=False)
    found = list(findings(seen, visit, seen.visit(seen.portal.path(visit, "ko"))))
    assert not found, "\n".join([f"{visit}:", *found])


def test_a_list_that_stands_for_others_is_looked_at_whole_and_of_their_class():
    registered = admin.site._registry.items()
    kinds = {f"{model._meta.app_label}_{model._meta.model_name}": one for model, one in registered}
    whole = {visit.name for visit in WHOLE}
    for name, likes in STANDS_FOR.items():
        assert f"admin:{name}_changelist" in whole
        assert {_parts(kinds[one]) for one in likes} == {_parts(kinds[name])}
    histories = {_history(kinds[name]) for name in HISTORIES}
    assert len(histories) == len(HISTORIES)
    assert {_history(one) for one in kinds.values()} == histories


def _history(one):
    """What draws the history of a record."""
    return type(one).history_view, one.object_history_template, getattr(one, "object_history_list_template", "")


def _parts(one):
    """What draws a list beside its columns and filters: its class, its template, and what can be done in it.

    What can be edited is listed as what is only read, unless a class of its own draws it otherwise.
    """
    drawing = (base for base in type(one).__mro__[1:] if issubclass(base, PortalAdmin))
    base = ReadOnlyAdmin if isinstance(one, ReadOnlyAdmin) else next(drawing)
    drawn = tuple(getattr(type(one), name) for name in DRAWS)
    return base, drawn, one.change_list_template, one.list_editable, one.date_hierarchy
