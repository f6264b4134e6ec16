"""The drawings of a report on a phone: no word leaves them or stands upon another, none is small."""

import itertools
from datetime import date
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from core.periods import PartialDate, Period
from core.pictures.labels import text_width
from reports.rendering.drawings.activity import Month, activity_drawing
from reports.rendering.drawings.canvas import NARROW, PAPER
from reports.rendering.drawings.helix import Shares, helix_drawings
from reports.rendering.drawings.journey import Mark, Way, journey_drawings
from reports.rendering.drawings.levels import narrow_levels_drawing

pytestmark = pytest.mark.one_database

LETTERS = {"eu": "EU", "counterpart": "KR"}
NARROWEST_PAGE, LEAST_SIZE = 280, 10  # the text of a page 320 wide, and what is still read on it
LONG = "Metropolitan Association of Municipalities of the Upper Valley"


def period(first, last=""):
    return Period(PartialDate.parse(first), PartialDate.parse(last) if last else None)


def journey(language):
    marks = [
        Mark("done", period("2017-03-14", "2017-03-17"), period("2017-03-14", "2017-03-17")),
        Mark("not-reported", period("2017-04", "2017-09"), period("2017-04", "2017-09")),
        Mark("overdue", period("2017-08-30"), period("2017-08-30")),
        Mark("open", period("2018-03"), period("2018-04")),
        Mark("undated", period("2017-05"), period("2017-05")),
        Mark("cancelled", period("2017-06"), period("2017-06")),
    ]
    ways = [Way("Scottish Cities Alliance", "서울시 송파구", marks), Way(LONG, "Busan", marks[:1])]
    ((_wide, narrow),) = journey_drawings(ways, LETTERS, date(2018, 2, 12), language)
    return narrow


def helix(language):
    rows = [Shares("Suwon-Scottish Cities Alliance", [120, 30, 4, 1, 0]), Shares(f"Busan-{LONG}", [1, 0, 0, 1, 9])]
    (narrow,) = helix_drawings(
        rows, ["Government", "Research", "Business", "시민사회", "Other"], language, width=NARROW
    )
    return narrow


def activity(language):
    months = [Month(date(2017 + at // 12, at % 12 + 1, 1), at % 5, at % 3, at % 2 * 40) for at in range(26)]
    return activity_drawing(
        months, LETTERS, {"eu": "EU side", "counterpart": "Republic of Korea"}, language, width=NARROW
    )


def levels(language):
    words = ["Identified", "Exploring", "합의", "Piloting", "Running"]
    counts = [(word, number) for number, word in enumerate(words)]
    return narrow_levels_drawing(counts, ("Not pursued", 1240), language)


def texts(svg):
    """Every text with its box: left, right, top, bottom."""

    def walk(element, x, y):
        if moved := element.get("transform"):
            right, down = moved.removeprefix("translate(").rstrip(")").split()
            x, y = x + float(right), y + float(down)
        if element.tag.endswith("text"):
            size = float(element.get("font-size"))
            wide = text_width(element.text, size, bold=element.get("font-weight") == "700")
            left = x + float(element.get("x")) - {"end": wide, "middle": wide / 2}.get(element.get("text-anchor"), 0)
            base = y + float(element.get("y"))
            yield element.text, size, (left, left + wide, base - size * 0.75, base)
        for child in element:
            yield from walk(child, x, y)

    return list(walk(ET.fromstring(svg), 0, 0))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("make", [journey, helix, activity, levels])
def test_its_words_fit_and_are_large_enough(make, language):
    with translation.override(language):
        svg = make(language)
    _x, _y, width, height = (float(one) for one in ET.fromstring(svg).get("viewBox").split())
    assert width == NARROW
    found = texts(svg)
    assert found
    for words, size, (left, right, top, bottom) in found:
        assert size * NARROWEST_PAGE / NARROW >= LEAST_SIZE, words
        assert left >= -1, words
        assert right <= width + 1, words
        assert top >= 0, words
        assert bottom <= height, words
        assert "…" not in words
    for (one, _size, a), (other, _other, b) in itertools.combinations(found, 2):
        apart = a[1] <= b[0] + 1 or b[1] <= a[0] + 1 or a[3] <= b[2] + 1 or b[3] <= a[2] + 1
        assert apart, f"{one} stands upon {other}"


def test_names_stand_above_their_bars_and_no_line_runs_through_them():
    svg = journey("en")
    grounds = [one for one in ET.fromstring(svg) if one.tag.endswith("rect") and one.get("fill") == PAPER]
    names = [box for words, _size, box in texts(svg) if words in {"Scottish Cities Alliance", "Busan"}]
    assert len(names) == 2
    for left, right, top, bottom in names:
        assert any(
            float(one.get("x")) <= left
            and right <= float(one.get("x")) + float(one.get("width")) + 0.1
            and float(one.get("y")) <= top
            and bottom <= float(one.get("y")) + float(one.get("height"))
            for one in grounds
        )
