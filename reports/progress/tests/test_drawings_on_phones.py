"""The drawings of a report on a phone: no word leaves them or stands upon another, none is small."""

import itertools
import re
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation

from core.pictures.charts import steps_drawing
from core.pictures.shapes import NARROW, text_width
from partnerships.enums import LEVELS
from reports.progress.rendering.drawings import PAPER, SECTORS, bars_drawings
from reports.progress.rendering.journey import Journey
from reports.progress.rendering.phrases import Phrases

pytestmark = pytest.mark.one_database

LETTERS = {"eu": "EU", "counterpart": "KR"}
NARROWEST_PAGE, LEAST_SIZE = 280, 10  # the text of a page 320 wide, and what is still read on it
LONG = "Metropolitan Association of Municipalities of the Upper Valley"


def milestone(pairing, title, status, baseline, forecast=None, actual=None, days_over=None):
    spans = {"baseline": baseline, "forecast": forecast or baseline, "actual": actual or []}
    dates = {name: dict(zip(("start", "end"), [*days, None, None], strict=False)) for name, days in spans.items()}
    return {
        "pairing": pairing, "title": {"en": title}, "status": status, "stage": "first", "responsible": "eu",
        "days_over": days_over, "days_of_delay": None, "deviation": "", "left": "", "confirmed": [],
        **dates,
    }  # fmt: skip


def journey(language):
    launch = (["2017-03-14", "2017-03-17"], None, ["2017-03-14", "2017-03-17"])
    data = {
        "today": "2018-02-12",
        "of_pairing": False,
        "sides": {side: {"letters": letters} for side, letters in LETTERS.items()},
        "stages": [],
        "pairings": [
            {"code": "a", "eu": {"en": "Scottish Cities Alliance"}, "counterpart": {"en": "서울시 송파구"}},
            {"code": "b", "eu": {"en": LONG}, "counterpart": {"en": "Busan"}},
        ],
        "milestones": [
            milestone("a", "Launch", "done", *launch),
            milestone("a", "Cooperation", "unknown", ["2017-04", "2017-09"]),
            milestone("a", "Visit", "planned", ["2017-08-30"], days_over=166),
            milestone("a", "Closing", "planned", ["2018-03"], ["2018-04"]),
            milestone("a", "Talks", "done", ["2017-05"]),
            milestone("a", "Fair", "cancelled", ["2017-06"]),
            milestone("b", "Launch", "done", *launch),
        ],
    }
    (drawn,) = Journey(data, Phrases(language)).pictures()
    return drawn.narrow


def helix(language):
    rows = [("Suwon-Scottish Cities Alliance", [120, 30, 4, 1, 0]), (f"Busan-{LONG}", [1, 0, 0, 1, 9])]
    sectors = ["Government", "Research", "Business", "시민사회", "Other"]
    (narrow,) = bars_drawings(rows, SECTORS, sectors, language, width=NARROW)
    return narrow


def levels(language):
    steps = [(str(level.label), number * 310) for number, level in enumerate(LEVELS)]
    return steps_drawing(steps, language, width=NARROW)


def texts(svg):
    """Every text with its box: left, right, top, bottom."""

    def walk(element, x, y):
        if moved := re.match(r"translate\((\S+) (\S+)\)", element.get("transform", "")):
            x, y = x + float(moved[1]), y + float(moved[2])
        if element.tag.endswith("text"):
            size = float(element.get("font-size"))
            said = "".join(element.itertext())
            wide = text_width(said, size, bold=element.get("font-weight") == "700")
            left = x + float(element.get("x")) - {"end": wide, "middle": wide / 2}.get(element.get("text-anchor"), 0)
            base = y + float(element.get("y")) + float(element.get("dy", 0))
            yield said, size, (left, left + wide, base - size * 0.75, base)
        for child in element:
            yield from walk(child, x, y)

    return list(walk(ET.fromstring(svg), 0, 0))


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("make", [journey, helix, levels])
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
    grounds = []
    for group in ET.fromstring(svg):
        for one in group:
            if one.tag.endswith("rect") and one.get("fill") == PAPER:
                top = float(group.get("transform").removeprefix("translate(").rstrip(")").split()[1])
                grounds.append((float(one.get("x")), top + float(one.get("y")), one))
    names = [box for words, _size, box in texts(svg) if words in {"Scottish Cities Alliance", "Busan"}]
    assert len(names) == 2
    for left, right, top, bottom in names:
        assert any(
            x <= left
            and right <= x + float(one.get("width")) + 0.1
            and y <= top
            and bottom <= y + float(one.get("height"))
            for x, y, one in grounds
        )
