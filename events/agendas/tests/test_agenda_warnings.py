"""What is odd about an agenda: overlaps, far places without a transfer, times out of order, days outside."""

import pytest
from django.utils import translation

from core.pictures.projection import kilometres
from events.agendas.cards import warnings_of
from events.agendas.selectors import AgendaLine, Named
from partnerships.tests.factories import period

pytestmark = pytest.mark.one_database

SUWON, SEOUL, SONGPA, BUSAN = (127.00889, 37.29111), (126.9784, 37.566), (127.10592, 37.51456), (129.04028, 35.10278)
PLACES = {"suwon": SUWON, "seoul": SEOUL, "songpa-gu": SONGPA, "busan": BUSAN}
DAY = "2017-03-15"


def line(key, start="", end="", *, day=DAY, kind="session", city="", zone="Asia/Seoul"):
    named = Named(city, city.title(), "") if city else Named()
    return AgendaLine(key=key, kind=kind, title_en=f"Item {key}", day=day, start=start, end=end, city=named, zone=zone)


def found(*lines, **more):
    warnings = warnings_of(lines, places=PLACES, **more)
    return [(kind, first.key, second.key if second else None) for kind, first, second, _sentence in warnings]


class TestOverlaps:
    def test_items_that_share_time_overlap(self):
        assert found(line(1, "09:00", "10:30"), line(2, "10:00", "11:00")) == [("overlap", 1, 2)]

    def test_items_that_touch_do_not(self):
        assert found(line(1, "09:00", "10:00"), line(2, "10:00", "11:00")) == []

    def test_one_without_an_end_is_met_where_it_starts(self):
        assert found(line(1, "09:00", "10:00"), line(2, "09:30")) == [("overlap", 1, 2)]
        assert found(line(1, "09:00"), line(2, "09:00")) == [("overlap", 1, 2)]
        assert found(line(1, "09:00"), line(2, "09:30", "10:00")) == []

    def test_other_days_months_and_missing_times_are_not_compared(self):
        assert found(line(1, "09:00", "10:00"), line(2, "09:00", "10:00", day="2017-03-16")) == []
        assert found(line(1, "09:00", "10:00", day="2017-03"), line(2, "09:00", "10:00", day="2017-03")) == []
        assert found(line(1), line(2)) == []

    def test_clocks_of_two_zones_are_compared_as_moments(self):
        here, there = line(1, "17:00", "18:00"), line(2, "09:30", "10:30", zone="Europe/Madrid")
        assert found(here, there) == [("overlap", 1, 2)]

    def test_each_pair_is_named_once(self):
        three = [line(number, "09:00", "12:00") for number in (1, 2, 3)]
        assert found(*three) == [("overlap", 1, 2), ("overlap", 1, 3), ("overlap", 2, 3)]


class TestFarPlaces:
    def test_the_ground_between_two_cities(self):
        assert kilometres(SUWON, SUWON) == 0
        assert kilometres(SEOUL, BUSAN) == pytest.approx(331, abs=5)

    def test_far_places_need_a_transfer(self):
        suwon, busan = line(1, "09:00", "10:00", city="suwon"), line(2, "15:00", "16:00", city="busan")
        assert found(suwon, busan) == [("far", 1, 2)]
        way = line(3, "10:30", "14:00", kind="transfer")
        assert found(suwon, way, busan) == []

    def test_a_transfer_at_another_time_helps_nothing(self):
        suwon, busan = line(1, "09:00", "10:00", city="suwon"), line(2, "15:00", "16:00", city="busan")
        assert found(line(3, "07:00", "08:00", kind="transfer"), suwon, busan) == [("far", 1, 2)]

    def test_from_day_to_day_too(self):
        suwon, busan = line(1, city="suwon"), line(2, city="busan", day="2017-03-16")
        assert found(suwon, busan) == [("far", 1, 2)]
        assert found(suwon, line(3, kind="transfer", day="2017-03-16"), busan) == []

    def test_near_places_and_unknown_ones_are_left_alone(self):
        assert found(line(1, city="seoul"), line(2, city="songpa-gu")) == []
        assert found(line(1, city="suwon"), line(2, city="atlantis")) == []
        assert found(line(1, city="suwon"), line(2), line(3, city="suwon")) == []

    def test_without_a_known_day_nobody_knows_what_follows_what(self):
        assert found(line(1, city="suwon", day="2017-03"), line(2, city="busan", day="")) == []

    def test_the_sentence_names_places_and_kilometres(self):
        with translation.override("en"):
            ((*_about, sentence),) = warnings_of([line(1, city="suwon"), line(2, city="busan")], places=PLACES)
            assert sentence.startswith("From Suwon to Busan it is 30")
            assert "km, without a transfer between “Item 1” and “Item 2”." in sentence


class TestOrderAndDays:
    def test_a_day_that_is_none_of_the_event(self):
        days = period("2017-03-15", "2017-03-17")
        assert found(line(1), line(2, day="2017-03-18"), period=days) == [("outside", 2, None)]
        assert found(line(1, day="2017-03"), line(2, day=""), period=days) == []
        assert found(line(1, day="2017-04"), period=days) == [("outside", 1, None)]

    def test_an_open_end_is_open(self):
        assert found(line(1), line(2, day="2017-05-02"), period=period("2017-03-15")) == []
        assert found(line(1, day="2017-03-14"), period=period("2017-03-15")) == [("outside", 1, None)]

    def test_a_month_known_event_takes_its_days(self):
        assert found(line(1, day="2017-11-30"), period=period("2017-11")) == []

    def test_a_time_that_is_left_out(self):
        night = line(1, "02:30", "03:30", day="2017-03-26", zone="Europe/Madrid")
        assert found(night) == [("no-such-time", 1, None)]
