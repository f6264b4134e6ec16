"""Calendars, read back as a calendar program reads them: days, hours, what changed, what was cancelled."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from core import clock
from core.errors import DomainError
from events.agendas.actions import EditItem, ReleaseAgenda, RemoveItem
from events.agendas.selectors import digest_of, draft_lines
from events.calendars.actions import MOST, MakeFeed, RevokeFeed
from events.calendars.selectors import find_feed, read_feed
from events.events.state_actions import CancelEvent
from events.models import CalendarFeed
from events.tests.factories import AgendaItemFactory, CalendarFeedFactory, EventFactory, event_of
from partnerships.people.selectors import read_grants
from partnerships.tests.factories import CityFactory, PairingFactory, StrandFactory, period
from partnerships.tests.roles import person

pytestmark = pytest.mark.django_db


def by_uid(content):
    """The entries of a file by the last part of their UID."""
    rows = Calendar.from_ical(content).walk("VEVENT")
    return {str(row["UID"]).partition("@")[0].rpartition(".")[2]: row for row in rows}


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def staff(pairing):
    return person("staff", pairing)


def as_role(client, role, pairing):
    user = person(role, pairing)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return user


def visit(pairing, **values):
    city = CityFactory(time_zone="Europe/Madrid", name_en="Barcelona")
    return event_of(pairing, cities=[city], forecast=period("2027-01-06", "2027-01-08"), **values)


def release(event, by):
    event = type(event).objects.with_names().get(pk=event.pk)
    grants = read_grants(by)
    return ReleaseAgenda.do(event, by=by, grants=grants, seen=digest_of(draft_lines(event)))


def read(client, event):
    answer = client.get(reverse("events:event-calendar", args=[event.strand.code, event.code]))
    assert answer.status_code == 200
    return answer.content


@pytest.mark.one_database
def test_a_mission_is_a_span_of_whole_days_with_its_parts_inside(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    mission = EventFactory(
        strand=pairing.strand, kind="mission", all_pairings=True, forecast=period("2027-01-04", "2027-01-08")
    )
    part = visit(pairing, part_of=mission)
    found = by_uid(read(client, mission))
    assert set(found) == {mission.code, part.code}
    whole = found[mission.code]
    assert (whole["DTSTART"].dt, whole["DTEND"].dt) == (dt.date(2027, 1, 4), dt.date(2027, 1, 9))
    assert found[part.code]["DTSTART"].dt == dt.date(2027, 1, 6)
    assert whole["TRANSP"] == "TRANSPARENT"


@pytest.mark.one_database
def test_released_hours_stand_on_the_clock_of_their_place_with_its_changes(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    event = visit(pairing)
    item = AgendaItemFactory(event=event, position=1, day="2027-01-06", starts_at=dt.time(9, 30), ends_at=dt.time(11))
    assert f"item-{item.pk}" not in by_uid(read(client, event))
    release(event, staff)
    content = read(client, event)
    entry = by_uid(content)[f"item-{item.pk}"]
    assert entry["DTSTART"].dt == dt.datetime(2027, 1, 6, 9, 30, tzinfo=ZoneInfo("Europe/Madrid"))
    assert entry["DTEND"].dt.time() == dt.time(11)
    assert [str(zone["TZID"]) for zone in Calendar.from_ical(content).walk("VTIMEZONE")] == ["Europe/Madrid"]


def test_a_change_raises_the_sequence_under_the_same_uid(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    event = visit(pairing)
    item = AgendaItemFactory(event=event, position=1, day="2027-01-06", starts_at=dt.time(9, 30))
    gone = AgendaItemFactory(event=event, position=2, day="2027-01-06", starts_at=dt.time(14))
    release(event, staff)
    before = by_uid(read(client, event))
    grants = read_grants(staff)
    EditItem.do(item, by=staff, grants=grants, version=item.version, changes={"starts_at": dt.time(10)})
    gone.refresh_from_db()
    RemoveItem.do(gone, by=staff, grants=grants, version=gone.version)
    release(event, staff)
    after = by_uid(read(client, event))
    assert set(after) == set(before)
    key = f"item-{item.pk}"
    assert after[key]["SEQUENCE"] > before[key]["SEQUENCE"]
    assert after[key]["DTSTART"].dt.time() == dt.time(10)
    assert after[f"item-{gone.pk}"]["STATUS"] == "CANCELLED"


def test_the_first_release_follows_what_an_item_from_sources_counted(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    event = visit(pairing)
    item = AgendaItemFactory(event=event, position=1, day="2027-01-06", starts_at=dt.time(9, 30), from_sources=True)
    for hour in (10, 11, 12):
        item.starts_at = dt.time(hour)
        item.save(by=None)
    key = f"item-{item.pk}"
    before = by_uid(read(client, event))[key]
    release(event, staff)
    assert by_uid(read(client, event))[key]["SEQUENCE"] > before["SEQUENCE"]


@pytest.mark.one_database
def test_a_cancelled_event_is_cancelled_in_calendars_too(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    event = visit(pairing)
    published = read(client, event)
    before = by_uid(published)[event.code]
    assert before.get("STATUS") != "CANCELLED"
    assert Calendar.from_ical(published)["METHOD"] == "PUBLISH"
    CancelEvent.do(event, by=staff, grants=read_grants(staff), version=event.version, reason="The hall burnt down.")
    taken_back = read(client, event)
    after = by_uid(taken_back)[event.code]
    assert after["STATUS"] == "CANCELLED"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert Calendar.from_ical(taken_back)["METHOD"] == "CANCEL"


@pytest.mark.one_database
def test_a_month_is_no_day_and_makes_no_entry(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    event = event_of(pairing, forecast=period("2027-01"))
    AgendaItemFactory(event=event, position=1, day="2027-01", starts_at=dt.time(9))
    release(event, staff)
    assert by_uid(read(client, event)) == {}


@pytest.mark.one_database
def test_an_hour_that_the_clocks_leave_out_makes_no_entry(client, pairing, staff):
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    event = event_of(
        pairing, cities=[CityFactory(time_zone="Europe/Madrid")], forecast=period("2027-03-28"), status="held"
    )
    AgendaItemFactory(event=event, position=1, day="2027-03-28", starts_at=dt.time(2, 30), from_sources=True)
    assert set(by_uid(read(client, event))) == {event.code}


@pytest.mark.one_database
@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_texts_are_the_readers_own(client, pairing, language):
    user = person("observer", pairing)
    user.language = language
    user.save()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    event = visit(pairing, title_en="Visit, to Barcelona; day 1", title_ko="바르셀로나 방문, 첫날")
    summary = str(by_uid(read(client, event))[event.code]["SUMMARY"])
    assert summary == {"en": "Visit, to Barcelona; day 1", "ko": "바르셀로나 방문, 첫날"}[language]


def test_a_coordinators_own_events_are_those_of_the_own_pairings(client, pairing):
    other = PairingFactory(strand=pairing.strand)
    mine, theirs = visit(pairing), visit(other)
    everybody = EventFactory(strand=pairing.strand, all_pairings=True, forecast=period("2027-02-01"))
    as_role(client, "eu", pairing)
    found = by_uid(client.get(reverse("events:my-calendar")).content)
    assert set(found) == {mine.code, everybody.code}
    assert theirs.code not in found


def test_an_address_opens_without_signing_in_and_is_shown_once(client, pairing):
    user = as_role(client, "eu", pairing)
    event = visit(pairing)
    answer = client.post(reverse("events:feed-add"), {"once": "a"})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    address = answer.context["message"]
    token = address.rpartition("/")[2].removesuffix(".ics")
    feed = CalendarFeed.objects.get(user=user)
    assert token not in (feed.token_hash, str(feed))
    assert address not in client.get(reverse("events:feed-list")).content.decode()
    client.logout()
    assert set(by_uid(client.get(reverse("events:feed", args=[token])).content)) == {event.code}
    feed.refresh_from_db()
    assert feed.last_read_on == clock.today()


def test_a_second_click_makes_no_second_address_and_shows_none(client, pairing):
    as_role(client, "eu", pairing)
    address = client.post(reverse("events:feed-add"), {"once": "a"}).context["message"]
    again = client.post(reverse("events:feed-add"), {"once": "a"}, follow=True)
    assert again.redirect_chain == [(reverse("events:feed-list"), 302)]
    assert "nothing was done a second time" in again.text
    assert address.rpartition("/")[2] not in again.text
    assert CalendarFeed.objects.count() == 1


@pytest.mark.security("V9")
def test_a_revoked_address_opens_nothing(client, pairing):
    user = as_role(client, "eu", pairing)
    feed = CalendarFeedFactory(user=user, token="open-sesame")
    address = reverse("events:feed", args=["open-sesame"])
    assert client.get(address).status_code == 200
    assert client.post(reverse("events:feed-revoke", args=[feed.pk]), {"once": "a"}).status_code == 302
    assert client.get(address).status_code == 404


@pytest.mark.security("V8")
def test_whoever_has_left_gets_nothing_more(client, pairing):
    user = person("eu", pairing)
    CalendarFeedFactory(user=user, kind="pairing", pairing=pairing, token="mine")
    address = reverse("events:feed", args=["mine"])
    assert client.get(address).status_code == 200
    for membership in user.memberships.all():
        membership.ended_on = membership.started_on
        membership.save(by=None)
    with clock.fixed_at(clock.now() + dt.timedelta(days=2)):
        assert client.get(address).status_code == 404


def test_whoever_may_not_sign_in_any_more_gets_nothing(client, pairing):
    user = person("observer", pairing)
    feed = CalendarFeedFactory(user=user, token="mine")
    assert find_feed("mine") == feed
    user.is_active = False
    user.save()
    assert find_feed("mine") is None
    assert client.get(reverse("events:feed", args=["mine"])).status_code == 404


def test_whoever_reads_another_strand_alone_by_now_gets_no_empty_calendar_of_the_old_one(pairing):
    user = person("observer", PairingFactory(strand=StrandFactory()))
    feed = CalendarFeedFactory(user=user, kind="pairing", pairing=pairing, token="old")
    assert read_feed(feed) is None
    assert b"BEGIN:VEVENT" not in (read_feed(CalendarFeedFactory(user=user, token="own")) or b"BEGIN:VEVENT")


def test_one_person_keeps_twenty_addresses_and_no_more(pairing):
    user = person("observer", pairing)
    act = {"by": user, "grants": read_grants(user)}
    feeds = [CalendarFeedFactory(user=user, token=f"number-{number}") for number in range(MOST - 1)]
    MakeFeed.do(CalendarFeed(user=user), **act)
    with pytest.raises(DomainError, match="Revoke one first"):
        MakeFeed.do(CalendarFeed(user=user), **act)
    RevokeFeed.do(feeds[0], **act)
    MakeFeed.do(CalendarFeed(user=user), **act)
    assert CalendarFeed.objects.active().filter(user=user).count() == MOST


def test_nobody_subscribes_to_what_they_do_not_read(client, pairing):
    as_role(client, "eu", pairing)
    foreign = event_of(PairingFactory(strand=StrandFactory()))
    answer = client.get(reverse("events:feed-add"), {"strand": foreign.strand.code, "event": foreign.code})
    assert answer.status_code == 404


def test_nobody_revokes_anothers_address(client, pairing):
    as_role(client, "eu", pairing)
    feed = CalendarFeedFactory(user=person("staff", pairing))
    assert client.post(reverse("events:feed-revoke", args=[feed.pk]), {"once": "a"}).status_code == 404
    feed.refresh_from_db()
    assert feed.revoked_at is None


@pytest.mark.one_database
def test_a_calendar_costs_the_same_however_full_it_is(client, pairing, staff):
    CalendarFeedFactory(user=staff, token="mine", last_read_on=clock.today())
    address = reverse("events:feed", args=["mine"])
    costs = []
    for more in (1, 7):
        for _number in range(more):
            event = visit(pairing)
            AgendaItemFactory(event=event, position=1, day="2027-01-06", starts_at=dt.time(9))
            release(event, staff)
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        costs.append((len(by_uid(answer.content)), len(captured)))
    (few, cost), (many, same) = costs
    assert (few, many, same) == (2, 16, cost)
