"""The mails of the clock about deadlines that are near or past, and what the command says."""

import datetime as dt
from functools import partial
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Mail
from core import clock
from core.audit import Kind
from core.models import AuditEntry, Draft, SubmittedForm
from partnerships.tasks.services import remind_of_deadlines
from partnerships.tests.factories import (
    DeputyFactory,
    FollowUpFactory,
    MilestoneFactory,
    PairingFactory,
    StrandRoleFactory,
    period,
)
from partnerships.tests.frozen import freeze
from partnerships.tests.roles import coordinator

pytestmark = pytest.mark.django_db
# A Wednesday, and the Monday after it.
DAY, MONDAY = dt.date(2027, 3, 10), dt.date(2027, 3, 15)


def milestone(pairing, day, **more):
    return MilestoneFactory(pairing=pairing, forecast=period(str(day)), baseline=period(str(day)), **more)


@pytest.fixture
def on(mailed_on):
    """Lets the clock run at noon of a day; returns whom it wrote to."""
    return partial(mailed_on, remind_of_deadlines)


@pytest.mark.parametrize(
    ("left", "told"),
    [(8, False), (7, True), (1, True), (0, True)],
)
def test_a_deadline_is_near_within_the_days_of_the_strand(on, pairing, marta, left, told):
    milestone(pairing, DAY + dt.timedelta(days=left), responsible="eu")
    assert on(DAY) == (["marta@example.org"] if told else [])
    assert not on(DAY)


def test_the_strand_sets_how_near(on, pairing, marta):
    pairing.strand.deadline_days = 2
    pairing.strand.save(by=None)
    milestone(pairing, DAY + dt.timedelta(days=3), responsible="eu")
    assert not on(DAY)
    assert on(DAY + dt.timedelta(days=1)) == ["marta@example.org"]


def test_it_is_said_once_near_and_once_late(on, pairing, marta):
    milestone(pairing, DAY, responsible="eu")
    told = [on(DAY + dt.timedelta(days=days)) for days in (-3, -2, 0, 1, 2, 30)]
    assert [len(some) for some in told] == [1, 0, 0, 1, 0, 0]
    assert list(Mail.objects.order_by("pk").values_list("kind", flat=True)) == ["deadline-near", "deadline-past"]


def test_what_is_moved_is_told_of_anew(on, pairing, marta):
    row = milestone(pairing, DAY, responsible="eu")
    assert on(DAY)
    row.forecast = period(str(DAY + dt.timedelta(days=40)))
    row.save(by=None)
    assert not on(DAY)
    assert on(DAY + dt.timedelta(days=40))


def test_each_side_hears_of_its_own_and_both_of_what_is_joint(on, pairing, marta, jisu):
    milestone(pairing, DAY, responsible="eu")
    milestone(pairing, DAY, responsible="counterpart")
    milestone(pairing, DAY, responsible="both")
    assert on(DAY) == ["jisu@example.org"] * 2 + ["marta@example.org"] * 2


@pytest.mark.parametrize("status", ["done", "cancelled", "unknown"])
def test_what_is_not_open_is_not_told_of(on, pairing, marta, status):
    milestone(pairing, DAY, responsible="eu", status=status)
    assert not on(DAY + dt.timedelta(days=3))


@pytest.mark.parametrize("status", ["closed", "discontinued"])
def test_nothing_of_a_pairing_that_has_ended(on, pairing, marta, status):
    milestone(pairing, DAY, responsible="eu")
    FollowUpFactory(pairing=pairing, due_on=DAY)
    pairing.status = status
    pairing.save(by=None)
    assert not on(DAY)


def test_a_milestone_known_by_month_is_late_after_the_month(on, pairing, marta, mailoutbox):
    MilestoneFactory(pairing=pairing, responsible="eu", forecast=period("2027-03"))
    assert not on(dt.date(2027, 3, 20))
    assert on(dt.date(2027, 3, 25))
    assert "by March 2027, or move its date." in mailoutbox[0].body
    assert on(dt.date(2027, 4, 1))


def test_a_follow_up_reminds_its_own_person_and_the_deputy(on, pairing, marta):
    coordinator(pairing.eu, "other@example.org")
    DeputyFactory(membership=marta.memberships.get(), starts_on=DAY, ends_on=DAY, user__email="deputy@example.org")
    FollowUpFactory(pairing=pairing, side="eu", owner=marta, due_on=DAY)
    assert on(DAY) == ["deputy@example.org", "marta@example.org"]


def test_a_follow_up_of_nobody_reminds_the_side(on, pairing, marta, mailoutbox):
    coordinator(pairing.eu, "other@example.org")
    gone = FollowUpFactory(pairing=pairing, side="eu", owner=StrandRoleFactory().user, due_on=DAY)
    done = FollowUpFactory(pairing=pairing, side="eu", due_on=DAY, state="done", closed_on=DAY)
    assert on(DAY) == ["marta@example.org", "other@example.org"]
    assert all(gone.what in mail.body and done.what not in mail.body for mail in mailoutbox)


def test_a_confirmation_is_due_after_the_days_it_may_wait(on, pairing, marta, jisu):
    row = milestone(pairing, DAY + dt.timedelta(days=200), confirmation="both")
    asked = freeze(row, asked_at=dt.datetime(2027, 3, 10, 9, tzinfo=dt.UTC))
    half = asked.confirmations.get(side="counterpart")
    half.state = "confirmed"
    half.save(by=None)
    told = [on(DAY + dt.timedelta(days=days)) for days in (2, 3, 10, 11)]
    assert told == [[], ["marta@example.org"], [], ["marta@example.org"]]


def test_a_confirmation_in_approval_is_due_when_that_ends(on, pairing, marta):
    row = milestone(pairing, DAY + dt.timedelta(days=200), confirmation="both")
    half = freeze(row, sides=["eu"], asked_at=dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC)).confirmations.get()
    half.state, half.approval_until = "in-approval", dt.date(2027, 4, 30)
    half.save(by=None)
    assert not on(dt.date(2027, 4, 1))
    assert on(dt.date(2027, 4, 28)) == ["marta@example.org"]


def test_an_edition_that_is_older_than_its_text_asks_nothing(on, pairing, marta):
    row = milestone(pairing, DAY + dt.timedelta(days=200), confirmation="both")
    freeze(row, asked_at=dt.datetime(2027, 3, 1, 9, tzinfo=dt.UTC))
    row.title_en = "Another title"
    row.save(by=None)
    assert row.edition == 2
    assert not on(DAY)


def test_a_mail_says_what_where_and_when_in_the_language_of_its_reader(on, pairing, marta, jisu, mailoutbox):
    row = milestone(pairing, DAY, title_en="<script>Launch</script>\nX-Evil: 1", title_ko="출범회의")
    on(DAY - dt.timedelta(days=2))
    english, korean = sorted(mailoutbox, key=lambda mail: mail.to[0], reverse=True)
    assert english.subject == "Busan-Barcelona: due Wednesday, 10 March 2027"
    assert "2 days are left." in english.body
    first = "Please report “<script>Launch</script> X-Evil: 1” done by Wednesday, 10 March 2027, or move its date."
    assert english.body.splitlines()[0] == first
    assert "&lt;script&gt;Launch" in english.alternatives[0].content
    assert row.get_absolute_url() in english.body
    assert "부산·바르셀로나" in korean.subject
    assert "2027. 3. 10.(수)" in korean.subject
    assert "출범회의" in korean.body


def run(*words):
    out = StringIO()
    call_command("send_reminders", *words, stdout=out)
    return out.getvalue().strip().splitlines()


def test_the_command_is_safe_to_repeat_and_ends_with_the_count(pairing, marta, jisu):
    milestone(pairing, MONDAY, responsible="both")
    assert run("--today", str(MONDAY))[-1].endswith(" 4")
    assert run("--today", str(MONDAY))[-1].endswith(" 0")
    assert Mail.objects.count() == 4


def test_the_command_refuses_what_is_no_day():
    with pytest.raises(CommandError, match="is no day"):
        run("--today", "tomorrow")


def test_the_command_forgets_who_signed_in_and_was_refused_a_year_ago_and_no_other_act():
    for days in (364, 366):
        at = clock.now() - dt.timedelta(days=days)
        AuditEntry.objects.bulk_create(AuditEntry(kind=kind, action=kind, at=at, strand_id=days) for kind in Kind)
    run()
    left = set(AuditEntry.objects.filter(strand_id=366).values_list("kind", flat=True))
    assert left == {"change", "own", "look", "mail"}
    assert AuditEntry.objects.filter(strand_id=364).count() == len(Kind)


def test_the_command_forgets_old_forms(marta):
    for days in (6, 8):
        SubmittedForm.objects.create(token=str(days), user=marta, at=clock.now() - dt.timedelta(days=days))
    for days in (29, 31):
        Draft.objects.create(form=f"/{days}/", user=marta, at=clock.now() - dt.timedelta(days=days))
    run()
    assert [row.token for row in SubmittedForm.objects.all()] == ["6"]
    assert [row.form for row in Draft.objects.all()] == ["/29/"]


@pytest.mark.one_database
def test_reading_what_is_due_costs_the_same_for_many():
    def cost(pairings):
        for _ in range(pairings):
            pairing = PairingFactory()
            coordinator(pairing.eu, f"person-of-{pairing.pk}@example.org")
            row = milestone(pairing, dt.date(2100, 1, 1), confirmation="both", responsible="eu")
            freeze(row)
        with CaptureQueriesContext(connection) as queries:
            assert remind_of_deadlines() == 0
        return len(queries)

    cost(1)
    assert cost(1) == cost(8)
