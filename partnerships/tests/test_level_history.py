"""Levels over time: what has a day or a month counts from it, what has neither stands apart, nothing is invented."""

from __future__ import annotations

import datetime as dt

import pytest

from core.periods import PartialDate
from core.tests.queries import count_queries
from partnerships.models import Project
from partnerships.services.level_history import MOST, read_history
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import LevelChangeFactory, ProjectFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2017, 9, 12)
IDENTIFIED, EXPLORING, AGREED = 0, 1, 2


@pytest.fixture
def pairing():
    return PairingFactory()


def reported(pairing, when, level="identified"):
    project = ProjectFactory(pairing=pairing, level=level)
    Project.objects.filter(pk=project.pk).update(level_since=None)
    if when:
        project.first_reported_date = PartialDate.parse(when)
        Project.objects.filter(pk=project.pk).update(
            first_reported=project.first_reported, first_reported_precision=project.first_reported_precision
        )
    return project


def move(project, old, new, on):
    LevelChangeFactory(project=project, old=old, new=new, on=dt.date.fromisoformat(on), reason="Told so.")
    Project.objects.filter(pk=project.pk).update(level=new)


def history(until=TODAY, today=TODAY):
    return read_history(Project.objects.all(), today=today, until=until)


def by_month(found):
    return {f"{month.first:%Y-%m}": month for month in found.months}


def test_a_move_counts_from_the_end_of_its_month(pairing):
    project = ProjectFactory(pairing=pairing)
    move(project, "", "identified", "2017-06-30")
    move(project, "identified", "exploring", "2017-08-01")
    found = by_month(history())
    assert list(found) == ["2017-06", "2017-07", "2017-08", "2017-09"]
    assert [month.counts.index(1) for month in found.values()] == [IDENTIFIED, IDENTIFIED, EXPLORING, EXPLORING]
    # Where a project began is no move.
    assert [month.moves for month in found.values()] == [0, 0, 1, 0]


def test_a_month_that_is_known_without_its_day_counts_in_that_month(pairing):
    reported(pairing, "2017-07")
    found = by_month(history())
    assert list(found) == ["2017-07", "2017-08", "2017-09"]
    assert all(month.counts[IDENTIFIED] == 1 for month in found.values())


def test_a_level_reached_in_2018_is_not_drawn_back_to_the_first_report_of_2017(pairing):
    """First reported in March 2017, discussed in March 2018: nobody says that it was explored a year before."""
    today = dt.date(2018, 4, 20)
    project = reported(pairing, "2017-03", "exploring")
    # Loaded on its level without the day: it stands apart.
    assert history(until=today, today=today).months == []
    assert history(until=today, today=today).undated == {"exploring": 1}
    # Moved there on a day: from that day on, and before it on the level that it had.
    move(project, "identified", "exploring", "2018-03-05")
    found = by_month(history(until=today, today=today))
    assert [found[month].counts[:2] for month in ("2017-03", "2018-02", "2018-03")] == [(1, 0), (1, 0), (0, 1)]


def test_of_a_year_alone_nobody_knows_more_than_that_it_was_over(pairing):
    reported(pairing, "2016")
    assert next(iter(by_month(history()))) == "2016-12"


def test_what_has_no_day_stands_apart(pairing):
    reported(pairing, "")
    reported(pairing, "", "not-pursued")
    assert history().months == []
    assert history().undated_total == 1
    reported(pairing, "2017-08")
    assert history().months[-1].total == 1
    assert history().undated["identified"] == 1


def test_before_its_first_move_a_loaded_project_stood_where_the_move_began(pairing):
    known, unknown = reported(pairing, "2017-06"), reported(pairing, "")
    for project in (known, unknown):
        move(project, "identified", "agreed", "2017-08-05")
    # How long it had stood on a higher level nobody knows.
    move(reported(pairing, "2017-06"), "exploring", "agreed", "2017-08-05")
    found = by_month(history())
    assert [found[month].counts[IDENTIFIED] for month in ("2017-06", "2017-07", "2017-08")] == [1, 1, 0]
    assert [found[month].counts[AGREED] for month in ("2017-06", "2017-07", "2017-08")] == [0, 0, 3]
    assert all(month.counts[EXPLORING] == 0 for month in found.values())
    assert history().undated_total == 0


def test_what_is_not_pursued_leaves(pairing):
    move(reported(pairing, "2017-06"), "identified", "not-pursued", "2017-08-05")
    assert [month.total for month in history().months] == [1, 1, 0, 0]


def test_it_ends_with_the_strand_or_with_the_last_move(pairing):
    project = reported(pairing, "2017-03")
    assert by_month(history(until=dt.date(2017, 5, 1))).keys() == {"2017-03", "2017-04", "2017-05"}
    move(project, "identified", "exploring", "2017-07-05")
    assert list(by_month(history(until=dt.date(2017, 5, 1))))[-1] == "2017-07"


def test_of_a_long_time_the_last_months_are_told(pairing):
    reported(pairing, "2010-03")
    found = history()
    assert len(found.months) == MOST
    assert found.months[-1].first == dt.date(2017, 9, 1)
    assert found.months[0].total == 1


@pytest.mark.one_database
def test_queries_do_not_grow(pairing):
    reported(pairing, "2017-07")
    assert count_queries(history) == 2
    for _number in range(60):
        move(reported(pairing, "2017-06"), "identified", "exploring", "2017-08-05")
    assert count_queries(history) == 2
