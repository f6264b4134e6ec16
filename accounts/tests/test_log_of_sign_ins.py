"""Who signed in and out, and who tried, stands in the log; of an address that nobody has nothing stands there."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import int_to_base36

from accounts.mails.sending import ResetLinks
from accounts.models import User
from accounts.sign_in import services
from core.audit import Kind
from core.log import read_numbers
from core.models import AuditEntry

pytestmark = pytest.mark.django_db
PASSWORD = "lantern-harbour-42"
NEW = "quiet-lighthouse-7"


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    cache.clear()


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


def sign_in(client, email="marta@example.org", password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password}, REMOTE_ADDR="203.0.113.77")


def logged():
    """Each entry as (sentence, who, about whom)."""
    rows = AuditEntry.objects.filter(kind=Kind.SIGN_IN).order_by("pk")
    return [(str(row.sentence), row.actor_label, row.object_label) for row in rows]


@pytest.mark.security("V16")
def test_coming_and_going_are_entries_that_raise_no_counter(client, marta):
    before = read_numbers([""])
    sign_in(client)
    client.post(reverse("account_logout"))
    assert logged() == [("Signed in", "Marta Soler", ""), ("Signed out", "Marta Soler", "")]
    assert read_numbers([""]) == before


@pytest.mark.security("V14", "V16")
@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:abcd:12::7", "2001:db8:abcd::/48"),
        ("::ffff:203.0.113.77", "203.0.113.0/24"),
    ],
)
def test_of_the_network_address_only_the_network_is_kept(client, marta, address, network):
    client.post(reverse("account_login"), {"login": marta.email, "password": PASSWORD}, REMOTE_ADDR=address)
    assert AuditEntry.objects.get(kind=Kind.SIGN_IN).parameters == {"network": network}


@pytest.mark.security("V16")
def test_a_wrong_password_is_an_entry_about_the_account(client, marta):
    sign_in(client, " Marta@Example.org", "guessed-by-a-stranger")
    entry = AuditEntry.objects.get()
    assert (entry.kind, entry.actor, entry.object_type, entry.object_id) == (
        Kind.SIGN_IN, None, "accounts.user", marta.pk,
    )  # fmt: skip
    assert entry.parameters == {"network": "203.0.113.0/24"}


@pytest.mark.security("C22")
def test_an_address_that_is_nobodys_is_not_kept_and_costs_as_much(client, marta):
    counts = []
    for typed in ("marta@example.org", "my-secret-typed-here@example.org"):
        with CaptureQueriesContext(connection) as queries:
            sign_in(client, typed, "not-the-password")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    entry = AuditEntry.objects.order_by("pk").last()
    assert (entry.object_id, entry.object_label) == (None, "")
    assert "my-secret" not in str(AuditEntry.objects.values())


def test_who_is_stopped_is_noted_once_a_minute(client, marta):
    for _ in range(9):
        sign_in(client, password="not-the-password")
    told = [sentence for sentence, _who, about in logged() if about == "Marta Soler"]
    assert told.count("The password or the e-mail address was wrong") == 5
    assert told.count("Too many wrong passwords: the sign-in was stopped") == 1


def test_the_right_password_of_a_closed_account_is_no_failure_but_an_entry(client, marta):
    marta.is_active = False
    marta.save()
    assert sign_in(client).url == reverse("account_inactive")
    assert logged() == [("The password was right, but the account is closed", "", "Marta Soler")]


def test_a_changed_password_is_an_entry_and_so_is_one_chosen_by_mail(client, marta):
    client.force_login(marta, "django.contrib.auth.backends.ModelBackend")
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    client.post(reverse("account_change_password"), typed)
    marta.refresh_from_db()
    assert marta.check_password(NEW)
    browser, key = Client(), ResetLinks().make_token(marta)
    words = {"uidb36": int_to_base36(marta.pk), "key": key}
    page = browser.get(reverse("account_reset_password_from_key", kwargs=words), follow=True)
    browser.post(page.redirect_chain[-1][0], {"password1": PASSWORD, "password2": PASSWORD})
    marta.refresh_from_db()
    assert marta.check_password(PASSWORD)
    sentences = [sentence for sentence, _who, _about in logged()]
    assert sentences == ["Changed the own password", "Chose a new password by the link of a mail"]


def test_the_end_of_other_sessions_and_of_one_that_ran_out_are_entries(client, marta, settings, monkeypatch):
    sign_in(client)
    client.post(reverse("usersessions_list"))
    settings.SESSION_IDLE_MINUTES = 60
    later = services.time.time() + 7200
    monkeypatch.setattr(services.time, "time", lambda: later)
    assert client.get(reverse("accounts:account")).status_code == 302
    assert logged()[1:] == [
        ("Signed out in all other browsers", "Marta Soler", ""),
        ("Was signed out, because some time had passed", "Marta Soler", ""),
    ]


def test_an_administrator_who_signs_out_of_the_administration_is_an_entry_too(client):
    boss = User.objects.create_superuser("boss@example.org", PASSWORD)
    client.force_login(boss, "django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("admin:logout")).status_code == 302
    assert "_auth_user_id" not in client.session
    assert logged() == [("Signed out", "boss@example.org", "")]
