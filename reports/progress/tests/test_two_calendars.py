"""A milestone and the event that completes it tell other days: both pages say so, and what is missing in a report."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core import clock
from core.pack.loading import load_pack
from core.periods import Period
from events.events.selectors import read_conflicts
from events.tests.factories import EventFactory
from partnerships.models import Milestone
from partnerships.tests.factories import MilestoneFactory, PairingFactory
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.small_pack import REAL
from partnerships.tests.two_sides import two_sides
from reports.progress.gaps import gaps_of
from reports.progress.selectors import to_issue
from reports.progress.tests.report_scene import NOW, report_scene

SAID = "The dates differ: the event has 20 April 2018, this milestone 28 March 2018."
SAID_IN_KOREAN = "날짜가 서로 다릅니다. 행사: 2018. 4. 20.(금), 이 주요 일정: 2018. 3. 28.(수)"

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene():
    with clock.fixed_at(NOW):
        yield report_scene(two_sides())


def dated(row, days, *, planned=False):
    """It happened on these days, or is planned for them."""
    row.baseline = row.forecast = Period.parse(days)
    row.actual = Period() if planned else row.forecast
    row.save(by=None)
    return row


def closing(scene, days="2018-04-20", *, planned=False, **values):
    """The closing meeting, which completes the milestone."""
    given = {"status": "planned" if planned else "held", "milestone_codes": scene.milestone.code}
    given |= {"pairings": [scene.pairing]} | values
    row = EventFactory(strand=scene.pairing.strand, title_en="Closing in Busan", **given)
    return dated(row, days, planned=planned)


def gaps(report):
    return [gap for gap in gaps_of(report, to_issue(report, clock.now())) if "event has" in gap.words]


def conflicts(scene):
    return read_conflicts(Milestone.objects.filter(pairing=scene.pairing).select_related("pairing__strand"))


def test_the_milestone_says_that_the_event_has_another_day_and_leads_to_it(client, scene):
    dated(scene.milestone, "2018-03-28")
    event = closing(scene)
    sign_in(client, scene.sides, "eu")
    page = client.get(scene.milestone.get_absolute_url())
    assert SAID in text_of(page)
    assert f'href="{event.get_absolute_url()}"' in page.text
    with translation.override("ko"):
        assert SAID_IN_KOREAN in text_of(
            client.get(scene.milestone.get_absolute_url(), headers={"accept-language": "ko"})
        )


def test_the_event_says_that_the_milestone_has_another_day_and_leads_to_it(client, scene):
    dated(scene.milestone, "2018-03-28")
    event = closing(scene)
    sign_in(client, scene.sides, "eu")
    page = client.get(event.get_absolute_url())
    assert "The milestone says 28 March 2018: Busan-Barcelona" in text_of(page)
    assert page.text.count(f'href="{scene.milestone.get_absolute_url()}"') == 2


def test_a_report_is_not_issued_over_two_calendars_unseen(scene):
    dated(scene.milestone, "2018-03-28")
    closing(scene)
    for pairing in (None, scene.pairing):
        told = [(gap.about, gap.words, gap.url, gap.blocks) for gap in gaps(scene.draft(pairing))]
        assert told == [("Kick-off", SAID, scene.milestone.get_absolute_url(), False)]


def test_where_both_tell_the_same_days_nobody_is_told_anything(client, scene):
    dated(scene.milestone, "2018-04-20")
    event = closing(scene)
    sign_in(client, scene.sides, "eu")
    for row in (event, scene.milestone):
        assert "event has" not in text_of(client.get(row.get_absolute_url())).lower()
    report = scene.draft()
    assert not any("event has" in gap.words for gap in gaps_of(report, to_issue(report, clock.now())))


@pytest.mark.parametrize(
    ("of_event", "of_milestone", "are_apart"),
    [
        ("2018-04-20", "2018-04-20", False),
        ("2018-04-20", "2018-04-20/2018-04-21", True),
        ("2018-04-20", "2018-04", False),
        ("2018-04", "2018-04-18/2018-04-19", False),
        ("2018-04-30/2018-05-01", "2018-05", False),
        ("2017-10", "2017-10/2017-11", False),
        ("2018", "2018-04-20", False),
        ("2018-04-20", "2018-03", True),
        ("2018-03", "2018-04-20", True),
        ("2018-04-20", "2017", True),
        ("", "2018-04-20", False),
        ("2018-04-20", "", False),
    ],
)
def test_a_month_contradicts_no_day_in_it_and_what_is_unknown_contradicts_nothing(
    scene, of_event, of_milestone, are_apart
):
    dated(scene.milestone, of_milestone)
    closing(scene, of_event)
    assert bool(conflicts(scene)) == are_apart


def test_plans_are_compared_too_and_what_happened_with_what_is_still_planned(scene):
    dated(scene.milestone, "2027-03-28", planned=True)
    event = closing(scene, "2027-04-20", planned=True)
    assert conflicts(scene) == [(scene.milestone, event)]
    dated(event, "2026-11-20")
    assert conflicts(scene) == [(scene.milestone, event)]
    dated(event, "2027-03-28", planned=True)
    assert conflicts(scene) == []


@pytest.mark.parametrize("status", ["cancelled", "unknown"])
def test_what_is_cancelled_or_not_reported_has_no_days_to_contradict(scene, status):
    dated(scene.milestone, "2018-03-28")
    event = closing(scene, planned=True, status=status)
    assert conflicts(scene) == []
    event.status = "held"
    event.save(by=None)
    assert conflicts(scene) == [(scene.milestone, event)]
    scene.milestone.status = status
    scene.milestone.save(by=None)
    assert conflicts(scene) == []


def test_of_several_events_the_one_that_completed_it_is_enough(scene):
    dated(scene.milestone, "2018-03-28")
    events = [closing(scene, "2018-04-20"), closing(scene, "2018-05-20")]
    assert conflicts(scene) == [(scene.milestone, event) for event in events]
    closing(scene, "2018-03-28")
    assert conflicts(scene) == []


def test_an_event_of_another_pairing_has_its_own_days(scene):
    dated(scene.milestone, "2018-03-28")
    event = closing(scene)
    event.serving.all().delete()
    assert conflicts(scene) == []
    event.all_pairings = True
    event.save(by=None)
    assert conflicts(scene) == [(scene.milestone, event)]


def test_a_report_tells_of_two_calendars_in_its_own_pairings_alone(scene):
    dated(scene.milestone, "2018-04-20")
    closing(scene)
    other = PairingFactory(strand=scene.pairing.strand)
    theirs = MilestoneFactory(pairing=other, stage=scene.milestone.stage, code=scene.milestone.code)
    closing(scene, "2018-05-20", pairings=[other])
    dated(theirs, "2018-05-20")
    whole, own = scene.draft(), scene.draft(scene.pairing)
    assert gaps(whole) == gaps(own) == []
    dated(theirs, "2018-06-20")
    assert [gap.url for gap in gaps(whole)] == [theirs.get_absolute_url()]
    assert gaps(own) == []


def test_the_real_records_tell_one_calendar(db):
    load_pack(REAL, by=None)
    assert read_conflicts(Milestone.objects.select_related("pairing__strand")) == []


def test_more_milestones_and_events_cost_no_more_queries(client, scene):
    dated(scene.milestone, "2018-03-28")
    codes = f"{scene.milestone.code};second"
    event = closing(scene, milestone_codes=codes)
    sign_in(client, scene.sides, "staff")
    report = scene.draft()
    issue = reverse("reports:report", args=[report.strand.code, report.period.code, report.scope, report.revision])
    pages = [scene.milestone.get_absolute_url(), event.get_absolute_url(), issue]

    def asked():
        found = []
        for path in pages:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            found.append(len(queries))
        return found

    asked()
    before = asked()
    more = MilestoneFactory(pairing=scene.pairing, stage=scene.milestone.stage, code="second", plan_item=None)
    dated(more, "2018-03-28")
    for days in ("2018-04-21", "2018-04-22"):
        closing(scene, days, milestone_codes=codes)
    assert len(conflicts(scene)) == 6
    assert asked() == before
