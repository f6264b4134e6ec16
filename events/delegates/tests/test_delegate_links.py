"""Personal links: mailed or shown once, kept as a hash, ended, and opened by nobody else."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Mail
from core import clock
from core.access import hash_of
from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry, SubmittedForm
from core.periods import PartialDate, Period
from events.delegates.actions import MakeLink, RevokeLink
from events.delegates.selectors import read_completeness
from events.delegates.services import DeadLink, find_link
from events.delegates.tests.details_scene import link_of, tell, with_delegate
from events.delegations.actions import WithdrawDelegate
from events.models import Consent, Delegate, DelegateLink, DelegateNeeds, Event
from events.tests.delegation_scene import on
from partnerships.tests.pages import fields, text_of

pytestmark = pytest.mark.django_db


def fresh(delegate):
    return Delegate.objects.get(pk=delegate.pk)


@pytest.mark.security("V11")
def test_a_link_goes_to_the_delegates_address_and_is_kept_as_a_hash_alone(
    mailoutbox, django_capture_on_commit_callbacks
):
    scene, delegate = with_delegate()
    token = link_of(scene, delegate, mailoutbox, django_capture_on_commit_callbacks, language="ko")
    link = DelegateLink.objects.get()
    assert (link.token_hash, link.mailed, link.language) == (hash_of(token), True, "ko")
    assert mailoutbox[0].to == ["jisu.kim@example.org"]
    assert "Jisu" not in mailoutbox[0].subject
    assert find_link(token).delegate == delegate
    # Once sent, no copy of the mail holds the secret.
    mail = Mail.objects.get(kind="delegate-link")
    assert (mail.text, mail.html) == ("", "")
    assert token not in mail.key
    # Six weeks and three days ahead, and thirty days more.
    assert clock.day_of(link.expires_at) == on(44 + 30)


def test_without_an_address_the_link_is_shown_once(mailoutbox):
    scene, delegate = with_delegate(email="")
    made = MakeLink.do(delegate, **scene.act(), version=delegate.version)
    assert made.url.endswith("/")
    assert not made.mailed
    assert not mailoutbox
    assert find_link(made.url.rstrip("/").rsplit("/", 1)[1]).pk == made.pk
    read_completeness([delegate])
    assert delegate.details_label == "Link made to be handed over"


@pytest.mark.security("V16")
def test_the_log_names_the_delegate_by_number_and_holds_no_secret(mailoutbox, django_capture_on_commit_callbacks):
    scene, delegate = with_delegate()
    token = link_of(scene, delegate, mailoutbox, django_capture_on_commit_callbacks)
    entry = AuditEntry.objects.get(action="delegate-link")
    assert entry.object_label == "Delegate 1, Busan"
    assert entry.sentence == "Made a personal link: sent by mail"
    for text in (str(entry.parameters), entry.object_label, entry.reason):
        assert token not in text
        assert "Kim" not in text


def test_a_new_link_ends_the_older_one():
    scene, delegate = with_delegate(email="")
    first, second = link_of(scene, delegate), link_of(scene, delegate)
    with pytest.raises(DeadLink) as dead:
        find_link(first)
    assert dead.value.known
    assert find_link(second)


@pytest.mark.security("V9")
def test_a_revoked_an_ended_and_an_unknown_link_open_nothing():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    with clock.fixed_at(clock.now() + dt.timedelta(days=80)), pytest.raises(DeadLink) as ended:
        find_link(token)
    assert ended.value.known
    RevokeLink.do(fresh(delegate), **scene.act(), version=fresh(delegate).version)
    assert not DelegateLink.objects.filter(revoked_at=None).exists()
    with pytest.raises(DeadLink) as revoked:
        find_link(token)
    assert revoked.value.known
    for unknown in ("", "x", token[:-1], token + "x", hash_of(token)):
        with pytest.raises(DeadLink) as dead:
            find_link(unknown)
        assert not dead.value.known
    with pytest.raises(DomainError, match="no open link"):
        RevokeLink.do(fresh(delegate), **scene.act(), version=fresh(delegate).version)


def test_the_link_of_who_has_left_is_dead_and_none_is_made():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    row = fresh(delegate)
    WithdrawDelegate.do(row, **scene.act(), version=row.version, reason="Changed office.")
    with pytest.raises(DeadLink, match="no longer in this delegation") as dead:
        find_link(token)
    assert dead.value.known
    row = fresh(delegate)
    with pytest.raises(DomainError, match="no longer valid"):
        MakeLink.do(row, **scene.act(), version=row.version)


@pytest.mark.parametrize("role", ["eu", "other", "authority", "observer", "nobody"])
def test_whoever_may_not_nominate_makes_and_revokes_no_link(role):
    scene, delegate = with_delegate()
    with pytest.raises(NotAllowed):
        MakeLink.do(delegate, **scene.act(role), version=delegate.version)
    with pytest.raises(NotAllowed):
        RevokeLink.do(delegate, **scene.act(role), version=delegate.version)
    assert not DelegateLink.objects.exists()


def test_a_link_of_an_older_page_is_refused():
    scene, delegate = with_delegate()
    with pytest.raises(StaleRecord):
        MakeLink.do(delegate, **scene.act(), version=delegate.version + 1)


def test_no_link_to_an_event_whose_details_are_erased_or_that_is_cancelled():
    scene, delegate = with_delegate()
    event = scene.event
    past = Period(PartialDate(on(-40)), PartialDate(on(-31)))
    event.actual, event.status = past, "held"
    event.save(by=None)
    with pytest.raises(DomainError, match="have been erased"):
        MakeLink.do(delegate, **scene.act(), version=delegate.version)
    event.status = "cancelled"
    event.save(by=None)
    with pytest.raises(DomainError, match="cancelled"):
        MakeLink.do(delegate, **scene.act(), version=delegate.version)


def _address(scene, name):
    event = scene.event
    return reverse(f"events:{name}", args=[event.strand.code, event.code, "busan", 1])


def _signed_in(client, scene, role="counterpart"):
    client.force_login(scene.act(role)["by"], "django.contrib.auth.backends.ModelBackend")


def test_the_page_shows_a_link_once_and_a_second_click_not_again(client):
    scene, _delegate = with_delegate(email="")
    _signed_in(client, scene)
    asked = client.get(_address(scene, "delegate-link"))
    assert "Kim Jisu" in text_of(asked)
    sent = fields(asked) | {"language": "ko"}
    shown = client.post(_address(scene, "delegate-link"), sent)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    token = re.search(r"/delegates/([\w-]+)/", shown.text)[1]
    assert find_link(token).language == "ko"
    again = client.post(_address(scene, "delegate-link"), sent)
    assert again.status_code == 302
    for address in (again["Location"], _address(scene, "delegate-link")):
        assert token not in client.get(address).text
    assert not any(token in str(value) for value in client.session.values())
    assert not SubmittedForm.objects.filter(target__contains=token).exists()


def test_the_page_of_a_mailed_link_never_shows_it(client, mailoutbox, django_capture_on_commit_callbacks):
    scene, _delegate = with_delegate()
    _signed_in(client, scene)
    asked = client.get(_address(scene, "delegate-link"))
    assert "jisu.kim@example.org" in text_of(asked)
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(_address(scene, "delegate-link"), fields(asked) | {"language": "en"})
    assert done.status_code == 302
    token = re.search(r"/delegates/([\w-]+)/", mailoutbox[0].body)[1]
    page = client.get(done["Location"])
    assert "The link is on its way." in text_of(page)
    assert "Link sent" in text_of(page)
    assert token not in page.text
    client.post(_address(scene, "delegate-link-revoke"), fields(client.get(_address(scene, "delegate-link-revoke"))))
    with pytest.raises(DeadLink):
        find_link(token)


def test_a_stale_page_and_one_without_a_language_make_no_link(client):
    scene, delegate = with_delegate(email="")
    _signed_in(client, scene)
    sent = fields(client.get(_address(scene, "delegate-link")))
    assert client.post(_address(scene, "delegate-link"), sent).status_code == 422
    row = fresh(delegate)
    row.function = "Director"
    row.save(by=None)
    assert client.post(_address(scene, "delegate-link"), sent | {"language": "en"}).status_code == 409
    assert not DelegateLink.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(("role", "status"), [("other", 404), ("observer", 404), ("authority", 403), ("eu", 403)])
def test_nobody_else_opens_the_page_of_a_link(client, role, status):
    scene, _delegate = with_delegate()
    _signed_in(client, scene, role)
    for name in ("delegate-link", "delegate-link-revoke"):
        assert client.get(_address(scene, name)).status_code == status
        assert client.post(_address(scene, name)).status_code == status


def test_the_delegations_page_tells_how_far_it_is_and_never_what_was_told(client):
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    tell(token, needs={"diet": "Hazelnuts", "arrival": "KE901"}, spelling_checked=True)
    _signed_in(client, scene)
    event = scene.event
    page = client.get(reverse("events:delegation", args=[event.strand.code, event.code, "busan"]))
    text = text_of(page)
    assert "Details complete: 0 of 1" in text
    assert "Needs entered: Yes" in text
    assert "Questions answered: Not yet" in text
    assert "Hazelnuts" not in page.text
    assert "KE901" not in page.text


def test_an_event_whose_pairings_are_closed_is_only_read():
    scene, delegate = with_delegate()
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError):
        MakeLink.do(delegate, **scene.act(), version=delegate.version)
    assert not DelegateLink.objects.exists()


def test_a_link_moves_with_its_event():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    event = Event.objects.get(pk=scene.event.pk)
    event.forecast = Period(PartialDate(on(142)), PartialDate(on(144)))
    event.save(by=None)
    with clock.fixed_at(clock.now() + dt.timedelta(days=173)):
        assert find_link(token)
    with clock.fixed_at(clock.now() + dt.timedelta(days=175)), pytest.raises(DeadLink, match="has ended"):
        find_link(token)


def test_a_link_is_revoked_as_long_as_it_opens_and_not_after():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    with clock.fixed_at(clock.now() + dt.timedelta(days=80)), pytest.raises(DomainError, match="no open link"):
        RevokeLink.do(fresh(delegate), **scene.act(), version=fresh(delegate).version)
    event = Event.objects.get(pk=scene.event.pk)
    event.forecast = Period(PartialDate(on(142)), PartialDate(on(144)))
    event.save(by=None)
    with clock.fixed_at(clock.now() + dt.timedelta(days=80)):
        assert find_link(token)
        RevokeLink.do(fresh(delegate), **scene.act(), version=fresh(delegate).version)
        assert not DelegateLink.objects.filter(revoked_at=None).exists()
        with pytest.raises(DeadLink):
            find_link(token)


@pytest.mark.parametrize("model", [Consent, DelegateLink, DelegateNeeds])
def test_what_delegates_tell_is_not_in_the_administration(model):
    assert not admin.site.is_registered(model)
