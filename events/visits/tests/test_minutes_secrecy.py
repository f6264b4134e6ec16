"""Minutes are for the two sides and the office: nobody else learns of them on any page, also once they are asked."""

import datetime as dt

import pytest
from django.apps import apps
from django.urls import reverse

from core import clock
from core.parts import collect
from events.tests.factories import MinutesFactory, MinutesObjectionFactory
from events.tests.notes_scene import address
from partnerships.follow_ups.actions import AddFollowUp
from partnerships.history.pairing_history import read_changes
from partnerships.tests.pages import sign_in, text_of, url
from partnerships.tests.two_sides import two_sides

pytestmark = [pytest.mark.one_database, pytest.mark.django_db, pytest.mark.usefixtures("after_meeting")]
SECRET = "We sell the harbour"


def written_minutes(scene, event):
    """Minutes with every trace that they can leave: editions, a confirmation, an objection, a follow-up, history."""
    minutes = MinutesFactory(event=event, pairing=scene.pairing, summary_en=SECRET)
    edition = scene.ask(minutes)
    scene.confirm(edition, "eu")
    MinutesObjectionFactory(minutes=minutes, text=SECRET)
    AddFollowUp.do(
        scene.pairing,
        values={"what_en": SECRET, "side": "eu", "due_on": clock.today()},
        origin=minutes,
        **scene.by("eu"),
    )
    return minutes


def places_of(scene, event, minutes):
    """Every page that shows a text of this kind or could tell of it."""
    slug, strand = minutes.text_slug, scene.pairing.strand.code
    words = minutes.pk and scene.pairing.text_editions.first().confirmations.order_by("side")
    own = [
        address(event, "minutes"),
        address(event, "minutes-edit"),
        address(event, "minutes-objection-add"),
        address(event, "minutes-objection-withdraw", minutes.objections.get().pk),
        *(url(scene, name, slug) for name in ("text", "text-print", "text-file", "text-request")),
        *(url(scene, f"confirmation-{act}", word.pk) for act in ("confirm", "approval", "withdraw") for word in words),
        reverse("partnerships:record-history", args=[strand, "minutes", minutes.pk]),
        reverse("partnerships:record-restore", args=[strand, "minutes", minutes.pk, 1]),
    ]
    shared = [
        event.get_absolute_url(),
        scene.pairing.get_absolute_url(),
        url(scene, "text-list"),
        url(scene, "pairing-history"),
        reverse("partnerships:strand", args=[strand]),
        "/",
        f"{url(scene, 'pairing-history')}?kind=minutes",
        f"{url(scene, 'pairing-history')}?kind=confirmations",
        url(scene, "confirm-several"),
        url(scene, "follow-up-list"),
        reverse("partnerships:programme"),
        reverse("events:event-list", args=[strand]),
        f"{reverse('search')}?q=harbour",
        f"{reverse('search')}?q=Minutes",
    ]
    return own, shared


def said(page):
    """The words of the log, and what minutes are called, that a page tells."""
    text = text_of(page)
    return [words for words in ("Minutes:", "Asked both sides", "Began to write", "Objected") if words in text]


@pytest.mark.parametrize("role", ["observer", "neighbour", "outsider"])
def test_nobody_outside_reads_of_minutes_anywhere_also_once_they_were_asked_for(scene, event, client, role):
    minutes = written_minutes(scene, event)
    stranger = two_sides()
    if role == "outsider":
        sign_in(client, stranger, "eu")
    else:
        sign_in(client, scene, role)
    own, shared = places_of(scene, event, minutes)
    for place in own:
        assert client.get(place).status_code == 404, place
        assert client.post(place, {"once": "w"}).status_code in (404, 405), place
    for place in shared:
        page = client.get(place, follow=True)
        assert page.status_code in (200, 403, 404), place
        assert SECRET not in page.text, place
        assert address(event, "minutes") not in page.text, place
        assert f"minutes-{event.code}" not in page.text, place
        assert said(page) == [], place
    grants = scene.grants(role) if role != "outsider" else stranger.grants("eu")
    for place, facts in (
        ("tasks", {"today": clock.today()}),
        ("search", {"query": "harbour", "among": apps.get_models()}),
    ):
        assert SECRET not in str(list(collect(place, grants=grants, **facts)))
    day = dt.timedelta(days=1)
    assert read_changes(grants=grants, since=clock.now() - day, now=clock.now() + day)["changes"] == []


@pytest.mark.parametrize("role", ["eu", "counterpart", "staff", "authority", "administrator"])
def test_both_sides_and_the_office_read_them_everywhere(scene, event, client, role):
    minutes = written_minutes(scene, event)
    sign_in(client, scene, role)
    for place in (
        address(event, "minutes"),
        url(scene, "text", minutes.text_slug),
        url(scene, "text-print", minutes.text_slug),
    ):
        assert SECRET in text_of(client.get(place)), place
    assert "Minutes: Busan in Barcelona" in text_of(client.get(url(scene, "text-list")))
    assert "Minutes: Busan in Barcelona" in text_of(client.get(url(scene, "pairing-history")))
    history = reverse("partnerships:record-history", args=[scene.pairing.strand.code, "minutes", minutes.pk])
    assert client.get(history).status_code == 200
    writes = role != "authority"
    assert client.get(address(event, "minutes-edit")).status_code == (200 if writes else 403)
    assert client.get(address(event, "minutes-objection-add")).status_code == (
        200 if role in ("eu", "counterpart") else 403
    )
