"""What is not released, or not theirs, reaches nobody by a way round: edited sources, copies of missions."""

import pytest

from core import clock
from core.periods import PartialDate
from events.agendas.actions import EditItem
from events.agendas.selectors import shown_agenda
from events.calendars.selectors import entries_of
from events.events.move_actions import CopyEvent
from events.events.selectors import parts_to_copy
from events.models import Event
from events.tests.agenda_scene import agenda_scene
from events.tests.event_scene import NOON, fresh, meeting_of
from events.tests.factories import AgendaItemFactory, event_of
from partnerships.tests.factories import PairingFactory, period
from partnerships.tests.two_sides import two_sides

pytestmark = pytest.mark.django_db


def test_an_edited_item_of_a_source_is_a_draft_until_it_is_released():
    scene = agenda_scene()
    kept, item = (
        AgendaItemFactory(event=scene.event, position=place, title_en=title, day="2017-11-27", from_sources=True)
        for place, title in enumerate(["Welcome", "Superblocks"], start=1)
    )

    EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"title_en": "We sell the harbour"})

    for role in ("observer", "other"):
        lines = shown_agenda(scene.actor(role)["grants"], scene.event).lines
        assert [line.title_en for line in lines] == [kept.title_en], role
    assert not any("harbour" in entry.summary for entry in entries_of([scene.event]))
    mine = shown_agenda(scene.actor("eu")["grants"], scene.event)
    assert ([line.title_en for line in mine.lines], mine.state) == (["Welcome", "We sell the harbour"], "draft")


def test_a_coordinator_copies_no_part_that_others_organise():
    with clock.fixed_at(NOON):
        sides = two_sides()
        mission = meeting_of(sides, kind="mission", code="mission")
        own = meeting_of(sides, code="own", part_of=mission)
        other = PairingFactory(strand=mission.strand)
        day = period("2026-12-04")
        foreign = event_of(other, code="foreign", part_of=mission, baseline=day, forecast=day)
        eu, staff = sides.by("eu"), sides.by("staff")
        assert not CopyEvent.allowed & fresh(foreign).actors(eu["grants"])
        assert parts_to_copy(eu["grants"], mission) == [own]
        assert parts_to_copy(staff["grants"], mission) == [own, foreign]

        copy = CopyEvent.do(mission, **eu, start=PartialDate.parse("2027-02-01"), parts=[own.pk, foreign.pk])

        parts = Event.objects.filter(part_of=copy)
        assert [[row.pairing for row in fresh(part).serving.all()] for part in parts] == [[sides.pairing]]
