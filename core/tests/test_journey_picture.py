"""The journey strip's geometry: nothing outside the picture, no text on text, and the real strand's dates."""

import itertools
import re
from datetime import date, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from core.periods import PartialDate, Period
from core.pictures.shapes import text_width
from core.pictures.stops import PARTING, Span, StageBar, Stop, journey_span, stop_parts
from core.pictures.strips import large_journey, small_journey, upright_journey
from core.templatetags.pictures import journey_strip

pytestmark = pytest.mark.one_database

NONE = Period()


def period(text):
    if not text:
        return NONE
    start, _, end = text.partition("/")
    return Period(PartialDate.parse(start), PartialDate.parse(end) if end else None)


def stop(title, side, baseline, actual="", status="planned", *, forecast="", overdue=False, confirmed=()):
    expected = period(forecast or baseline)
    return Stop(
        title,
        "",
        "/x/",
        side,
        period(baseline),
        expected,
        period(actual),
        status,
        overdue,
        confirmed=frozenset(confirmed),
    )


def stage(name, planned, reported=""):
    return StageBar(name, period(planned), period(planned), period(reported))


STAGES = [
    stage("Launch and visits in Korea", "2017-03-14/2017-03-17", "2017-03-14/2017-03-17"),
    stage("Decentralised cooperation", "2017-03/2017-09"),
    stage("Working visits in the EU", "2017-10/2017-11", "2017-11"),
    stage("Closing meeting", "2018-03", "2018-04-20"),
]

STOPS = [
    stop("Launch meeting in Seoul", "both", "2017-03-14", "2017-03-14", "done"),
    stop("Barcelona delegation visits Busan", "counterpart", "2017-03-15/2017-03-17", "2017-03-15/2017-03-16", "done"),
    stop("Debriefing in Seoul on the next steps", "both", "2017-03-17", "2017-03-17", "done"),
    stop("Six months of direct cooperation between the partners", "both", "2017-03/2017-09", "", "unknown"),
    stop("Plenary working meeting in Europe", "eu", "2017-10/2017-11", "2017-11", "done"),
    stop("Busan delegation visits Barcelona", "eu", "2017-10/2017-11", "2017-11", "done"),
    stop("Busan and Barcelona meet before the closing meeting", "counterpart", "2018-04-18/2018-04-19", "", "unknown"),
    stop("최종회의(파트너십별 성과 발표)", "both", "2018-03", "2018-04-20", "done"),
]
TODAYS = [date(2017, 9, 12), date(2018, 5, 1), date(2026, 11, 25)]


def large(stages=STAGES, stops=STOPS, today=TODAYS[0], width=1152):
    return large_journey(
        stages,
        stops,
        today,
        today_label=f"Today, {today.day} {today:%b}",
        width=width,
    )


def parts_of(placed):
    return stop_parts(placed.stop, placed.bar)


def xs(path):
    """Every x of an absolute path: M, L, H, and the end points of arcs."""
    found = [float(x) for x in re.findall(r"[MLH]\s*(-?[\d.]+)", path)]
    return found + [float(x) for x in re.findall(r"A\S+ \S+ 0 0 1 (-?[\d.]+)", path)]


def texts_and_shapes(journey):
    """(row, left, right) of whatever stands in the rows, labels apart when they stand below."""
    for placed in journey.stops:
        yield placed.row, placed.left, placed.right
        label_row = placed.row + round((placed.label.y - 4.5 - placed.bar.y - placed.bar.height / 2) / 28)
        if label_row != placed.row:
            yield label_row, placed.label.left, placed.label.right


def assert_sound(journey, width=1152):
    edge = 0.11  # coordinates are rounded to a tenth
    for placed in journey.stops:
        for d, _css in parts_of(placed):
            assert all(-edge <= x <= width + edge for x in xs(d))
        for path in (placed.ghost, placed.arrow):
            assert all(-3 - edge <= x <= width + 3 + edge for x in xs(path))
        assert placed.label.left >= -edge
        assert placed.label.right <= width + edge
        assert placed.bar.y + placed.bar.height <= journey.height
    taken = sorted(texts_and_shapes(journey))
    for (row, _, right), (next_row, left, _) in itertools.pairwise(taken):
        assert row != next_row or right <= left
    names = sorted((name.y, name.x, name.x + text_width(name.text, 13, bold=True)) for name in journey.names)
    for (y, _, right), (next_y, left, _) in itertools.pairwise(names):
        assert y != next_y or right <= left
    assert all(name.y - 13 >= journey.grid_top - 4 for name in journey.names)
    assert all(-edge <= one.x and one.x + one.width <= width + edge for one in journey.road.pieces)
    labels = sorted((tick.label_x, text_width(tick.label, 12)) for tick in journey.ticks if tick.label)
    for (x, length), (next_x, _) in itertools.pairwise(labels):
        assert x + length <= next_x
    if journey.today:
        assert journey.today.pill_x >= 0
        assert journey.today.pill_x + journey.today.pill_width <= width + edge


precisions = st.sampled_from(["day", "month", "year"])
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


@st.composite
def periods(draw, *, near=None):
    if draw(st.integers(0, 9)) == 0:
        return NONE
    first = draw(days) if near is None else near + timedelta(days=draw(st.integers(0, 500)))
    last = first + timedelta(days=draw(st.sampled_from([0, 1, 3, 20, 60, 400])))
    start = PartialDate(first, draw(precisions))
    return Period(start, draw(st.sampled_from([None, PartialDate(last, draw(precisions))])))


@st.composite
def journeys(draw):
    near = draw(st.sampled_from([None, date(2017, 3, 1)]))
    titles = st.text("aWi 각ÅM.", max_size=90)
    stages = [
        StageBar(draw(titles), *(draw(periods(near=near)) for _ in range(3))) for _ in range(draw(st.integers(0, 5)))
    ]
    stops = [
        Stop(
            draw(titles),
            draw(st.sampled_from(["", "14 March 2017"])),
            "",
            draw(st.sampled_from(["eu", "counterpart", "both"])),
            draw(periods(near=near)),
            draw(periods(near=near)),
            draw(periods(near=near)),
            draw(st.sampled_from(["planned", "done", "cancelled", "unknown"])),
            draw(st.booleans()),
            state=draw(st.sampled_from(["", "not reported"])),
        )
        for _ in range(draw(st.integers(0, 9)))
    ]
    return stages, stops


@settings(max_examples=150, deadline=None)
@given(journeys(), days)
def test_nothing_leaves_the_box_and_no_text_lies_on_another(journey, today):
    stages, stops = journey
    drawn = large(stages, stops, today)
    if journey_span(stages, stops) is None:
        assert drawn is None
        return
    assert_sound(drawn)


@settings(max_examples=100, deadline=None)
@given(journeys(), days)
def test_the_small_strip_stays_in_its_box(journey, today):
    drawn = small_journey(*journey, today, width=320)
    if drawn is None:
        return
    for stops, bar in drawn.marks:
        if len(stops) == 1:
            assert all(-0.11 <= x <= 320.11 for d, _css in stop_parts(stops[0], bar) for x in xs(d))
        assert bar.x >= 0
        assert bar.end <= 320.11


@pytest.mark.parametrize("today", TODAYS)
def test_the_real_strand_is_sound(today):
    assert_sound(large(today=today))


def test_the_axis_has_half_a_month_of_air():
    span = journey_span(STAGES, STOPS)
    assert span == Span(date(2017, 2, 14), date(2018, 5, 5))


def test_a_closed_journey_does_not_stretch_to_today():
    closed = large(today=TODAYS[2])
    assert closed.today is None
    assert closed.stops[0].bar.x == large().stops[0].bar.x
    assert small_journey(STAGES, STOPS, TODAYS[2]).today_x is None
    assert large(today=TODAYS[1]).today is not None


def test_a_stage_by_month_begins_after_the_known_end_before_it():
    launch, decentralised, *_ = large().road.bands
    assert 0 < decentralised.x - launch.end < 2


def test_the_month_under_today_is_hidden():
    def months(today):
        return {tick.label for tick in large(today=today).ticks}

    assert {"Aug", "Sep"} <= months(date(2017, 9, 25))
    assert "Sep" not in months(date(2017, 9, 4))


def test_month_only_is_square_and_exactly_the_month_wide():
    plenary = large().stops[4]
    width = sum(one.width + PARTING for one in large().road.bands[2].pieces)
    assert plenary.bar.left == plenary.bar.right == 2
    # November is 30 of the 61 days of the stage.
    assert plenary.bar.width == pytest.approx(width * 30 / 61, abs=0.3)


def test_known_days_are_round_and_keep_the_least_width():
    launch, visit, *_ = large().stops
    assert (launch.bar.width, launch.bar.left) == (30, 8)
    assert (visit.bar.width, visit.bar.right) == (16, 8)


def test_a_joint_stop_done_from_sources_is_solid_road_without_halves():
    ((_d, css),) = parts_of(large().stops[0])
    assert css == "wc-journey-road is-filled"


def test_a_joint_stop_fills_as_each_side_confirms():
    waiting = large(stops=[stop("MoU", "both", "2017-05-02", confirmed=["eu"])])
    (_left, left), (_right, right) = parts_of(waiting.stops[0])
    assert left == "wc-journey-eu is-filled"
    assert right == "wc-journey-counterpart is-outline"


def test_not_reported_is_dotted_and_not_struck():
    unknown = large().stops[6]
    assert [css for _d, css in parts_of(unknown)] == ["wc-journey-counterpart is-unknown"]
    cancelled = large(stops=[stop("Visit", "eu", "2017-05-02", "", "cancelled")]).stops[0]
    assert [css for _d, css in parts_of(cancelled)] == ["wc-journey-eu is-cancelled", "wc-journey-strike"]


def test_a_moved_stop_keeps_its_ghost_and_gets_an_arrow():
    closing = large().stops[7]
    assert closing.stop.moved
    assert closing.arrow
    assert max(xs(closing.ghost)) == pytest.approx(closing.bar.centre, abs=0.1)
    assert not large().stops[0].arrow


def test_labels_stand_left_in_the_last_quarter():
    drawn = large()
    assert drawn.stops[7].label.anchor == "end"
    assert drawn.stops[0].label.anchor == "start"


def test_overdue_has_a_flag():
    late = large(stops=[stop("Debriefing", "both", "2017-03-17", overdue=True)])
    assert late.stops[0].label.flag
    assert not large().stops[0].label.flag


def test_the_small_strip_merges_what_crowds():
    drawn = small_journey(STAGES, STOPS, TODAYS[2])
    told = [(len(stops), all(one.status == "done" for one in stops)) for stops, _bar in drawn.marks]
    assert told == [(3, True), (2, True), (2, False)]  # the six months are the road itself
    shown = journey_strip(drawn, "")
    assert re.findall(r'counter-text( is-done)?"[^>]*>(\d)', shown) == [(" is-done", "3"), (" is-done", "2"), ("", "2")]


def test_lists_share_one_span():
    span = journey_span(STAGES, STOPS)
    one = small_journey(STAGES, STOPS[:1], TODAYS[0], span=span)
    other = small_journey(STAGES, STOPS, TODAYS[0], span=span)
    assert one.today_x == other.today_x


def test_today_is_an_item_of_the_upright_list():
    to_come = [stage("Working visits in the EU", "2017-10/2017-11"), stage("Closing meeting", "2018-03")]
    groups = [(STAGES[0], STOPS[:3]), (STAGES[1], STOPS[3:4]), (to_come[0], STOPS[4:6]), (to_come[1], STOPS[6:])]
    lines = upright_journey(groups, TODAYS[0])
    shown = [one for _road, one in lines]
    assert shown.count(None) == 1
    assert shown[shown.index(None) + 1] == to_come[0]
    assert {road for road, _one in lines[shown.index(None) :]} == {"ahead"}
    assert all(one is not None and road != "ahead" for road, one in upright_journey(groups, TODAYS[2]))


def test_nothing_known_draws_nothing():
    assert large(stages=[], stops=[]) is None
    assert small_journey([], [stop("A", "eu", "")], TODAYS[0]) is None
    assert upright_journey([], TODAYS[0]) == []
