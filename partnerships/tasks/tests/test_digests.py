"""The summary of every Monday: seven links at most, in the reader's own morning, nothing where nothing waits."""

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from core import clock
from core.parts import Task
from partnerships.tasks import services as reminders
from partnerships.tasks.services import send_digests
from partnerships.tests.factories import (
    DeputyFactory,
    MembershipFactory,
    MilestoneFactory,
    StrandRoleFactory,
    period,
)

pytestmark = pytest.mark.django_db
# A Wednesday, and the Monday after it.
DAY, MONDAY = dt.date(2027, 3, 10), dt.date(2027, 3, 15)


@pytest.fixture
def on(mailed_on):
    """Lets the clock run at noon of a day; returns whom it wrote to."""
    return partial(mailed_on, send_digests)


def task(number, due=None, **more):
    return Task(
        verb="Confirm",
        thing=f"Thing {number}",
        language="en",
        url=f"/thing/{number}/",
        why="It was asked.",
        due=due,
        button="Open",
        **more,
    )


@pytest.fixture
def tasks(monkeypatch):
    """What waits for everybody, instead of what the apps contribute."""
    found = []
    monkeypatch.setattr(reminders, "collect", lambda _place, **_facts: list(found))
    return found


def test_the_summary_has_seven_links_most_urgent_first(on, marta, tasks, mailoutbox):
    tasks += [task(number, DAY + dt.timedelta(days=20 - number)) for number in range(9)]
    tasks += [task("later"), task("theirs", DAY, mine=False)]
    assert on(MONDAY) == ["marta@example.org"]
    (mail,) = mailoutbox
    assert mail.subject == "10 tasks wait for you this week"
    shown = [line for line in mail.body.splitlines() if "/thing/" in line]
    assert [line.rsplit("/", 2)[1] for line in shown] == ["8", "7", "6", "5", "4", "3", "2"]
    assert "3 more tasks" in mail.body
    assert mail.alternatives[0].content.count("/thing/") == 7


def test_the_summary_comes_once_a_week_and_on_mondays(on, marta, tasks):
    tasks.append(task(1))
    days = [MONDAY + dt.timedelta(days=days) for days in (-1, 0, 0, 1, 6, 7)]
    assert [len(on(day)) for day in days] == [0, 1, 0, 0, 0, 1]


def test_nothing_is_sent_where_nothing_waits(on, marta, tasks):
    assert not on(MONDAY)
    tasks.append(task(1, mine=False))
    assert not on(MONDAY)


def test_monday_is_that_of_the_reader(marta, jisu, tasks, mailoutbox, django_capture_on_commit_callbacks):
    tasks.append(task(1))

    def at(*moment):
        mailoutbox.clear()
        then = dt.datetime(*moment, tzinfo=ZoneInfo("Europe/Brussels"))
        with clock.fixed_at(then), django_capture_on_commit_callbacks(execute=True):
            send_digests()
        return [mail.to[0] for mail in mailoutbox]

    # Seoul is eight hours ahead: Monday, seven in the morning, is Sunday, eleven at night in Brussels.
    assert at(2027, 3, 14, 22, 59) == []
    assert at(2027, 3, 14, 23, 0) == ["jisu@example.org"]
    assert at(2027, 3, 15, 6, 59) == []
    assert at(2027, 3, 15, 7, 0) == ["marta@example.org"]
    assert at(2027, 3, 15, 20, 0) == []


def test_whoever_has_switched_it_off_gets_none(on, marta, tasks):
    tasks.append(task(1))
    marta.mail_digest = False
    marta.save()
    assert not on(MONDAY)


def test_staff_and_deputies_get_it_and_who_has_left_does_not(on, pairing, marta, tasks):
    tasks.append(task(1))
    StrandRoleFactory(strand=pairing.strand, user__email="staff@example.org")
    DeputyFactory(
        membership=marta.memberships.get(), starts_on=MONDAY, ends_on=MONDAY, user__email="deputy@example.org"
    )
    gone = MembershipFactory(participation=pairing.eu, started_on=DAY, ended_on=DAY, user__email="gone@example.org")
    assert on(MONDAY) == ["deputy@example.org", "marta@example.org", "staff@example.org"]
    assert gone.ended_on < MONDAY


def test_the_summary_shows_what_the_page_of_tasks_shows(on, pairing, marta, mailoutbox):
    for side, title in (("eu", "Debriefing"), ("counterpart", "Not mine")):
        MilestoneFactory(pairing=pairing, responsible=side, title_en=title, forecast=period(str(MONDAY)))
    assert on(MONDAY) == ["marta@example.org"]
    assert "Debriefing" in mailoutbox[0].body
    assert "Not mine" not in mailoutbox[0].body
