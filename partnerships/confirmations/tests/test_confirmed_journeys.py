"""The journey shows which side has confirmed: as halves of its marks, and by name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.periods import PartialDate, Period
from partnerships.models import Pairing
from partnerships.pairings.cards import confirm_label, stop
from partnerships.pairings.selectors import read_journeys
from partnerships.tests.factories import PairingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(sides):
    return sides


def journey_of(scene):
    pairing = Pairing.objects.with_names().get(pk=scene.pairing.pk)
    (journey,) = read_journeys([pairing], clock.today())
    return journey


def ahead() -> Period:
    return Period(PartialDate(clock.today().replace(year=clock.today().year + 1, day=1)))


def test_the_halves_of_a_stop_are_the_sides_that_confirmed(scene):
    milestone = scene.milestone(confirmed_text="action-plan", forecast=ahead())
    edition = scene.ask(scene.plan())
    told = []
    for side in ("counterpart", "eu"):
        journey = journey_of(scene)
        (row,) = [row for row in journey.milestones if row.pk == milestone.pk]
        drawn = stop(row, journey.today, journey.standings.get(row.pk))
        told.append((drawn.confirmed, drawn.state))
        scene.confirm(edition, side)
    journey = journey_of(scene)
    drawn = stop(journey.milestones[0], journey.today, journey.standings[milestone.pk])
    told.append((drawn.confirmed, drawn.status))
    assert told == [
        (frozenset(), "Barcelona and Busan to confirm"),
        (frozenset({"counterpart"}), "Barcelona to confirm"),
        (frozenset({"eu", "counterpart"}), "done"),
    ]


def test_what_is_late_says_that_first(scene):
    milestone = scene.milestone(confirmed_text="action-plan")
    scene.ask(scene.plan())
    journey = journey_of(scene)
    drawn = stop(journey.milestones[0], journey.today, journey.standings[milestone.pk])
    assert "late" in drawn.state
    assert confirm_label(journey.milestones[0], None) == ""


@pytest.mark.one_database
def test_board_and_pairing_draw_the_half(client, scene):
    scene.milestone(confirmed_text="action-plan", forecast=ahead())
    scene.confirm(scene.ask(scene.plan()), "eu")
    client.force_login(scene.people["observer"])
    pairing = scene.pairing
    board = client.get(reverse("partnerships:strand", args=[pairing.strand.code]))
    page = client.get(reverse("partnerships:pairing", args=[pairing.strand.code, pairing.code]))
    (row,) = page.context["rows"]
    assert [css for _d, css in row["parts"]] == ["wc-journey-eu is-filled", "wc-journey-counterpart is-outline"]
    assert row["said"] == "Busan to confirm"
    drawn = board.content.decode()
    # One look of the mark, drawn once.
    halves = [drawn.count(f"wc-mark-half--{side} wc-mark-half--confirmed") for side in ("eu", "counterpart")]
    # The portal's own mark, in head and foot of the page, has both.
    assert halves[0] == halves[1] + 1


def test_the_journeys_of_many_cost_what_that_of_one_costs(scene, django_assert_num_queries):
    strand = scene.pairing.strand

    def read() -> list:
        return read_journeys(list(pairings), clock.today())

    pairings = list(Pairing.objects.with_names().filter(pk=scene.pairing.pk))
    scene.milestone()
    scene.milestone(confirmed_text="closing")
    scene.ask(scene.closing())
    # The numbers of the kinds of record are read once in a process.
    read()
    with CaptureQueriesContext(connection) as one:
        read()
    for _ in range(5):
        scene.pairing = PairingFactory(strand=strand)
        for text in ("closing", "action-plan", ""):
            scene.milestone(confirmed_text=text)
    pairings = list(Pairing.objects.with_names().filter(strand=strand))
    read()
    with django_assert_num_queries(len(one)):
        assert len(read()) == 7
