"""An administrator's first sign-in with a passkey, the next one with it alone, and a device that is lost."""

import re

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import override_settings
from playwright.sync_api import expect

from e2e.desk import Desk
from e2e.gate import passes
from e2e.portal import PASSWORD
from worldcities.demo.story import DOMAIN

pytestmark = pytest.mark.browser
BOX = f"jisu@{DOMAIN}"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def portal(portal):
    """With two administrators, both of whom must have a second step."""
    get_user_model().objects.create_superuser(BOX, PASSWORD, given_name="Jisu", family_name="Kim", language="ko")
    with override_settings(MFA_REQUIRED_ROLES=["administrator", "staff"]):
        yield portal


def with_device(desk):
    """The desk of somebody whose computer keeps passkeys."""
    session = desk.page.context.new_cdp_session(desk.page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return desk


def signs_in(desk, box):
    desk.go("/accounts/login/")
    desk.fill("login", box)
    desk.fill("password", PASSWORD)
    desk.page.get_by_role("main").get_by_role("button", name=desk.words("Sign in"), exact=True).click()


def signs_out(desk):
    desk.go("/accounts/logout/")
    desk.press("Sign out")


def _sign_in_for_the_first_time(jisu, portal):
    """Nothing opens but the second step, until a passkey is there."""
    signs_in(jisu, BOX)
    expect(jisu.page).to_have_url(re.compile("/accounts/second-step/$"))
    jisu.sees(jisu.words("Your role needs a second step at sign-in. Once you have set it up, all pages open."))
    jisu.go("/strands/")
    expect(jisu.page).to_have_url(re.compile("/accounts/second-step/$"))
    passes(jisu, "second step needed")
    jisu.press("Add a passkey")
    passes(jisu, "a passkey is added")
    jisu.fill("name", "사무실 컴퓨터")
    jisu.press("Add the passkey")
    expect(jisu.page).to_have_url(re.compile("/recovery-codes/$"))
    jisu.codes = jisu.page.locator("main li code").all_inner_texts()
    assert len(jisu.codes) == 10
    passes(jisu, "recovery codes")
    jisu.press("Continue")
    expect(jisu.page).to_have_url(re.compile(f"{re.escape(portal.url)}/$"))


def _sign_in_without_a_password(jisu, portal):
    """The passkey alone lets in."""
    signs_out(jisu)
    passes(jisu, "sign in with a passkey")
    jisu.press("Sign in with a passkey")
    expect(jisu.page).to_have_url(re.compile(f"{re.escape(portal.url)}/$"))


def _sign_in_with_a_second_step(jisu, portal):
    """After the password the passkey is asked for, or a code."""
    signs_out(jisu)
    signs_in(jisu, BOX)
    expect(jisu.page).to_have_url(re.compile("/second-step/enter/$"))
    passes(jisu, "the second step")
    jisu.press("Use the passkey")
    expect(jisu.page).to_have_url(re.compile(f"{re.escape(portal.url)}/$"))
    signs_out(jisu)
    signs_in(jisu, BOX)
    jisu.fill("code", jisu.codes[0])
    jisu.press("Sign in")
    expect(jisu.page).to_have_url(re.compile(f"{re.escape(portal.url)}/$"))


def _confirm_again(jisu):
    """What matters asks again, and the passkey will do."""
    with override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=0):
        jisu.go("/accounts/second-step/recovery-codes/")
        passes(jisu, "the password again")
        jisu.page.get_by_role("link", name=jisu.words("Use the passkey instead")).click()
        passes(jisu, "the passkey again")
    signs_out(jisu)


def _lose_the_device(jisu, window):
    """Another administrator helps, and the person sets up a new one."""
    ada = with_device(Desk(window, "administrator", "en"))
    ada.go("/accounts/second-step/passkeys/add/")
    ada.press("Add the passkey")
    ada.press("Continue")
    person = get_user_model().objects.get(email=BOX)
    ada.go(f"/admin/accounts/user/{person.pk}/change/")
    ada.page.get_by_role("link", name="Lost device").click()
    passes(ada, "a lost device")
    ada.fill("reason", "He called me, and I know his voice.")
    ada.send()
    expect(ada.page.get_by_text("The second step of Jisu Kim is removed.")).to_be_visible()
    assert mail.outbox[-1].to == [BOX]
    assert mail.outbox[-1].subject == "세계도시 프로젝트: 관리자가 2단계 인증을 해제했습니다"
    signs_in(jisu, BOX)
    expect(jisu.page).to_have_url(re.compile("/accounts/second-step/$"))


def test_a_passkey_from_the_first_sign_in_to_a_lost_device(portal, window):
    jisu = with_device(Desk(window, "anonymous", "ko"))
    _sign_in_for_the_first_time(jisu, portal)
    _sign_in_without_a_password(jisu, portal)
    _sign_in_with_a_second_step(jisu, portal)
    _confirm_again(jisu)
    _lose_the_device(jisu, window)


def test_where_nobody_must_have_one_it_is_offered_on_the_own_account(window, portal):
    with override_settings(MFA_REQUIRED_ROLES=[]):
        desk = with_device(Desk(window, "coordinator", "en"))
        desk.go("/accounts/me/")
        desk.press("Two-step sign-in")
        desk.press("Add a passkey")
        desk.fill("name", "Phone")
        desk.press("Add the passkey")
        desk.press("Two-step sign-in")
        desk.sees("Phone")
        passes(desk, "the own second step")
        desk.page.get_by_role("link", name=re.compile("Remove.*Phone")).click()
        passes(desk, "a passkey is removed")
        desk.press("Remove the passkey")
        desk.sees("The passkey is removed.")
    assert settings.MFA_REQUIRED_ROLES
