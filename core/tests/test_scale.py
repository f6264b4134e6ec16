"""What every picture measures with: the axis of days and the estimated width of a text."""

from datetime import date

import pytest
from hypothesis import given, strategies as st

from core.pictures.shapes import shorten, text_width
from core.pictures.stops import DayScale, Span

pytestmark = pytest.mark.one_database

days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@given(st.lists(days, min_size=2, max_size=12), st.sampled_from([320, 1152]))
def test_x_grows_with_the_days(some, width):
    some.sort()
    scale = DayScale(Span(some[0], some[-1]), width, 30)
    places = [scale.x(day) for day in some]
    assert places == sorted(places)
    assert places[0] >= 0
    assert scale.x(some[-1], 1) <= width + 0.1
    assert all(scale.x(day) <= scale.x(day, 0.5) <= scale.x(day, 1) for day in some)


def test_long_texts_are_shortened_to_their_room():
    assert shorten("short", 100, 13) == "short"
    cut = shorten("a long title that does not fit", 60, 13)
    assert cut.endswith("…")
    assert text_width(cut, 13) <= 60
    quoted = shorten("“Holiday”; “a long reason that does not fit”", 120, 13)
    assert quoted.startswith("“Holiday”; “a")
    assert quoted.endswith("…”")
    assert text_width(quoted, 13) <= 120
    assert text_width("한글", 10) == 20
