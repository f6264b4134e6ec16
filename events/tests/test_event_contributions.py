"""What events add to the pages of partnerships: tasks, signals, panels, tab, figures, stream, search, histories."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from core import clock
from core.contributions import collect
from core.periods import Period
from events.models import AgendaItem, Event
from events.services.agendas import edit_item
from events.services.event_states import report_event_held
from events.services.events import edit_event
from events.services.next_events import next_events
from events.tests.event_scene import NOON, address, meeting_of, milestone, mission_of
from events.tests.factories import AgendaItemFactory, DelegateFactory, DelegationFactory, EventFactory
from partnerships.enums import BuiltIn
from partnerships.models import Document, Pairing
from partnerships.services.activity import contact_days, silence
from partnerships.services.counts import read_counts, reading_of
from partnerships.services.documents import add_document
from partnerships.services.pairing_history import acts_in, entries_of
from partnerships.services.streams import stream
from partnerships.services.uploads import check_upload
from partnerships.tests.factories import PairingFactory, ParticipationFactory, StrandRoleFactory, period
from partnerships.tests.files import upload
from partnerships.tests.pages import sign_in, text_of, url
from partnerships.tests.test_query_counts import PAGES, strand_with
from partnerships.tests.two_sides import two_sides
from partnerships.views.tabs import tabs

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 25)


@pytest.fixture(autouse=True)
def _now(settings, tmp_path):
    settings.PORTAL_TODAY = TODAY
    settings.VAR_DIR = tmp_path


@pytest.fixture
def scene():
    return two_sides()


def _tasks(scene, role):
    found = collect("tasks", grants=scene.grants(role), today=TODAY)
    return [(one.thing, one.mine) for one in found if one.button == "Say whether it was held"]


def _signals(scene, pairing=None, today=TODAY):
    found = collect("signals", pairings=[pairing or scene.pairing], today=today)
    return [one for one in found if one.kind == "event-unreported"]


def _page(client, scene, role, path):
    sign_in(client, scene, role)
    return client.get(path)


def _held(sides, day, end="", **values):
    actual = period(day, end)
    more = {"code": f"held-{day}", "title_en": f"Held {day}", "kind": "working-meeting"}
    return EventFactory(
        strand=sides.pairing.strand,
        status="held",
        baseline=actual,
        forecast=actual,
        actual=actual,
        **{**more, "pairings": [sides.pairing], **values},
    )


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
        report_event_held(**scene.by("eu"), event=event, version=event.version, actual=Period.parse("2026-11-13"))
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
        assert signal.url == reverse("events:pairing-events", args=[scene.pairing.strand.code, scene.pairing.code])


class TestSigns:
    def _days(self, scene):
        return silence([scene.pairing], NOON)[scene.pairing.pk].days

    def test_a_held_event_ends_the_silence_of_both_sides(self, scene):
        _held(scene, "2026-11-19", "2026-11-20")
        assert self._days(scene) == 5
        days = contact_days([scene.pairing], TODAY, days=30)[scene.pairing.pk]
        assert days == {"eu": {dt.date(2026, 11, 20)}, "counterpart": {dt.date(2026, 11, 20)}}

    def test_so_does_one_for_every_pairing_of_the_strand(self, scene):
        _held(scene, "2026-11-18", pairings=[], all_pairings=True)
        assert self._days(scene) == 7

    def test_not_one_without_its_day_nor_the_frame_around_others_nor_another_pairings(self, scene):
        _held(scene, "2026-11")
        mission = _held(scene, "2026-11-20", kind="mission", pairings=[], all_pairings=True)
        EventFactory(strand=scene.pairing.strand, part_of=mission, all_pairings=True)
        _held(scene, "2026-11-19", pairings=[PairingFactory(strand=scene.pairing.strand)])
        meeting_of(scene, "2026-11-21")
        assert silence([scene.pairing], NOON)[scene.pairing.pk].never

    def test_it_stands_among_the_contacts_for_those_who_see_them(self, client, scene):
        event = _held(scene, "2026-11-19", "2026-11-20", title_en="Tram day")
        found = stream(scene.grants("eu"), scene.pairing)
        assert [(one.title, one.on, one.url) for one in found.entries] == [
            ("Tram day", dt.date(2026, 11, 20), event.get_absolute_url())
        ]
        assert "Tram day Event held" in text_of(_page(client, scene, "eu", url(scene, "contact-list")))
        assert not stream(scene.grants("observer"), scene.pairing).entries


class TestFigures:
    def _read(self, scene):
        groups = read_counts(strand=scene.pairing.strand, today=TODAY)
        return {
            slug: tuple(reading_of(groups, key, slug).value for key in (None, scene.pairing.pk))
            for slug in (BuiltIn.MEETINGS, BuiltIn.DAYS, BuiltIn.PARTICIPANTS)
        }

    def test_each_event_counts_once_in_the_strand_and_in_each_pairing_that_it_serves(self, scene):
        PairingFactory(strand=scene.pairing.strand)
        assert self._read(scene) == {"meetings": (0, 0), "meeting-days": (0, 0), "participants": (None, None)}
        _held(scene, "2026-11-10", "2026-11-12")
        _held(scene, "2026-10", pairings=[])
        _held(scene, "2026-09-01", pairings=[], all_pairings=True)
        meeting_of(scene, "2026-11-13")
        assert self._read(scene) == {"meetings": (3, 2), "meeting-days": (4, 4), "participants": (None, None)}
        alone = read_counts(strand=scene.pairing.strand, pairing=scene.pairing, today=TODAY)
        assert reading_of(alone, scene.pairing.pk, BuiltIn.MEETINGS).value == 2

    def test_who_came_is_counted_without_names(self, client, scene):
        event = _held(scene, "2026-11-10", pairings=[], all_pairings=True)
        for participation, came in ((scene.pairing.counterpart, 2), (scene.pairing.eu, 1)):
            delegation = DelegationFactory(event=event, participation=participation)
            for number in range(3):
                DelegateFactory(
                    delegation=delegation,
                    number=number + 1,
                    family_name="Seo",
                    attended=number < came,
                    status="confirmed",
                )
        foreign = DelegationFactory(
            event=event, participation=ParticipationFactory(strand=scene.pairing.strand, side="eu")
        )
        DelegateFactory(delegation=foreign, number=1, attended=True, status="confirmed")
        assert self._read(scene)[BuiltIn.PARTICIPANTS] == (4, 3)
        rows = reverse("partnerships:figure-rows", args=[scene.pairing.strand.code, "participants"])
        answer = _page(client, scene, "observer", rows)
        assert answer.context["value"] == "4"
        assert "Seo" not in text_of(answer)
        days = reverse("partnerships:figure-rows", args=[scene.pairing.strand.code, "meeting-days"])
        for address_ in (days, f"{days}?pairing={scene.pairing.code}", f"{rows}?pairing={scene.pairing.code}"):
            answer = _page(client, scene, "eu", address_)
            assert answer.status_code == 200
            assert event.title in text_of(answer)
        assert client.get(f"{days}?format=csv").status_code == 200


class TestPages:
    def test_the_navigation_leads_to_events_and_the_tab_to_those_of_the_pairing(self, client, scene):
        event = meeting_of(scene, "2026-11-13")
        EventFactory(strand=scene.pairing.strand, title_en="Of others", pairings=[PairingFactory(strand=event.strand)])
        meeting_of(scene, "2026-12-03", code="next", title_en="Next one")
        page = reverse("events:pairing-events", args=[event.strand.code, scene.pairing.code])
        assert page in [tab["url"] for tab in tabs(scene.pairing, "events", scene.grants("eu"))]
        answer = _page(client, scene, "eu", page)
        said = text_of(answer)
        assert f'href="{reverse("events:event-list", args=[event.strand.code])}"' in answer.content.decode()
        assert "nobody has said whether it was held: Working meeting" in said
        assert "Next: Next one" in said
        assert "Of others" not in said
        assert answer.context["add_url"].endswith(f"?pairing={scene.pairing.code}")
        assert _page(client, scene, "observer", page).context["add_url"] == ""
        sent = client.get(f"{page}?format=csv")
        assert b"Next one" in b"".join(sent.streaming_content)
        past = client.get(f"{page}?time=past").context["lines"]
        assert [line.event.title for line in past] == ["Working meeting"]

    def test_an_empty_tab_says_what_to_do(self, client, scene):
        page = reverse("events:pairing-events", args=[scene.pairing.strand.code, scene.pairing.code])
        assert "No events yet" in text_of(_page(client, scene, "eu", page))

    @pytest.mark.parametrize("role", ["eu", "staff", "authority", "observer"])
    def test_panels_tell_of_them_on_other_pages(self, client, scene, role):
        meeting_of(scene, "2026-11-13", title_en="Before")
        meeting_of(scene, "2026-12-03", code="next", title_en="Afterwards")
        for record in (scene.pairing, scene.pairing.strand, scene.pairing.eu):
            said = text_of(_page(client, scene, role, record.get_absolute_url()))
            assert "Before" in said
            assert "Afterwards" in said
        assert "Hosts no event yet" in text_of(_page(client, scene, role, scene.pairing.counterpart.get_absolute_url()))

    def test_a_milestone_names_what_completes_it_and_lets_it_be_reported(self, client, scene):
        done = milestone(scene.pairing, "working-meeting", title_en="Working meeting")
        other = milestone(scene.pairing, "meeting", title_en="Other")
        event = meeting_of(scene, "2026-11-20", milestone_codes="working-meeting")
        answer = _page(client, scene, "eu", done.get_absolute_url())
        assert address(event, "held") in answer.content.decode()
        assert address(event, "held") not in _page(client, scene, "observer", done.get_absolute_url()).content.decode()
        assert "Events that complete it" not in text_of(client.get(other.get_absolute_url()))
        later = meeting_of(scene, "2026-12-20", code="later", milestone_codes="meeting")
        page = _page(client, scene, "eu", other.get_absolute_url()).content.decode()
        assert later.get_absolute_url() in page
        assert address(later, "held") not in page

    def test_my_tasks_tell_the_next_ones_in_both_times(self, client, scene):
        event = meeting_of(scene, "2026-12-03")
        AgendaItem.objects.filter(event=event).update(starts_at=dt.time(9, 30))
        (row,) = next_events(scene.grants("eu"), TODAY)
        assert (row.begins, row.day) == ("09:30", dt.date(2026, 12, 3))
        assert [(one.side, one.time) for one in row.times]
        assert "Begins on 3 December 2026 at 09:30" in text_of(_page(client, scene, "eu", "/"))
        assert "Next events" in text_of(_page(client, scene, "staff", "/"))
        # An observer does not read the draft.
        (seen,) = next_events(scene.grants("observer"), TODAY)
        assert (seen.begins, seen.times) == ("", [])
        assert [one.line.event.pk for one in next_events(scene.grants("neighbour"), TODAY)] == []


class TestSearch:
    def _found(self, scene, role, query):
        groups = collect("search", grants=scene.grants(role), query=query)
        return [one.name for group in groups if group.title == "Events" for one in group.results]

    def test_events_are_found_by_title_in_either_language_and_by_venue(self, scene):
        meeting_of(scene, venue="Casa Àsia")
        for query in ("working", "실무", "casa asia"):
            assert self._found(scene, "observer", query) == ["Working meeting"]
        stranger = StrandRoleFactory(role="observer").user
        scene.people["stranger"] = stranger
        assert not self._found(scene, "stranger", "working")


class TestHistory:
    def test_an_event_has_its_versions_with_names_for_codes(self, client, scene):
        event = meeting_of(scene, title_en="Old title")
        milestone(scene.pairing, "working-meeting", title_en="The working meeting")
        changes = {"title_en": "New title", "milestones": ["working-meeting"]}
        edit_event(**scene.by("eu"), event=event, version=event.version, changes=changes)
        page = reverse("partnerships:record-history", args=[event.strand.code, "event", event.pk])
        answer = _page(client, scene, "observer", page)
        assert answer.status_code == 200
        assert [name for name, _url in answer.context["crumbs"]][1:3] == ["Events", "New title"]
        compared = text_of(client.get(page, {"a": event.version, "b": event.version + 1}))
        assert "The working meeting" in compared
        acts = entries_of(list(acts_in(pairing=scene.pairing, grants=scene.grants("eu"), kind="events")), scene.pairing)
        assert [(one.name, one.url) for one in acts] == [("New title", event.get_absolute_url())]

    def test_acts_on_its_agenda_are_told_by_the_event(self, scene):
        event = meeting_of(scene)
        item = event.agenda.get()
        edit_item(**scene.by("eu"), item=item, version=item.version, changes={"title_en": "Tram depot"})
        acts = list(acts_in(pairing=scene.pairing, grants=scene.grants("observer"), kind="events"))
        assert [(one.name, one.url) for one in entries_of(acts, scene.pairing)] == [
            ("Working meeting", event.get_absolute_url())
        ]

    def test_versions_of_an_agenda_item_are_for_those_who_see_the_draft(self, client, scene):
        event = meeting_of(scene)
        item = event.agenda.get()
        edit_item(**scene.by("eu"), item=item, version=item.version, changes={"title_en": "Tram depot"})
        page = reverse("partnerships:record-history", args=[event.strand.code, "agenda-item", item.pk])
        for role, status in {"eu": 200, "staff": 200, "authority": 200, "observer": 404, "neighbour": 404}.items():
            assert _page(client, scene, role, page).status_code == status, role


class TestDocuments:
    def test_a_document_hangs_on_an_event_of_the_pairing_alone(self, client, scene):
        event = meeting_of(scene)
        place = [event.strand.code, scene.pairing.code, "event"]
        sign_in(client, scene, "eu")
        assert client.get(reverse("partnerships:document-add", args=[*place, event.pk])).status_code == 200
        shared = EventFactory(strand=event.strand, all_pairings=True)
        assert client.get(reverse("partnerships:document-add", args=[*place, shared.pk])).status_code == 404
        document = add_document(
            **scene.by("eu"), record=event, values={"audience": "pairing"}, upload=check_upload(upload())
        )
        assert Document.objects.get().record == event
        assert document.title in text_of(client.get(event.get_absolute_url()))
        assert event.title in text_of(client.get(document.get_absolute_url()))
        assert event.title in text_of(client.get(url(scene, "document-list")))

    def test_it_stays_with_the_pairing_when_the_event_comes_to_serve_others_too(self, client, scene):
        event = meeting_of(scene)
        document = add_document(
            **scene.by("eu"), record=event, values={"audience": "pairing"}, upload=check_upload(upload())
        )
        other = PairingFactory(strand=event.strand)
        served = {"pairings": [scene.pairing, other]}
        edit_event(**scene.by("staff"), event=event, version=event.version, changes=served)
        sign_in(client, scene, "eu")
        assert client.get(event.get_absolute_url()).status_code == 200
        assert client.get(document.get_absolute_url()).status_code == 200
        edit = reverse("partnerships:document-edit", args=[event.strand.code, scene.pairing.code, document.code])
        assert client.get(edit).status_code == 200


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


def test_events_read_by_pairing_are_those_it_serves(scene):
    mine = meeting_of(scene)
    every = EventFactory(strand=scene.pairing.strand, all_pairings=True)
    EventFactory(strand=scene.pairing.strand)
    EventFactory(all_pairings=True)
    found = Event.objects.per_pairing().filter(in_pairing=scene.pairing.pk).order_by("pk")
    assert list(found) == list(Event.objects.of_pairing(scene.pairing).order_by("pk")) == [mine, every]


def test_names_of_the_day_are_in_the_readers_language(scene):
    meeting_of(scene, "2026-11-13")
    with translation.override("ko"):
        assert _tasks(scene, "eu") or collect("tasks", grants=scene.grants("eu"), today=clock.today())
