"""What an app further right adds to pages: entries, tabs, panels, links, names in histories, origins."""

import datetime as dt

import pytest
from django.db.models import F, Q

from core import clock
from core.contributions import Panel, StrandLink, collect, provides
from core.periods import Period
from core.tests.queries import count_queries
from partnerships.models import Agreement, Interest, Milestone
from partnerships.services.changes import read_changes
from partnerships.services.follow_up_origins import Origin, register_origin
from partnerships.services.follow_ups import add_follow_up
from partnerships.services.named_records import Named, register_named
from partnerships.services.pairing_history import acts_in, entries_of, kind_choices, register_kind_of_act
from partnerships.services.streams import CONTACT, Entry, EntryKind, register_entries, stream
from partnerships.tests.factories import MilestoneFactory
from partnerships.tests.factories_together import (
    AgreementFactory,
    ContactFactory,
    InterestFactory,
)
from partnerships.tests.pages import sign_in, text_of, url
from partnerships.tests.registries import as_before
from partnerships.tests.two_sides import two_sides
from partnerships.tests.waiting_rows import act
from partnerships.views.tabs import Tab, register_tab, tabs

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 25)
_registries = pytest.fixture(autouse=True)(as_before)


@pytest.fixture
def scene():
    return two_sides()


def _page(client, scene, role, address):
    sign_in(client, scene, role)
    return client.get(address)


class TestStream:
    def _register(self):
        def rows(grants, pairing):
            found = Milestone.objects.visible_to(grants).filter(pairing=pairing, status="done")
            return found.annotate(stream_day=F("actual_start"), stream_moment=F("reported_at"))

        def read(_grants, pairing, keys):
            return {
                key: Entry(
                    kind="held",
                    record=row,
                    sides="both",
                    names=[],
                    author="",
                    on=row.actual.first_day,
                    times=[],
                    withdrawn=False,
                    url=pairing.get_absolute_url(),
                    title=row.title,
                    word="Meeting held",
                    text="Both mayors came.",
                )
                for key, row in Milestone.objects.in_bulk(keys).items()
            }

        register_entries(EntryKind("held", rows, read))

    def _held(self, scene, title):
        stage = scene.pairing.strand.stages.get()
        return MilestoneFactory(
            pairing=scene.pairing,
            stage=stage,
            status="done",
            title_en=title,
            actual=Period.parse("2026-11-20"),
            reported_at=clock.now(),
        )

    def test_entries_of_another_app_stand_among_contacts_by_their_day(self, client, scene):
        ContactFactory(pairing=scene.pairing, on=dt.date(2026, 11, 10))
        ContactFactory(pairing=scene.pairing, on=dt.date(2026, 11, 24))
        self._held(scene, "Autumn mission")
        before = count_queries(lambda: stream(scene.grants("eu"), scene.pairing))
        self._register()
        found = stream(scene.grants("eu"), scene.pairing)
        assert [one.kind for one in found.entries] == [CONTACT, "held", CONTACT]
        assert found.total == 3
        self._held(scene, "Winter mission")
        assert count_queries(lambda: stream(scene.grants("eu"), scene.pairing)) == before + 1
        for address in (url(scene, "contact-list"), scene.pairing.get_absolute_url()):
            said = text_of(_page(client, scene, "eu", address))
            assert "Autumn mission Meeting held" in said
            assert "Both mayors came." in said
        chosen = text_of(_page(client, scene, "eu", url(scene, "contact-list") + "?q=Autumn"))
        assert "Meeting held" not in chosen

    def test_who_sees_no_dealings_sees_none_of_them(self, scene):
        self._held(scene, "Autumn mission")
        self._register()
        assert not stream(scene.grants("observer"), scene.pairing).entries


def test_a_tab_stands_where_it_belongs_for_those_who_have_it(scene):
    grants, pairing = scene.grants("eu"), scene.pairing
    before = tabs(pairing, "journey", grants)
    register_tab(Tab("held", "Held", "partnerships:plan-of-none", "contacts", rule=lambda _grants, _pairing: False))
    assert tabs(pairing, "journey", grants) == before
    register_tab(Tab("held", "Held", "partnerships:pairing", "contacts", count=lambda _grants, _pairing: 3))
    found = tabs(pairing, "held", grants)
    labels = [tab["label"] for tab in found]
    assert labels[labels.index("Contacts") + 1] == "Held"
    assert [(tab["count"], tab["current"]) for tab in found if tab["label"] == "Held"] == [(3, True)]
    # An observer has no contacts: what stands behind them keeps its place.
    seen = [tab["label"] for tab in tabs(pairing, "held", scene.grants("observer"))]
    assert "Contacts" not in seen
    assert "Held" in seen
    assert seen == [label for label in labels if label in seen]


@pytest.mark.parametrize("place", ["strand", "partner", "pairing", "milestone"])
def test_panels_stand_on_the_pages_they_are_for(client, scene, place):
    pages = {
        "strand": scene.pairing.strand,
        "partner": scene.pairing.eu,
        "pairing": scene.pairing,
        "milestone": scene.milestone(),
    }
    given = []

    def panel(**facts):
        given.append(facts)
        context = {"title": "Events of this page", "text": "None planned yet."}
        return [
            Panel("components/empty_state.html", context),
            Panel("components/empty_state.html", context | {"title": "Aside of it"}, "aside"),
        ]

    provides(place)(panel)
    said = text_of(_page(client, scene, "eu", pages[place].get_absolute_url()))
    assert "Events of this page" in said
    assert "Aside of it" in said
    (facts,) = given
    assert facts.keys() == {"grants", "today", "participation" if place == "partner" else place}
    assert pages[place] in facts.values()


def test_links_stand_in_the_navigation_of_the_strand(client, scene):
    def links(strand):
        here = strand.get_absolute_url()
        return [StrandLink("events", "Events", here + "#events"), StrandLink("held", "Held", here + "#held", "more")]

    provides("strand-links")(links)
    assert [link.section for link in collect("strand-links", strand=scene.pairing.strand)][-2:] == ["events", "held"]
    page = _page(client, scene, "eu", scene.pairing.strand.get_absolute_url()).content.decode()
    assert '#events"' in page
    assert page.count('#held"') == 1


class TestNamedRecords:
    def _told(self, scene, role="eu"):
        since = clock.now() - dt.timedelta(days=2)
        found = read_changes(grants=scene.grants(role), since=since, now=clock.now() + dt.timedelta(days=1))
        return [(one.name, one.url) for one in found["changes"]]

    @pytest.fixture
    def interest(self, scene):
        row = InterestFactory(participation=scene.pairing.eu, topic__strand=scene.pairing.strand)
        facts = {"object_type": "partnerships.interest", "object_id": row.pk, "object_label": "kept name"}
        act(scene.pairing, scene.people["counterpart"], clock.today(), action="interest-stated", **facts)
        return row

    def test_what_others_did_is_told_by_the_records_name(self, scene, interest):
        register_named(Named(Interest, ("topic", "participation__strand", "participation__partner")))
        assert self._told(scene) == [(str(interest), interest.get_absolute_url())]
        acts = list(acts_in(pairing=scene.pairing, grants=scene.grants("eu")))
        told = [(one.name, one.url) for one in entries_of(acts, scene.pairing)]
        assert (str(interest), interest.get_absolute_url()) in told

    def test_what_the_reader_may_not_see_is_not_told(self, scene, interest, monkeypatch):
        register_named(Named(Interest))
        monkeypatch.setattr(type(Interest.objects.all()), "visible_to", lambda rows, _grants: rows.none())
        assert not self._told(scene)
        acts = acts_in(pairing=scene.pairing, grants=scene.grants("eu"))
        assert "partnerships.interest" not in {one.object_type for one in acts}

    def test_its_acts_are_a_choice_of_the_pairings_history(self, scene, interest):
        register_kind_of_act("interests", "Interests", Q(action__startswith="interest-"))
        assert ("interests", "Interests") in kind_choices()
        acts = acts_in(pairing=scene.pairing, grants=scene.grants("eu"), kind="interests")
        assert [one.object_id for one in acts] == [interest.pk]


def test_follow_ups_come_from_a_registered_kind_and_lead_back(client, scene):
    agreement = AgreementFactory(pairing=scene.pairing, code="port", title_en="Port data")
    address = url(scene, "follow-up-add") + "?from=agreement:port"
    assert _page(client, scene, "eu", address).status_code == 404
    related = ("pairing__strand",)
    register_origin(Origin(Agreement, lambda row: f"It comes from the agreement “{row}”.", related))
    assert "It comes from the agreement “Port data”." in text_of(_page(client, scene, "eu", address))
    for code in ("other", "po\x00rt"):
        missing = url(scene, "follow-up-add")
        sign_in(client, scene, "eu")
        assert client.get(missing, {"from": f"agreement:{code}"}).status_code == 404
    values = {"what_en": "Send the draft", "side": "eu", "due_on": clock.today()}
    add_follow_up(**scene.by("eu"), pairing=scene.pairing, values=values, origin=agreement)
    page = _page(client, scene, "eu", url(scene, "follow-up-list"))
    assert f'<a href="{agreement.get_absolute_url()}">Port data</a>' in page.content.decode()
