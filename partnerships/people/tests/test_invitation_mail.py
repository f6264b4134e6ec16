"""The page of people tells of each open invitation whether its mail went out; what the mail looks like."""

import smtplib

import pytest
from django.urls import reverse

from accounts.models import Mail
from partnerships.models import Invitation, StrandRole
from partnerships.people.selectors import read_grants
from partnerships.people.services import invite
from partnerships.tests.factories import StrandFactory, StrandRoleFactory

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]
ONE = {"email": "jisu@example.org", "role": "observer", "partner": "", "language": "ko"}


@pytest.fixture
def staff():
    strand = StrandFactory(code="eu-korea")
    return StrandRoleFactory(strand=strand, user__given_name="Claire", user__family_name="<b>Fontaine</b>").user


def url(name, *more):
    return reverse(f"partnerships:{name}", args=["eu-korea", *more])


def test_a_mail_that_was_not_taken_is_said_and_the_invitation_stays_open(
    client, staff, monkeypatch, mailoutbox, django_capture_on_commit_callbacks
):
    def refuse(*_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected

    def act(address, data=None):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(address, data)
        return client.get(url("people")).text

    client.force_login(staff)
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMultiAlternatives.send", refuse)
        assert "The mail was not taken yet" in act(url("person-invite"), ONE)
    invitation = Invitation.objects.waiting().get()
    for state, told in (
        ("failed", "The mail was not taken. Check the address"),
        ("unsure", "The mail was perhaps sent"),
        ("lost", "The mail was perhaps not sent"),
    ):
        Mail.objects.filter(recipient=None).update(state=state)
        assert told in client.get(url("people")).text
    assert "The mail" not in act(url("invitation-resend", invitation.pk))
    assert mailoutbox[0].to == ["jisu@example.org"]


def test_a_mail_that_waits_is_said(client, staff):
    rows = [Invitation(email="observer@example.org", role="observer")]
    invite(by=staff, grants=read_grants(staff), strand=StrandRole.objects.get().strand, rows=rows)
    client.force_login(staff)
    assert "The mail waits to be sent." in client.get(url("people")).text


def test_the_mail_has_both_texts_and_names_nobody_in_its_subject(
    client, staff, mailoutbox, django_capture_on_commit_callbacks
):
    client.force_login(staff)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("person-invite"), ONE)
    (mail,) = mailoutbox
    (html,) = mail.alternatives
    link = next(line for line in mail.body.splitlines() if "/invitations/" in line)
    assert f'href="{link}"' in html.content
    assert "Claire &lt;b&gt;Fontaine&lt;/b&gt;" in html.content
    assert "Claire <b>Fontaine</b>" in mail.body
    assert "Claire" not in mail.subject
    assert client.get(link.removeprefix("http://127.0.0.1:8000")).status_code == 200
