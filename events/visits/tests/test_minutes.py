"""Minutes: begun from the agenda, written item by item, confirmed by both sides, objected to, given back."""

import pytest

from accounts.models import Mail
from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from events.models import Minutes
from events.tests.factories import AgendaItemFactory, MinutesFactory, MinutesObjectionFactory
from events.tests.notes_scene import NOW, find_minutes
from events.visits.minutes_actions import AddObjection, EditMinutes, WithdrawObjection
from events.visits.selectors import items_to_write, open_objections
from partnerships.confirmations.selectors import parts_of, text_states
from partnerships.follow_ups.actions import AddFollowUp
from partnerships.history.services import kind_named, restore_version
from partnerships.models import TextEdition
from partnerships.tasks.selectors import Waiting
from partnerships.tests.two_sides import two_sides

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("after_meeting")]


def item(key=0, title="Ports", **texts):
    return {"item": key, "title_en": title, **texts}


def write(scene, minutes, role="eu", version=None, **changes):
    changes = changes or {"summary_en": "Both sides met."}
    given = minutes.version if version is None else version
    return EditMinutes.do(minutes, version=given, changes=changes, **scene.by(role))


def begun(scene, event, **changes):
    return write(scene, find_minutes(event, scene.pairing), **changes)


def test_they_begin_with_the_items_of_the_agenda(scene, event):
    ports = AgendaItemFactory(event=event, position=2, title_en="Ports", title_ko="항만")
    AgendaItemFactory(event=event, position=1, kind="meal")
    minutes = find_minutes(event, scene.pairing)
    assert minutes.pk is None
    (offered,) = items_to_write(minutes)
    assert (offered["item"], offered["title_en"], offered["title_ko"], offered["said_en"]) == (
        ports.pk,
        "Ports",
        "항만",
        "",
    )
    offered["decision_ko"] = "  자료를 나눈다.\r\n곧. "
    row = begun(scene, event, items=[offered, item(title="Trams"), item(title="", said_en="")])
    assert row.code == event.code
    assert row.items == [
        {
            "item": ports.pk,
            "position": 2,
            "title_en": "Ports",
            "title_ko": "항만",
            "said_en": "",
            "said_ko": "",
            "decision_en": "",
            "decision_ko": "자료를 나눈다.\n곧.",
        }
    ]
    # The agenda in another order is no other text.
    ports.position = 9
    ports.save(by=None)
    with pytest.raises(AlreadyDone):
        write(scene, find_minutes(event, scene.pairing), items=[offered])
    trams = AgendaItemFactory(event=event, position=3, title_en="Trams")
    assert [one["item"] for one in items_to_write(row)] == [ports.pk, trams.pk]
    assert AuditEntry.objects.get(action="minutes-written").pairing_id == scene.pairing.pk


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_nobody_else_writes(scene, event, role):
    with pytest.raises(NotAllowed):
        write(scene, find_minutes(event, scene.pairing), role)
    assert not Minutes.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"summary_en": " "}, "summary_en", "Write a summary"),
        ({"summary_ko": "x" * 10_001}, "summary_ko", "at most 10000"),
        ({"items": [item(title=" ", said_en="x")]}, "items", "Enter what each item is about"),
        ({"items": [item(said_en="x" * 5001)]}, "items", "at most 5000"),
        ({"items": [item(title="x" * 301, said_en="x")]}, "items", "at most 300"),
        ({"items": [item(said_en="x")] * 201}, "items", "too many items"),
    ],
)
def test_what_cannot_be_kept_is_refused(scene, event, changes, field, said):
    minutes = find_minutes(event, scene.pairing)
    changes = changes if "summary_en" in changes else {"summary_en": ""} | changes
    if changes == {"summary_en": " "}:
        with pytest.raises(AlreadyDone):
            write(scene, minutes, **changes)
        return
    with pytest.raises(DomainError, match=said) as refused:
        write(scene, minutes, **changes)
    assert refused.value.field == field
    assert not Minutes.objects.exists()


def test_an_item_of_another_event_or_twice_is_refused(scene, event):
    other, own = AgendaItemFactory(), AgendaItemFactory(event=event)
    with pytest.raises(DomainError, match="another event"):
        begun(scene, event, items=[item(other.pk, said_en="x")])
    with pytest.raises(DomainError, match="is listed twice"):
        begun(scene, event, items=[item(own.pk, said_en="x"), item(own.pk, said_en="y")])


def test_two_people_who_begin_at_once_and_a_stale_edit(scene, event):
    first, second = find_minutes(event, scene.pairing), find_minutes(event, scene.pairing)
    row = write(scene, first)
    with pytest.raises(DomainError, match="began these minutes meanwhile"):
        write(scene, second, "counterpart")
    write(scene, row, summary_ko="만났다.")
    with pytest.raises(StaleRecord):
        write(scene, row, summary_en="Late.")
    fresh = find_minutes(event, scene.pairing)
    with pytest.raises(AlreadyDone):
        write(scene, fresh, summary_ko="만났다. ", items=[])


def test_minutes_of_what_is_to_come_or_of_a_closed_pairing_are_not_begun(scene, event):
    minutes = find_minutes(event, scene.pairing)
    event.status = "cancelled"
    event.save(by=None)
    with pytest.raises(DomainError, match="cancelled"):
        write(scene, minutes)
    event.status = "planned"
    event.save(by=None)
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        write(scene, minutes)
    with pytest.raises(DomainError, match="does not serve"):
        write(scene, find_minutes(event, two_sides().pairing), "administrator")


def test_both_confirm_an_edition_and_an_edit_asks_them_again(scene, event):
    minutes = begun(scene, event, items=[item(said_en="The data are there.", decision_en="Share them.")])
    AddFollowUp.do(
        scene.pairing,
        values={"what_en": "Send the data", "side": "eu", "due_on": clock.today()},
        origin=minutes,
        **scene.by("eu"),
    )
    edition = scene.ask(minutes)
    assert edition.body["title_ko"] == "부산의 방문"
    assert edition.body["follow_ups"] == [
        {"what_en": "Send the data", "what_ko": "", "side": "eu", "until": clock.today().isoformat()}
    ]
    parts = parts_of(Minutes, scene.pairing, edition.body)
    assert [part.label for part in parts] == ["Event", "Summary", "Item by item", "Follow-ups"]
    (line,) = parts[2].lines
    assert [(one["label"], one["name"]) for one in line["more"]] == [
        ("Said", "The data are there."),
        ("Decided", "Share them."),
    ]
    scene.both_confirm(edition)
    assert text_states([minutes])[Minutes, minutes.pk].both
    # A follow-up that is added later is no other text.
    minutes.refresh_from_db()
    minutes = write(scene, minutes, summary_en="Both met.")
    assert minutes.edition == edition.edition + 1
    standing = text_states([minutes])[Minutes, minutes.pk]
    assert not standing.both
    assert set(standing.waits_for) == {"eu", "counterpart"}
    with pytest.raises(DomainError, match="cannot be empty"):
        write(scene, minutes, summary_en="", items=[])


def test_nothing_is_asked_of_minutes_of_a_cancelled_event(scene, event):
    minutes = MinutesFactory(event=event, pairing=scene.pairing)
    assert minutes.asks
    assert Minutes.objects.filter(Minutes.asking()).get() == minutes
    event.status = "cancelled"
    event.save(by=None)
    minutes = Minutes.objects.get()
    assert minutes.settled_label() == "The event is cancelled: there is nothing to confirm."
    assert not Minutes.objects.filter(Minutes.asking()).exists()
    assert Minutes.objects.filter(Minutes.written()).get().is_written


def test_an_older_version_comes_back_as_a_new_edition(scene, event):
    minutes = begun(scene, event, items=[item(said_en="First.")], summary_en="Old.")
    scene.ask(minutes)
    minutes = write(scene, Minutes.objects.get(), items=[item(said_en="Second.")], summary_en="New.")
    record = find_minutes(event, scene.pairing)
    restore_version(
        kind=kind_named("minutes"), record=record, version=record.version, number=1, **scene.by("counterpart")
    )
    minutes = Minutes.objects.get()
    assert (minutes.summary_en, minutes.items[0]["said_en"], minutes.edition) == ("Old.", "First.", 3)
    assert TextEdition.objects.of(minutes).count() == 3


def test_an_objection_stands_beside_the_text_and_the_other_side_is_told(scene, event):
    minutes = MinutesFactory(event=event, pairing=scene.pairing)
    objection = AddObjection.do(minutes, version=1, text=" We agreed on June. ", **scene.by("counterpart"))
    assert (objection.side, objection.edition, objection.text) == ("counterpart", 1, "We agreed on June.")
    mail = Mail.objects.get(kind="objection")
    assert mail.recipient == scene.people["eu"]
    assert "We agreed on June." in mail.text
    assert "June" not in mail.subject
    assert AuditEntry.objects.get(action="minutes-objection-add").parameters == {"edition": 1}
    assert open_objections([scene.pairing], Waiting([scene.pairing], clock.today())) == [objection]
    for role in ("eu", "staff", "neighbour"):
        with pytest.raises(NotAllowed):
            WithdrawObjection.do(objection, **scene.by(role))
    WithdrawObjection.do(objection, **scene.by("counterpart"))
    objection.refresh_from_db()
    assert objection.withdrawn_at == NOW
    assert open_objections([scene.pairing], Waiting([scene.pairing], clock.today())) == []
    with pytest.raises(AlreadyDone):
        WithdrawObjection.do(objection, **scene.by("counterpart"))


def test_who_may_not_object_to_what_and_when(scene, event):
    minutes = MinutesFactory(event=event, pairing=scene.pairing)
    for role in ("staff", "administrator", "authority", "observer", "neighbour"):
        with pytest.raises(NotAllowed):
            AddObjection.do(minutes, version=1, text="No", **scene.by(role))
    with pytest.raises(StaleRecord):
        AddObjection.do(minutes, version=2, text="No", **scene.by("eu"))
    for text, said in ((" ", "Write what you object to"), ("x" * 5001, "at most 5000")):
        with pytest.raises(DomainError, match=said):
            AddObjection.do(minutes, version=1, text=text, **scene.by("eu"))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        AddObjection.do(minutes, version=1, text="No", **scene.by("eu"))


def test_an_objection_of_a_closed_pairing_stays(scene, event):
    objection = MinutesObjectionFactory(minutes=MinutesFactory(event=event, pairing=scene.pairing))
    scene.pairing.status = "closed"
    scene.pairing.save(by=None)
    with pytest.raises(DomainError, match="closed"):
        WithdrawObjection.do(objection, **scene.by("counterpart"))
    objection.refresh_from_db()
    assert objection.withdrawn_at is None


def test_an_edit_answers_an_objection(scene, event):
    minutes = MinutesFactory(event=event, pairing=scene.pairing)
    MinutesObjectionFactory(minutes=minutes)
    assert open_objections([scene.pairing], Waiting([scene.pairing], clock.today()))
    write(scene, find_minutes(event, scene.pairing), summary_en="We agreed on June.")
    assert not open_objections([scene.pairing], Waiting([scene.pairing], clock.today()))
