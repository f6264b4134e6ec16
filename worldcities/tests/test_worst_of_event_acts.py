"""Every act below an event from its worst side: the pairing is closed, or the form is an old one."""

import pytest

from partnerships.models import Pairing
from partnerships.tests.files import forget_files
from partnerships.tests.pages import text_of
from partnerships.tests.roles import person
from worldcities.tests.event_act_walk import (
    TYPED,
    acts_of,
    filled,
    make_ready,
    save_everything,
    scene_of_acts,
    written_rows,
)

pytestmark = pytest.mark.django_db

# A link or an address can always be taken back, also of what is over; a calendar is of the person alone.
ALWAYS = {"delegate-link-revoke", "feed-add", "feed-revoke"}
# An interest that stands open is told to be so, however old the form is.
OPEN_ALREADY = {"interest-reopen"}


@pytest.fixture(autouse=True)
def _no_files():
    yield
    forget_files()


@pytest.fixture
def walked(client):
    """The acts that somebody in a role can open, each with its form as a browser would send it."""
    pairing, words = scene_of_acts()

    def walk():
        for name, address in acts_of(words):
            if name not in ALWAYS:
                make_ready(name)
                page = client.get(address)
                yield name, address, filled(name, page) if page.status_code == 200 else None
        make_ready("")

    def walk_as(role):
        client.force_login(person(role, pairing), "django.contrib.auth.backends.ModelBackend")
        return walk()

    return pairing, walk_as


@pytest.mark.one_database
@pytest.mark.parametrize("role", ["staff", "counterpart"])
def test_nothing_is_written_where_the_pairing_is_closed_and_each_act_says_why(client, walked, role):
    pairing, walk = walked
    Pairing.objects.filter(pk=pairing.pk).update(status="closed")
    make_ready("")
    visits = walk(role)
    before, refused = written_rows(), set()
    for name, address, sent in visits:
        answer = client.post(address, sent or {})
        if answer.status_code == 200 and name == "delegates-paste":
            answer = client.post(address, sent | {"seen": answer.context["form"]["seen"].value()})
        assert answer.status_code == (403 if sent is None else 422), name
        assert sent is None or "closed" in text_of(answer), name
        refused.add(name)
    assert len(refused) > 45
    assert {name for name, rows in written_rows().items() if rows != before[name]} == set()


@pytest.mark.one_database
def test_an_old_form_is_told_and_keeps_what_was_typed(client, walked):
    _pairing, walk = walked
    told = set()
    for name, address, sent in walk("staff"):
        if sent is None or "seen_version" not in sent or name in OPEN_ALREADY:
            continue
        save_everything()
        make_ready(name)
        answer = client.post(address, sent)
        assert answer.status_code == 409, name
        assert "Someone else changed this meanwhile" in text_of(answer), name
        kept = answer.context["form"].data
        assert {key: kept.get(key) for key in TYPED.get(name, {})} == TYPED.get(name, {}), name
        told.add(name)
    assert len(told) > 35
