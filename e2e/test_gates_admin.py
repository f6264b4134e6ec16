"""Every page of Django admin passes the gate, but for what stands in the list of excuses."""

from __future__ import annotations

import pytest

from e2e.gate import look_at
from e2e.portal import admin_visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("visit", admin_visits(), ids=str)
def test_a_page_of_the_administration_passes_the_gate(window, visit):
    found = look_at(window, visit)
    assert not found, "\n".join([f"{visit}:", *found])
