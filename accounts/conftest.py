"""What the tests of mails share: a mail of their own, two readers, and queueing it."""

import datetime as dt
import smtplib
from contextlib import contextmanager

import pytest
from django.core import mail as django_mail

from accounts.enums import MailKind
from accounts.mails.services import queue_mail
from accounts.models import User

TEMPLATE = """{% load i18n mail portal %}
{% partialdef subject %}{% translate 'My account' %}: {{ title }}{% endpartialdef %}
{% partialdef body %}{{ title|one_line }}



{{ at|wcmoment }}{% endpartialdef %}
"""
AT = dt.datetime(2026, 11, 25, 14, 0, tzinfo=dt.UTC)


@pytest.fixture
def note(settings, tmp_path):
    """Queues a mail of this test's own, whose template lies before the portal's."""
    folder = tmp_path / "mail"
    folder.mkdir()
    (folder / "note.txt").write_text(TEMPLATE, encoding="utf-8")
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [{**templates, "DIRS": [tmp_path, *templates["DIRS"]]}]

    def queue(to, key="note:1", *, kind=MailKind.OBJECTION, title="Bilateral meeting", **more):
        return queue_mail(to=to, kind=kind, key=key, template="note", context={"title": title, "at": AT}, **more)

    return queue


@pytest.fixture
def send(note, django_capture_on_commit_callbacks):
    """Queues the mail and lets the act be committed."""

    def act(*args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            return note(*args, **kwargs)

    return act


@pytest.fixture
def marta():
    return User.objects.create_user("marta@example.org", time_zone="Europe/Madrid")


@pytest.fixture
def refusing(monkeypatch):
    """A mail server that takes nothing, for as long as the block lasts."""

    def refuse(*_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected

    @contextmanager
    def block():
        with monkeypatch.context() as patch:
            patch.setattr(django_mail.EmailMultiAlternatives, "send", refuse)
            yield

    return block
