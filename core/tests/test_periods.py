"""Dates that know how exact they are, and periods of them."""

import datetime as dt

import pytest

from core.periods import DAY, MONTH, YEAR, PartialDate, Period, Shift, covering, months_between, moved

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("text", "precision", "first", "last"),
    [
        ("2017-03-14", DAY, dt.date(2017, 3, 14), dt.date(2017, 3, 14)),
        ("2017-03", MONTH, dt.date(2017, 3, 1), dt.date(2017, 3, 31)),
        ("2016-02", MONTH, dt.date(2016, 2, 1), dt.date(2016, 2, 29)),
        ("2017-12", MONTH, dt.date(2017, 12, 1), dt.date(2017, 12, 31)),
        ("2017", YEAR, dt.date(2017, 1, 1), dt.date(2017, 12, 31)),
    ],
)
def test_a_date_is_read_and_written_as_exact_as_it_is(text, precision, first, last):
    date = PartialDate.parse(text)
    assert (date.precision, date.first_day, date.last_day) == (precision, first, last)
    assert date.iso() == text


@pytest.mark.parametrize(
    "text", ["", "17", "2017-3", "2017-13", "2017-00", "2017-02-29", "2017-03-14 ", "14.03.2017", "2017/03", "٢٠١٧"]
)
def test_anything_else_is_no_date(text):
    with pytest.raises(ValueError):
        PartialDate.parse(text)


def test_a_month_kept_on_any_day_spans_the_whole_month():
    date = PartialDate(dt.date(2017, 3, 14), MONTH)
    assert (date.first_day, date.last_day) == (dt.date(2017, 3, 1), dt.date(2017, 3, 31))


def test_a_period_runs_from_its_first_possible_day_to_its_last():
    period = Period(PartialDate.parse("2017-10"), PartialDate.parse("2017-11"))
    assert (period.first_day, period.last_day) == (dt.date(2017, 10, 1), dt.date(2017, 11, 30))


@pytest.mark.parametrize("period", [Period(PartialDate.parse("2017-03")), Period(None, PartialDate.parse("2017-03"))])
def test_a_period_of_one_date_is_that_date(period):
    assert (period.first_day, period.last_day) == (dt.date(2017, 3, 1), dt.date(2017, 3, 31))
    assert period


def test_a_period_of_no_date_is_false():
    assert not Period()
    assert (Period().first_day, Period().last_day) == (None, None)
    assert Period().in_order()


@pytest.mark.parametrize(
    ("start", "end", "ordered"),
    [
        ("2017-03-14", "2017-03-14", True),
        ("2017-03-15", "2017-03-14", False),
        ("2017-03-14", "2017-03", True),
        ("2017-04", "2017-03-31", False),
        ("2017", "2017-01-01", True),
    ],
)
def test_order_is_judged_by_what_the_dates_can_mean(start, end, ordered):
    assert Period(PartialDate.parse(start), PartialDate.parse(end)).in_order() is ordered


def test_days_are_known_only_if_every_date_is_a_day():
    day, month = PartialDate.parse("2017-03-14"), PartialDate.parse("2017-03")
    assert Period(day, day).days_known
    assert Period(day).days_known
    assert not Period(day, month).days_known


def _period(text):
    return Period(*(PartialDate.parse(edge) for edge in text.split("/")))


@pytest.mark.parametrize(
    ("old", "new", "months", "days"),
    [
        ("2018-03", "2018-04", 1, None),
        ("2018-03-20", "2018-04-20", 1, 31),
        ("2018-03-30", "2018-04-02", 1, 3),
        ("2018-04", "2018-03-01", -1, None),
        ("2017", "2018-03", 14, None),
        ("2018-01-31", "2017-12-31", -1, -31),
        ("2018-03-14", "2018-03-14", 0, 0),
    ],
)
def test_a_shift_is_told_in_days_where_they_are_known_and_in_months_always(old, new, months, days):
    assert Shift.between(PartialDate.parse(old), PartialDate.parse(new)) == Shift(months, days)


@pytest.mark.parametrize(
    ("before", "shift", "after"),
    [
        # The same days where all days are known.
        ("2018-03-14", Shift(1, 31), "2018-04-14"),
        ("2018-03-14/2018-03-17", Shift(0, 10), "2018-03-24/2018-03-27"),
        ("2018-12-30", Shift(0, 3), "2019-01-02"),
        ("2018-03-01", Shift(-1, -1), "2018-02-28"),
        # Whole months where what moved it is known by month only: a day its month lacks becomes the last.
        ("2018-01-31", Shift(1), "2018-02-28"),
        ("2020-01-31", Shift(1), "2020-02-29"),
        ("2018-03-31", Shift(-1), "2018-02-28"),
        ("2018-01-30/2018-01-31", Shift(1), "2018-02-28/2018-02-28"),
        ("2018-11-15", Shift(14), "2020-01-15"),
        # Whole months where it is known by month only itself.
        ("2018-03", Shift(1, 31), "2018-04"),
        ("2018-03", Shift(0, 10), "2018-03"),
        ("2017-12", Shift(1), "2018-01"),
        ("2018-01", Shift(-1), "2017-12"),
        ("2018-03-14/2018-04", Shift(1, 31), "2018-04-14/2018-05"),
        # A year moves by years alone, and edges never cross.
        ("2018", Shift(1), "2018"),
        ("2018", Shift(14), "2019"),
        ("2018", Shift(-14), "2017"),
        ("2017-12/2017", Shift(2), "2017-12/2017"),
    ],
)
def test_a_period_moves_by_days_or_by_whole_months_and_keeps_how_exact_it_is(before, shift, after):
    assert moved(_period(before), by=shift) == _period(after)


def test_no_period_moves_nowhere():
    assert moved(Period(), by=Shift(1, 31)) == Period()


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (dt.date(2017, 11, 30), dt.date(2018, 1, 1), ["2017-11-01", "2017-12-01", "2018-01-01"]),
        (dt.date(2017, 3, 14), dt.date(2017, 3, 14), ["2017-03-01"]),
        (dt.date(2017, 4, 1), dt.date(2017, 3, 31), []),
        (dt.date(9999, 12, 1), dt.date.max, ["9999-12-01"]),
    ],
)
def test_the_months_between_two_days_hold_both(first, last, months):
    assert [month.isoformat() for month in months_between(first, last)] == months


@pytest.mark.parametrize("text", ["", "2017", "2017-03", "2017-03-14", "2017-03-14/2017-04", "2017/2018"])
def test_a_period_is_read_as_it_was_written(text):
    assert Period.parse(text).iso() == text


@pytest.mark.parametrize("text", ["soon", "2017-3", "2017-03-14/later", "2017-13"])
def test_what_is_no_period_is_refused(text):
    with pytest.raises(ValueError):
        Period.parse(text)


@pytest.mark.parametrize(
    ("periods", "covered"),
    [
        ([], ""),
        ([""], ""),
        (["2017-03-14", "", "2017-03-17"], "2017-03-14/2017-03-17"),
        (["2018-04-18/2018-04-19", "2018-04-20"], "2018-04-18/2018-04-20"),
        (["2017-11", "2017-11"], "2017-11"),
        (["2017-11", "2017-11-27/2017-11-29"], "2017-11"),
        (["2017-10-30", "2017-11"], "2017-10-30/2017-11"),
        (["2017", "2017-11"], "2017"),
    ],
)
def test_several_periods_cover_the_days_from_first_to_last_and_a_month_stays_a_month(periods, covered):
    found = covering(Period.parse(text) if text else Period() for text in periods)
    assert found == (Period.parse(covered) if covered else Period())


@pytest.mark.parametrize(
    ("start", "end", "date", "excluded"),
    [
        ("2017-03-15", "2017-03-17", "2017-03-17", False),
        ("2017-03-15", "2017-03-17", "2017-03-18", True),
        ("2017-03-15", "2017-03-17", "2017-03", False),
        ("2017-03-15", None, "2019", False),
        ("2017-03-15", None, "2017-03-14", True),
        (None, "2017-03-17", "2016-01-01", False),
        (None, "2017-03-17", "2017-03-18", True),
        (None, None, "2017", False),
    ],
)
def test_an_unknown_end_is_open(start, end, date, excluded):
    period = Period(*(PartialDate.parse(edge) if edge else None for edge in (start, end)))
    assert period.excludes(PartialDate.parse(date)) is excluded
