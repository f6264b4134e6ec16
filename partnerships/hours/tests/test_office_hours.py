"""A partner's office hours and closing days: who may change them, what is refused, what is remembered."""

import datetime as dt

import pytest
from django.utils.translation import override

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import arranging
from partnerships.history.pairing_history import acts_in
from partnerships.hours.actions import AddClosingDay, EditHours, RemoveClosingDay
from partnerships.hours.selectors import DAY, days_off
from partnerships.models import ClosingDay
from partnerships.programmes.services import copy_participations
from partnerships.tests.factories import PairingFactory, StrandFactory
from partnerships.tests.factories_together import ClosingDayFactory
from partnerships.tests.hours_story import homeless, in_their_places, office_url
from partnerships.tests.milestone_pages import filled, follow, said
from partnerships.tests.once_pages import ENGLISH, KOREAN, check_once, wanted

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]
TEN, FOUR = dt.time(10), dt.time(16)


@pytest.fixture
def busan(sides):
    return in_their_places(sides).counterpart


def edit(sides, participation, role="counterpart", version=None, **changes):
    version = version or participation.version
    return EditHours.do(participation, version=version, changes=changes, **sides.by(role))


def close(sides, participation, role="counterpart", **values):
    given = {"starts_on": dt.date(2026, 12, 24), "ends_on": None, "name": "Town festival"} | values
    return AddClosingDay.do(participation, **sides.by(role), **given)


@pytest.mark.parametrize("role", ["counterpart", "staff", "administrator"])
def test_the_partner_itself_and_the_office_change_its_hours(sides, busan, role):
    edit(sides, busan, role, opens_at=TEN, closes_at=FOUR)
    busan.refresh_from_db()
    assert (busan.opens_at, busan.closes_at, busan.version) == (TEN, FOUR, 2)
    entry = AuditEntry.objects.get(action="hours-edit")
    assert (entry.strand_id, entry.actor) == (busan.strand_id, sides.people[role])
    assert entry.sentence == "Changed the office hours: Office closes, Office opens"
    assert busan.history.count() == 2


@pytest.mark.parametrize("role", ["eu", "authority", "observer", "neighbour"])
def test_nobody_else_does(sides, busan, role):
    day = ClosingDayFactory(participation=busan)
    with pytest.raises(NotAllowed):
        edit(sides, busan, role, opens_at=TEN)
    with pytest.raises(NotAllowed):
        close(sides, busan, role)
    with pytest.raises(NotAllowed):
        RemoveClosingDay.do(day, version=day.version, **sides.by(role))
    assert ClosingDay.objects.count() == 1
    assert not AuditEntry.objects.filter(action__startswith="closing-day").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"opens_at": dt.time(18)}, "closes_at"),
        ({"opens_at": FOUR, "closes_at": TEN}, "closes_at"),
        ({"holiday_region": "SCT"}, "holiday_region"),
    ],
)
def test_hours_that_make_no_sense_are_refused(sides, busan, changes, field):
    with pytest.raises(DomainError) as refused:
        edit(sides, busan, **changes)
    assert refused.value.field == field
    busan.refresh_from_db()
    assert busan.version == 1


def test_a_region_is_one_of_the_partners_country(sides, busan):
    barcelona = in_their_places(sides).eu
    edit(sides, barcelona, "eu", holiday_region="CT")
    barcelona.refresh_from_db()
    assert barcelona.holiday_region == "CT"
    homeless(sides)
    with pytest.raises(DomainError):
        edit(sides, read_anew(busan), holiday_region="11")


def read_anew(participation):
    return type(participation).objects.for_page().get(pk=participation.pk)


def test_nothing_is_saved_twice_or_over_a_newer_version(sides, busan):
    with pytest.raises(AlreadyDone):
        edit(sides, busan, opens_at=dt.time(9))
    edit(sides, busan, opens_at=TEN)
    with pytest.raises(StaleRecord):
        edit(sides, busan, version=1, opens_at=dt.time(8))
    with pytest.raises(ValueError, match="not edited by"):
        edit(sides, busan, version=2, note="x")


def test_closing_days_come_and_go_with_a_trace(sides, busan):
    day = close(sides, busan, ends_on=dt.date(2026, 12, 31), name=" Year's end ")
    assert (day.starts_on, day.ends_on, day.name) == (dt.date(2026, 12, 24), dt.date(2026, 12, 31), "Year's end")
    assert close(sides, busan, "staff", starts_on=dt.date(2027, 1, 4)).ends_on == dt.date(2027, 1, 4)
    RemoveClosingDay.do(day, version=day.version, **sides.by("counterpart"))
    assert ClosingDay.objects.count() == 1
    with pytest.raises(StaleRecord):
        RemoveClosingDay.do(day, version=day.version, **sides.by("counterpart"))
    told = [(entry.sentence, entry.object_label) for entry in AuditEntry.objects.filter(action__contains="closing-day")]
    assert ("Removed from the closing days: 24–31 December 2026", "Year's end") in told
    assert ("Added to the closing days: 24–31 December 2026", "Year's end") in told
    assert "Added to the closing days: 4 January 2027" in dict(told)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"ends_on": dt.date(2026, 12, 23)}, "ends_on"),
        ({"ends_on": dt.date(2027, 12, 24)}, "ends_on"),
        ({"starts_on": dt.date(1026, 12, 24)}, "starts_on"),
    ],
)
def test_closing_days_that_make_no_sense_are_refused(sides, busan, values, field):
    with pytest.raises(DomainError) as refused:
        close(sides, busan, **values)
    assert refused.value.field == field
    assert not ClosingDay.objects.exists()


def test_the_same_days_are_not_added_twice(sides, busan):
    close(sides, busan, ends_on=dt.date(2026, 12, 31))
    with pytest.raises(DomainError, match="closed on these days already"):
        close(sides, busan, starts_on=dt.date(2026, 12, 26))
    close(sides, busan, starts_on=dt.date(2026, 12, 30), ends_on=dt.date(2027, 1, 3))


def test_the_coordinator_sets_hours_and_closing_days_on_the_partners_page(client, sides, busan):
    client.force_login(sides.people["counterpart"])
    page = client.get(busan.get_absolute_url())
    assert "Office hours" in said(page)
    assert "09:00–18:00" in said(page)
    address = office_url(busan)
    page = follow(client, client.post(address, filled(client.get(address)) | {"opens_at": "10:00"}))
    assert "10:00–18:00" in said(page)
    address = office_url(busan, "closing-day-add")
    given = {"starts_on": "2026-12-24", "ends_on": "2026-12-25", "name": "개청 기념일"}
    page = follow(client, client.post(address, filled(client.get(address)) | given))
    assert "24–25 December 2026: 개청 기념일" in said(page).replace('<span lang="ko">', "")
    day = ClosingDay.objects.get()
    address = office_url(busan, "closing-day-remove", day.pk)
    question = client.get(address)
    assert "24–25 December 2026, “개청 기념일”" in said(question)
    page = follow(client, client.post(address, filled(question)))
    assert "Removed. If that was a mistake, add the days again." in said(page)
    assert not ClosingDay.objects.exists()


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"opens_at": "25:00"}, "Enter a valid time."),
        ({"opens_at": ""}, "This field is required."),
        ({"opens_at": "19:00"}, "The office closes before it opens."),
        ({"holiday_region": "moon"}, "Select a valid choice."),
    ],
)
def test_a_form_that_is_refused_keeps_the_input(client, sides, busan, values, refusal):
    client.force_login(sides.people["counterpart"])
    address = office_url(busan)
    page = client.post(address, filled(client.get(address)) | values)
    assert page.status_code == 422
    assert refusal in said(page)


def test_of_two_who_edit_the_hours_the_second_is_told(client, sides, busan):
    client.force_login(sides.people["counterpart"])
    address = office_url(busan)
    data = filled(client.get(address)) | {"opens_at": "10:00"}
    edit(sides, busan, "staff", closes_at=dt.time(17))
    page = client.post(address, data)
    assert page.status_code == 409
    assert "Someone else changed this meanwhile." in said(page)


def test_a_partner_keeps_its_office_hours_in_the_next_round(sides, busan):
    edit(sides, busan, opens_at=TEN, holiday_region="")
    barcelona = in_their_places(sides).eu
    edit(sides, barcelona, "eu", holiday_region="CT")
    rows = list(type(busan).objects.filter(pk__in=[busan.pk, barcelona.pk]).order_by("side"))
    with arranging():
        copies = copy_participations(by=sides.people["staff"], row=StrandFactory(), participations=rows)
    assert copies[busan.pk].opens_at == TEN
    assert copies[barcelona.pk].holiday_region == "CT"


def test_a_closing_day_of_another_partner_is_not_found(client, sides, busan):
    other = ClosingDayFactory(participation=sides.pairing.eu)
    client.force_login(sides.people["staff"])
    assert client.get(office_url(busan, "closing-day-remove", other.pk)).status_code == 404


def test_a_pairing_tells_of_the_offices_of_its_own_partners_alone(sides, busan):
    day = close(sides, busan)
    edit(sides, busan, opens_at=TEN)
    RemoveClosingDay.do(day, version=day.version, **sides.by("counterpart"))
    elsewhere = PairingFactory(strand=sides.pairing.strand)
    told = [
        {act.action for act in acts_in(pairing=pairing, grants=sides.grants("staff"))}
        for pairing in (sides.pairing, elsewhere)
    ]
    assert told == [{"closing-day-add", "closing-day-remove", "hours-edit"}, set()]


def test_why_an_office_is_closed_is_read_in_the_own_language_until_it_is_over(client, sides, busan):
    day = ClosingDayFactory(participation=sides.pairing.eu, name=ENGLISH)
    page = sides.pairing.eu.get_absolute_url()
    check_once(client, sides, day, "name", page)
    assert days_off([day.participation], day.starts_on, day.starts_on)[day.participation_id] == {day.starts_on: ENGLISH}
    with override("ko"):
        assert days_off([day.participation], day.starts_on, day.starts_on)[day.participation_id].popitem()[1] == KOREAN
    again = ClosingDayFactory(participation=sides.pairing.eu, starts_on=day.starts_on - DAY, name=ENGLISH)
    assert again.language_wanted("name") == ""
    assert wanted(client, sides, "eu", "name") == []
