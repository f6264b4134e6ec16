"""A new password by mail: it goes through the queue, the page tells nothing, the secret stands in the mail alone."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings as portal
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django_tasks_db.models import DBTaskResult

from accounts.enums import MailState
from accounts.mails.sending import send_queued
from accounts.models import Mail, User

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"
NEW = "quiet-lighthouse-7"
LINK = re.compile(r"(https?://[^/\s]+)(/accounts/password/reset/key/[^-/\s]+-([^/\s\"]+)/)")


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


@pytest.fixture
def ask(django_capture_on_commit_callbacks):
    """Fills in the page, and lets what it did be committed."""

    def act(email="marta@example.org", **headers):
        with django_capture_on_commit_callbacks(execute=True):
            page = Client(raise_request_exception=False)
            return page.post(reverse("account_reset_password"), {"email": email}, headers=headers)

    return act


@pytest.mark.security("C22", "V6")
def test_the_page_answers_alike_while_the_mail_server_is_down_and_the_mail_comes_later(
    ask, marta, refusing, mailoutbox
):
    with refusing():
        known, unknown = ask(), ask("nobody@example.org")
    assert known.status_code == unknown.status_code == 302
    assert known.url == unknown.url == reverse("account_reset_password_done")
    assert not mailoutbox
    waiting = Mail.objects.get()
    assert (waiting.state, waiting.recipient) == (MailState.QUEUED, marta)
    send_queued(waiting.pk)
    assert [mail.to for mail in mailoutbox] == [["marta@example.org"]]


@pytest.mark.security("C22")
def test_c22_the_page_asks_the_database_as_much_for_an_unknown_address(ask, marta, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    counts = []
    for email in ("marta@example.org", "nobody@example.org"):
        with CaptureQueriesContext(connection) as queries:
            ask(email)
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert DBTaskResult.objects.count() == 2
    # An address that nobody has here is kept nowhere.
    assert "nobody@example.org" not in str(list(DBTaskResult.objects.values("args_kwargs")))


@pytest.mark.security("V13")
def test_the_link_leads_to_the_portals_own_address_whatever_host_was_asked(ask, marta, mailoutbox):
    assert "127.0.0.1" in portal.ALLOWED_HOSTS
    ask(host="127.0.0.1:666")
    (html, _type) = mailoutbox[0].alternatives[0]
    for text in (mailoutbox[0].body, html):
        assert {found[1] for found in LINK.finditer(text)} == {portal.BASE_URL}
        assert ":666" not in text


@pytest.mark.security("V6", "V9")
def test_the_mail_leads_to_a_new_password_once(ask, client, marta, mailoutbox):
    ask()
    link = LINK.search(mailoutbox[0].body)[2]
    form = client.get(link, follow=True)
    done = client.post(form.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert done.status_code == 302
    marta.refresh_from_db()
    assert marta.check_password(NEW)
    again = {"password1": "third-lighthouse-8", "password2": "third-lighthouse-8"}
    client.post(link, again, follow=True)
    marta.refresh_from_db()
    assert marta.check_password(NEW)
    assert not EmailAddress.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_secret_of_the_link_waits_in_no_queue(ask, client, marta, refusing, mailoutbox, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    ask()
    with refusing():
        call_command("db_worker", batch=True, verbosity=0, interval=0, startup_delay=False, reload=False)
    waiting = Mail.objects.get()
    assert waiting.attempts == 1
    kept = f"{waiting.key} {waiting.subject} {waiting.text} {waiting.html} {list(DBTaskResult.objects.values())}"
    # A link that works leads on to the form; what waits says that it does not work.
    assert all(client.get(found[2]).status_code == 200 for found in LINK.finditer(kept))
    send_queued(waiting.pk)
    link, secret = LINK.search(mailoutbox[0].body)[2], LINK.search(mailoutbox[0].body)[3]
    assert secret not in kept
    assert client.get(link).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.text, waiting.html) == ("", "")


@pytest.mark.security("C21")
@pytest.mark.parametrize("change", [{"email": "soler@example.org"}, {"is_active": False}])
def test_no_link_goes_to_an_address_that_lost_the_account_meanwhile(ask, marta, refusing, mailoutbox, change):
    with refusing():
        ask()
    for name, value in change.items():
        setattr(marta, name, value)
    marta.save()
    send_queued(Mail.objects.get().pk)
    assert not mailoutbox
    assert Mail.objects.get().state == MailState.DROPPED


@pytest.mark.security("C31", "V2")
def test_whoever_asks_again_and_again_does_not_fill_the_owners_mailbox(ask, marta, mailoutbox):
    answers = {ask().status_code for _ in range(4)}
    assert answers == {302}
    assert len(mailoutbox) == 3
    Mail.objects.update(queued_at=timezone.now() - dt.timedelta(hours=2))
    ask()
    assert len(mailoutbox) == 4


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_mail_speaks_the_language_of_the_account(ask, marta, mailoutbox, language):
    marta.language = language
    marta.save()
    ask(**{"accept-language": "en" if language == "ko" else "ko"})
    with translation.override(language):
        assert gettext("World Cities: choose a new password") == mailoutbox[0].subject
        assert gettext("Open this link to choose one. It works once.") in mailoutbox[0].body
