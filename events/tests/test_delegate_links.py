"""Personal links: mailed or shown once, kept as a hash, ended, and opened by nobody else."""

import datetime as dt

import pytest

from accounts.models import Mail
from core import clock
from core.errors import DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate, Period
from events.models import Delegate, DelegateLink
from events.services.delegate_links import DeadLink, find_link, hash_of, make_link, revoke_links
from events.services.nomination_steps import withdraw_delegate
from events.tests.delegation_scene import on
from events.tests.details_scene import link_of, with_delegate

pytestmark = pytest.mark.django_db


def fresh(delegate):
    return Delegate.objects.get(pk=delegate.pk)


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
    made = make_link(**scene.act(), delegate=delegate, version=delegate.version)
    assert made.url.endswith("/")
    assert not made.link.mailed
    assert not mailoutbox
    assert find_link(made.url.rstrip("/").rsplit("/", 1)[1]).pk == made.link.pk


def test_the_log_names_the_delegate_by_number_and_holds_no_secret(mailoutbox, django_capture_on_commit_callbacks):
    scene, delegate = with_delegate()
    token = link_of(scene, delegate, mailoutbox, django_capture_on_commit_callbacks)
    entry = AuditEntry.objects.get(action="delegate-link-made")
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


def test_a_revoked_an_ended_and_an_unknown_link_open_nothing():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    with clock.standing_at(clock.now() + dt.timedelta(days=80)), pytest.raises(DeadLink) as ended:
        find_link(token)
    assert ended.value.known
    assert revoke_links(**scene.act(), delegate=fresh(delegate), version=fresh(delegate).version) == 1
    with pytest.raises(DeadLink) as revoked:
        find_link(token)
    assert revoked.value.known
    for unknown in ("", "x", token[:-1], token + "x", hash_of(token)):
        with pytest.raises(DeadLink) as dead:
            find_link(unknown)
        assert not dead.value.known
    with pytest.raises(DomainError, match="no open link"):
        revoke_links(**scene.act(), delegate=fresh(delegate), version=fresh(delegate).version)


def test_the_link_of_who_has_left_is_dead_and_none_is_made():
    scene, delegate = with_delegate(email="")
    token = link_of(scene, delegate)
    row = fresh(delegate)
    withdraw_delegate(**scene.act(), delegate=row, version=row.version, reason="Changed office.")
    with pytest.raises(DeadLink, match="not on this delegation any more") as dead:
        find_link(token)
    assert dead.value.known
    row = fresh(delegate)
    with pytest.raises(DomainError, match="does not stand"):
        make_link(**scene.act(), delegate=row, version=row.version)


@pytest.mark.parametrize("role", ["eu", "other", "authority", "observer", "nobody"])
def test_whoever_may_not_nominate_makes_and_revokes_no_link(role):
    scene, delegate = with_delegate()
    with pytest.raises(NotAllowed):
        make_link(**scene.act(role), delegate=delegate, version=delegate.version)
    with pytest.raises(NotAllowed):
        revoke_links(**scene.act(role), delegate=delegate, version=delegate.version)
    assert not DelegateLink.objects.exists()


def test_a_link_of_an_older_page_is_refused():
    scene, delegate = with_delegate()
    with pytest.raises(StaleRecord):
        make_link(**scene.act(), delegate=delegate, version=delegate.version + 1)


def test_no_link_to_an_event_whose_details_are_erased_or_that_is_cancelled():
    scene, delegate = with_delegate()
    event = scene.event
    past = Period(PartialDate(on(-40)), PartialDate(on(-31)))
    event.actual, event.status = past, "held"
    event.save(by=None)
    with pytest.raises(DomainError, match="erased by now"):
        make_link(**scene.act(), delegate=delegate, version=delegate.version)
    event.status = "cancelled"
    event.save(by=None)
    with pytest.raises(DomainError, match="cancelled"):
        make_link(**scene.act(), delegate=delegate, version=delegate.version)
