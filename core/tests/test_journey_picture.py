"""The journey strip's geometry: nothing outside the picture, no text on text, and the real strand's dates."""

import itertools
import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given, settings, strategies as st
from lxml import html

from core.periods import PartialDate, Period
from core.pictures.shapes import FLAG_WIDTH, Bar, Rect, text_width
from core.pictures.stops import PARTING, Span, StageBar, Stop, journey_span, stop_parts
from core.pictures.strips import WORD_GAP, large_journey, small_journey, upright_journey

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
        title="Journey",
        summary="",
        sides={"eu": "EU", "counterpart": "Korea", "both": "Both sides"},
        width=width,
    )


def small(stages, stops, today, **more):
    return small_journey(stages, stops, today, summary="", **more)


def seen(svg, stops=STOPS):
    """What one sees of a large strip: stages from the left, names, months, pill, and the stops with their words."""
    root = html.fromstring(svg)
    found = SimpleNamespace(height=float(root.find(".//svg").get("viewbox").split()[-1]), stops=[])
    found.pieces = sorted((box(one) for kind in KINDS for one in of(root, "rect", kind)), key=lambda one: one.x)
    found.names = [(float(one.get("y")), float(one.get("x")), one.text or "") for one in of(root, "text", "name")]
    found.months = [(float(one.get("x")), one.text) for one in of(root, "text", "month")]
    found.grid_top = max((float(one.get("d").split()[1].split("V")[0]) for one in of(root, "path", "grid")), default=0)
    found.pill = next(map(box, of(root, "rect", "pill")), None)
    hits = list(of(root, "rect", "hit"))
    paths = [(re.sub("^wc-journey-", "", one.get("class")), one.get("d")) for one in root.iter("path")]
    if hits:
        # The ghosts of the stages lie above all rows.
        is_of_stop = [float(re.match(r"M\S+ ([\d.]+)", d)[1]) > box(hits[0]).y for _kind, d in paths]
        paths = [one for one, is_kept in zip(paths, is_of_stop, strict=True) if is_kept]
    dated = [one for one in stops if one.shown.first_day]
    for stop, hit in zip(dated, hits, strict=True):
        ghost, arrow = (paths.pop(0)[1] if paths[0][0] == kind else "" for kind in ("ghost", "arrow"))
        count = len(stop_parts(stop, Bar(0, 0, 40, 16)))
        parts = [(d, css.removeprefix("stop ")) for css, d in (paths.pop(0) for _part in range(count))]
        found.stops.append(
            SimpleNamespace(parts=parts, ghost=ghost, arrow=arrow, hit=box(hit), label=label_of(hit.getparent()))
        )
    return found


KINDS = ("done", "unreported", "ahead")


def of(root, tag, kind):
    """The elements of a kind, also those of a year."""
    return [one for one in root.iter(tag) if one.get("class", "").split()[:1] == [f"wc-journey-{kind}"]]


def box(rect):
    return Rect(*(float(rect.get(name)) for name in ("x", "y", "width", "height")))


def label_of(words):
    """The words of a stop, from where to where they reach with their flag, and in the middle of what height."""
    (line,), flags = of(words, "text", "label"), of(words, "path", "flag")
    (title, *others), x, anchor = line.iter("tspan"), float(line.get("x")), line.get("text-anchor")
    length = text_width(title.text or "", 13, bold=True)
    for one in others:
        length += WORD_GAP + text_width(one.text, 13, bold="is-late" in one.get("class"))
    room = FLAG_WIDTH + WORD_GAP if flags else 0
    left, right = (x - length, x + room) if anchor == "end" else (x - room, x + length)
    return SimpleNamespace(left=left, right=right, anchor=anchor, flag=flags, middle=float(line.get("y")) - 4.5)


def edges(parts):
    """From where to where what is drawn of a stop reaches; an end that is half a circle lies its radius further."""
    found = [x for d, _css in parts for x in xs(d)]
    radius = max((float(one) for d, _css in parts for one in re.findall(r"a([\d.]+) ", d)), default=0)
    return min(found) - radius, max(found) + radius


def radii(placed):
    return {float(one) for d, _css in placed.parts for one in re.findall(r"[Aa]([\d.]+) ", d)}


def xs(path):
    """Every x of an absolute path: M, L, H, and the end points of arcs."""
    found = [float(x) for x in re.findall(r"[MLH]\s*(-?[\d.]+)", path)]
    return found + [float(x) for x in re.findall(r"A\S+ \S+ 0 0 1 (-?[\d.]+)", path)]


def texts_and_shapes(strip):
    """(height, left, right) of whatever stands in the rows."""
    for placed in strip.stops:
        left, right = edges(placed.parts)
        planned = xs(placed.ghost)
        yield placed.hit.y + 12, min([left, *planned]), max([right, *planned])
        yield placed.label.middle, placed.label.left, placed.label.right


def assert_sound(strip, width=1152):
    edge = 0.11  # coordinates are rounded to a tenth
    for placed in strip.stops:
        assert all(-edge <= x <= width + edge for x in edges(placed.parts))
        for path in (placed.ghost, placed.arrow):
            assert all(-3 - edge <= x <= width + 3 + edge for x in xs(path))
        assert placed.label.left >= -edge
        assert placed.label.right <= width + edge
        assert placed.hit.y + placed.hit.height <= strip.height
    taken = sorted(texts_and_shapes(strip))
    for (y, _, right), (next_y, left, _) in itertools.pairwise(taken):
        assert y != next_y or right <= left
    names = sorted((y, x, x + text_width(text, 13, bold=True)) for y, x, text in strip.names)
    for (y, _, right), (next_y, left, _) in itertools.pairwise(names):
        assert y != next_y or right <= left
    assert all(y - 13 >= strip.grid_top - 4 for y, _left, _right in names)
    assert all(-edge <= one.x and one.x + one.width <= width + edge for one in strip.pieces)
    labels = sorted((x, text_width(text, 12)) for x, text in strip.months)
    for (x, length), (next_x, _) in itertools.pairwise(labels):
        assert x + length <= next_x
    if strip.pill:
        assert strip.pill.x >= 0
        assert strip.pill.x + strip.pill.width <= width + edge


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
        assert drawn == ""
        return
    assert_sound(seen(drawn, stops))


@settings(max_examples=100, deadline=None)
@given(journeys(), days)
def test_the_small_strip_stays_in_its_box(journey, today):
    if drawn := small(*journey, today, width=320):
        root = html.fromstring(drawn)
        assert all(-0.11 <= x <= 320.11 for one in of(root, "path", "stop") for x in xs(one.get("d")))
        for counter in map(box, of(root, "rect", "counter")):
            assert counter.x >= 0
            assert counter.x + counter.width <= 320.11


@pytest.mark.parametrize("today", TODAYS)
def test_the_real_strand_is_sound(today):
    assert_sound(seen(large(today=today)))


def test_the_axis_has_half_a_month_of_air():
    span = journey_span(STAGES, STOPS)
    assert span == Span(date(2017, 2, 14), date(2018, 5, 5))


def test_a_closed_journey_does_not_stretch_to_today():
    closed = seen(large(today=TODAYS[2]))
    assert closed.pill is None
    assert edges(closed.stops[0].parts) == edges(seen(large()).stops[0].parts)
    assert "wc-journey-today" not in small(STAGES, STOPS, TODAYS[2])
    assert seen(large(today=TODAYS[1])).pill


def test_a_stage_by_month_begins_after_the_known_end_before_it():
    launch, decentralised, *_ = seen(large()).pieces
    assert 0 < decentralised.x - launch.x - launch.width < 2


def test_the_month_under_today_is_hidden():
    def months(today):
        return {text for _x, text in seen(large(today=today)).months}

    assert {"Aug", "Sep"} <= months(date(2017, 9, 25))
    assert "Sep" not in months(date(2017, 9, 4))


def test_month_only_is_square_and_exactly_the_month_wide():
    strip = seen(large())
    plenary, (_past, _rest, _launch, october, november, *_) = strip.stops[4], strip.pieces
    left, right = edges(plenary.parts)
    assert radii(plenary) == {2}
    # November is 30 of the 61 days of the stage.
    assert right - left == pytest.approx((october.width + november.width + 2 * PARTING) * 30 / 61, abs=0.3)


def test_known_days_are_round_and_keep_the_least_width():
    for placed, width in zip(seen(large()).stops, (30, 16), strict=False):
        left, right = edges(placed.parts)
        assert right - left == pytest.approx(width)
        assert radii(placed) == {8}


def test_a_joint_stop_done_from_sources_is_solid_road_without_halves():
    ((_d, css),) = seen(large()).stops[0].parts
    assert css == "wc-journey-road is-filled"


def test_a_joint_stop_fills_as_each_side_confirms():
    waiting = [stop("MoU", "both", "2017-05-02", confirmed=["eu"])]
    (_left, left), (_right, right) = seen(large(stops=waiting), waiting).stops[0].parts
    assert left == "wc-journey-eu is-filled"
    assert right == "wc-journey-counterpart is-outline"


def test_not_reported_is_dotted_and_not_struck():
    unknown = seen(large()).stops[6]
    assert [css for _d, css in unknown.parts] == ["wc-journey-counterpart is-unknown"]
    visit = [stop("Visit", "eu", "2017-05-02", "", "cancelled")]
    cancelled = seen(large(stops=visit), visit).stops[0]
    assert [css for _d, css in cancelled.parts] == ["wc-journey-eu is-cancelled", "wc-journey-strike"]


def test_a_moved_stop_keeps_its_ghost_and_gets_an_arrow():
    launch, *_others, closing = seen(large()).stops
    assert STOPS[7].moved
    assert closing.arrow
    assert max(xs(closing.ghost)) == pytest.approx(sum(edges(closing.parts)) / 2, abs=0.1)
    assert not launch.arrow


def test_labels_stand_left_in_the_last_quarter():
    drawn = seen(large())
    assert drawn.stops[7].label.anchor == "end"
    assert drawn.stops[0].label.anchor == "start"


def test_overdue_has_a_flag():
    late = [stop("Debriefing", "both", "2017-03-17", overdue=True)]
    assert seen(large(stops=late), late).stops[0].label.flag
    assert not seen(large()).stops[0].label.flag


def test_the_small_strip_merges_what_crowds():
    shown = small(STAGES, STOPS, TODAYS[2])
    assert "wc-journey-stop" not in shown  # the six months are the road itself
    assert re.findall(r'counter-text( is-done)?"[^>]*>(\d)', shown) == [(" is-done", "3"), (" is-done", "2"), ("", "2")]


def test_lists_share_one_span():
    span = journey_span(STAGES, STOPS)
    lines = [
        next(one.get("d") for one in of(html.fromstring(small(STAGES, some, TODAYS[0], span=span)), "path", "today"))
        for some in (STOPS[:1], STOPS)
    ]
    assert lines[0] == lines[1]


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
    assert large(stages=[], stops=[]) == ""
    assert small([], [stop("A", "eu", "")], TODAYS[0]) == ""
    assert upright_journey([], TODAYS[0]) == []
