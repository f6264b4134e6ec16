"""What is done to a contact: recorded with what follows, edited, withdrawn, brought back; and what is refused."""

import datetime as dt

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.contacts.actions import AddContact, EditContact, RestoreContact, WithdrawContact
from partnerships.contacts.models import LONGEST_TEXT
from partnerships.contacts.selectors import side_of_sender
from partnerships.history.services import kind_of, restore_version
from partnerships.integrity import contradictions
from partnerships.models import Contact, FollowUp
from partnerships.tests.factories_together import CommentFactory, ContactFactory, ProjectFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 25, 17, 30, tzinfo=dt.UTC)  # 18:30 in Brussels, 02:30 of the next day in Seoul
TODAY = dt.date(2026, 11, 25)


@pytest.fixture
def scene(sides):
    return sides


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(NOW):
        yield


def record(scene, role="eu", follow_ups=(), **values):
    given = {"kind": "mail", "side": "eu", "on": TODAY, "what_en": "Sent the data."} | values
    return AddContact.do(scene.pairing, **scene.by(role), values=given, follow_ups=follow_ups)


def follows(**values):
    return {"what_en": "Send the rest", "side": "counterpart", "due_on": TODAY + dt.timedelta(days=9)} | values


@pytest.mark.parametrize("role", ["eu", "counterpart", "staff", "administrator"])
def test_both_sides_and_the_office_record_it(scene, role):
    row = record(scene, role)
    assert (row.code, row.author, row.author_label) == ("contact-1", scene.people[role], str(scene.people[role]))
    assert record(scene, role).code == "contact-2"
    entry = logged().filter(object_type="partnerships.contact").earliest("pk")
    assert (entry.action, entry.sentence) == ("contact-add", "Recorded a contact of 25 November 2026")
    assert (entry.pairing_id, entry.strand_id) == (scene.pairing.pk, scene.pairing.strand_id)


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_nobody_else_does(scene, role):
    row = record(scene)
    for act in (
        lambda: record(scene, role),
        lambda: EditContact.do(row, **scene.by(role), version=row.version, changes={"who": "Me"}),
        lambda: WithdrawContact.do(row, **scene.by(role), version=row.version, reason="No."),
        lambda: RestoreContact.do(row, **scene.by(role), version=row.version),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_nothing_is_done_in_a_pairing_that_is_over(scene, status):
    row = record(scene)
    scene.pairing.status = status
    scene.pairing.save(by=None)
    for act in (
        lambda: record(scene),
        lambda: EditContact.do(row, **scene.by("eu"), version=row.version, changes={"who": "Me"}),
        lambda: WithdrawContact.do(row, **scene.by("eu"), version=row.version, reason="No."),
    ):
        with pytest.raises(DomainError, match="Staff can reopen it"):
            act()


def test_what_follows_is_recorded_with_it_or_nothing_is(scene):
    row = record(
        scene, follow_ups=[follows(owner=scene.people["counterpart"]), follows(side="eu", what_ko="자료 송부")]
    )
    assert [(one.origin, one.side) for one in FollowUp.objects.order_by("pk")] == [(row, "counterpart"), (row, "eu")]
    wrong = [follows(due_on=TODAY - dt.timedelta(days=1)), follows(side=""), follows(owner=scene.people["eu"])]
    for one, field in zip(wrong, ["follow_due_on", "follow_side", "follow_owner"], strict=True):
        with pytest.raises(DomainError) as refused:
            record(scene, follow_ups=[follows(), one])
        assert refused.value.field == field
    assert (Contact.objects.count(), FollowUp.objects.count()) == (1, 2)
    assert list(contradictions()) == []


@pytest.mark.parametrize(
    ("values", "field", "words"),
    [
        ({"kind": "fax"}, "kind", "kind of contact"),
        ({"side": "both"}, "side", "Choose who"),
        ({"on": None}, "on", "Enter the day"),
        ({"on": TODAY + dt.timedelta(days=2)}, "on", "still to come"),
        ({"on": dt.date(1, 1, 1)}, "on", "too long ago"),
        ({"on": dt.date(9999, 12, 31)}, "on", "still to come"),
        ({"what_en": "  "}, "what", "Write what was said"),
        ({"what_en": "a" * (LONGEST_TEXT + 1)}, "what_en", "10001 characters, at most 10000"),
        ({"what_ko": "가" * 1_000_000}, "what_ko", "1000000 characters"),
        ({"who": "a" * 501}, "who", "at most 500"),
    ],
)
def test_what_is_refused_names_its_field(scene, values, field, words):
    with pytest.raises(DomainError, match=words) as refused:
        record(scene, **values)
    assert refused.value.field == field
    assert not Contact.objects.exists()


def test_the_longest_text_and_anything_in_it_is_kept_as_it_is(scene):
    text = ("<script>alert(1)</script> 😀 =1+1 " + "a" * LONGEST_TEXT)[:LONGEST_TEXT]
    row = Contact.objects.get(pk=record(scene, what_en=text).pk)
    assert row.what_en == text


def test_it_is_tomorrow_already_where_a_partner_is(scene):
    """In Seoul the next day has begun; in Barcelona it has not."""
    tomorrow = TODAY + dt.timedelta(days=1)
    city = scene.pairing.counterpart.partner.first_city
    for zone, begun in (("Europe/Madrid", False), ("Asia/Seoul", True)):
        for partner in (scene.pairing.eu.partner, scene.pairing.counterpart.partner):
            place = partner.first_city
            place.time_zone = "Europe/Madrid" if place.pk != city.pk else zone
            place.save(by=None)
        scene.pairing.refresh_from_db()
        if begun:
            assert record(scene, on=tomorrow).on == tomorrow
        else:
            with pytest.raises(DomainError, match="still to come"):
                record(scene, on=tomorrow)


def call(scene, start, **values):
    given = {"kind": "call", "starts_at": start, "minutes": 30, "time_zone": "Europe/Madrid", "on": start.date()}
    return record(scene, **given | values)


def test_a_call_keeps_its_hour_and_length_and_a_mail_its_hour(scene):
    start = dt.datetime(2026, 11, 25, 8, 0, tzinfo=dt.UTC)
    row = call(scene, start)
    assert (row.starts_at, row.minutes, row.time_zone) == (start, 30, "Europe/Madrid")
    row = call(scene, start, kind="mail")
    assert (row.starts_at, row.minutes, row.time_zone) == (start, None, "Europe/Madrid")
    row = call(scene, start, starts_at=None)
    assert (row.starts_at, row.minutes, row.time_zone) == (None, None, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"starts_at": NOW + dt.timedelta(minutes=1)}, "at"),
        ({"time_zone": ""}, "time_zone"),
        # At 08:00 in Madrid it is the same day in Honolulu no longer.
        ({"time_zone": "Pacific/Honolulu"}, "time_zone"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 1441}, "minutes"),
    ],
)
def test_an_hour_that_cannot_be_is_refused(scene, values, field):
    with pytest.raises(DomainError) as refused:
        call(scene, dt.datetime(2026, 11, 25, 7, 0, tzinfo=dt.UTC), **values)
    assert refused.value.field == field


def test_a_project_is_one_of_the_pairing(scene):
    own = ProjectFactory(pairing=scene.pairing)
    assert record(scene, project=own).project == own
    with pytest.raises(DomainError, match="another pairing"):
        record(scene, project=ProjectFactory())


def test_nothing_else_can_be_written(scene):
    with pytest.raises(ValueError, match="author_label"):
        record(scene, author_label="Somebody else")


def test_an_edit_changes_what_it_says_and_tells_the_history(scene):
    row = record(scene)
    edited = EditContact.do(
        row, **scene.by("counterpart"), version=row.version, changes={"what_ko": "자료 송부", "kind": "mail"}
    )
    assert (edited.what_en, edited.what_ko) == ("Sent the data.", "자료 송부")
    assert logged().latest("pk").parameters == {"fields": "what_ko"}
    with pytest.raises(AlreadyDone):
        EditContact.do(edited, **scene.by("eu"), version=edited.version, changes={"what_ko": "자료 송부"})
    with pytest.raises(StaleRecord):
        EditContact.do(row, **scene.by("eu"), version=1, changes={"who": "Marta"})
    with pytest.raises(DomainError):
        EditContact.do(edited, **scene.by("eu"), version=edited.version, changes={"what_en": "", "what_ko": ""})


def test_an_older_text_is_given_back_from_the_history(scene):
    row = record(scene)
    row = EditContact.do(row, **scene.by("eu"), version=1, changes={"what_en": "Sent nothing."})
    restore_version(**scene.by("counterpart"), kind=kind_of(row), record=row, version=2, number=1)
    row.refresh_from_db()
    assert (row.what_en, row.version) == ("Sent the data.", 3)


def test_a_withdrawn_contact_stays_with_its_reason_and_comes_back(scene):
    row = record(scene)
    with pytest.raises(DomainError, match="Give a reason") as refused:
        WithdrawContact.do(row, **scene.by("eu"), version=row.version, reason=" ")
    assert refused.value.field == "reason"
    gone = WithdrawContact.do(row, **scene.by("eu"), version=row.version, reason="It was another city.")
    assert (gone.withdrawn_at, gone.withdrawn_reason) == (NOW, "It was another city.")
    assert not Contact.objects.active().exists()
    # Whoever does the same a moment later hears that it is done.
    with pytest.raises(AlreadyDone):
        WithdrawContact.do(row, **scene.by("counterpart"), version=1, reason="Never held.")
    with pytest.raises(DomainError, match="Bring it back before"):
        EditContact.do(gone, **scene.by("eu"), version=gone.version, changes={"who": "Marta"})
    back = RestoreContact.do(gone, **scene.by("counterpart"), version=gone.version)
    assert (back.withdrawn_at, back.withdrawn_reason, back.what_en) == (None, "", "Sent the data.")
    told = AuditEntry.objects.filter(action__in=["contact-withdraw", "contact-restore"]).order_by("pk")
    assert [(entry.actor, entry.reason) for entry in told] == [
        (scene.people["eu"], "It was another city."),
        (scene.people["counterpart"], ""),
    ]
    with pytest.raises(AlreadyDone):
        RestoreContact.do(gone, **scene.by("eu"), version=gone.version)


@pytest.mark.parametrize(("days", "far"), [(0, False), (365, False), (366, True)])
def test_a_day_of_more_than_a_year_ago_is_worth_a_second_look(days, far):
    assert Contact(on=TODAY - dt.timedelta(days=days)).is_long_ago is far


@pytest.mark.parametrize(
    ("name", "address", "side"),
    [
        ("Marta Soler", "", "eu"),
        ("soler  marta", "", "eu"),
        ("Jiwon Kim", "", "counterpart"),
        ("", "ADDRESS", "eu"),
        ("Dr. Marta SOLER (Ajuntament de Barcelona)", "", "eu"),
        ("김지원 주무관", "", "counterpart"),
        ("김지원님", "", "counterpart"),
        ("국제협력과/김지원주무관(부산광역시)", "", "counterpart"),
        ("김지", "", ""),
        # The words of both.
        ("Marta Soler, 김지원", "", ""),
        ("Marta", "", ""),
        ("Staff Soler", "", ""),
        ("", "", ""),
        ("Nobody", "nobody@example.org", ""),
    ],
)
def test_the_side_of_who_wrote_is_known_by_name_or_address(scene, name, address, side):
    if address == "ADDRESS":
        address = scene.people["eu"].email
    scene.people["counterpart"].name_native = "김지원"
    scene.people["counterpart"].save()
    assert side_of_sender(scene.pairing, name=name, address=address) == side


def test_check_records_finds_what_points_into_another_pairing_or_nowhere(scene):
    ContactFactory(pairing=scene.pairing, project=ProjectFactory())
    CommentFactory(pairing=scene.pairing, record=ProjectFactory())
    lost = CommentFactory(pairing=scene.pairing)
    lost.record_id = 99_999_999
    lost.save(by=None)
    said = [what for name, what in contradictions() if name.startswith(("contact ", "comment "))]
    assert said == [
        "“project” leads to another pairing",
        "the record it is on belongs to another pairing",
        "the record it is on is gone",
    ]
