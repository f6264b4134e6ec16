"""What staff decide on city updates, one or several at once, and the chain that shows it."""

from __future__ import annotations

import datetime as dt

import pytest

from accounts.models import Mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.history.pairing_history import acts_in
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory
from reports.models import CityUpdate
from reports.tests.factories import CityUpdateFactory
from reports.tests.period_scene import NOON
from reports.updates.reminders import remind_updates
from reports.updates.services import submit_update, take_back_update
from reports.updates.steps import accept_update, accept_updates, read_chain, return_update

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs):
    with pytest.raises(DomainError) as found:
        act(*args, **kwargs)
    return str(found.value)


@pytest.mark.parametrize("role", ["eu", "counterpart", "administrator", "authority", "observer", "neighbour"])
def test_nobody_but_staff_decides_on_it(scene, role):
    row = scene.submitted_row()
    for act, more in ((accept_update, {}), (return_update, {"reason": "Why?"})):
        with pytest.raises(NotAllowed):
            act(**scene.sides.by(role), update=row, version=row.version, **more)
    with pytest.raises(NotAllowed):
        accept_updates(**scene.sides.by(role), period=scene.period, chosen=[(row, row.version)])
    with pytest.raises(NotAllowed):
        remind_updates(**scene.sides.by(role), period=scene.period, participations={scene.pairing.eu_id})


def test_whoever_is_staff_and_of_the_city_too_does_not_accept_its_update(scene):
    row = scene.submitted_row()
    staff = scene.sides.people["staff"]
    MembershipFactory(user=staff, participation=row.participation)
    both = {"by": staff, "grants": read_grants(staff)}
    assert row.period.strand_id in both["grants"].staff
    with pytest.raises(NotAllowed):
        accept_update(**both, update=row, version=row.version)
    row.refresh_from_db()
    assert row.status == "submitted"


def test_it_is_returned_with_a_reason_completed_and_accepted_and_the_chain_shows_what_changed(scene):
    row = scene.submitted_row()
    assert "Give a reason" in refused(
        return_update, **scene.sides.by("staff"), update=row, version=row.version, reason=" \n"
    )
    row = return_update(**scene.sides.by("staff"), update=row, version=row.version, reason="Which halls?")
    mail = Mail.objects.get(kind="update-returned")
    assert mail.recipient == scene.sides.people["counterpart"]
    assert "> Which halls?" in mail.text
    row = scene.save(version=row.version, answers={"achieved_en": "F1963 and a shed were opened."})
    row = submit_update(**scene.sides.by("counterpart"), update=row, version=row.version)
    row = accept_update(**scene.sides.by("staff"), update=row, version=row.version)
    assert (row.status, row.accepted_at) == ("accepted", clock.now())
    assert Mail.objects.get(kind="update-accepted").recipient == scene.sides.people["counterpart"]
    chain = read_chain(row)
    assert [one.step.act for one in chain] == ["accepted", "submitted", "returned", "submitted"]
    (change,) = chain[1].changes
    assert (change.label, change.old) == ("What was achieved (English)", "Two halls were opened.")
    assert [piece.text for piece in change.after if piece.kind == "added"] == ["F1963 and a shed"]
    assert chain[3].changes is None
    entry = AuditEntry.objects.get(action="city-update-returned")
    assert (entry.reason, entry.object_label) == ("Which halls?", "Busan")


def test_an_accepted_one_is_returned_too_and_is_then_not_accepted_any_more(scene):
    row = scene.submitted_row()
    row = accept_update(**scene.sides.by("staff"), update=row, version=row.version)
    with pytest.raises(AlreadyDone):
        accept_update(**scene.sides.by("staff"), update=row, version=row.version)
    row = return_update(**scene.sides.by("staff"), update=row, version=row.version, reason="A figure is wrong")
    assert (row.status, row.accepted_at) == ("returned", None)
    words = refused(accept_update, **scene.sides.by("staff"), update=row, version=row.version)
    assert words == "This update was returned to the city. It can be accepted once it is submitted again."
    assert scene.update.status == "returned"


def test_it_is_taken_back_until_it_is_accepted(scene):
    row = scene.submitted_row()
    row = take_back_update(**scene.sides.by("counterpart"), update=row, version=row.version)
    assert row.status == "draft"
    assert "has not submitted this update yet" in refused(
        return_update, **scene.sides.by("staff"), update=row, version=row.version, reason="Why?"
    )
    row = submit_update(**scene.sides.by("counterpart"), update=row, version=row.version)
    row = accept_update(**scene.sides.by("staff"), update=row, version=row.version)
    assert "cannot be done now" in refused(
        take_back_update, **scene.sides.by("counterpart"), update=row, version=row.version
    )
    assert "cannot be done now" in refused(scene.save, version=row.version, answers={"achieved_en": "Later"})
    assert [one.step.act for one in read_chain(row)] == ["accepted", "submitted", "taken-back", "submitted"]


def test_a_decision_on_what_was_changed_meanwhile_is_refused(scene):
    row = scene.submitted_row()
    seen = row.version
    take_back_update(**scene.sides.by("counterpart"), update=row, version=seen)
    for act, more in ((accept_update, {}), (return_update, {"reason": "Why?"})):
        with pytest.raises(StaleRecord):
            act(**scene.sides.by("staff"), update=row, version=seen, **more)


def test_several_are_accepted_at_once_and_one_that_changed_holds_up_no_other(scene):
    first = scene.submitted_row()
    second = CityUpdateFactory(period=scene.period, participation=scene.pairing.eu, status="submitted")
    found = accept_updates(**scene.sides.by("staff"), period=scene.period, chosen=[(first, first.version), (second, 7)])
    assert [bool(one.refused) for one in found] == [False, True]
    assert scene.update.status == "accepted"
    assert CityUpdate.objects.get(pk=second.pk).status == "submitted"
    words = refused(
        accept_updates, **scene.sides.by("staff"), period=scene.period, chosen=[(scene.update, 1), (second, 7)]
    )
    assert "Busan was not accepted." in words
    assert "Choose at least one" in refused(accept_updates, **scene.sides.by("staff"), period=scene.period, chosen=[])


def test_several_are_reminded_at_once_and_nobody_twice_on_a_day(scene):
    MembershipFactory(participation=scene.pairing.eu, user__email="second@example.org")
    both = {scene.pairing.eu_id, scene.pairing.counterpart_id}
    found = remind_updates(**scene.sides.by("staff"), period=scene.period, participations=both)
    assert {one.owed.row.participation.partner.name_en: one.mails for one in found} == {"Barcelona": 2, "Busan": 1}
    text = Mail.objects.filter(kind="reminder").first().text
    assert "It is due on Saturday, 28 November 2026." in text
    again = remind_updates(**scene.sides.by("staff"), period=scene.period, participations=both)
    assert [one.words for one in again] == ["Barcelona: was reminded today.", "Busan: was reminded today."]
    assert Mail.objects.filter(kind="reminder").count() == 3
    entry = AuditEntry.objects.get(action="city-update-reminded")
    assert entry.sentence == "Reminded Barcelona, Busan of the city update"
    readers = {
        role
        for role in ("staff", "authority", "administrator", "eu", "observer")
        if entry in acts_in(pairing=scene.pairing, grants=scene.sides.grants(role))
    }
    assert readers == {"staff", "authority", "administrator"}
    with clock.fixed_at(NOON + dt.timedelta(days=10)):
        remind_updates(**scene.sides.by("staff"), period=scene.period, participations=both)
    assert "It was due on Saturday, 28 November 2026, 7 days ago." in Mail.objects.order_by("pk").last().text


def test_who_has_submitted_or_is_of_another_strand_is_not_reminded(scene):
    scene.submitted_row()
    stranger = MembershipFactory().participation
    words = refused(
        remind_updates,
        **scene.sides.by("staff"),
        period=scene.period,
        participations={scene.pairing.counterpart_id, stranger.pk},
    )
    assert words == "Choose at least one partner that owes its update."
    assert not Mail.objects.filter(kind="reminder").exists()
