"""Forms sent to the pages behind a link with a dead one, with somebody else's, or where nothing is taken."""

import datetime as dt

import pytest
from django.test import Client

from core import clock
from events.delegates.actions import RevokeLink
from events.delegates.services import erase_expired
from events.delegates.tests.details_scene import link_of, page, tell, typed, with_delegate
from events.models import Delegate, DelegateNeeds

pytestmark = pytest.mark.django_db
PAGES = ("delegate-page", "delegate-done", "delegate-data", "delegate-erase", "delegate-sheet")


@pytest.fixture
def shown():
    """A link that was handed over, with the browser of whoever opens it first."""
    scene, delegate = with_delegate(email="")
    return scene, delegate, link_of(scene, delegate), Client()


def test_dead_links_take_nothing_from_any_form(shown):
    scene, delegate, token, browser = shown
    tell(token, needs={"diet": "Vegan"})
    sent = typed(delegate, versions="2.1", diet="Hazelnuts", given_name="Somebody")

    def refused(secret, status):
        for name in PAGES:
            answer = browser.post(page(secret, name), sent)
            assert answer.status_code == status, name
            assert answer["Referrer-Policy"] == "no-referrer"
            assert not any(word in answer.text for word in ("Kim", "Jisu", "Vegan", "Hazelnuts"))

    refused("no-such-link", 404)
    with clock.fixed_at(clock.now() + dt.timedelta(days=80)):
        refused(token, 410)
    row = Delegate.objects.get()
    RevokeLink.do(row, **scene.act(), version=row.version)
    refused(token, 410)
    assert (DelegateNeeds.objects.get().diet, Delegate.objects.get().given_name) == ("Vegan", "Jisu")
    with clock.fixed_at(clock.now() + dt.timedelta(days=80)):
        erase_expired()
        refused(token, 404)
    assert not DelegateNeeds.objects.exists()
    assert Delegate.objects.get().given_name == "Jisu"


def test_a_form_sent_by_anothers_link_changes_that_one_alone(shown):
    scene, delegate, token, browser = shown
    other = scene.one(given_name="Sera", family_name="Yoon")
    other_token = link_of(scene, other)
    tell(token, needs={"diet": "Vegan"})
    # What belongs to the first is sent to the second's address, with the first's keys.
    sent = typed(other, diet="Hazelnuts", link=token, token=token, next=page(token)) | {"delegate": delegate.pk}
    assert browser.post(page(other_token), sent)["Location"] == page(other_token, "delegate-done")
    told = dict(DelegateNeeds.objects.values_list("delegate__family_name", "diet"))
    assert told == {"Kim": "Vegan", "Yoon": "Hazelnuts"}


@pytest.mark.parametrize("name", ["delegate-done", "delegate-data", "delegate-sheet"])
def test_what_is_only_read_takes_no_form(shown, name):
    *_, token, browser = shown
    assert browser.post(page(token, name), {"diet": "Vegan"}).status_code == 405
