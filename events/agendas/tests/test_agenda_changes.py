"""Two versions of an agenda beside each other: added, removed, changed, moved."""

from dataclasses import replace

import pytest
from django.utils import translation
from hypothesis import given, strategies as st

from events.agendas.selectors import AgendaLine, Named, compare, digest_of

pytestmark = pytest.mark.one_database


def line(key, **values):
    return AgendaLine(key=key, kind="session", title_en=f"Item {key}", **values)


def told(old, new):
    return [(change.kind, change.line.key) for change in compare(old, new)]


ONE, TWO, THREE, FOUR = (line(key) for key in (1, 2, 3, 4))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([], [], []),
        ([ONE, TWO], [ONE, TWO], []),
        ([], [ONE], [("added", 1)]),
        ([ONE, TWO], [TWO], [("removed", 1)]),
        ([ONE, TWO, THREE], [THREE, ONE, TWO], [("moved", 3)]),
        ([ONE, TWO, THREE, FOUR], [TWO, THREE, FOUR, ONE], [("moved", 1)]),
        ([ONE, TWO], [FOUR, ONE, TWO], [("added", 4)]),
        ([ONE, TWO, THREE], [TWO, FOUR], [("added", 4), ("removed", 1), ("removed", 3)]),
    ],
)
def test_what_became_of_each_item(old, new, expected):
    assert told(old, new) == expected


def test_of_two_that_changed_places_one_has_moved():
    assert len(told([ONE, TWO], [TWO, ONE])) == 1


def test_as_few_as_can_be_have_moved():
    # The first went to the end, and two neighbours changed places: three stand as they stood.
    order = (2, 4, 3, 5, 1)
    moved = told([line(key) for key in (1, 2, 3, 4, 5)], [line(key) for key in order])
    assert [kind for kind, _key in moved] == ["moved", "moved"]


def test_a_change_names_its_fields_with_before_and_after():
    before = line(1, day="2017-11-27", start="09:30", end="10:30", zone="Europe/Madrid", place="Town hall")
    after = replace(before, start="10:00", end="", city=Named("barcelona", "Barcelona", "바르셀로나"), place="")
    (change,) = compare([before], [after])
    with translation.override("en"):
        fields = change.fields
    assert fields == [
        ("Time", "09:30–10:30", "10:00"),
        ("City", "", "Barcelona"),
        ("Place", "Town hall", ""),
    ]


def test_the_same_hour_by_another_clock_is_another_time():
    before = line(1, day="2017-11-27", start="09:30", zone="Europe/Madrid")
    (change,) = compare([before], [replace(before, zone="Europe/London")])
    assert [label for label, _before, _after in change.fields] == ["Time"]


def test_languages_and_days_are_told_in_words():
    before, after = line(1, languages=("en",), day="2017-11"), line(1, languages=("en", "ko"), day="2017-11-27")
    (change,) = compare([before], [after])
    with translation.override("en"):
        assert change.fields == [
            ("Day", "November 2017", "27 November 2017"),
            ("Languages", "English", "English and Korean"),
        ]


@given(st.permutations(range(8)), st.permutations(range(8)))
def test_what_is_not_told_to_have_moved_is_still_in_order(old, new):
    before, after = [line(key) for key in old], [line(key) for key in new]
    moved = {change.line.key for change in compare(before, after)}
    assert [key for key in old if key not in moved] == [key for key in new if key not in moved]


def test_a_released_line_reads_as_it_was_stored():
    before = line(
        7,
        day="2017-11-27",
        start="09:30",
        city=Named("barcelona", "Barcelona", "바르셀로나"),
        organisations=(Named("bsc", "BSC", ""),),
        languages=("en", "ko"),
        capacity=12,
    )
    assert AgendaLine.read(before.stored()) == before


def test_a_version_from_before_a_field_was_known_is_read_too():
    assert AgendaLine.read({"key": 7, "kind": "meal", "title_en": "Lunch", "unheard": 1}) == AgendaLine(
        key=7, kind="meal", title_en="Lunch"
    )


def test_the_digest_is_of_these_lines_in_this_order():
    assert digest_of([ONE, TWO]) == digest_of([line(1), line(2)])
    assert digest_of([ONE, TWO]) != digest_of([TWO, ONE])
