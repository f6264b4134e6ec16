"""Cases of docs/security.md that no other test holds; each is named after its case."""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db.models import CharField, TextField
from django.test import Client
from django.urls import reverse

from accounts.models import User
from partnerships.tests.factories import FollowUpFactory, MilestoneFactory, UserFactory, period
from worldcities.tests.access_table import TABLE
from worldcities.tests.addresses import addresses

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
APPS = ("core", "accounts", "partnerships", "events", "reports", "worldcities")
BACKEND = "django.contrib.auth.backends.ModelBackend"
# It would end a text, an attribute in either quotes, or a script.
EVIL = "\"'><img src=x onerror=alert(1)></script> ' onfocus=alert(1) x=\" 부산"
ELSEWHERE = "Of-another-strand"
TITLES = {f"{name}_{language}" for name in ("title", "name", "what", "topic") for language in ("en", "ko")}
PLAIN = re.compile(r"[\w\s:.-]*", re.ASCII)
PAGES = [one for one in addresses() if not one.is_admin and TABLE[one.name].kind in {"page", "form"}]


class Attacked(HTMLParser):
    """What a browser would run of what was typed."""

    def __init__(self, page):
        super().__init__()
        self.found, self.texts, self.classes = [], [], set()
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if named.get("src") == "x" or any(name.startswith("on") for name in named):
            self.found.append(self.get_starttag_text())
        self.classes |= {named[name] or "" for name in ("class", "id", "style") if name in named}

    def handle_data(self, data):
        self.texts.append(data)


def _title(strand, pairing, text):
    """Give the text as title or name to all records of the strand, as somebody would who goes round every form."""
    partners = [pairing.eu.partner_id, pairing.counterpart.partner_id]
    strand._meta.model.objects.filter(pk=strand.pk).update(name_en=text, name_ko=text)
    pairing.eu.partner._meta.model.objects.filter(pk__in=partners).update(name_en=text, name_ko=text)
    for model in apps.get_models():
        names = {field.name: field for field in model._meta.concrete_fields}
        of = next(({name: row.pk} for name, row in (("pairing", pairing), ("strand", strand)) if name in names), None)
        kept = [name for name in TITLES & names.keys() if isinstance(names[name], CharField | TextField)]
        if of and kept and model._meta.app_label in APPS:
            model._base_manager.filter(**of).update(**dict.fromkeys(kept, text))


@pytest.fixture(scope="module")
def pages(seeded, visit):
    """Every page and form of the own strand, as its coordinator reads it, once each record has such a title."""
    own, other, _people = seeded
    _title(own.strand, own.pairing, EVIL)
    _title(other.strand, other.pairing, ELSEWHERE)
    answers = {one.name: visit("coordinator", "GET", one.path(own.words)) for one in PAGES}
    shown = {name: one for name, one in answers.items() if one.status_code == 200 and not one.streaming}
    return {name: one.text for name, one in shown.items() if one["Content-Type"].startswith("text/html")}


@pytest.mark.security("V3")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/accounts/login/", 200),
        ("/", 302),
        ("/no-such-page/", 404),
        ("/language/", 405),
        ("/healthz", 200),
    ],
)
def test_v3_every_answer_says_what_a_browser_may_do_with_it(path, status):
    answer = Client().get(path)
    assert answer.status_code == status
    policy = dict(one.split(" ", 1) for one in answer["Content-Security-Policy"].split("; "))
    assert [policy[name] for name in ("default-src", "base-uri", "frame-ancestors")] == ["'none'"] * 3
    assert policy["form-action"] == "'self'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert (answer["X-Content-Type-Options"], answer["X-Frame-Options"]) == ("nosniff", "DENY")
    assert answer["Referrer-Policy"] == answer["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]


@pytest.mark.security("C2", "V8")
def test_c2_no_page_of_a_strand_names_a_record_of_another(pages):
    assert len(pages) > 150
    # What both sides released is for everybody.
    closed = {name: page for name, page in pages.items() if not TABLE[name].opens("anonymous")}
    assert [name for name, page in closed.items() if ELSEWHERE in page] == []


@pytest.mark.security("C8")
def test_c8_a_choice_of_foreign_records_names_none_of_them(seeded, visit):
    own, other, _people = seeded
    foreign = MilestoneFactory(
        pairing=other.pairing, title_en="Secret launch", forecast=period("2017-03-14"), responsible="eu"
    )
    asked = f"?preview=1&things=m{foreign.pk}-eu"
    own_path, its_path = (reverse("partnerships:remind", args=[one.strand.code]) for one in (own, other))
    assert "Secret launch" in visit("administrator", "GET", its_path + asked).text
    refused = visit("staff", "GET", own_path + asked)
    assert refused.status_code == 422
    assert "Secret launch" not in refused.text
    path = reverse("admin:accounts_user_changelist")
    refused = visit("staff", "POST", path, {"action": "delete_selected", "_selected_action": [1, 2, 3]})
    assert refused.status_code == 403
    assert "@" not in refused.text


@pytest.mark.security("C10")
@pytest.mark.parametrize("name", ["reports:report-preview", "reports:results-preview"])
def test_c10_a_preview_is_no_way_round_the_page(seeded, visit, name):
    own, other, _people = seeded
    address = next(one for one in PAGES if one.name == name)
    assert visit("staff", "GET", address.path(own.words)).status_code == 200
    for role, strand in (("staff", other), ("coordinator", other), ("outsider", own)):
        assert visit(role, "GET", address.path(strand.words)).status_code == 404
    assert visit("anonymous", "GET", address.path(own.words)).status_code == 302


@pytest.mark.security("C13", "V1")
def test_c13_a_title_with_an_event_handler_stays_text_on_every_page(pages):
    read = {name: Attacked(page) for name, page in pages.items()}
    assert {name: page.found for name, page in read.items() if page.found} == {}
    shown = [name for name, page in read.items() if any("onerror=alert(1)" in text for text in page.texts)]
    assert len(shown) > 100
    assert all("부산" in pages[name] for name in shown)


@pytest.mark.security("C14")
def test_c14_no_class_and_no_name_of_an_element_is_made_of_what_was_typed(pages):
    read = {name: Attacked(page).classes for name, page in pages.items()}
    assert {
        name: odd for name, known in read.items() if (odd := {one for one in known if not PLAIN.fullmatch(one)})
    } == {}


@pytest.mark.security("C15", "V1")
@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "search", "reports:all-results", "help"])
def test_c15_what_an_address_says_is_shown_as_text(name):
    client = Client(raise_request_exception=False)
    if name == "search":
        client.force_login(UserFactory(), BACKEND)
    given = dict.fromkeys(("q", "next", "sort", "state", "page", "email", "login", "language", EVIL), EVIL)
    for answer in (client.get(reverse(name), given), client.post(f"{reverse(name)}?next={EVIL}", given)):
        assert not Attacked(answer.text).found


@pytest.mark.security("C15")
def test_c15_a_wrong_filter_is_shown_as_text(seeded, visit):
    own, _other, _people = seeded
    for name in ("partnerships:contact-list", "partnerships:follow-up-list", "events:event-list"):
        address = next(one for one in PAGES if one.name == name)
        for word in ("q", "sort", "state", "side", "page"):
            page = visit("coordinator", "GET", f"{address.path(own.words)}?{word}=%22'><img src=x onerror=a()>")
            assert page.status_code == 200
            assert not Attacked(page.text).found


@pytest.mark.security("C21")
@pytest.mark.parametrize("typed", ["mıke@example.org", "mike@ｅxample.org", "mike@exampIe.org"])
def test_c21_a_look_alike_of_an_address_gets_no_link(mailoutbox, django_capture_on_commit_callbacks, typed):
    cache.clear()
    User.objects.create_user("mike@example.org", "lantern-harbour-42")
    with django_capture_on_commit_callbacks(execute=True):
        answer = Client().post(reverse("account_reset_password"), {"email": typed})
    assert answer.status_code in {302, 200}
    assert not mailoutbox


@pytest.mark.security("C21")
def test_c21_the_link_goes_to_the_address_that_is_kept(mailoutbox, django_capture_on_commit_callbacks):
    cache.clear()
    User.objects.create_user("mike@example.org", "lantern-harbour-42")
    with django_capture_on_commit_callbacks(execute=True):
        Client().post(reverse("account_reset_password"), {"email": "MIKE@Example.ORG"})
    assert [mail.to for mail in mailoutbox] == [["mike@example.org"]]


@pytest.mark.security("C24", "V3")
@pytest.mark.parametrize("name", ["account_login", "set_language", "account_reset_password", "account_logout"])
def test_c24_another_site_signs_nobody_in_and_changes_no_language(name):
    UserFactory(email="marta@example.org")
    answer = Client(enforce_csrf_checks=True).post(
        reverse(name), {"login": "marta@example.org", "password": "lantern-harbour-42", "language": "ko"}
    )
    assert answer.status_code == 403
    assert not {settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME} & answer.cookies.keys()


@pytest.mark.security("C25", "V14")
def test_c25_what_a_person_reads_is_kept_apart_by_its_cookie():
    client = Client()
    client.force_login(UserFactory(), BACKEND)
    for name in ("my-tasks", "accounts:account", "search", "help"):
        answer = client.get(reverse(name))
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        assert "Cookie" in answer["Vary"]


@pytest.mark.security("C26", "V13")
def test_c26_nothing_of_the_portal_opens_an_address_that_somebody_typed():
    # The mail server, and the service of the sign-in, are named in settings.
    reaching = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib"}
    allowed = {("accounts/mails/sending.py", "smtplib"), ("accounts/sign_in/openid.py", "requests")}
    found = set()
    for path in (path for app in APPS for path in (settings.BASE_DIR / app).rglob("*.py")):
        if "tests" in path.parts or path.name == "conftest.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found |= {(path.relative_to(settings.BASE_DIR).as_posix(), name) for name in names if name in reaching}
    assert found == allowed


@pytest.mark.security("C29")
def test_c29_a_list_is_sorted_by_its_own_columns_alone(client, seeded):
    own, _other, people = seeded
    for what in ("Beta", "Alpha"):
        FollowUpFactory(pairing=own.pairing, what_en=what)
    client.force_login(people["coordinator"], BACKEND)
    path = next(one for one in PAGES if one.name == "partnerships:follow-up-list").path(own.words)
    rows = {
        sort: [line["row"].pk for line in client.get(path, {"sort": sort}).context["lines"]]
        for sort in ("", "what", "-what", "owner__password", "-pairing__strand", "?", "pk", 'x") DESC--', "what_en.x")
    }
    assert len(rows[""]) > 2
    assert rows.pop("what") != rows.pop("-what")
    assert set(map(tuple, rows.values())) == {tuple(rows[""])}
