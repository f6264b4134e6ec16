"""Lessons in a report: what both sides confirmed as it stands, practices of the period; nothing that one side wrote."""

import datetime as dt

import pytest

from core import clock
from partnerships.models import GoodPractice
from partnerships.tests.factories import StrandFactory
from partnerships.tests.factories_together import GoodPracticeFactory, InterestFactory
from partnerships.tests.two_sides import two_sides
from reports.tests.factories import ReportingPeriodFactory
from reports.tests.real_scope import scope_of
from reports.tests.told_sections import all_words, compiled, figure_values, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


@pytest.fixture
def half_year(sides):
    """From 14 March to 13 September 2017."""
    return ReportingPeriodFactory(strand=sides.pairing.strand)


def data_of(reporting, pairing=""):
    return compiled("lessons", scope_of(reporting, pairing, as_of=AS_OF))


def practice(participation, day="2017-05-02", **values):
    """A good practice that was added on a day."""
    found = GoodPracticeFactory(interest=InterestFactory(participation=participation, kind="offer"), **values)
    moment = dt.datetime.combine(dt.date.fromisoformat(day), dt.time(9), clock.STRAND_ZONE)
    GoodPractice.history.filter(id=found.pk).update(history_date=moment)
    return found


def test_a_closing_counts_once_both_sides_confirmed_it(sides, half_year):
    closing = sides.closing()
    assert data_of(half_year)["closings"] == []
    edition = sides.ask(closing)
    sides.confirm(edition, "eu")
    assert data_of(half_year)["closings"] == []
    sides.confirm(edition, "counterpart")
    found = data_of(half_year)
    assert figure_values(found)["closings-confirmed"] == 1
    words = all_words(told("lessons", found))
    assert "Take-aways: Barcelona" in words
    assert "Open data pays." in words
    assert "교차 실증이 통했습니다." in words
    assert len(sheets("lessons", found)["take-aways"].rows) == 2


def test_a_text_that_was_edited_since_is_not_told(sides, half_year):
    closing = sides.closing()
    sides.both_confirm(sides.ask(closing))
    closing.refresh_from_db()
    closing.eu_take_aways_en = "One side's afterthought."
    closing.save(by=None)
    assert data_of(half_year)["closings"] == []
    assert "afterthought" not in str(data_of(half_year))


def test_practices_of_the_period_are_told_without_whom_to_ask(sides, half_year):
    told_one = practice(sides.pairing.eu, title_en="Superblocks", contact="m.soler@barcelona.example")
    practice(sides.pairing.eu, "2017-09-14", title_en="Too late")
    withdrawn = practice(sides.pairing.eu, title_en="Withdrawn")
    withdrawn.interest.withdrawn_on = dt.date(2017, 6, 1)
    withdrawn.interest.save(by=None)
    found = data_of(half_year)
    assert [row["title"]["en"] for row in found["practices"]] == ["Superblocks"]
    assert "m.soler" not in str(found)
    assert found["practices"][0]["url"] == told_one.get_absolute_url()
    assert "Superblocks" in all_words(told("lessons", found))


def test_a_pairing_tells_the_practices_of_its_own_partners(sides, half_year):
    other = sides.pairing.strand.pairings.exclude(pk=sides.pairing.pk).get()
    practice(other.eu, title_en="Of another")
    practice(sides.pairing.counterpart, title_en="Of Busan")
    practice(two_sides().pairing.eu, title_en="Of another strand")
    assert [row["title"]["en"] for row in data_of(half_year, "busan-barcelona")["practices"]] == ["Of Busan"]
    assert len(data_of(half_year)["practices"]) == 2


def test_none_is_said_in_one_sentence():
    data = data_of(ReportingPeriodFactory(strand=StrandFactory()))
    assert all_words(told("lessons", data)) == (
        "No take-aways that both sides confirmed are on record, and no good practice was added in the period."
    )
    assert all_words(told("lessons", data, "ko")) == (
        "양측이 확인한 성과 및 시사점과 보고 대상 기간에 추가된 우수사례 없음"
    )
