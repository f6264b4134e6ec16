"""The geometry of a strand's timeline: one scale, today at one place, plans apart, and no words upon words."""

import itertools
import re
from datetime import date

import pytest

from core.periods import PartialDate, Period
from core.pictures.shapes import FLAG_WIDTH, text_width
from core.pictures.stops import StageBar, Stop, stop_parts
from core.pictures.strips import WORD_GAP
from core.pictures.timeline import (
    CLEAR,
    LABEL_GAP,
    LABEL_SIZE,
    LANE,
    LEAST_TITLE,
    LabelText,
    Sheet,
    strand_timeline,
)

pytestmark = pytest.mark.one_database

TODAY = date(2017, 9, 12)
OVER = date(2026, 11, 25)  # the strand is over: no line of today
NONE = Period()


def period(text):
    start, _, end = text.partition("/")
    return Period(PartialDate.parse(start), PartialDate.parse(end) if end else None)


def stop(title, baseline, *, forecast="", actual="", status="planned", side="both", overdue=False):
    expected, happened = period(forecast or baseline), period(actual) if actual else NONE
    return Stop(title, "", "/x/", side, period(baseline), expected, happened, status, overdue)


STAGES = [
    StageBar("Launch and visits in Korea", *[period("2017-03-14/2017-03-17")] * 2, period("2017-03-14")),
    StageBar("Decentralised cooperation", *[period("2017-03/2017-09")] * 2, NONE),
    StageBar("Working visits in the EU", *[period("2017-10/2017-11")] * 2, NONE),
    StageBar("Closing meeting", period("2018-03"), period("2018-04"), NONE),
]
LAUNCH = stop("Launch", "2017-03-14", actual="2017-03-14", status="done")
VISIT = stop("Visit", "2017-03-15/2017-03-17", side="counterpart", status="unknown")
REVIEW = stop("Review of the six months", "2017-08-30", side="eu", overdue=True)
PLENARY = stop("Plenary meeting", "2017-10/2017-11", side="eu")
CLOSING = stop("Closing meeting with the results of every pairing", "2018-03", forecast="2018-04")


def length(line, said):
    title, rest = (text_width(text, LABEL_SIZE, bold=said.is_late) for text in line[1:])
    return title + (WORD_GAP if title and rest else 0) + rest


def words(one, rank=1, rest="12 Sep", **more):
    return LabelText(one.title, rest, rank, **more)


ROW = [
    (LAUNCH, words(LAUNCH, 4)),
    (VISIT, words(VISIT, 3, "not reported")),
    (REVIEW, words(REVIEW, 0, "13 days late", is_late=True)),
    (PLENARY, words(PLENARY, 2, "Oct–Nov")),
    (CLOSING, words(CLOSING, 1, "Apr, was Mar")),
]
WRAPPED = Sheet(320, lines=4, longest=320, least=320)
SHEETS = [
    Sheet(820),
    Sheet(340, longest=300),
    Sheet(820, lanes=2, is_named=True),
    Sheet(1080, lanes=5, is_named=True),
    WRAPPED,
]


def laid(rows, sheet=SHEETS[0], today=TODAY):
    return strand_timeline(
        [(STAGES, row) for row in rows],
        today,
        sheet,
        today_label="Today, 12 Sep",
    )


def single(row):
    """The last mark that is one stop."""
    return [mark for mark in row.marks if len(mark[0]) == 1][-1]


def test_rows_stand_on_one_scale():
    few = [(CLOSING, None)]
    timeline = laid([ROW, few])
    first, second = timeline.rows
    assert single(first) == single(second)
    assert single(first)[0] == (CLOSING,)


@pytest.mark.parametrize("sheet", SHEETS)
def test_today_crosses_all_rows_where_what_is_planned_begins(sheet):
    timeline = laid([ROW] * 3, sheet)
    x, pill, _words = timeline.today
    for row in timeline.rows:
        _stage, (_past, ahead) = row.road.bands[1]
        assert (ahead.kind, ahead.x) == ("ahead", pytest.approx(x, abs=2))  # from the morning of today
    assert pill.x >= 0
    assert pill.x + pill.width <= sheet.width


def test_a_strand_that_is_over_has_no_line_of_today():
    assert laid([ROW], today=OVER).today is None


def test_the_first_plan_lies_apart_from_what_is_expected_now():
    timeline = laid([ROW])
    (row,) = timeline.rows
    closing = single(row)[1]
    (ghost,), (arrow,) = row.ghosts, row.arrows
    left, y = (float(one) for one in re.match(r"M([\d.]+) ([\d.]+)H", ghost).groups())
    assert left < closing.x  # March before April
    assert y > closing.y + closing.height
    assert y < timeline.row_height
    head = float(re.search(r"L([\d.]+)", arrow).group(1))
    assert head == pytest.approx(closing.centre, abs=0.1)
    # The stages' first plan lies between the band and that of the milestones.
    stage = float(re.match(r"M[\d.]+ ([\d.]+)H", row.road.ghosts[-1]).group(1))
    assert closing.y + closing.height < stage < y


def test_what_kept_its_plan_has_no_ghost_of_its_own():
    (row,) = laid([[(PLENARY, None)]]).rows
    assert row.ghosts == []


def test_what_nobody_reported_is_dotted():
    (row,) = laid([[(VISIT, None)]]).rows
    ((stops, bar),) = row.marks
    assert stop_parts(stops[0], bar)[0][1] == "wc-journey-counterpart is-unknown"


@pytest.mark.parametrize("sheet", SHEETS)
def test_words_neither_overlap_nor_leave_the_picture(sheet):
    crowd = [(stop(f"Meeting number {day}", f"2017-06-{day:02}"), None) for day in range(1, 29)]
    crowd = [(one, words(one, rank % 3)) for rank, (one, _none) in enumerate(crowd)]
    timeline = laid([ROW, crowd, [*ROW, *crowd]], sheet)
    for row in timeline.rows:
        assert row.labels
        placed = sorted((line[0], label.left, label.right) for label in row.labels for line in label.lines)
        for (y, _left, right), (next_y, left, _right) in itertools.pairwise(placed):
            assert y != next_y or right + LABEL_GAP <= left + 0.1
        for label in row.labels:
            assert label.left >= 0
            assert label.right <= sheet.width
            assert all(LABEL_SIZE < line[0] < row.road.y for line in label.lines)
            flag = FLAG_WIDTH + WORD_GAP if label.flag else 0
            for line in label.lines:
                assert flag + length(line, label.words) <= label.right - label.left + 0.1


def test_a_date_is_not_broken_to_keep_clear_of_today():
    early = stop("Call", "2017-03-20")
    timeline = laid([[(early, words(early, rest="28 Feb – 14 Apr, was 20 Mar"))]], WRAPPED)
    (label,) = timeline.rows[0].labels
    assert label.lines[-1][2] == "28 Feb – 14 Apr, was 20 Mar"


@pytest.mark.parametrize("sheet", SHEETS[:-1])
def test_the_line_of_today_runs_through_no_words_but_what_is_late(sheet):
    crowd = [(stop(f"Meeting number {day}", f"2017-09-{day:02}"), None) for day in range(1, 29)]
    crowd = [(one, words(one, rank % 3)) for rank, (one, _none) in enumerate(crowd)]
    timeline = laid([ROW, crowd, [*ROW, *crowd]], sheet)
    for row in timeline.rows:
        for label in row.labels:
            if not label.words.is_late:
                assert label.right <= timeline.today[0] - CLEAR or label.left >= timeline.today[0] + CLEAR - 0.1


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_name_is_whole_or_long_enough_to_be_read(sheet):
    crowd = [stop(f"A meeting of some length, number {month}", f"2017-{month:02}-10") for month in range(3, 12)]
    said = [words(one, number % 3, "10 Mar – 12 Apr, was 9 Mar") for number, one in enumerate(crowd)]
    timeline = laid([list(zip(crowd, said, strict=True)), ROW], sheet)
    for row in timeline.rows:
        for label in row.labels:
            if label.title != label.words.title:
                assert text_width(label.title, LABEL_SIZE, bold=label.words.is_late) > LEAST_TITLE - 1.5 * LABEL_SIZE


def test_words_of_a_mark_on_today_begin_behind_the_line():
    one = stop("Call of both coordinators", "2017-09-12")
    timeline = laid([[(one, words(one))]])
    (label,) = timeline.rows[0].labels
    assert label.left == pytest.approx(timeline.today[0] + CLEAR, abs=0.1)


def test_no_leader_runs_through_words():
    crowd = [stop(f"A meeting of some length, number {month}", f"2017-{month:02}-10") for month in range(3, 12)]
    (row,) = laid([[(one, words(one)) for one in crowd]], SHEETS[3]).rows
    lifted = [label for label in row.labels if label.leader]
    assert lifted
    for label in lifted:
        x = float(re.match(r"M([\d.]+)", label.leader).group(1))
        assert not any(other.left < x < other.right for other in row.labels if other.lines[0][0] > label.lines[0][0])


@pytest.mark.parametrize("others", [[], [PLENARY]])
def test_what_crowds_at_the_end_of_the_axis_is_named_one_above_the_other(others):
    last = [stop(f"The closing meeting of the pairing, part {number}", f"2018-04-{number + 20}") for number in range(3)]
    sheet = Sheet(820, lanes=5, longest=500, least=200)
    (row,) = laid([[(one, words(one)) for one in [*others, *last]]], sheet, OVER).rows
    assert sorted(label.title for label in row.labels) == sorted(one.title for one in [*others, *last])
    ends = [(label.right, label.lines[0][0]) for label in row.labels if label.anchor == "end"]
    assert ends == sorted(ends, key=lambda end: (end[0], -end[1]))  # each further one hangs higher
    assert len(ends) == 3


def test_what_is_late_goes_before_everything_else_and_has_a_flag():
    narrow = Sheet(340, longest=330)
    (row,) = laid([ROW], narrow).rows
    assert [label.words.title for label in row.labels] == ["Review of the six months"]
    assert row.labels[0].flag


def test_titles_are_as_long_as_there_is_room_for_once_all_are_named():
    crowd = [stop(f"A meeting of some length, number {month}", f"2017-{month:02}-10") for month in range(3, 12)]
    row = [*((one, words(one)) for one in crowd), (CLOSING, words(CLOSING, 0, "Apr, was Mar"))]
    short, grown = (
        laid([row], Sheet(1300, lanes=5, longest=longest, least=120, is_named=True)).rows[0].labels
        for longest in (120, 460)
    )
    assert len(grown) == len(short)
    assert CLOSING.title in [label.title for label in grown]
    assert sum(label.right - label.left for label in grown) > sum(label.right - label.left for label in short)


def test_a_long_title_is_cut_and_its_dates_stand_in_full():
    (row,) = laid([[(CLOSING, words(CLOSING, 1, "Apr, was Mar"))]]).rows
    (label,) = row.labels
    assert label.title.endswith("…")
    assert label.words.rest == "Apr, was Mar"
    assert label.right - label.left <= 300


def test_wrapped_titles_are_whole_and_clear_of_today_where_they_can_be():
    for one, number in ((REVIEW, 3), (CLOSING, 3)):
        timeline = laid([[(one, words(one, 0, "13 days late", is_late=one.overdue))]], WRAPPED)
        (label,) = timeline.rows[0].labels
        assert label.title == one.title
        assert label.lines[-1][2] == "13 days late"
        assert len(label.lines) == number
    assert label.left >= timeline.today[0] + CLEAR - 0.1
    # The last line stands at the stop, also where it is short.
    assert label.anchor == "end"
    assert label.left < timeline.rows[0].marks[0][1].x < label.right


def test_what_has_no_room_on_its_side_of_today_stands_across_whole():
    early = stop("Letters of intent of both cities, their universities and their chambers", "2017-04-03", overdue=True)
    timeline = laid([[(early, words(early, rest="not reported"))]], WRAPPED)
    (label,) = timeline.rows[0].labels
    assert label.title == early.title
    assert label.left < timeline.today[0] < label.right


def test_words_beside_today_go_before_equal_ones_across_it():
    past, coming = stop("Themes agreed by both sides", "2017-04-03"), stop("Take-aways and prospects", "2018-03-01")
    said = [(past, words(past, 1, "28 Aug – 14 Sep, was 15 Sep")), (coming, words(coming, 1, "Aug, was Jul"))]
    (row,) = laid([said], WRAPPED).rows
    assert [label.title for label in row.labels] == [coming.title]


def test_rows_are_as_high_as_their_longest_label_of_several_lines():
    low, high = laid([[(LAUNCH, words(LAUNCH))]], WRAPPED), laid([[(LAUNCH, words(LAUNCH))], ROW], WRAPPED)
    most = max(len(label.lines) for row in high.rows for label in row.labels)
    assert most > 1
    assert high.row_height - low.row_height == (most - 1) * LANE
    assert high.rows[0].road.y - low.rows[0].road.y == (most - 1) * LANE


def test_a_title_beyond_all_lines_is_cut_and_its_dates_stand_in_full():
    endless = stop("A milestone whose title nobody ever shortened, " * 5, "2018-03")
    (row,) = laid([[(endless, words(endless, rest="Mar, was Feb"))]], WRAPPED).rows
    (label,) = row.labels
    assert label.title.endswith("…")
    assert len(label.lines) == WRAPPED.lines
    assert label.lines[-1][2] == "Mar, was Feb"


def test_stages_are_named_above_all_rows_where_there_is_room():
    timeline = laid([ROW], Sheet(820, is_named=True))
    assert [name.text for _band, name, _leader in timeline.names] == [stage.name for stage in STAGES]
    assert all(name.y < timeline.names_road.y for _band, name, _leader in timeline.names)
    assert laid([ROW]).names == []


def test_months_are_thinned_where_the_picture_is_narrow():
    wide, narrow = laid([ROW]), laid([ROW], SHEETS[1])
    assert len(narrow.ticks) < len(wide.ticks)
    assert [year.text for year in narrow.years] == ["2017", "2018"]


def test_nothing_is_drawn_where_no_date_is_known():
    assert strand_timeline([([], [])], TODAY, SHEETS[0], today_label="") is None
