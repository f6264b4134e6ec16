"""Who takes which mails: on the account page, and by the link in a mail without signing in."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import MailGroup
from accounts.mails.sending import unsubscribe_link, unsubscribe_token
from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", "lantern-harbour-42", given_name="Marta", family_name="Soler")


def url(person, group=MailGroup.DIGEST):
    return reverse("mail:unsubscribe", args=[unsubscribe_token(person, group)])


def settings_of(person):
    person.refresh_from_db()
    return person.mail_now, person.mail_deadlines, person.mail_digest, person.mail_comments


def test_the_link_asks_and_a_look_switches_nothing_off(client, marta):
    answer = client.get(url(marta))
    assert answer.status_code == 200
    assert "Stop these mails?" in answer.text
    assert "A summary every Monday" in answer.text
    assert settings_of(marta) == (True, True, True, "now")


@pytest.mark.parametrize(
    ("group", "left"),
    [
        (MailGroup.NOW, (False, True, True, "now")),
        (MailGroup.DEADLINES, (True, False, True, "now")),
        (MailGroup.DIGEST, (True, True, False, "now")),
        (MailGroup.COMMENTS, (True, True, True, "")),
    ],
)
def test_one_click_of_the_mail_program_switches_one_group_off(marta, group, left):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(url(marta, group), {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert "switched off" in answer.text
    assert settings_of(marta) == left
    assert strict.post(url(marta, group)).status_code == 200
    assert settings_of(marta) == left
    assert "switched on" in strict.post(url(marta, group), {"wanted": "on"}).text
    assert settings_of(marta) == (True, True, True, "now")


@pytest.mark.security("V9")
@pytest.mark.parametrize("change", ["cut", "other", "garbage", "gone"])
def test_a_link_that_the_portal_has_not_made_says_so(client, marta, change):
    good = url(marta)
    broken = {
        "cut": good[:-5] + "/",
        "other": good.replace(":", "x:", 1),
        "garbage": reverse("mail:unsubscribe", args=["garbage"]),
        "gone": good,
    }[change]
    if change == "gone":
        User.objects.filter(pk=marta.pk).delete()
    for answer in (client.get(broken), client.post(broken)):
        assert answer.status_code == 404
        assert "This link does not work" in answer.text
        assert "marta" not in answer.text
    if change != "gone":
        assert settings_of(marta) == (True, True, True, "now")


@pytest.mark.security("V9")
def test_a_link_speaks_of_its_own_person_only(client, marta):
    other = User.objects.create_user("jisu@example.org")
    client.force_login(other)
    client.post(url(marta))
    assert settings_of(marta) == (True, True, False, "now")
    assert settings_of(other) == (True, True, True, "now")


def test_the_whole_link_leads_to_the_portal(marta, settings):
    settings.BASE_URL = "https://portal.example"
    assert unsubscribe_link(marta, MailGroup.NOW).startswith("https://portal.example/mail/unsubscribe/")


@pytest.mark.parametrize(("language", "word"), [("en", "Stop these mails?"), ("ko", '<html lang="ko">')])
def test_the_page_comes_in_both_languages(marta, language, word):
    assert word in Client(headers={"accept-language": language}).get(url(marta)).text


def test_the_account_page_keeps_the_choice(client, marta):
    client.force_login(marta)
    page = client.get(reverse("accounts:account"))
    assert all(f'name="mail_{group.value}"' in page.text for group in MailGroup)
    form = {"name_order": "given-first", "language": "en", "time_zone": "Europe/Madrid", "mail_now": "on"}
    for chosen in ("daily", "", "now"):
        assert client.post(reverse("accounts:account"), form | {"mail_comments": chosen}).status_code == 302
        assert settings_of(marta) == (True, False, False, chosen)
