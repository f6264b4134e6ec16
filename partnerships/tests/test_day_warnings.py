"""Date fields warn of either side's days off, beside the field and after saving, and refuse nothing."""

import datetime as dt

import pytest
from django.urls import reverse

from core.periods import PartialDate
from partnerships.follow_ups.actions import FollowUpAddForm, FollowUpEditForm
from partnerships.hours.selectors import day_warnings
from partnerships.models import ActionPlan, FollowUp, Milestone
from partnerships.tests.factories import FollowUpFactory
from partnerships.tests.factories_together import ClosingDayFactory
from partnerships.tests.follow_up_pages import url as follow_ups_url
from partnerships.tests.hours_story import homeless, hours_url, in_their_places
from partnerships.tests.milestone_pages import filled, follow, open_form, said, url
from partnerships.tests.waiting_rows import ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_25_november")]


@pytest.fixture
def pairing(sides):
    pairing = in_their_places(sides)
    ClosingDayFactory(
        participation=pairing.counterpart,
        starts_on=dt.date(2026, 12, 3),
        ends_on=dt.date(2026, 12, 4),
        name="Festival of the port",
    )
    return pairing


def told(client, pairing, day, language="en"):
    """What a field of the pairing's pages says of a day."""
    found = client.get("/date/", {"text": day, "page": follow_ups_url(pairing, "add")}, HTTP_ACCEPT_LANGUAGE=language)
    return found.json()["off"]


@pytest.mark.one_database
def test_beside_the_field_the_days_off_of_both_sides_are_told(client, sides, pairing):
    client.force_login(sides.people["eu"])
    assert told(client, pairing, "2026-12-08") == ["Barcelona does not work on this day: Immaculate Conception."]
    assert told(client, pairing, "2026-12-04") == ["Busan does not work on this day: Festival of the port."]
    assert told(client, pairing, "2026-12-25") == ["Neither side works on this day: Christmas Day."]
    assert told(client, pairing, "2026-12-05") == ["Neither side works on this day: weekend."]
    assert told(client, pairing, "2026-12-09") == []
    assert told(client, pairing, "2027-02-09") != []
    assert any("설날" in words for words in told(client, pairing, "2027-02-08", "ko"))
    homeless(sides)
    # Without a city there are no public holidays, but closing days there are.
    assert told(client, pairing, "2026-12-04") == ["Busan does not work on this day: Festival of the port."]
    assert len(told(client, pairing, "2026-12-25")) == 1


@pytest.mark.one_database
def test_a_follow_up_until_a_holiday_is_saved_and_said(client, sides, pairing):
    client.force_login(sides.people["eu"])
    data = filled(client.get(follow_ups_url(pairing, "add")))
    given = {"what": "Send the draft", "side": "eu", "due_on": "2026-12-25"}
    page = follow(client, client.post(follow_ups_url(pairing, "add"), data | given))
    assert "Added to the follow-ups." in said(page)
    assert "On 25 December 2026 neither side works: Christmas Day." in said(page)
    assert FollowUp.objects.get().due_on == dt.date(2026, 12, 25)
    page = follow(client, client.post(follow_ups_url(pairing, "add"), data | given | {"due_on": "2026-12-09"}))
    assert "does not work:" not in said(page)
    assert "neither side works:" not in said(page)


@pytest.mark.one_database
def test_a_weekend_is_said_where_a_milestone_is_moved_to_and_where_it_stands(client, sides, pairing, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    given = {"forecast_start_text": "2026-12-04", "forecast_end_text": "2026-12-05", "reason": "The mayor is away."}
    page = follow(client, client.post(url(meeting, "reschedule"), data | given))
    words = "On 5 December 2026 neither side works: weekend."
    assert said(page).count(words) == 2
    page = said(client.get(meeting.get_absolute_url()))
    assert words in page
    assert "On 4 December 2026 Busan does not work: Festival of the port." in page
    assert "4–5 December 2026 Busan: Festival of th…" in said(client.get(pairing.get_absolute_url()))
    row = Milestone.objects.get(pk=meeting.pk)
    row.status, row.actual = "done", row.forecast
    row.save(by=None)
    assert "neither side works" not in said(client.get(meeting.get_absolute_url()))


@pytest.mark.one_database
def test_an_edit_warns_of_the_day_that_it_changes_only(client, sides, pairing):
    row = FollowUpFactory(pairing=pairing, due_on=dt.date(2026, 12, 25), side="eu")
    client.force_login(sides.people["eu"])
    form = FollowUpEditForm(record=row)
    data = {name: form[name].value() or "" for name in form.fields}
    address = follow_ups_url(pairing, row.code, "edit")
    page = follow(client, client.post(address, data | {"what_en": "Send it"}))
    assert "Saved." in said(page)
    assert "On 25 December 2026" not in said(page)
    row.refresh_from_db()
    data |= {"once": "another", "seen_version": row.version, "what_en": "Send it", "due_on": "2026-12-08"}
    page = follow(client, client.post(address, data))
    assert "On 8 December 2026 Barcelona does not work: Immaculate Conception." in said(page)


@pytest.mark.one_database
def test_moving_reporting_and_adding_a_milestone_warn_too(client, sides, pairing, meeting):
    data = open_form(client, sides, "counterpart", meeting, "reschedule")
    page = follow(
        client,
        client.post(
            url(meeting, "reschedule"),
            data
            | {"forecast_start_text": "2026-12-04", "forecast_end_text": "2026-12-08", "reason": "The mayor is away."},
        ),
    )
    assert "Moved to 4–8 December 2026." in said(page)
    assert "On 4 December 2026 Busan does not work: Festival of the port." in said(page)
    assert "On 8 December 2026 Barcelona does not work: Immaculate Conception." in said(page)
    data = open_form(client, sides, "counterpart", meeting, "report")
    given = {"actual_start_text": "2026-10-12", "actual_end_text": "2026-10-13", "reason": "It was earlier."}
    page = follow(client, client.post(url(meeting, "report"), data | given))
    assert "On 12 October 2026 Barcelona does not work: National Day." in said(page)


@pytest.mark.one_database
def test_a_contact_warns_of_its_day_and_of_the_day_of_what_follows_only_if_something_does(client, sides, pairing):
    client.force_login(sides.people["eu"])
    address = hours_url(pairing, "contact-add")
    given = {"kind": "mail", "on": "2026-11-24", "what": "Sent the draft", "follow_due_on": "2026-12-08", "side": "eu"}
    page = follow(client, client.post(address, filled(client.get(address)) | given))
    assert "does not work" not in said(page)
    page = client.get(address)
    follows = {"follow_what": "Answer it", "follow_whom": "counterpart"}
    page = follow(client, client.post(address, filled(page) | given | follows))
    assert "On 8 December 2026 Barcelona does not work: Immaculate Conception." in said(page)


def test_an_internal_approval_until_a_closing_day_is_kept_and_said(client, sides, pairing):
    plan = ActionPlan(pairing=pairing, vision_en="A greener port.")
    plan.save(by=None)
    word = ask(plan, dt.date(2026, 11, 24)).confirmations.get(side="counterpart")
    client.force_login(sides.people["counterpart"])
    address = reverse("partnerships:confirmation-approval", args=[pairing.strand.code, pairing.code, word.pk])
    page = client.get(address)
    given = {"until": "2026-12-04", "function": "Director of International Relations"}
    page = follow(client, client.post(address, filled(page) | given))
    assert "On 4 December 2026 Busan does not work: Festival of the port." in said(page)
    word.refresh_from_db()
    assert word.approval_until == dt.date(2026, 12, 4)


def test_a_month_is_no_day_off(pairing):
    form = FollowUpAddForm(pairing=pairing)
    form.cleaned_data = {"due_on": None}
    assert day_warnings(form, pairing, "due_on") == []
    form.cleaned_data = {"due_on": PartialDate.parse("2026-12")}
    assert day_warnings(form, pairing, "due_on") == []
    form.cleaned_data = {"due_on": dt.datetime(2026, 12, 8, 9, tzinfo=dt.UTC)}
    assert day_warnings(form, pairing, "due_on") == [
        "On 8 December 2026 Barcelona does not work: Immaculate Conception."
    ]
