"""What is drawn of a stage: solid what was reported, dotted the rest of its past, an outline what is to come."""

from datetime import timedelta

import pytest

from core.pictures.stops import DayScale, Stop, journey_span, road
from core.pictures.strips import upright_journey
from core.pictures.timeline import Sheet, strand_timeline
from core.tests.test_journey_picture import STAGES, STOPS, TODAYS, stage

pytestmark = pytest.mark.one_database


def scale_of(stages):
    return DayScale(journey_span(stages, []), 1152, 30)


def pieces(stages, today):
    """What is drawn of each stage, and from which day to which."""
    scale = scale_of(stages)

    def day(x):
        return str(scale.span.first + timedelta(days=int(x / scale.day_width)))

    return [
        [(one.kind, day(one.x + 0.1), day(one.x + one.width - 0.1)) for one in drawn]
        for _stage, drawn in road(stages, scale, today, 0, 12).bands
    ]


def test_march_2018_is_not_actual_when_the_closing_was_on_20_april():
    assert pieces(STAGES, TODAYS[2])[3] == [
        ("unreported", "2018-03-01", "2018-03-31"),
        ("done", "2018-04-20", "2018-04-20"),
    ]


def test_six_months_that_nobody_reported_are_not_solid():
    assert pieces(STAGES, TODAYS[2])[1] == [("unreported", "2017-03-18", "2017-09-30")]


def test_a_year_without_a_record_is_not_solid():
    assert pieces([stage("Pilot", "2024")], TODAYS[2]) == [[("unreported", "2024-01-01", "2024-12-31")]]


def test_a_month_that_was_reported_is_solid_for_the_whole_month_and_no_other():
    assert pieces(STAGES, TODAYS[2])[2] == [
        ("unreported", "2017-10-01", "2017-10-31"),
        ("done", "2017-11-01", "2017-11-30"),
    ]


def test_a_stage_under_way_is_solid_as_far_as_it_was_reported_dotted_to_today_and_then_planned():
    running = stage("Decentralised cooperation", "2017-03/2017-09", "2017-04-03/2017-06")
    assert pieces([running], TODAYS[0]) == [
        [
            ("unreported", "2017-03-01", "2017-04-02"),
            ("done", "2017-04-03", "2017-06-30"),
            ("unreported", "2017-07-01", "2017-09-11"),
            ("ahead", "2017-09-12", "2017-09-30"),
        ]
    ]


def test_what_was_reported_before_its_stage_began_is_solid_and_the_plan_stays_an_outline():
    early = stage("Closing meeting", "2018-03", "2017-09-05")
    assert pieces([early], TODAYS[0]) == [[("done", "2017-09-05", "2017-09-05"), ("ahead", "2018-03-01", "2018-03-31")]]


def test_the_plan_of_another_stage_does_not_hide_what_happened():
    late = [stage("Launch", "2017-03", "2017-03/2017-10-20"), stage("Visits", "2017-10/2017-11")]
    assert [one.kind for one in road(late, scale_of(late), TODAYS[0], 0, 12).pieces] == ["ahead", "done"]


def test_on_a_phone_the_road_is_solid_beside_what_was_reported_alone():
    groups = [(STAGES[0], STOPS[:3]), (STAGES[1], STOPS[3:4]), (STAGES[2], STOPS[4:6]), (STAGES[3], STOPS[6:])]
    beside = [
        (one.title if isinstance(one, Stop) else one.name, road) for road, one in upright_journey(groups, TODAYS[2])
    ]
    assert [name for name, road in beside if road == "unreported"] == [
        "Decentralised cooperation",
        "Six months of direct cooperation between the partners",
        "Working visits in the EU",
        "Closing meeting",
        "Busan and Barcelona meet before the closing meeting",
    ]
    assert ("최종회의(파트너십별 성과 발표)", "done") in beside


def test_each_pairing_is_solid_where_it_reported_and_the_strand_where_any_did():
    silent = [stage("Launch", "2017-03"), stage("Visits", "2017-05")]
    told = [stage("Launch", "2017-03", reported="2017-03-14"), stage("Visits", "2017-05", reported="2017-05")]
    timeline = strand_timeline([(silent, []), (told, [])], TODAYS[2], Sheet(820, is_named=True), today_label="")

    def solid(road):
        return [piece.x for piece in road.pieces if piece.kind == "done"]

    first, second = (solid(row.road) for row in timeline.rows)
    assert first == []
    assert len(second) == 2
    assert solid(timeline.names_road) == second
