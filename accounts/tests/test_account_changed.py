"""Whoever has an account learns by mail what was done to it."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import AccountChange, MailKind
from accounts.models import Mail, User
from accounts.users import mail_account_changed
from core.tests.test_admin_site import _person

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"
NEW = "quiet-lighthouse-7"


@pytest.fixture
def marta():
    cache.clear()
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


@pytest.fixture
def boss(client):
    boss = User.objects.create_superuser("boss@example.org", PASSWORD, given_name="Ada", family_name="Krämer")
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    return boss


def told():
    mails = Mail.objects.filter(kind=MailKind.ACCOUNT_CHANGED).order_by("pk")
    return [(mail.address, mail.subject.removeprefix("World Cities: ")) for mail in mails]


def save(client, person, **changed):
    data = {name: value for name, value in _person(person, **changed).items() if value is not None}
    if not data["is_superuser"]:
        del data["is_superuser"]
    answer = client.post(reverse("admin:accounts_user_change", args=[person.pk]), data)
    assert answer.status_code == 302


@pytest.mark.security("V6")
def test_a_changed_password(marta, mailoutbox, django_capture_on_commit_callbacks):
    browser = Client()
    browser.force_login(marta, "django.contrib.auth.backends.ModelBackend")
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(reverse("account_change_password"), typed)
    (mail,) = mailoutbox
    assert (mail.to, mail.subject) == (["marta@example.org"], "World Cities: Your password was changed")
    assert "If it was not you, choose a new password at once" in mail.body
    assert "Changed by" not in mail.body


def test_a_password_that_was_refused_is_told_to_nobody(marta):
    browser = Client()
    browser.force_login(marta, "django.contrib.auth.backends.ModelBackend")
    browser.post(reverse("account_change_password"), {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert told() == []


@pytest.mark.security("V6")
def test_another_address_is_told_to_the_old_one_with_who_changed_it_and_not_the_new_one(client, boss, marta):
    save(client, marta, email="soler@example.org", is_superuser="")
    assert told() == [("marta@example.org", "The e-mail address of your account was changed")]
    mail = Mail.objects.get(kind=MailKind.ACCOUNT_CHANGED)
    assert "Changed by: Ada Krämer" in mail.text
    assert "soler@example.org" not in mail.text + mail.html


def test_an_administrators_role_that_is_given_and_taken(client, boss, marta):
    save(client, marta)
    marta.refresh_from_db()
    save(client, marta, is_superuser="")
    assert told() == [("marta@example.org", "You have a new role"), ("marta@example.org", "A role of yours ends")]
    assert all("Your role: Administrator" in mail.text for mail in Mail.objects.all())


def test_what_an_administrator_corrects_otherwise_is_told_to_nobody(client, boss, marta):
    save(client, marta, given_name="Martha", is_superuser="")
    assert told() == []


def test_a_closed_account_is_told_and_in_its_language(client, boss, marta):
    marta.language = "ko"
    marta.save()
    data = _person(marta)
    del data["is_active"], data["is_superuser"]
    client.post(reverse("admin:accounts_user_change", args=[marta.pk]), data)
    marta.refresh_from_db()
    assert not marta.is_active
    mail = Mail.objects.get(kind=MailKind.ACCOUNT_CHANGED)
    assert (mail.state, mail.recipient) == ("queued", None)
    assert "포털 이용 권한이 종료되었습니다" in mail.subject
    assert "/accounts/me/" not in mail.text


def test_who_gives_up_the_own_role_is_not_told_of_it(marta):
    mail_account_changed(marta, AccountChange.ROLE_ENDED, by=marta, role="Observer")
    assert told() == []
