"""What events add to the pages of partnerships: tasks, signals, panels, tab and search."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core.folding import models_matching
from core.parts import collect
from core.periods import Period
from events.events.parts import next_events
from events.events.state_actions import ReportEventHeld
from events.models import AgendaItem
from events.tests.event_scene import TODAY, address, meeting_of, milestone, mission_of, open_page
from events.tests.factories import AgendaItemFactory, EventFactory
from partnerships.models import Pairing
from partnerships.pairings.pages import tabs
from partnerships.tasks.parts import read_pairings
from partnerships.tests.factories import PairingFactory, StrandRoleFactory, period
from partnerships.tests.pages import text_of
from partnerships.tests.test_query_counts import PAGES, strand_with
from partnerships.tests.waiting_rows import every_signal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(settings):
    settings.PORTAL_TODAY = TODAY


def _tasks(scene, role):
    found = collect("tasks", grants=scene.grants(role), today=TODAY)
    return [(one.thing, one.mine) for one in found if one.button == "Report whether it was held"]


def _signals(scene, pairing=None, today=TODAY):
    found = every_signal([pairing or scene.pairing], today)
    return [one for one in found if one.kind == "event-unreported"]


class TestUnreported:
    def test_either_side_is_asked_whether_its_own_meeting_was_held(self, scene):
        event = meeting_of(scene, "2026-11-13")
        assert _tasks(scene, "eu") == [("Working meeting", True)]
        assert _tasks(scene, "counterpart") == [("Working meeting", True)]
        assert not _tasks(scene, "staff")
        assert not _tasks(scene, "neighbour")
        task = next(one for one in collect("tasks", grants=scene.grants("eu"), today=TODAY) if one.thing == event.title)
        assert (task.due, task.pairing_id) == (dt.date(2026, 11, 13), scene.pairing.pk)
        assert task.answer_url == address(event, "held")

    def test_what_serves_every_pairing_the_staff_are_asked_once(self, scene):
        mission_of(scene, "2026-11-02", "2026-11-06")
        assert _tasks(scene, "staff") == [("Mission", True)]
        # The visit in it serves the pairing alone.
        assert _tasks(scene, "eu") == [("Visit", True)]

    def test_nobody_is_asked_about_what_is_reported_to_come_or_over_with_its_pairing(self, scene):
        event = meeting_of(scene, "2026-11-13")
        ReportEventHeld.do(event, **scene.by("eu"), version=event.version, actual=Period.parse("2026-11-13"))
        meeting_of(scene, "2026-12-03", code="next")
        meeting_of(scene, "2026-11", code="this-month")
        assert not _tasks(scene, "eu")
        assert not _signals(scene)
        meeting_of(scene, "2026-11-20", code="other")
        assert _tasks(scene, "eu")
        Pairing.objects.filter(pk=scene.pairing.pk).update(status="closed")
        assert not _tasks(scene, "eu")
        assert not _signals(scene, Pairing.objects.get(pk=scene.pairing.pk))

    def test_a_signal_says_how_many_and_turns_into_a_risk(self, scene):
        event = meeting_of(scene, "2026-11-13")
        (signal,) = _signals(scene)
        assert (signal.level, signal.url) == ("watch", event.get_absolute_url())
        assert "Working meeting" in signal.sentence
        meeting_of(scene, "2026-11-20", code="other")
        (signal,) = _signals(scene, today=TODAY + dt.timedelta(days=scene.pairing.strand.silence_days))
        assert signal.level == "risk"
        assert signal.sentence.startswith("2 events are over")
        last = dt.date(2026, 11, 13)
        for days, level in (
            (scene.pairing.strand.silence_days - 1, "watch"),
            (scene.pairing.strand.silence_days, "risk"),
        ):
            (signal,) = _signals(scene, today=last + dt.timedelta(days=days))
            assert signal.level == level
        assert signal.url == reverse("events:pairing-events", args=[scene.pairing.strand.code, scene.pairing.code])


class TestPages:
    @pytest.mark.one_database
    def test_the_navigation_leads_to_events_and_the_tab_to_those_of_the_pairing(self, client, scene):
        event = meeting_of(scene, "2026-11-13")
        EventFactory(strand=scene.pairing.strand, title_en="Of others", pairings=[PairingFactory(strand=event.strand)])
        meeting_of(scene, "2026-12-03", code="next", title_en="Next one")
        page = reverse("events:pairing-events", args=[event.strand.code, scene.pairing.code])
        assert page in [tab["url"] for tab in tabs(scene.pairing, "events", scene.grants("eu"))]
        answer = open_page(client, scene, "eu", page)
        said = text_of(answer)
        assert f'href="{reverse("events:event-list", args=[event.strand.code])}"' in answer.content.decode()
        assert "Over, and not yet reported as held or not: Working meeting" in said
        assert "Next: Next one" in said
        assert "Of others" not in said
        assert answer.context["add_url"].endswith(f"?pairing={scene.pairing.code}")
        assert open_page(client, scene, "observer", page).context["add_url"] == ""
        sent = client.get(f"{page}?format=csv")
        assert b"Next one" in b"".join(sent.streaming_content)
        past = client.get(f"{page}?time=past").context["page"]
        assert [event.title for event in past] == ["Working meeting"]

    def test_an_empty_tab_says_what_to_do(self, client, scene):
        page = reverse("events:pairing-events", args=[scene.pairing.strand.code, scene.pairing.code])
        assert "No events yet" in text_of(open_page(client, scene, "eu", page))

    @pytest.mark.one_database
    def test_a_milestone_names_what_completes_it_and_lets_it_be_reported(self, client, scene):
        done = milestone(scene.pairing, "working-meeting", title_en="Working meeting")
        other = milestone(scene.pairing, "meeting", title_en="Other")
        event = meeting_of(scene, "2026-11-20", milestone_codes="working-meeting")
        answer = open_page(client, scene, "eu", done.get_absolute_url())
        assert address(event, "held") in answer.content.decode()
        assert (
            address(event, "held") not in open_page(client, scene, "observer", done.get_absolute_url()).content.decode()
        )
        assert "Events that complete it" not in text_of(client.get(other.get_absolute_url()))
        later = meeting_of(scene, "2026-12-20", code="later", milestone_codes="meeting")
        page = open_page(client, scene, "eu", other.get_absolute_url()).content.decode()
        assert later.get_absolute_url() in page
        assert address(later, "held") not in page

    @pytest.mark.one_database
    def test_my_tasks_tell_the_next_ones_in_both_times(self, client, scene):
        event = meeting_of(scene, "2026-12-03")
        AgendaItem.objects.filter(event=event).update(starts_at=dt.time(9, 30))
        (row,) = next_events(scene.grants("eu"), TODAY, [scene.pairing])
        assert (row.begins, row.day) == ("09:30", dt.date(2026, 12, 3))
        assert [(one["side"], one["time"]) for one in row.times]
        assert "09:30" in text_of(open_page(client, scene, "eu", "/"))
        assert "Next events" in text_of(open_page(client, scene, "staff", "/"))
        # An observer does not read the draft.
        (seen,) = next_events(scene.grants("observer"), TODAY)
        assert (seen.begins, seen.times) == ("", [])
        neighbour = scene.grants("neighbour")
        assert next_events(neighbour, TODAY, read_pairings(neighbour)) == []


class TestSearch:
    def _found(self, scene, role, query):
        groups = collect("search", grants=scene.grants(role), query=query, among=models_matching(query))
        return [one.name for group in groups if group.title == "Events" for one in group.results]

    def test_events_are_found_by_title_in_either_language_and_by_venue(self, scene):
        meeting_of(scene, venue="Casa Àsia")
        for query in ("working", "실무", "casa asia"):
            assert self._found(scene, "observer", query) == ["Working meeting"]
        stranger = StrandRoleFactory(role="observer").user
        scene.people["stranger"] = stranger
        assert not self._found(scene, "stranger", "working")


def _everything(strand):
    """In each pairing an event to report, one that was held and one to come with its agenda; a mission for all."""
    EventFactory(strand=strand, kind="mission", all_pairings=True, forecast=period("2026-12-01", "2026-12-05"))
    for pairing in strand.pairings.all():
        more = {
            "strand": strand,
            "pairings": [pairing],
            "hosts": [pairing.eu],
            "cities": [pairing.eu.partner.first_city],
        }
        EventFactory(forecast=period("2026-11-13"), **more)
        EventFactory(status="held", forecast=period("2026-10-13"), actual=period("2026-10-13"), **more)
        coming = EventFactory(forecast=period("2026-12-03"), milestone_codes="stage-1-planned", **more)
        AgendaItemFactory(event=coming, position=1, day="2026-12-03", starts_at=dt.time(10))


@pytest.mark.one_database
def test_pages_cost_the_same_with_the_events_of_few_and_of_many_pairings(client):
    costs = []
    for number in (2, 5):
        strand, people = strand_with(number)
        _everything(strand)
        first = strand.pairings.get(code="pairing-0")
        pages = PAGES | {
            "partner": ("staff", first.eu.get_absolute_url()),
            "tab": ("coordinator", reverse("events:pairing-events", args=[strand.code, first.code])),
            "list": ("staff", reverse("events:event-list", args=[strand.code])),
        }
        cost = {}
        for page, (role, path) in pages.items():
            client.force_login(people[role], "django.contrib.auth.backends.ModelBackend")
            assert client.get(path.format(strand=strand.code)).status_code == 200
            with CaptureQueriesContext(connection) as captured:
                client.get(path.format(strand=strand.code))
            cost[page] = len(captured)
        costs.append(cost)
    assert costs[0] == costs[1]


@pytest.mark.one_database
def test_what_to_do_is_said_in_the_readers_language(scene):
    meeting_of(scene, "2026-11-13")
    with translation.override("ko"):
        found = collect("tasks", grants=scene.grants("eu"), today=TODAY)
        assert ("실무회의", "개최 여부 보고") in [(one.thing, one.button) for one in found]
