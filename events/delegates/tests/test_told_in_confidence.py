"""What a delegate tells in confidence is read by nobody who had the link before."""

import pytest
from django.test import Client

from events.delegates.tests.details_scene import link_of, page, typed, with_delegate
from events.models import DelegateNeeds

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture
def handed_over():
    """A delegate, the link that the coordinator hands over, and the browsers of both."""
    scene, delegate = with_delegate(email="")
    return delegate, page(link_of(scene, delegate)), Client(), Client()


def versions(browser, path):
    return browser.get(path).context["form"]["versions"].value()


def reads(browser, path, words):
    return words in browser.get(path).text or words in browser.get(f"{path}data/").content.decode()


def test_whoever_saved_the_empty_form_first_reads_nothing_of_what_is_told_later(handed_over):
    delegate, path, coordinator, own = handed_over
    assert coordinator.post(path, typed(delegate)).status_code == 302
    assert not DelegateNeeds.objects.exists()
    assert own.post(path, typed(delegate, versions(own, path), diet="Hazelnuts")).status_code == 302
    assert reads(own, path, "Hazelnuts")
    assert not reads(coordinator, path, "Hazelnuts")


def test_whoever_told_something_first_reads_nothing_of_what_is_told_later(handed_over):
    delegate, path, coordinator, own = handed_over
    coordinator.post(path, typed(delegate, arrival="KE901"))
    assert reads(coordinator, path, "KE901")
    assert own.post(path, typed(delegate, versions(own, path), access="A ramp")).status_code == 302
    assert DelegateNeeds.objects.get().access == "A ramp"
    assert not reads(coordinator, path, "A ramp")


def test_whoever_told_something_that_was_erased_since_reads_nothing_of_what_is_told_anew(handed_over):
    delegate, path, coordinator, own = handed_over
    coordinator.post(path, typed(delegate, arrival="KE901"))
    own.post(f"{path}erase/")
    assert not DelegateNeeds.objects.exists()
    own.post(path, typed(delegate, versions(own, path), diet="Hazelnuts"))
    assert reads(own, path, "Hazelnuts")
    assert not reads(coordinator, path, "Hazelnuts")


def test_whoever_adds_to_what_another_device_told_does_not_come_to_read_it(handed_over):
    delegate, path, coordinator, own = handed_over
    own.post(path, typed(delegate, diet="Hazelnuts"))
    coordinator.post(path, typed(delegate, versions(coordinator, path), arrival="KE901"))
    assert DelegateNeeds.objects.get().diet == "Hazelnuts"
    assert not reads(coordinator, path, "Hazelnuts")
