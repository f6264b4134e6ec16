"""Every page of the portal passes the gate: accessible, in one language, self-contained, as wide as the screen."""

import pytest

from e2e.gate import ANSWERS, answers_empty, look_at
from e2e.portal import BY_LINK, portal_visits

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("visit", portal_visits(), ids=str)
def test_a_page_passes_the_gate(window, visit):
    found = look_at(window, visit)
    assert not found, "\n".join([f"{visit} as {visit.reader}:", *found])


def test_forms_behind_a_personal_link_are_among_those_sent():
    assert BY_LINK & {visit.name for visit in portal_visits() if answers_empty(visit, ANSWERS)}
