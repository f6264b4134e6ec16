"""Where the words of a row stand: each at its stop, clear of leaders, and in the order that says most."""

import re

import pytest

from core.pictures.timeline import LabelText, Sheet, place_labels

pytestmark = pytest.mark.one_database

BAND = 200.0


def room(*, lanes, width=600.0, longest=500.0):
    return Sheet(width, lanes, longest=longest, least=longest)


def placed(wanted, where):
    begun = tuple((x, LabelText(title)) for x, title in wanted)
    return {label.words.title: label for label in place_labels(begun, where, BAND)}


def lane(label):
    return label.lines[0][0]


@pytest.mark.parametrize(("x", "edge"), [(380.0, "right"), (220.0, "left")])
def test_a_name_too_long_for_either_side_is_cut_and_touches_its_stop(x, edge):
    endless = "A milestone whose title nobody ever shortened, and which goes on " * 2
    (label,) = place_labels(((x, LabelText(endless)),), room(lanes=1), BAND)
    assert label.title.endswith("…")
    assert getattr(label, edge) == pytest.approx(x, abs=0.1)


def test_no_words_stand_on_a_leader_that_was_drawn_before_them():
    middle = "In the middle, with a name that reaches far"
    found = placed([(20.0, "First of them"), (60.0, middle), (200.0, "Last of them")], room(lanes=4))
    assert set(found) == {"First of them", middle, "Last of them"}
    leaders = [label for label in found.values() if label.leader]
    assert leaders
    for label in leaders:
        x = float(re.match(r"M([\d.]+)", label.leader)[1])
        assert not [other for other in found.values() if other.left < x < other.right and lane(other) > lane(label)]


def test_what_hangs_stands_above_the_others_where_low_it_would_stand_on_a_leader():
    found = placed(
        [(300.0, "Visit of the delegation"), (590.0, "Closing meeting with the results of every single pairing")],
        room(lanes=2),
    )
    assert set(found) == {"Visit of the delegation", "Closing meeting with the results of every single pairing"}
    assert lane(found["Closing meeting with the results of every single pairing"]) < lane(
        found["Visit of the delegation"]
    )


def test_what_hangs_goes_first_where_more_is_named_so():
    found = placed([(300.0, "Visit of the city and of its port"), (590.0, "Closing meeting of all")], room(lanes=1))
    assert [found[title].anchor for title in ("Visit of the city and of its port", "Closing meeting of all")] == [
        "end"
    ] * 2
