"""Every page of Django admin passes the gate, but for what stands in the list of excuses."""

from __future__ import annotations

import pytest
from django.contrib import admin

from e2e.admin_lists import STANDS_FOR
from e2e.gate import look_at
from e2e.portal import admin_visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("visit", admin_visits(), ids=str)
def test_a_page_of_the_administration_passes_the_gate(window, visit):
    found = look_at(window, visit)
    assert not found, "\n".join([f"{visit}:", *found])


def test_a_list_that_stands_for_others_is_of_their_class():
    registered = admin.site._registry.items()
    kinds = {f"{model._meta.app_label}_{model._meta.model_name}": type(one).__mro__[1] for model, one in registered}
    for name, likes in STANDS_FOR.items():
        assert {kinds[one] for one in likes} == {kinds[name]}
