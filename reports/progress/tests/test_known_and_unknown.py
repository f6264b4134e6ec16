"""A report says what is known, and calls unknown only what is."""

import pytest

from core import clock
from core.blocks import KeyFigures, Table, text_of
from events.models import HeadCount
from events.tests.factories import EventFactory, HeadCountFactory
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.milestones.selectors import DEFINITION
from partnerships.tests.factories import FollowUpFactory, period
from partnerships.tests.factories_together import IndicatorFactory, MeasurementFactory, TargetFactory
from partnerships.tests.pages import sign_in, text_of as words_on
from partnerships.tests.two_sides import two_sides
from reports.models import CityUpdate
from reports.progress.gaps import gaps_of
from reports.progress.selectors import to_issue
from reports.progress.tests.report_scene import report_scene
from reports.tests.real_scope import AS_OF, load_real, scope_of
from reports.tests.told_sections import all_words, compiled, figure_values, rows_of, sheets, told

pytestmark = pytest.mark.django_db


def glance(section, data, language="en"):
    return {
        text_of(label): text_of(number)
        for block in told(section, data, language)
        if isinstance(block, KeyFigures)
        for number, label in block.rows
    }


class TestTheRealStrand:
    """Sources count 20 European delegates and 30 to 40 people at its launch, and 30 at a meeting in Suwon."""

    def test_delegates_who_came_are_not_called_unreported_beside_a_head_count_of_them(self):
        scope = scope_of(load_real())
        events = compiled("events", scope)
        for section, data in (("events", events), ("summary", compiled("summary", scope))):
            said = all_words(told(section, data)).lower()
            assert "delegates who came" not in said
            assert "60" in glance(section, data).values()
        said = all_words(told("events", events))
        assert "who took part was not reported" not in said
        assert ["Launch meeting of World Cities Korea", "Everybody who took part", "30–40", "", "eeas.europa.eu"] in [
            [cell.replace("www.", "") for cell in row] for row in rows_of(told("events", events))
        ]
        assert "Delegates who attended" not in all_words(told("indicators", compiled("indicators", scope)))
        counts = read_counts(strand=scope.strand, today=AS_OF.date())
        assert reading_of(counts, None, BuiltIn.HEAD_COUNT).value == figure_values(events)["head-counts"] == 60

    def test_nobody_knows_who_came_where_nobody_counted(self):
        scope = scope_of(load_real())
        HeadCount.objects.update(withdrawn_at=clock.now())
        assert glance("summary", compiled("summary", scope))["Delegates who came"] == "Not reported"
        assert "who took part was not reported" in all_words(told("events", compiled("events", scope)))

    def test_events_without_known_days_and_parallel_visits_are_said_beside_the_days(self):
        scope = scope_of(load_real())
        said = "some on the same days, 9 days of the calendar; 3 of 13 events without known days"
        events, summary = compiled("events", scope), compiled("summary", scope)
        assert glance("events", events)[f"days held ({said})"] == "16"
        assert glance("summary", summary)[f"Days of events held ({said})"] == "16"
        korean = "행사 개최 일수(같은 날 열린 행사 포함, 실제 날짜 수 9일, 행사 13건 중 3건은 날짜 미상)"
        assert glance("summary", summary, "ko")[korean] == "16"
        indicators = compiled("indicators", scope)
        assert f"Days of events held: {said}." in all_words(told("indicators", indicators))
        (row,) = [row for row in sheets("indicators", indicators)["indicators"].rows if said in row]
        assert {"Days of events held", 16} <= set(row)
        held = next(block for block in told("events", events) if isinstance(block, Table))
        days = {row[0]: row[1] for row in rows_of([held]) if len(row) > 1}
        assert days["Barcelona delegation in Busan"] == "15–16 March 2017 (in parallel)"
        assert days["Launch meeting of World Cities Korea"] == "14 March 2017"

    def test_a_pairings_own_visit_is_in_parallel_with_none_of_its_report(self):
        found = compiled("events", scope_of(load_real(), "busan-barcelona"))
        assert not any(row["parallel"] for row in found["held"])


@pytest.mark.usefixtures("on_report_day")
def test_the_rows_behind_a_figure_stand_below_what_is_said_beside_it(client):
    scene = report_scene(two_sides())
    day = period(scene.period.starts_on.isoformat())
    for _number in range(2):
        EventFactory(strand=scene.pairing.strand, status="held", forecast=day, actual=day, all_pairings=True)
    sign_in(client, scene.sides, "staff")
    report = scene.draft()
    said = words_on(client.get(report.address("report-figure", "event-days")))
    assert "Days of events held: 2" in said
    assert "Some on the same days, 1 day of the calendar." in said
    assert str(DEFINITION) in words_on(client.get(report.address("report-figure", "days-of-delay")))
    assert str(DEFINITION) not in said
    FollowUpFactory(pairing=scene.pairing, due_on=scene.period.starts_on)
    assert client.get(report.address("report-figure", "follow-ups-late")).status_code == 404


class TestGaps:
    @pytest.fixture
    def scene(self):
        return report_scene(two_sides())

    def _gaps(self, scene, report=None):
        report = report or scene.draft()
        return {(gap.about, gap.words) for gap in gaps_of(report, to_issue(report, clock.now()))}

    def test_no_value_is_known_stands_above_no_known_one(self, scene):
        strand = scene.pairing.strand
        indicator = IndicatorFactory(programme=strand.programme_record, name_en="Trees")
        report = scene.draft()
        assert ("Trees", "No value is known.") in self._gaps(scene, report)
        TargetFactory(strand=strand, built_in="", indicator=indicator)
        MeasurementFactory(strand=strand, pairing=scene.pairing, indicator=indicator)
        gaps = self._gaps(scene, report)
        assert ("Trees", "No value is known.") not in gaps
        assert ("Trees", "Values are known of pairings, none of the strand as a whole.") in gaps

    def test_delegates_are_no_gap_where_heads_are_counted_and_a_head_count_needs_its_source(self, scene):
        report = scene.draft()
        unknown = (str(BuiltIn.PARTICIPANTS.label), "No value is known.")
        assert unknown in self._gaps(scene, report)
        day = period(scene.period.starts_on.isoformat())
        event = EventFactory(
            strand=scene.pairing.strand, title_en="Launch", status="held", forecast=day, actual=day, all_pairings=True
        )
        row = HeadCountFactory(event=event, source="")
        gaps = self._gaps(scene, report)
        assert unknown not in gaps
        assert (str(BuiltIn.HEAD_COUNT.label), "No value is known.") not in gaps
        assert ("Launch", "A head count has no source.") in gaps
        assert ("Launch", "There is no Korean.") in gaps
        row.source = "https://a.example/"
        row.save(by=None)
        assert ("Launch", "A head count has no source.") not in self._gaps(scene, report)

    def test_a_returned_update_is_not_called_sent(self, scene):
        update = CityUpdate.objects.filter(period=scene.period).select_related("participation__partner").first()
        report = scene.draft()
        update.status = "returned"
        update.save(by=None)
        snapshot = to_issue(report, clock.now())
        partner = update.participation.partner
        (row,) = [row for row in snapshot["updates"] if row["partner"] == partner.code]
        assert (row["status"], row["submitted_on"]) == ("", None)
        words = {gap.words for gap in gaps_of(report, snapshot) if gap.about == partner.name}
        assert words in ({"No update is submitted."}, set())
        assert not [word for word in words if "sent" in word or "is submitted and" in word]
