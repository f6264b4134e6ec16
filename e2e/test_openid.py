"""Another service signs somebody in, in a browser that holds the portal to its policy."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests
from django.contrib.auth import get_user_model
from django.test import override_settings
from playwright.sync_api import expect

from bench.services import free_port
from e2e.desk import Desk
from e2e.gate import passes
from partnerships.models import Invitation
from worldcities.demo.story import DOMAIN
from worldcities.tests.openid_provider import CLIENT, settings_for

pytestmark = pytest.mark.browser
PASSWORD = "password-at-the-service"
SERVICE = Path(__file__).parent / "openid_service.py"


@pytest.fixture(scope="module")
def invitation(portal):
    return Invitation.objects.waiting().filter(strand__code=portal.words["strand"]).latest("pk")


@pytest.fixture(scope="module")
def service(portal, invitation, tmp_path_factory):
    """The service "EU Login", switched on: Busan's coordinator and who is invited have accounts there."""
    port, people = free_port(), [f"busan@{DOMAIN}", invitation.email]
    words = [
        tmp_path_factory.mktemp("service"),
        port,
        f"{portal.url}/accounts/openid/back/",
        *CLIENT,
        PASSWORD,
        *people,
    ]
    process = subprocess.Popen([sys.executable, SERVICE, *map(str, words)])
    url = f"http://127.0.0.1:{port}"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        try:
            until_it_answers(url)
            with override_settings(**settings_for(url)):
                yield
        finally:
            process.terminate()
            process.wait()


def until_it_answers(url):
    for _again in range(150):
        try:
            return requests.get(f"{url}/.well-known/openid-configuration", timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.2)
    raise TimeoutError(url)


def signs_in_there(desk, address):
    desk.page.get_by_label("Username").fill(address)
    desk.page.get_by_label("Password").fill(PASSWORD)
    desk.page.get_by_role("button", name="Continue").click()


def test_a_link_leads_to_the_service_and_back_into_the_portal(service, portal, window):
    desk = Desk(window, "anonymous", "ko")
    desk.go("/accounts/login/?next=/accounts/me/")
    passes(desk, "sign in by another service")
    desk.page.get_by_role("link", name="EU Login 계정으로 로그인").click()
    signs_in_there(desk, f"busan@{DOMAIN}")
    expect(desk.page).to_have_url(re.compile("/accounts/me/$"))
    desk.sees(f"busan@{DOMAIN}")
    desk.go("/accounts/logout/")
    desk.press("Sign out")


def test_who_is_invited_accepts_by_the_service(service, portal, invitation, window):
    desk = Desk(window, "anonymous", "en")
    desk.page.context.clear_cookies()
    desk.go(f"/invitations/{portal.words['token']}/")
    passes(desk, "an invitation, by another service")
    desk.press("Accept with EU Login")
    signs_in_there(desk, invitation.email)
    expect(desk.page).to_have_url(re.compile(f"{re.escape(portal.url)}/$"))
    person = get_user_model().objects.get(email=invitation.email)
    assert (person.given_name, person.has_usable_password()) == (invitation.email.partition("@")[0].title(), False)
