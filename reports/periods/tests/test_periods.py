"""The calendar's services: adding, editing, skipping and taking up periods; how a period stands on a day."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate
from partnerships.tests.factories import StrandFactory
from reports.models import ReportingPeriod
from reports.periods.actions import AddPeriod, EditPeriod, SkipPeriod, TakeUpPeriod
from reports.periods.selectors import propose_period, with_reports
from reports.tests.factories import ProgressReportFactory, ReportingPeriodFactory
from reports.tests.period_scene import DUE, ENDS, PLAN, STARTS, TODAY, issued, period_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def _fresh(period):
    return ReportingPeriod.objects.get(pk=period.pk)


def states_of(period, day=TODAY):
    """The period as on a day."""
    return with_reports([period], day)[0]


def added(sides, role="staff", **values):
    return AddPeriod.do(ReportingPeriod(strand=sides.pairing.strand), **sides.by(role), values=PLAN | values)


def test_a_period_gets_its_code_from_its_kind_and_number(sides):
    codes = [
        added(sides, kind="inception").code,
        added(sides).code,
        added(sides, starts_on=STARTS + DAY).code,
        added(sides, kind="final").code,
        added(sides, kind="final", starts_on=STARTS + DAY).code,
    ]
    assert codes == ["inception", "interim-1", "interim-2", "final", "final-2"]
    entry = AuditEntry.objects.filter(action="period-add").latest("pk")
    assert "28 November 2026" in entry.sentence
    assert entry.strand_id == sides.pairing.strand_id


def test_without_a_due_day_it_is_due_four_weeks_after(sides):
    assert added(sides, due_on=None).due_on == ENDS + dt.timedelta(weeks=4)


def test_what_follows_the_last_period_is_proposed(sides):
    strand = StrandFactory(starts_on_date=PartialDate.parse("2026-01"), ends_on_date=PartialDate.parse("2027-03-31"))
    first = propose_period(strand)
    assert (first.kind, first.starts_on, first.ends_on) == ("inception", dt.date(2026, 1, 1), dt.date(2026, 6, 30))
    ReportingPeriodFactory(strand=strand, starts_on=first.starts_on, ends_on=first.ends_on, due_on=first.due_on)
    second = propose_period(strand)
    assert (second.kind, second.starts_on, second.ends_on) == ("interim", dt.date(2026, 7, 1), dt.date(2026, 12, 31))
    assert second.due_on == dt.date(2027, 1, 28)
    ReportingPeriodFactory(strand=strand, starts_on=second.starts_on, ends_on=second.ends_on, due_on=second.due_on)
    last = propose_period(strand)
    assert (last.kind, last.starts_on, last.ends_on) == ("final", dt.date(2027, 1, 1), dt.date(2027, 3, 31))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "weekly"}, "kind"),
        ({"languages": "fr"}, "languages"),
        ({"ends_on": STARTS - DAY}, "ends_on"),
        ({"due_on": ENDS - DAY}, "due_on"),
        ({"starts_on": None}, "starts_on"),
        ({"ends_on": None}, "ends_on"),
        ({"starts_on": dt.date(1, 1, 1)}, "starts_on"),
        ({"due_on": dt.date(9999, 12, 31)}, "due_on"),
        ({"name_en": "x" * 201}, "name_en"),
        ({"code": "terms"}, "code"),
    ],
)
def test_what_is_no_period_is_refused(sides, values, field):
    with pytest.raises(DomainError) as refused:
        added(sides, **values)
    assert refused.value.field == field
    assert not ReportingPeriod.objects.exists()


def test_the_last_days_that_a_calendar_knows_make_no_error(sides):
    with pytest.raises(DomainError):
        added(sides, ends_on=dt.date(9999, 12, 31), due_on=None)


def test_the_same_period_is_not_added_twice_but_periods_may_overlap(sides):
    added(sides)
    with pytest.raises(DomainError) as refused:
        added(sides)
    assert refused.value.field == "starts_on"
    final = added(sides, kind="final")
    assert final.code == "final"
    with pytest.raises(DomainError) as refused:
        EditPeriod.do(final, **sides.by("staff"), version=1, changes={"kind": "interim"})
    assert refused.value.field == "starts_on"


@pytest.mark.parametrize("role", ["authority", "observer", "eu", "counterpart", "neighbour"])
def test_only_staff_and_administrators_keep_the_calendar(sides, role):
    with pytest.raises(NotAllowed):
        added(sides, role)
    period = added(sides, "administrator")
    with pytest.raises(NotAllowed):
        EditPeriod.do(period, **sides.by(role), version=1, changes={"name_en": "Autumn"})
    with pytest.raises(NotAllowed):
        SkipPeriod.do(period, **sides.by(role), version=1, reason="No.")


def test_an_edit_is_told_and_a_stale_one_refused(sides):
    period = added(sides)
    EditPeriod.do(period, **sides.by("staff"), version=1, changes={"name_en": "Autumn", "due_on": DUE + DAY})
    assert AuditEntry.objects.get(action="period-edit").parameters == {"fields": "due_on, name_en"}
    with pytest.raises(StaleRecord):
        EditPeriod.do(period, **sides.by("staff"), version=1, changes={"name_en": "Winter"})
    with pytest.raises(AlreadyDone):
        EditPeriod.do(period, **sides.by("staff"), version=2, changes={"name_en": "Autumn "})


def test_an_issued_report_fixes_the_days(sides):
    period = period_of(sides)
    ProgressReportFactory(period=period, pairing=sides.pairing, issued={})
    for name, value in {"starts_on": STARTS + DAY, "due_on": DUE + DAY, "kind": "final"}.items():
        with pytest.raises(DomainError) as refused:
            EditPeriod.do(period, **sides.by("staff"), version=1, changes={name: value})
        assert refused.value.field == name
    row = EditPeriod.do(period, **sides.by("staff"), version=1, changes={"name_ko": "가을 보고"})
    assert (row.name_ko, row.due_on) == ("가을 보고", DUE)


def test_a_period_is_skipped_with_a_reason_and_taken_up_again(sides):
    period = added(sides)
    with pytest.raises(DomainError):
        SkipPeriod.do(period, **sides.by("staff"), version=1, reason="  ")
    row = SkipPeriod.do(period, **sides.by("staff"), version=1, reason="The contract was amended.")
    assert states_of(row).state == "skipped"
    with pytest.raises(AlreadyDone):
        SkipPeriod.do(row, **sides.by("staff"), version=2, reason="Again.")
    with pytest.raises(StaleRecord):
        TakeUpPeriod.do(row, **sides.by("staff"), version=1)
    back = TakeUpPeriod.do(row, **sides.by("staff"), version=2)
    assert (back.skipped_at, back.skipped_reason, states_of(back).state) == (None, "", "due")
    with pytest.raises(AlreadyDone):
        TakeUpPeriod.do(back, **sides.by("staff"), version=3)
    assert AuditEntry.objects.get(action="period-skip").reason == "The contract was amended."


def test_what_was_reported_is_not_skipped(sides):
    period = period_of(sides)
    issued(period)
    with pytest.raises(DomainError):
        SkipPeriod.do(period, **sides.by("staff"), version=1, reason="Too late.")


@pytest.mark.parametrize(
    ("day", "state", "left", "words"),
    [
        (ENDS, "coming", 28, "28 days left"),
        (ENDS + DAY, "due", 27, "27 days left"),
        (DUE - DAY, "due", 1, "1 day left"),
        (DUE, "due", 0, "today"),
        (DUE + DAY, "late", -1, "1 day late"),
        (DUE + 7 * DAY, "late", -7, "7 days late"),
        (DUE + 365 * DAY, "late", -365, "365 days late"),
        (DUE + 366 * DAY, "not-reported", -366, ""),
    ],
)
def test_a_period_without_a_report_stands_by_the_day(sides, day, state, left, words):
    standing = states_of(period_of(sides), day)
    assert (standing.state, standing.days_left, standing.days_label) == (state, left, words)
    assert not standing.is_locked


@pytest.mark.parametrize(
    ("status", "state", "locked"),
    [("issued", "sent", True), ("accepted", "accepted", True), ("returned", "returned", False)],
)
def test_a_period_with_a_report_stands_by_it(sides, status, state, locked):
    period = period_of(sides)
    issued(period, status=status)
    standing = states_of(period, DUE + DAY)
    assert (standing.state, _fresh(period).is_locked, standing.is_locked, standing.days_label) == (
        state,
        locked,
        locked,
        "",
    )


def test_the_newest_issued_report_of_the_strand_counts(sides):
    period = period_of(sides)
    first = issued(period, status="returned")
    ProgressReportFactory(period=period, revision=2, replaces=first)
    ProgressReportFactory(period=period, pairing=sides.pairing, issued={}, status="accepted")
    assert states_of(period).state == "returned"
    issued(period, revision=3, replaces=first)
    standing = states_of(period)
    assert (standing.state, standing.report.revision, _fresh(period).is_locked) == ("sent", 3, True)


def test_their_states_cost_one_query(sides):
    rows = [period_of(sides, code=f"interim-{at}") for at in range(1, 9)]
    issued(rows[0])
    for some in (rows[:1], rows):
        with CaptureQueriesContext(connection) as queries:
            assert [row.sentence for row in with_reports(some, TODAY)]
        assert len(queries) == 1
