"""What staff decide on city updates, one or several at once, and the chain that shows it."""

import datetime as dt

import pytest

from accounts.models import Mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry, one_act
from partnerships.history.pairing_history import acts_in
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import MembershipFactory
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import once_url
from reports.models import CityUpdate, UpdateStep
from reports.tests.factories import CityUpdateFactory
from reports.tests.period_scene import NOON
from reports.updates.actions import (
    AcceptUpdate,
    AcceptUpdates,
    RemindUpdates,
    ReturnUpdate,
    SubmitUpdate,
    TakeBackUpdate,
)
from reports.updates.selectors import read_chain

pytestmark = pytest.mark.django_db


def refused(act, *args, **kwargs):
    with pytest.raises(DomainError) as found:
        act(*args, **kwargs)
    return str(found.value)


def chosen(row, version=None):
    """As the page for several sends it."""
    return f"{row.pk}-{version or row.version}"


def remind(scene, *participations):
    """What is said of each."""
    with one_act():
        action = RemindUpdates(scene.period, **scene.sides.by("staff"))
        return action.carry_out(chosen=[str(one) for one in participations])


@pytest.mark.parametrize("role", ["eu", "counterpart", "administrator", "authority", "observer", "neighbour"])
def test_nobody_but_staff_decides_on_it(scene, role):
    row = scene.submitted_row()
    for act, more in ((AcceptUpdate, {}), (ReturnUpdate, {"reason": "Why?"})):
        with pytest.raises(NotAllowed):
            act.do(row, **scene.sides.by(role), version=row.version, **more)
    with pytest.raises(NotAllowed):
        AcceptUpdates.do(scene.period, **scene.sides.by(role), chosen=[chosen(row)])
    with pytest.raises(NotAllowed):
        RemindUpdates.do(scene.period, **scene.sides.by(role), chosen=[str(scene.pairing.eu_id)])


def test_whoever_is_staff_and_of_the_city_too_does_not_accept_its_update(scene):
    row = scene.submitted_row()
    staff = scene.sides.people["staff"]
    MembershipFactory(user=staff, participation=row.participation)
    both = {"by": staff, "grants": read_grants(staff)}
    assert row.period.strand_id in both["grants"].staff
    with pytest.raises(NotAllowed):
        AcceptUpdate.do(row, **both, version=row.version)
    row.refresh_from_db()
    assert row.status == "submitted"


def test_it_is_returned_with_a_reason_completed_and_accepted_and_the_chain_shows_what_changed(scene):
    row = scene.submitted_row()
    assert "Give a reason" in refused(
        ReturnUpdate.do, row, **scene.sides.by("staff"), version=row.version, reason=" \n"
    )
    row = ReturnUpdate.do(row, **scene.sides.by("staff"), version=row.version, reason="Which halls?")
    mail = Mail.objects.get(kind="update-returned")
    assert mail.recipient == scene.sides.people["counterpart"]
    assert "> Which halls?" in mail.text
    row = scene.save(version=row.version, answers={"achieved_en": "F1963 and a shed were opened."})
    row = SubmitUpdate.do(row, **scene.sides.by("counterpart"), version=row.version)
    row = AcceptUpdate.do(row, **scene.sides.by("staff"), version=row.version)
    assert (row.status, row.accepted_at) == ("accepted", clock.now())
    assert Mail.objects.get(kind="update-accepted").recipient == scene.sides.people["counterpart"]
    chain = read_chain(row)
    assert [one.act for one in chain] == ["accepted", "submitted", "returned", "submitted"]
    (change,) = chain[1].changes
    assert (change["label"], change["old"]) == ("What was achieved (English)", "Two halls were opened.")
    assert [text for kind, text in change["after"] if kind == "added"] == ["F1963 and a shed"]
    assert chain[3].changes is None
    entry = AuditEntry.objects.get(action="update-return")
    assert (entry.reason, entry.object_label) == ("Which halls?", "Busan")


def test_an_accepted_one_is_returned_too_and_is_then_not_accepted_any_more(scene):
    row = scene.submitted_row()
    row = AcceptUpdate.do(row, **scene.sides.by("staff"), version=row.version)
    with pytest.raises(AlreadyDone):
        AcceptUpdate.do(row, **scene.sides.by("staff"), version=row.version)
    row = ReturnUpdate.do(row, **scene.sides.by("staff"), version=row.version, reason="A figure is wrong")
    assert (row.status, row.accepted_at) == ("returned", None)
    words = refused(AcceptUpdate.do, row, **scene.sides.by("staff"), version=row.version)
    assert words == "This update was returned to the city. It can be accepted once it is submitted again."
    assert scene.update.status == "returned"


def test_it_is_taken_back_until_it_is_accepted(scene):
    row = scene.submitted_row()
    row = TakeBackUpdate.do(row, **scene.sides.by("counterpart"), version=row.version)
    assert row.status == "draft"
    assert "has not submitted this update yet" in refused(
        ReturnUpdate.do, row, **scene.sides.by("staff"), version=row.version, reason="Why?"
    )
    row = SubmitUpdate.do(row, **scene.sides.by("counterpart"), version=row.version)
    row = AcceptUpdate.do(row, **scene.sides.by("staff"), version=row.version)
    assert "cannot be done now" in refused(TakeBackUpdate.do, row, **scene.sides.by("counterpart"), version=row.version)
    assert "cannot be done now" in refused(scene.save, version=row.version, answers={"achieved_en": "Later"})
    assert [one.act for one in read_chain(row)] == ["accepted", "submitted", "taken-back", "submitted"]


def test_a_decision_on_what_was_changed_meanwhile_is_refused(scene):
    row = scene.submitted_row()
    seen = row.version
    TakeBackUpdate.do(row, **scene.sides.by("counterpart"), version=seen)
    for act, more in ((AcceptUpdate, {}), (ReturnUpdate, {"reason": "Why?"})):
        with pytest.raises(StaleRecord):
            act.do(row, **scene.sides.by("staff"), version=seen, **more)


def test_several_are_accepted_at_once_and_one_that_changed_holds_up_no_other(scene):
    first = scene.submitted_row()
    second = CityUpdateFactory(period=scene.period, participation=scene.pairing.eu, status="submitted")
    action = AcceptUpdates(scene.period, **scene.sides.by("staff"))
    with one_act():
        assert action.carry_out(chosen=[chosen(first), chosen(second, 7)]) == "Busan is accepted."
    assert [one.partition(" was not accepted.")[0] for one in action.refused] == ["Barcelona"]
    assert scene.update.status == "accepted"
    assert CityUpdate.objects.get(pk=second.pk).status == "submitted"
    words = refused(AcceptUpdates.do, scene.period, **scene.sides.by("staff"), chosen=[chosen(second, 7)])
    assert "Barcelona was not accepted." in words
    assert "Choose at least one" in refused(AcceptUpdates.do, scene.period, **scene.sides.by("staff"), chosen=[])


def test_several_are_reminded_at_once_and_nobody_twice_on_a_day(scene):
    MembershipFactory(participation=scene.pairing.eu, user__email="second@example.org")
    both = {scene.pairing.eu_id, scene.pairing.counterpart_id}
    assert remind(scene, *both) == "Barcelona: 2 mails. Busan: 1 mail."
    text = Mail.objects.filter(kind="reminder").first().text
    assert "It is due on Saturday, 28 November 2026." in text
    assert remind(scene, *both) == "Barcelona: was reminded today. Busan: was reminded today."
    assert Mail.objects.filter(kind="reminder").count() == 3
    entry = AuditEntry.objects.get(action="update-reminded")
    assert entry.sentence == "Reminded Barcelona, Busan of the city update"
    readers = {
        role
        for role in ("staff", "authority", "administrator", "eu", "observer")
        if entry in acts_in(pairing=scene.pairing, grants=scene.sides.grants(role))
    }
    assert readers == {"staff", "authority", "administrator"}
    with clock.fixed_at(NOON + dt.timedelta(days=10)):
        remind(scene, *both)
    assert "It was due on Saturday, 28 November 2026, 7 days ago." in Mail.objects.order_by("pk").last().text


def test_who_has_submitted_or_is_of_another_strand_is_not_reminded(scene):
    scene.submitted_row()
    stranger = MembershipFactory().participation
    words = refused(
        remind,
        scene,
        scene.pairing.counterpart_id,
        stranger.pk,
    )
    assert words == "Choose at least one partner whose update is missing."
    assert not Mail.objects.filter(kind="reminder").exists()


def test_why_one_was_returned_is_read_in_the_own_language_once_somebody_adds_it(client, scene):
    row = scene.submitted_row()
    row = ReturnUpdate.do(row, **scene.sides.by("staff"), version=row.version, reason="Why?")
    step, people = UpdateStep.objects.get(act="returned"), scene.sides.people
    client.force_login(people["counterpart"])
    assert "Korean wanted" in client.get(row.get_absolute_url()).text
    assert client.get(once_url(step, "reason")).status_code == 200
    step.once_field = "reason"
    with pytest.raises(NotAllowed):
        TranslateText.do(step, **scene.sides.by("observer"), text="왜 그런지요?")
    TranslateText.do(step, **scene.sides.by("counterpart"), text="왜 그런지요?")
    for language, said in (("en", "Why?"), ("ko", "왜 그런지요?")):
        page = client.get(row.get_absolute_url(), headers={"accept-language": language})
        assert said in page.text
