"""A lost device, which another administrator helps, and the mails about changes of the own sign-in."""

import time

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.enums import AccountChange
from accounts.mails.sending import ResetLinks
from accounts.models import Mail, User
from accounts.tests.second_step_scene import PASSWORD, SECRET, code_at, create_ada, create_marta, enters
from core.models import AuditEntry

REASON = "She called me, and I know her voice."

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_earlier_codes():
    cache.clear()


@pytest.fixture
def ada():
    return create_ada()


@pytest.fixture
def jisu():
    """An administrator who has an app and recovery codes, and reads Korean."""
    person = User.objects.create_superuser(
        "jisu@example.org", PASSWORD, given_name="Jisu", family_name="Kim", name_native="김지수", language="ko"
    )
    TOTP.activate(person, SECRET)
    RecoveryCodes.activate(person)
    return person


@pytest.fixture
def marta():
    return create_marta()


def signed_in(person, code=""):
    browser, _answer = enters(person)
    if code:
        browser.post(reverse("mfa_authenticate"), {"code": code})
    return browser


def page_for(person):
    return reverse("admin:accounts_user_lost_device", args=[person.pk])


@pytest.mark.security("V6")
def test_another_administrator_removes_the_second_step_and_the_person_is_told(ada, jisu):
    lost, browser = signed_in(jisu, code_at(time.time())), signed_in(ada)
    assert lost.get(reverse("accounts:account")).status_code == 200
    record = browser.get(reverse("admin:accounts_user_change", args=[jisu.pk]))
    assert page_for(jisu) in record.text
    page = browser.get(page_for(jisu))
    assert "Make sure that it is the person who asks" in page.text
    sent = {"once": page.context["form"]["once"].value()}
    assert browser.post(page_for(jisu), sent).status_code == 422
    answer = browser.post(page_for(jisu), sent | {"reason": REASON}, follow=True)
    assert "The second step of Jisu Kim is removed." in answer.text
    assert not Authenticator.objects.filter(user=jisu).exists()
    assert lost.get(reverse("accounts:account")).status_code == 302
    entry = AuditEntry.objects.get(action="steps-removed")
    assert (entry.actor, entry.object_id, entry.reason, entry.kind) == (ada, jisu.pk, REASON, "sign-in")
    assert entry.sentence == "Removed the second step of Jisu Kim"
    mail = Mail.objects.get(recipient=jisu)
    assert mail.subject == "세계도시 프로젝트: 관리자가 2단계 인증을 해제했습니다"
    assert "변경한 사람: Ada" in mail.text
    assert signed_in(jisu).get(reverse("accounts:account")).status_code == 200


def test_nobody_removes_the_own_second_step_there(jisu):
    browser = signed_in(jisu, code_at(time.time()))
    assert page_for(jisu) not in browser.get(reverse("admin:accounts_user_change", args=[jisu.pk])).text
    assert browser.get(page_for(jisu)).status_code == 403
    assert browser.post(page_for(jisu), {"once": "x", "reason": REASON}).status_code == 403
    assert Authenticator.objects.filter(user=jisu).count() == 2


def test_who_has_none_is_not_helped(ada, marta):
    browser = signed_in(ada)
    assert "This person has no second step." in browser.get(page_for(marta)).text
    assert signed_in(marta).get(page_for(ada)).status_code == 403
    assert Mail.objects.count() == 0


@pytest.mark.security("V6", "V7")
def test_the_page_asks_again_who_it_is(ada, jisu, settings, monkeypatch):
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
    browser, now = signed_in(ada), time.time()
    monkeypatch.setattr(time, "time", lambda: now + 1200)
    assert browser.get(page_for(jisu)).url.startswith(reverse("account_reauthenticate"))


def test_whoever_runs_the_portal_helps_the_only_administrator(jisu, capsys):
    call_command("remove_second_step", "Jisu@example.org")
    assert capsys.readouterr().out == "The second step of jisu@example.org is removed.\n"
    assert not Authenticator.objects.filter(user=jisu).exists()
    assert AuditEntry.objects.get().actor_label == ""
    for wrong in ("jisu@example.org", "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("remove_second_step", wrong)


@pytest.mark.security("V6")
@pytest.mark.django_db(transaction=True)
def test_each_change_of_the_own_sign_in_is_logged_and_told(marta, mailoutbox):
    browser = signed_in(marta)
    browser.get(reverse("mfa_activate_totp"))
    code = code_at(time.time(), browser.session["mfa.totp.secret"])
    browser.post(reverse("mfa_activate_totp"), {"code": code})
    browser.post(reverse("mfa_generate_recovery_codes"))
    browser.post(reverse("mfa_deactivate_totp"))
    new = "another-harbour-43"
    browser.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    link = {"uidb36": user_pk_to_url_str(marta), "key": ResetLinks().make_token(User.objects.get())}
    form = Client()
    page = form.get(reverse("account_reset_password_from_key", kwargs=link), follow=True)
    form.post(page.redirect_chain[-1][0], {"password1": "third-harbour-44", "password2": "third-harbour-44"})
    told = [AccountChange.APP_ADDED, AccountChange.NEW_CODES, AccountChange.APP_REMOVED]
    entries = AuditEntry.objects.filter(action="sign-in-changed").order_by("pk")
    assert [entry.sentence for entry in entries] == [f"Changed the own sign-in: {change.label}" for change in told]
    told += [AccountChange.PASSWORD] * 2
    assert [(mail.subject, *mail.to) for mail in mailoutbox] == [
        (f"World Cities: {change.label}", "marta@example.org") for change in told
    ]
    assert all("If it was not you, choose a new password at once" in mail.body for mail in mailoutbox)
