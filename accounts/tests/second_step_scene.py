"""Signing in with a second step: an administrator, the code of an app, and a browser that has given the password."""

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.models import User

PASSWORD = "lantern-harbour-42"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
REQUIRED = ["administrator", "staff"]  # the roles that need one, where a test says so


def create_ada():
    """An administrator."""
    return User.objects.create_superuser("ada@example.org", PASSWORD, given_name="Ada", family_name="Krämer")


def create_marta():
    """Somebody without a role."""
    return User.objects.create_user("marta@example.org", PASSWORD, given_name="Marta", family_name="Soler")


def code_at(moment, secret=SECRET):
    """What the app shows."""
    return format_hotp_value(hotp_value(secret, int(moment) // 30))


def enters(person, password=PASSWORD):
    """A browser in which the person has given the password, and the answer to it."""
    browser = Client()
    answer = browser.post(reverse("account_login"), {"login": person.email, "password": password})
    return browser, answer
