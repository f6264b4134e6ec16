"""The mails by the clock: a period has ended, a report is near or late; to whom, in which language, and never twice."""

import datetime as dt

import pytest

from accounts.models import Mail
from core import clock
from partnerships.models import Membership
from partnerships.tasks.services import remind_of_deadlines
from reports.periods.services import mail_periods
from reports.tests.factories import CityUpdateFactory
from reports.tests.period_scene import DUE, ENDS, NOON, issued, period_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def sides(sides):
    jiwon = sides.people["counterpart"]
    jiwon.language = "ko"
    jiwon.save()
    Membership.objects.update(started_on=dt.date(2026, 1, 1))
    return sides


def sent(day):
    """Who is sent what on a day: pairs of the person and the kind, and nothing twice."""
    before = set(Mail.objects.values_list("pk", flat=True))
    at = dt.datetime.combine(day, dt.time(9), clock.STRAND_ZONE)
    with clock.fixed_at(at):
        number = sum(mail_periods(day))
        assert sum(mail_periods(day)) == 0
    rows = Mail.objects.exclude(pk__in=before)
    assert rows.count() == number
    return sorted((row.recipient.given_name, row.kind) for row in rows)


def names(sides, *roles):
    return [sides.people[role].given_name for role in roles]


def test_every_coordinator_is_asked_once_on_the_day_after_the_period(sides):
    period_of(sides)
    assert sent(ENDS) == []
    everybody = sorted((name, "update-asked") for name in names(sides, "eu", "counterpart", "neighbour"))
    assert sent(ENDS + DAY) == everybody
    assert sent(ENDS + 2 * DAY) == []
    mail = Mail.objects.get(recipient=sides.people["counterpart"])
    assert "2026. 11. 28.(토)" in mail.text
    assert "/updates/" in mail.text
    assert (
        "28 November 2026"
        in Mail.objects.get(recipient=sides.people["eu"]).subject + Mail.objects.get(recipient=sides.people["eu"]).text
    )


def test_near_its_day_those_who_are_missing_and_staff_are_told_once(sides):
    period = period_of(sides)
    CityUpdateFactory(period=period, participation=sides.pairing.counterpart, status="submitted")
    CityUpdateFactory(period=period, participation=sides.pairing.eu, status="returned")
    sent(ENDS + DAY)
    found = sent(DUE - 7 * DAY)
    assert found == sorted((name, "deadline-near") for name in names(sides, "eu", "neighbour", "staff"))
    assert sent(DUE - 6 * DAY) == sent(DUE) == []
    mail = Mail.objects.get(recipient=sides.people["staff"])
    assert "Barcelona" in mail.text
    assert "Busan" not in mail.text
    assert "7 days are left." in mail.html


def test_once_it_is_late_they_are_told_and_then_every_week(sides):
    period = period_of(sides)
    for side in ("eu", "counterpart"):
        CityUpdateFactory(period=period, participation=getattr(sides.pairing, side), status="accepted")
    late = sorted((name, "deadline-past") for name in names(sides, "neighbour", "staff"))
    assert sent(DUE + DAY) == late
    assert sent(DUE + 7 * DAY) == []
    assert sent(DUE + 8 * DAY) == late
    assert "1 day late" in Mail.objects.filter(recipient=sides.people["staff"]).earliest("pk").text


def test_another_due_day_is_told_of_anew(sides):
    period = period_of(sides)
    sent(DUE)
    sent(DUE - DAY)
    period.due_on = DUE + 2 * DAY
    period.save(by=None)
    assert ("Staff", "deadline-near") in sent(DUE)


@pytest.mark.parametrize("status", ["issued", "accepted", "returned"])
def test_of_a_report_that_went_out_the_clock_says_nothing(sides, status):
    issued(period_of(sides), status=status)
    assert sent(DUE + DAY) == []


def test_nobody_is_asked_for_what_was_skipped_or_is_long_past(sides):
    period_of(sides, skipped_at=NOON, skipped_reason="No.")
    period_of(sides, code="old", starts_on=dt.date(2017, 1, 1), ends_on=dt.date(2017, 6, 1), due_on=dt.date(2017, 7, 1))
    assert sent(DUE) == []


def test_who_wants_no_such_mails_gets_none_and_the_clock_sends_them(sides):
    period_of(sides)
    marta = sides.people["eu"]
    marta.mail_now = marta.mail_deadlines = False
    marta.save()
    with clock.fixed_at(dt.datetime.combine(DUE, dt.time(9), clock.STRAND_ZONE)):
        assert remind_of_deadlines() == Mail.objects.count() > 0
    assert not Mail.objects.filter(recipient=marta).exists()
    assert Mail.objects.filter(recipient=sides.people["staff"], kind="deadline-near").count() == 1


def test_a_name_passes_for_no_line_of_a_mail(sides):
    period_of(sides, name_en="Autumn\nhttps://evil.example <b>x</b>")
    sent(DUE)
    mail = Mail.objects.get(recipient=sides.people["eu"])
    assert "Autumn https://evil.example" in mail.text
    assert "<b>x</b>" not in mail.html
    assert "\n" not in mail.subject
