"""The accessibility statement and the privacy notice: what they say, and that every page leads to them."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from worldcities.handbook import STATEMENTS, read_statement
from worldcities.tests.access_table import ROLES, TABLE
from worldcities.tests.addresses import addresses
from worldcities.tests.file_addresses import NO_PAGES

ADDRESSES = [address for address in addresses() if not address.is_admin]
ERROR_PAGES = ("400", "403", "403_csrf", "404", "405", "413", "429", "500", "503", "507")
WORDS = {
    "en": ("Accessibility", "Privacy notice", "Help", "Public results"),
    "ko": ("웹 접근성", "개인정보 처리방침", "도움말", "공개 성과"),
}
# When each was written last.
DAYS = {
    "en": {"accessibility": "26 November 2026", "privacy": "1 December 2026"},
    "ko": {"accessibility": "2026년 11월 26일", "privacy": "2026년 12월 1일"},
}


def _foot(page: str) -> list[tuple[str, str]]:
    """Address and words of the links in a page's foot."""
    foot = page.split("<footer", 1)[1].split("</footer>", 1)[0]
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', foot)


def _expected(language: str) -> list[tuple[str, str]]:
    urls = [reverse(name) for name in ("accessibility", "privacy", "help", "reports:all-results")]
    return list(zip(urls, WORDS[language], strict=True))


def _links(page: str, language: str) -> list[tuple[str, str]]:
    """Those of the foot that stand on every page, in their order."""
    return [link for link in _foot(page) if link in _expected(language)]


@pytest.mark.security("V16")
@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("code", ERROR_PAGES)
def test_an_error_page_leads_to_both_without_request_or_person(code, language):
    with override(language):
        assert _links(render_to_string(f"{code}.html"), language) == _expected(language)


def _is_page(name: str, response) -> bool:
    is_html = "text/html" in response.get("Content-Type", "")
    return name not in NO_PAGES and is_html and response.status_code != 302


# On every database: here each page is opened once.
@pytest.mark.django_db
def test_every_page_opens_and_leads_to_both(seeded, visit):
    own, _, _people = seeded
    wrong = []
    for address in ADDRESSES:
        role = next((role for role in ("anonymous", *ROLES) if TABLE[address.name].opens(role)), None)
        response = visit(role or "anonymous", "GET", path := address.path(own.words))
        page = _is_page(address.name, response)
        if response.status_code != 200 if role else response.status_code >= 500:
            wrong.append(f"{path} as {role} answers {response.status_code}")
        elif page and _links(response.content.decode(), "en") != _expected("en"):
            wrong.append(f"{path} leads to {_links(response.content.decode(), 'en')}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_names_who_runs_the_portal(settings, name, language):
    settings.OPERATOR_NAME_EN = settings.OPERATOR_NAME_KO = "City Partnership Office"
    settings.OPERATOR_EMAIL = "office@example.org"
    settings.ACCESSIBILITY_BODY_EN = settings.ACCESSIBILITY_BODY_KO = "Web Ombudsman"
    settings.PRIVACY_BODY_EN = settings.PRIVACY_BODY_KO = "Data Commissioner"
    body = read_statement(name, language)["body"]
    assert "City Partnership Office" in body
    assert 'href="mailto:office@example.org"' in body
    assert {"accessibility": "Web Ombudsman", "privacy": "Data Commissioner"}[name] in body


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("language", "words"), [("en", "Erased 12 days after"), ("ko", "행사 마지막 날부터 12일 후 파기")]
)
def test_the_notice_tells_the_periods_that_are_set(settings, language, words):
    settings.ERASE_DAYS = 12
    assert words in read_statement("privacy", language)["body"]


@pytest.mark.one_database
@pytest.mark.parametrize("name", STATEMENTS)
def test_both_languages_have_the_same_parts(name):
    english, korean = (read_statement(name, language) for language in ("en", "ko"))
    assert english["body"].count("<tr>") == korean["body"].count("<tr>")
    if name == "accessibility":
        assert len(english["contents"]) == len(korean["contents"]) == 5


@pytest.mark.one_database
@pytest.mark.django_db
@pytest.mark.parametrize("name", STATEMENTS)
@pytest.mark.parametrize("language", DAYS)
def test_anybody_may_read_it(client, name, language):
    page = client.get(reverse(name), headers={"accept-language": language}).content.decode()
    assert DAYS[language][name] in page
    assert f'<article class="wc-prose" lang="{language}">' in page


@pytest.mark.one_database
@pytest.mark.django_db
def test_public_results_name_the_strands_that_have_some(seeded, client):
    own, _, _ = seeded
    page = client.get(reverse("reports:all-results")).content.decode()
    assert reverse("reports:results", args=[own.strand.code]) in page
    assert "1 pairing" in page


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_mail_leads_to_the_privacy_notice(language):
    words = {"base_url": "https://portal.example"}
    with override(language):
        assert f"{WORDS[language][1]}: https://portal.example/privacy/" in render_to_string("mail/footer.txt", words)
        assert 'href="https://portal.example/privacy/"' in render_to_string("mail/layout.html", words)
