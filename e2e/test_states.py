"""Pages as they come to be once somebody uses them: opened, refused, empty, stale, wrong, with very long words."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from e2e.gate import ANSWERS, BEST, ONE_WIDTH, REFUSED, SEND_NOTHING, answered, answers_empty, findings
from e2e.portal import LANGUAGES, WIDTHS, Visit, portal_visits
from e2e.reflow import NARROW, lost
from partnerships.models import Milestone, Project

pytestmark = pytest.mark.browser

VISITS = {visit.name: visit for visit in portal_visits()}
OPEN = "selector => document.querySelectorAll(selector).forEach(one => { one.open = true; })"
# What opens over the navigation covers it until it is closed, so that it is opened where it covers no target in part.
MENUS, REST = "details", "details:not(.wc-switch)"
SEND = "form => form.submit()"
OPENED = (
    "my-tasks",
    "accounts:account",
    "partnerships:strand",
    "partnerships:milestone-list",
    "partnerships:milestone",
    "partnerships:pairing",
    "partnerships:project",
    "partnerships:contact-list",
    "partnerships:matching",
    "partnerships:text",
    "partnerships:people",
    "events:event",
    "events:delegation",
    "reports:report-write",
    "reports:update",
)
LISTS = (
    "partnerships:agreement-list",
    "partnerships:contact-list",
    "partnerships:document-list",
    "partnerships:follow-up-list",
    "partnerships:milestone-list",
    "partnerships:organisation-list",
    "partnerships:partner-list",
    "partnerships:project-list",
    "events:event-list",
    "reports:calendar",
)
NOBODY_FINDS = "?q=없는말"
# These need no reader, no record and no request: they are looked at as they are written.
ERROR_PAGES = ("400", "403_csrf", "405", "413", "429", "500", "503", "507")
LONG_WORDS = {
    "en": "Kaupunkikehityskumppanuusyhteistyösopimusneuvottelutoimikunnan valmistelukokous, Llanfairpwllgwyngyll",
    "ko": "도시재생활성화및지역균형발전추진위원회실무협의체운영계획수립용역중간보고회준비회의",
}


def _look(seen, visit, response, widths=WIDTHS):
    """The findings at these widths, and what a very narrow window loses."""
    found = {}
    for width in widths:
        seen.resize(width)
        for one in findings(seen, visit, response, rules=BEST):
            found.setdefault(one, f"{seen.language} {width}")
    seen.resize(NARROW)
    for one in lost(seen.page):
        found.setdefault(one, f"{seen.language} {NARROW}")
    seen.resize(max(WIDTHS))
    return [f"{one}  [{where}]" for one, where in found.items()]


def _open(window, name, language, ending="", *, drawn=False):
    visit = VISITS[name]
    seen = window(visit.reader, language=language, drawn=drawn)
    return seen, visit, seen.visit(seen.portal.path(visit, language) + ending)


def _answered(seen, visit, act):
    return _look(seen, *answered(seen, visit, act))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPENED)
def test_with_everything_open(window, name, language):
    seen, visit, response = _open(window, name, language)
    seen.page.evaluate(OPEN, MENUS if name == "my-tasks" else REST)
    assert _look(seen, visit, response) == []


def _taken_empty():
    """Pages whose form may do something also where nothing is sent; the others are sent empty where they are shown."""
    return [visit for visit in VISITS.values() if answers_empty(visit, ANSWERS - REFUSED)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("visit", _taken_empty(), ids=str)
def test_a_form_that_may_be_sent_empty(window, visit, language):
    seen, visit, _ = _open(window, visit.name, language)
    answer = answered(seen, visit, lambda: seen.page.evaluate(SEND_NOTHING))
    assert _look(seen, *answer, [ONE_WIDTH[language]]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_finds_nothing(window, name, language):
    assert _look(*_open(window, name, language, NOBODY_FINDS), [ONE_WIDTH[language]]) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", ERROR_PAGES)
def test_an_error_page(window, code, language):
    seen = window("anonymous", language=language, drawn=False)
    with translation.override(language):
        page = render_to_string(f"{code}.html")
    seen.page.route(f"**/{code}/", lambda route: route.fulfill(body=page, content_type="text/html; charset=utf-8"))
    visit = Visit(code, "anonymous")
    assert _look(seen, visit, seen.visit(f"/{code}/")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_wrong_password(window, language):
    seen, visit, _ = _open(window, "account_login", language, drawn=True)
    seen.page.locator("[name=login]").fill("nobody@example.org")
    seen.page.locator("[name=password]").fill("guessed-in-vain")
    assert _answered(seen, visit, lambda: seen.page.locator("main form").first.evaluate(SEND)) == []
    assert seen.page.locator("[aria-invalid=true], [role=alert], .wc-error-summary").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_message_after_an_act(window, language):
    seen, visit, _ = _open(window, "accounts:account", language, drawn=True)
    form = seen.page.locator("main form:has([name=family_name])")
    assert _answered(seen, visit, form.locator("button[type=submit]").first.click) == []
    assert seen.page.locator(".wc-message").count()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_that_another_was_faster_to_send(window, language):
    seen, visit, _ = _open(window, "partnerships:milestone-edit", language)
    milestone = Milestone.objects.get(pk=seen.portal.words["record"])
    milestone.save(by=None)
    form = seen.page.locator("main form:has([name=title_en])")
    assert _answered(seen, visit, lambda: form.evaluate(SEND)) == []
    assert "409" not in seen.page.title()
    seen.page.get_by_role("main").wait_for()


@pytest.mark.parametrize("language", LANGUAGES)
def test_very_long_words(window, portal, language):
    for record in (
        Milestone.objects.get(pk=portal.words["record"]),
        Project.objects.get(pairing__strand__code=portal.words["strand"], code=portal.words["project"]),
    ):
        record.title_en, record.title_ko = LONG_WORDS["en"], LONG_WORDS["ko"]
        record.save(by=None)
    for name in ("milestone", "milestone-list", "pairing", "project", "project-list", "strand"):
        seen, visit, response = _open(window, f"partnerships:{name}", language)
        found = [one for one in _look(seen, visit, response) if "English" not in one]
        assert found == [], name
