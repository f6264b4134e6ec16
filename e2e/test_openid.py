"""Another service signs somebody in, in a browser that holds the portal to its policy."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.gate import passes
from partnerships.models import Invitation
from worldcities.demo.story import DOMAIN
from worldcities.tests.openid_provider import Provider

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def service(portal):
    """The service "EU Login", switched on, with Busan's coordinator at it."""
    with Provider() as running, pytest.MonkeyPatch.context() as patch:
        patch.setenv("NO_PROXY", "127.0.0.1")
        with override_settings(**running.settings):
            running.person = {"sub": "k-1", "email": f"busan@{DOMAIN}", "email_verified": True}
            yield running


def test_a_link_leads_to_the_service_and_back_into_the_portal(service, portal, window):
    desk = Desk(window, "anonymous", "ko")
    desk.go("/accounts/login/?next=/accounts/me/")
    passes(desk, "sign in by another service")
    desk.page.get_by_role("link", name="EU Login 계정으로 로그인").click()
    expect(desk.page).to_have_url(re.compile("/accounts/me/$"))
    desk.sees(f"busan@{DOMAIN}")
    desk.go("/accounts/logout/")
    desk.press("Sign out")


def test_who_is_invited_accepts_by_the_service(service, portal, window):
    row = Invitation.objects.waiting().filter(strand__code=portal.words["strand"]).latest("pk")
    service.person = {"sub": "n-2", "email": row.email, "email_verified": True, "given_name": "Nuria"}
    desk = Desk(window, "anonymous", "en")
    desk.go(f"/invitations/{portal.words['token']}/")
    passes(desk, "an invitation, by another service")
    desk.press("Accept with EU Login")
    expect(desk.page).to_have_url(re.compile(f"{re.escape(portal.url)}/$"))
    assert get_user_model().objects.get(email=row.email).given_name == "Nuria"
