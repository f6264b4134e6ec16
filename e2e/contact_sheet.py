"""Pictures of every page in both languages at both widths, under var/contact-sheet/, to look at each."""

import re

import pytest
from django.conf import settings

from e2e.portal import LANGUAGES, WIDTHS, admin_visits, portal_visits

pytestmark = pytest.mark.browser

FOLDER = settings.VAR_DIR / "contact-sheet"


@pytest.mark.parametrize("visit", [*portal_visits(), *admin_visits()], ids=str)
def test_a_page_has_its_pictures(window, visit):
    FOLDER.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"\W+", "-", visit.name)
    for language in LANGUAGES:
        for width in WIDTHS:
            seen = window(visit.reader, language=language, width=width)
            seen.visit(seen.portal.path(visit, language))
            seen.page.evaluate("document.fonts.ready.then(() => true)")
            seen.page.screenshot(path=FOLDER / f"{name}-{language}-{width}.png", full_page=True)
