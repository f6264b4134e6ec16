"""What a request without manners gets: the right status and a page of ours, in the reader's language."""

from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import MULTIPART_CONTENT
from django.urls import reverse

from partnerships.tests.factories import MembershipFactory, PairingFactory

FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def pairing(db):
    return PairingFactory()


@pytest.fixture
def reader(pairing):
    return MembershipFactory(participation=pairing.eu).user


def _client(user=None, language="en", **options):
    client = Client(headers={"accept-language": language}, **options)
    if user:
        client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def _assert_page(response, status, language="en"):
    """A whole page in the language, with one heading, and nothing that only a programmer understands."""
    text = response.content.decode()
    assert response.status_code == status
    assert f'<html lang="{language}"' in text
    assert text.count("<h1") == 1
    assert "Traceback" not in text
    assert response["Content-Type"].startswith("text/html")


@pytest.mark.security("C24", "V3")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_form_without_its_token_is_refused_with_a_page(reader, language):
    client = _client(reader, language, enforce_csrf_checks=True)
    response = client.post(reverse("accounts:account"), {"given_name": "Mallory"})
    _assert_page(response, 403, language)
    reader.refresh_from_db()
    assert reader.given_name != "Mallory"


@pytest.mark.security("V4")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_form_in_another_encoding_is_refused_with_a_page(reader, language):
    client = _client(reader, language, enforce_csrf_checks=True, raise_request_exception=False)
    client.get(reverse("accounts:account"))  # for the cookie of the token
    form = "given_name=Mallory".encode("utf-16")
    response = client.generic("POST", reverse("accounts:account"), form, content_type=f"{FORM}; charset=utf-16")
    _assert_page(response, 400, language)


def test_a_form_that_names_its_encoding_as_scripts_do_is_read(reader):
    address = reverse("accounts:account")
    response = _client(reader).generic("POST", address, b"given_name=Marta", content_type=f"{FORM};charset=UTF-8")
    assert response.status_code == 422


@pytest.mark.security("V3", "V4")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_get_on_an_act_says_that_it_takes_a_form(reader, language):
    response = _client(reader, language).get(reverse("set_language"))
    _assert_page(response, 405, language)
    assert response["Allow"] == "POST"


@pytest.mark.security("C28", "V2", "V4")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_form_of_ten_megabytes_is_too_large(reader, language):
    response = _client(reader, language).post(
        reverse("accounts:account"), f"given_name={'x' * 10_000_000}", content_type=FORM
    )
    _assert_page(response, 413, language)
    reader.refresh_from_db()
    assert not reader.given_name.startswith("x")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_form_above_what_django_reads_is_too_large_as_well(reader, language):
    body = f"given_name={'x' * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}"
    assert len(body) < settings.PORTAL_REQUEST_LIMIT
    response = _client(reader, language).post(reverse("accounts:account"), body, content_type=FORM)
    _assert_page(response, 413, language)


@pytest.mark.parametrize("content_type", [FORM, MULTIPART_CONTENT])
def test_it_is_too_large_also_where_its_token_is_looked_for(reader, content_type):
    client = _client(reader, enforce_csrf_checks=True)
    address = reverse("accounts:account")
    token = client.get(address).context["csrf_token"]
    given = {"csrfmiddlewaretoken": str(token), "given_name": "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)}
    body = urlencode(given) if content_type == FORM else given
    _assert_page(client.post(address, body, content_type=content_type), 413)


@pytest.mark.security("V16")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_an_unknown_address_is_not_found(reader, language):
    _assert_page(_client(reader, language).get("/no-such-page/"), 404, language)


@pytest.mark.one_database
def test_who_has_not_signed_in_is_sent_to_no_search_and_no_tasks_which_the_page_lacks(client):
    page = client.get("/no-such-page/").content.decode()
    assert "Sign in to search for what you need." in page
    assert "start from your tasks" not in page


@pytest.mark.security("C5", "V16")
@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_foreign_record_is_not_found_and_no_name_of_it_is_told(reader, language):
    foreign = PairingFactory(strand__name_en="Secret Strand", strand__name_ko="비밀 프로그램")
    response = _client(reader, language).get(foreign.get_absolute_url())
    _assert_page(response, 404, language)
    assert "Secret" not in response.content.decode()
    assert "비밀" not in response.content.decode()


@pytest.mark.parametrize("language", ["en", "ko"])
def test_what_one_may_see_but_not_keep_is_refused(reader, pairing, language):
    path = reverse("partnerships:person-invite", args=[pairing.strand.code])
    _assert_page(_client(reader, language).get(path), 403, language)


@pytest.mark.parametrize("path", ["/strands/%00/", "/strands/%F0%9F%98%80/", "/invitations/..%2F..%2Fetc/"])
def test_an_address_of_odd_characters_is_not_found(reader, path):
    _assert_page(_client(reader).get(path), 404)


def test_a_search_for_odd_characters_finds_nothing(reader):
    for query in ("\x00", "%", "'; --", "a" * 5000, "😀"):
        found = _client(reader).get(reverse("search"), {"q": query})
        assert (found.status_code, list(found.context["groups"])) == (200, []), query[:9]


def test_an_unknown_language_changes_nothing_and_leads_to_no_foreign_page(reader):
    client = _client(reader)
    response = client.post(reverse("set_language"), {"page_language": "xx", "next": "https://elsewhere.example/"})
    assert response.status_code == 302
    assert response["Location"] == "/"
    _assert_page(client.get("/no-such-page/"), 404)


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Asia/Seoul; --"])
def test_an_unknown_time_zone_is_refused_beside_its_field(reader, zone):
    response = _client(reader).post(reverse("accounts:account"), {"time_zone": zone, "name_order": "sideways"})
    _assert_page(response, 422)
    reader.refresh_from_db()
    assert reader.time_zone == ""
    assert "name_order" in response.context["form"].errors
    assert ("time_zone" in response.context["form"].errors) is bool(zone)


def test_the_health_check_answers_without_a_sign_in_and_asks_no_database():
    response = _client().get("/healthz")
    assert response.status_code == 200
    assert response.content == b"ok"
