"""The mails that an event has other days or is cancelled: to whom, and what they say."""

import pytest

from accounts.models import Mail
from core.errors import StaleRecord
from events.events.move_actions import RescheduleEvent
from events.events.state_actions import CancelEvent
from events.tests.event_scene import fresh, meeting_of, mission_of
from partnerships.tests.factories import period

pytestmark = pytest.mark.django_db


@pytest.fixture
def sides(sides):
    jiwon = sides.people["counterpart"]
    jiwon.language = "ko"
    jiwon.save()
    return sides


def moved(sides, event, role, day="2026-12-10"):
    return RescheduleEvent.do(
        event, **sides.by(role), version=event.version, forecast=period(day), reason="The hall is taken."
    )


def mails():
    return {mail.recipient: mail for mail in Mail.objects.filter(kind="programme-changed")}


def test_the_other_side_hears_of_new_days_in_its_language(sides):
    moved(sides, meeting_of(sides), "eu")
    found = mails()
    assert list(found) == [sides.people["counterpart"]]
    mail = found[sides.people["counterpart"]]
    assert "2026. 12. 3.(목)" in mail.text
    assert "2026. 12. 10.(목)" in mail.html
    assert "The hall is taken." in mail.text


def test_staff_tell_both_sides_of_a_cancelled_event_and_nobody_else(sides):
    event = meeting_of(sides)
    CancelEvent.do(event, **sides.by("staff"), version=event.version, reason="Strike.")
    found = mails()
    assert set(found) == {sides.people["eu"], sides.people["counterpart"]}
    assert found[sides.people["eu"]].subject == "Working meeting is cancelled"


def test_a_mission_and_its_parts_are_one_mail_to_each_coordinator(sides):
    mission, parts = mission_of(sides)
    keys = [part.pk for part in parts]
    CancelEvent.do(mission, **sides.by("staff"), version=mission.version, reason="Strike.", parts=keys)
    assert set(mails()) == {sides.people[role] for role in ("eu", "counterpart", "neighbour")}
    assert Mail.objects.count() == 3


def test_a_refused_act_sends_nothing_and_a_second_move_is_told_anew(sides):
    event = meeting_of(sides)
    moved(sides, event, "eu")
    with pytest.raises(StaleRecord):
        moved(sides, event, "eu", "2026-12-11")
    assert Mail.objects.count() == 1
    moved(sides, fresh(event), "eu", "2026-12-11")
    assert Mail.objects.count() == 2
