"""The geometry of the map: any region fits, names touch nothing, arcs meet their dots."""

import math
from itertools import combinations
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from hypothesis import given, settings, strategies as st
from lxml import html

from core.pictures.map import (
    COUNTERPART,
    EU,
    MOST_ARCS,
    MOST_DOTS,
    MOST_HIGH,
    TURN,
    UNITS,
    VENUE,
    WIDE,
    WORLD,
    Place,
    grouped,
    map_svg,
    narrow_map,
    wide_map,
)
from core.pictures.map_names import Name
from core.pictures.projection import Box

pytestmark = pytest.mark.one_database

ENDS = (Name("EU side"), Name("Other side"))


def place(name, longitude, latitude, side=COUNTERPART, beside=""):
    words = Name(name, "", beside)
    return Place(name, side, words, ((words, (longitude, latitude)),))


SCOTLAND = Place(
    "alliance",
    EU,
    Name("Scottish Cities Alliance (7)"),
    tuple(
        (Name(name), (longitude, latitude))
        for name, longitude, latitude in (
            ("Aberdeen", -2.09, 57.14), ("Dundee", -2.97, 56.47), ("Edinburgh", -3.2, 55.95), ("Glasgow", -4.26, 55.87),
            ("Inverness", -4.22, 57.48), ("Perth", -3.43, 56.4), ("Stirling", -3.94, 56.12),
        )
    ),
    Name("Seven members, one partner"),
)  # fmt: skip
EUROPE = (
    place("Barcelona", 2.16, 41.39, EU),
    place("Tampere", 23.79, 61.5, EU),
    place("Eindhoven", 5.48, 51.44, EU),
    SCOTLAND,
    place("Copenhagen, venue only", 12.57, 55.68, VENUE),
)
REGIONS = {
    "Korea": (
        place("Busan", 129.03, 35.1, beside="부산"), place("Suwon", 127.0, 37.29, beside="수원"),
        place("Gwangju", 126.9, 35.15, beside="광주"),
        place("Seoul (Songpa-gu)", 126.98, 37.57, beside="서울시 송파구"),
    ),
    "Australia": (
        place("Sydney", 151.2, -33.87), place("Melbourne", 144.96, -37.8), place("Perth", 115.86, -31.95),
        place("Darwin", 130.84, -12.46),
    ),
    "southern Africa": (
        place("Cape Town", 18.42, -33.92), place("eThekwini (Durban)", 31.02, -29.86),
        place("Gaborone", 25.9, -24.65), place("Windhoek", 17.08, -22.57),
    ),
    "South-East Asia": (
        place("Surabaya", 112.75, -7.25), place("Da Nang", 108.2, 16.05), place("Chiang Mai", 98.98, 18.79),
        place("Iloilo City", 122.56, 10.72),
    ),
    "Canada": (
        place("Vancouver", -123.12, 49.28), place("Iqaluit", -68.5, 63.75), place("Edmonton", -113.5, 53.5),
        place("Halifax", -63.57, 44.65),
    ),
    "the Pacific": (
        place("Suva", 178.44, -18.14), place("Apia", -171.77, -13.83), place("Auckland", 174.76, -36.85),
        place("Honolulu", -157.86, 21.3),
    ),
}  # fmt: skip


def links_of(places):
    sides = [[one.key for one in places if one.side == side and one.spots] for side in (EU, COUNTERPART)]
    return tuple(zip(*sides, strict=False))


def drawn(places):
    places, links = tuple(places), links_of(places)
    return [wide_map(places, links, name="wide"), narrow_map(places, links, name="narrow", ends=ENDS)]


def box_of(mark):
    return Box(mark.x - mark.radius, mark.y - mark.radius, mark.x + mark.radius, mark.y + mark.radius)


def unnamed(picture):
    return sum(panel.unnamed for panel in picture)


def check(picture):
    """What holds for every picture."""
    height = max(panel.box.bottom for panel in picture)
    for panel in picture:
        assert Box(0, 0, picture[0].box.width, height).holds(panel.box)
        for mark in panel.marks:
            assert panel.box.holds(Box(mark.x, mark.y, mark.x, mark.y)), mark
        for label in panel.labels:
            assert panel.box.holds(label.box), label
            assert not [mark for mark in panel.marks if label.box.meets(box_of(mark))], label
        assert not [pair for pair in combinations(panel.labels, 2) if pair[0].box.meets(pair[1].box)]
        for x, y in (point for arc in panel.arcs for point in arc.points):
            assert -0.1 <= x - panel.box.left <= panel.box.width + 0.1
            assert -0.1 <= y - panel.box.top <= panel.box.height + 0.1
        assert panel.box.holds(panel.ground)
        assert panel.window.width <= TURN * 1.001
        assert panel.turns
    first, *insets = picture
    assert not [(label, inset) for label in first.labels for inset in insets if label.box.meets(inset.box)], (
        "an inset hides a name"
    )


@pytest.mark.parametrize("region", REGIONS)
def test_every_region_fits_with_all_its_names(region):
    for picture in drawn([*EUROPE, *REGIONS[region]]):
        check(picture)
        assert unnamed(picture) == 0
    assert 400 <= drawn([*EUROPE, *REGIONS[region]])[0][0].box.height <= MOST_HIGH


@pytest.mark.parametrize("region", REGIONS)
def test_an_arc_begins_and_ends_on_dots_of_its_two_sides(region):
    for picture in drawn([*EUROPE, *REGIONS[region]]):
        main = picture[0]
        dots = {side: {(mark.x, mark.y) for mark in main.marks if mark.side == side} for side in (EU, COUNTERPART)}
        # Three of one city each, and seven members of the fourth.
        assert [arc.thin for arc in main.arcs].count(False) == 3
        assert [arc.thin for arc in main.arcs].count(True) == 7
        for arc in main.arcs:
            assert arc.start in dots[EU]
            assert arc.end in dots[COUNTERPART]
        assert {arc.gradient for arc in main.arcs} == set(main.gradients)
        for name, (x, y, end_x, end_y) in main.gradients.items():
            for arc in main.arcs:
                if arc.gradient == name:
                    across, down = arc.end[0] - arc.start[0], arc.end[1] - arc.start[1]
                    assert across * (end_x - x) + down * (end_y - y) > 0


def test_the_world_lies_below_its_places():
    """A dot is as far into its box as its city into the window of the world, drawn again across 180 degrees."""
    for region, turns in (("Korea", (0,)), ("Canada", (0,)), ("the Pacific", (0, TURN))):
        for picture in drawn([*EUROPE, *REGIONS[region]]):
            ground, window = picture[0].ground, picture[0].window
            assert picture[0].turns == turns
            for mark in picture[0].marks:
                if mark.name is None:
                    continue
                places = (*EUROPE, *REGIONS[region])
                ((_name, (longitude, latitude)), *_more) = next(one.spots for one in places if one.name == mark.name)
                x = window.left + (mark.x - ground.left) / ground.width * window.width
                y = window.top + (mark.y - ground.top) / ground.height * window.height
                rise = math.degrees(2 * math.tan(math.radians(latitude) / 2))
                assert x % TURN == pytest.approx(longitude * UNITS % TURN, abs=UNITS / 5)
                assert y == pytest.approx(-rise * UNITS, abs=UNITS / 5)


def test_the_world_is_one_file_that_every_map_uses():
    file = Path(finders.find(WORLD))
    drawing = html.fromstring(file.read_bytes())
    assert {path.get("id") for path in drawing.iter("path")} == {"land", "borders"}
    assert file.stat().st_size < 100_000
    shown = map_svg(drawn([*EUROPE, *REGIONS["the Pacific"]])[0], "wide", "Map", "/world.svg")
    used = [(use.get("href"), use.get("x")) for use in html.fromstring(shown).iter("use")]
    assert used[:2] == [("/world.svg#land", None), ("/world.svg#borders", None)]
    assert used[2:4] == [("/world.svg#land", str(TURN)), ("/world.svg#borders", str(TURN))]
    assert len(shown) < 12_000


def test_a_strand_across_the_antimeridian_is_one_window():
    wide, _narrow = drawn([*EUROPE, *REGIONS["the Pacific"]])
    at = {label.lines[0][1]: label.box.left for label in wide[0].labels}
    assert at["Barcelona"] < at["Auckland"] < at["Suva"] < at["Apia"] < at["Honolulu"]


def test_members_that_stand_close_are_drawn_again_in_an_inset():
    wide, _narrow = drawn([*EUROPE, *REGIONS["Korea"]])
    main, inset = wide
    assert inset.title.text == "Seven members, one partner"
    assert {label.lines[0][1] for label in inset.labels} == {name.text for name, _degrees in SCOTLAND.spots}
    assert all(inset.box.holds(box_of(mark)) for mark in inset.marks)
    named = [" ".join(text for _y, text, _beside in label.lines) for label in main.labels]
    assert "Scottish Cities Alliance (7)" in named
    assert "Aberdeen" not in named
    # The line from the inset ends at that name.
    start, end = inset.tie
    assert start[0] == inset.box.right
    assert end[0] <= next(label.box.left for label in main.labels if label.lines[0][1] == "Scottish Cities")


def test_members_far_apart_have_their_own_names_and_no_inset():
    far = Place("far", EU, Name("Ports (2)"), ((Name("Lisbon"), (-9.1, 38.7)), (Name("Riga"), (24.1, 56.9))))
    wide, _narrow = drawn([far, *REGIONS["Korea"]])
    assert len(wide) == 1
    names = {label.lines[0][1] for label in wide[0].labels}
    assert {"Lisbon", "Riga"} <= names
    assert "Ports (2)" not in names


def test_names_of_a_cluster_stand_in_a_column_with_lines_to_their_dots():
    wide, _narrow = drawn([*EUROPE, *REGIONS["Korea"]])
    korean = [label for label in wide[0].labels if label.side == COUNTERPART]
    dots = [mark for mark in wide[0].marks if mark.side == COUNTERPART]
    assert len(korean) == 4
    assert len({label.x for label in korean}) == 1
    for label in korean:
        start, end = label.leader
        assert [dot for dot in dots if math.dist(start, (dot.x, dot.y)) == pytest.approx(dot.radius, abs=0.1)]
        assert label.box.left - 2 <= end[0] <= label.box.right + 2
        assert label.box.top <= end[1] <= label.box.bottom
    assert {label.lines[-1][2] for label in korean} == {"부산", "수원", "광주", "서울시 송파구"}


def test_the_narrow_picture_has_each_end_in_a_panel_of_its_own():
    _wide, narrow = drawn([*EUROPE, *REGIONS["Korea"]])
    assert [panel.title and panel.title.text for panel in narrow] == [
        None, "EU side", "Other side", "Seven members, one partner",
    ]  # fmt: skip
    assert narrow[0].labels == ()
    sides = [{mark.side for mark in panel.marks} for panel in narrow[1:]]
    assert sides == [{EU, VENUE}, {COUNTERPART}, {EU}]


def test_two_hundred_pairings_stay_apart_and_say_how_many_have_no_name():
    places = [
        *(place(f"City {number}", 2 + number % 20, 40 + number / 10, EU) for number in range(200)),
        *(place(f"Town {number}", 126 + number % 14 / 5, 34 + number / 60) for number in range(200)),
    ]
    for picture in drawn(places):
        check(picture)
        assert unnamed(picture) > 0
    wide, _narrow = drawn(places)
    assert len(wide[0].arcs) == 200
    assert unnamed(wide) + len(wide[0].labels) == 400


def test_of_many_partners_those_near_each_other_share_a_dot_and_their_pairings_an_arc():
    places = [
        *(place(f"City {number}", 2 + number % 20, 40 + number / 10, EU) for number in range(200)),
        *(place(f"Town {number}", 126 + number % 14 / 5, 34 + number / 60) for number in range(200)),
    ]
    shown, links = grouped(places, links_of(places))
    assert len(shown) <= MOST_DOTS
    assert len(links) <= MOST_ARCS
    assert sum(one.partners for one in shown) == 400
    assert {key for link in links for key in link} == {one.key for one in shown}
    few = (*EUROPE, *REGIONS["Korea"])
    assert grouped(few, links_of(few)) == (few, tuple(links_of(few)))


def test_without_a_known_place_there_is_no_picture():
    nowhere = Place("nowhere", EU, Name("Nowhere"), ())
    assert drawn([nowhere]) == [(), ()]


def test_a_place_that_is_not_known_is_left_out_and_so_is_its_arc():
    nowhere = Place("nowhere", EU, Name("Nowhere"), ())
    busan = REGIONS["Korea"][0]
    wide = wide_map((nowhere, busan), (("nowhere", "Busan"),), name="wide")
    assert wide[0].arcs == ()
    assert [mark.name.text for mark in wide[0].marks] == ["Busan"]


def test_the_same_strand_is_drawn_alike_each_time():
    places = (*EUROPE, *REGIONS["Korea"])
    links = links_of(places)
    wide_map.cache_clear()
    first = wide_map(places, links, name="wide")
    wide_map.cache_clear()
    assert wide_map(places, links, name="wide") == first


WHERE = st.tuples(st.floats(-180, 180), st.floats(-85, 85))


@settings(max_examples=20, deadline=None)
@given(st.lists(WHERE, min_size=1, max_size=9), st.lists(WHERE, min_size=0, max_size=9))
def test_any_places_of_the_globe_make_a_picture(eu, others):
    places = [
        *(place(f"Here {number}", *where, EU) for number, where in enumerate(eu)),
        *(place(f"There {number}", *where) for number, where in enumerate(others)),
    ]
    for picture in drawn(places):
        check(picture)
        assert picture[0].box.width in {WIDE, 350}
