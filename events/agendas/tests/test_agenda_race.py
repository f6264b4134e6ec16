"""Two people work on one agenda at the same moment: both get their place, and of two releases one is made."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.errors import AlreadyDone, StaleRecord
from events.agendas.actions import AddItem, MoveItem, ReleaseAgenda
from events.agendas.selectors import digest_of, draft_lines
from events.models import AgendaItem, AgendaRelease
from events.tests.agenda_scene import agenda_scene
from events.tests.factories import AgendaItemFactory

ROUNDS = 20
pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def scene():
    return agenda_scene()


def both(scene, act):
    """Let both sides act at the same moment, round by round; returns what each act gave or raised."""
    actors = [scene.actor("eu"), scene.actor("counterpart")]
    together = Barrier(2, timeout=30)

    def rounds(which):
        found = []
        try:
            for number in range(ROUNDS):
                together.wait()
                try:
                    found.append(act(actors[which], which, number))
                except (AlreadyDone, StaleRecord) as refused:
                    found.append(refused)
                together.wait()
        finally:
            connection.close()
        return found

    with ThreadPoolExecutor(2) as pool:
        return list(zip(*pool.map(rounds, range(2)), strict=True))


def test_two_items_that_are_added_at_once_both_stand(scene):
    values = {"kind": "session"}
    both(
        scene,
        lambda actor, which, number: AddItem.do(
            scene.event, **actor, values=values | {"title_en": f"{which}-{number}"}
        ),
    )
    positions = list(AgendaItem.objects.values_list("position", flat=True))
    assert sorted(positions) == list(range(1, 2 * ROUNDS + 1))


def test_two_moves_at_once_lose_no_item(scene):
    rows = [AgendaItemFactory(event=scene.event, position=number) for number in range(1, 7)]

    def move(actor, which, number):
        item = AgendaItem.objects.get(pk=rows[which].pk)
        return MoveItem.do(item, **actor, version=item.version, place=1 + (number + 3 * which) % 6)

    both(scene, move)
    assert sorted(AgendaItem.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_of_two_releases_at_once_one_is_made(scene):
    item = AgendaItemFactory(event=scene.event, position=1)

    def release(actor, which, number):
        if which == 0:
            item.title_en = f"Round {number}"
            item.save(by=None)
            seen.append(digest_of(draft_lines(scene.event)))
        ready.wait()
        return ReleaseAgenda.do(scene.event, **actor, seen=seen[-1])

    seen: list[str] = []
    ready = Barrier(2, timeout=30)
    for pair in both(scene, release):
        assert sum(isinstance(one, AgendaRelease) for one in pair) == 1
    numbers = list(AgendaRelease.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, ROUNDS + 1))
