"""Hosts' answers, the release of an agenda with its mails, and who sees draft, version and sources."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Mail
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import PartialDate
from events.agendas.actions import (
    AskHost,
    ConfirmHost,
    DeclineHost,
    EditItem,
    ReleaseAgenda,
    RemoveItem,
    TakeAnswerBack,
)
from events.agendas.selectors import (
    changes_of,
    digest_of,
    draft_lines,
    host_sheets,
    lines_of_release,
    open_points,
    shown_agenda,
    shown_agendas,
)
from events.models import AgendaItem, AgendaRelease, Event
from events.tests.agenda_scene import agenda_scene, at, sign_in, url
from events.tests.factories import AgendaItemFactory, AgendaReleaseFactory, EventFactory, event_of
from partnerships.tests.factories import MembershipFactory, PairingFactory
from partnerships.tests.factories_together import OrganisationFactory
from partnerships.tests.once_pages import ENGLISH, check_once

pytestmark = pytest.mark.django_db

SECRET = "Marta, +34 600 000 000"
ANSWERS = {"ask": AskHost, "confirm": ConfirmHost, "decline": DeclineHost, "take-back": TakeAnswerBack}


@pytest.fixture
def scene():
    return agenda_scene()


@pytest.fixture
def item(scene):
    return AgendaItemFactory(event=scene.event, title_en="Welcome", day="2017-11-27", contact_on_day=SECRET)


def release(scene, role="eu", note=""):
    lines = draft_lines(scene.event)
    return ReleaseAgenda.do(scene.event, **scene.actor(role), seen=digest_of(lines), note=note)


def answer(scene, item, act, role="eu", reason=""):
    item.refresh_from_db()
    return ANSWERS[act].do(item, **scene.actor(role), version=item.version, reason=reason)


class TestAnswers:
    @pytest.fixture(autouse=True)
    def _hosted(self, scene, item):
        item.host = OrganisationFactory(strands=[scene.event.strand])
        item.save(by=None)

    def test_asked_confirmed_taken_back(self, scene, item):
        assert (answer(scene, item, "ask").answer, item.answered_on) == ("asked", None)
        row = answer(scene, item, "confirm", reason="With coffee")
        assert (row.answer, row.answer_note) == ("confirmed", "With coffee")
        assert row.answered_on is not None
        row = answer(scene, item, "take-back")
        assert (row.answer, row.answer_note, row.answered_on) == ("", "", None)
        entry = AuditEntry.objects.get(action="agenda-item-confirm")
        assert "coffee" not in f"{entry.parameters}{entry.reason}"

    def test_a_guest_leaves_it_to_the_host(self, scene, item, client):
        for role, offered in (("eu", True), ("counterpart", False), ("staff", True)):
            sign_in(client, scene, role)
            page = client.get(url(scene, "agenda")).text
            assert ("Mark as asked" in page, "Take out" in page) == (offered, True)
        for act in ANSWERS:
            with pytest.raises(NotAllowed):
                answer(scene, item, act, role="counterpart")
        # Where nobody is the host, both organise it.
        scene.event.hosting.all().delete()
        assert answer(scene, item, "ask", role="counterpart").answer == "asked"

    def test_a_refusal_needs_its_reason(self, scene, item):
        with pytest.raises(DomainError) as refused:
            answer(scene, item, "decline")
        assert refused.value.field == "reason"
        assert answer(scene, item, "decline", reason="Closed on Mondays").answer == "declined"

    def test_an_answer_has_words_that_fit_and_a_question_no_day(self, scene, item):
        assert answer(scene, item, "ask").answered_on is None
        with pytest.raises(DomainError) as refused:
            answer(scene, item, "decline", reason="x" * 501)
        assert refused.value.field == "reason"
        assert answer(scene, item, "decline", reason="x" * 500).answer_note == "x" * 500

    def test_what_cannot_be(self, scene, item):
        with pytest.raises(DomainError, match="Not asked yet"):
            answer(scene, item, "take-back")
        answer(scene, item, "ask")
        with pytest.raises(AlreadyDone):
            answer(scene, item, "ask")
        with pytest.raises(StaleRecord):
            ConfirmHost.do(item, **scene.actor("eu"), version=1)
        with pytest.raises(NotAllowed):
            answer(scene, item, "confirm", role="authority")
        with pytest.raises(DomainError) as refused:
            answer(scene, item, "confirm", reason="x" * 501)
        assert refused.value.field == "reason"

    def test_an_item_that_was_taken_out_is_answered_by_nobody(self, scene, item):
        RemoveItem.do(item, **scene.actor("eu"), version=item.version)
        with pytest.raises(DomainError, match="Put it back"):
            answer(scene, item, "ask")


class TestHostSheet:
    def test_what_is_open_is_told_host_by_host(self, scene, item):
        host = OrganisationFactory(name_en="Casa Asia", strands=[scene.event.strand])
        talk = AgendaItemFactory(
            event=scene.event, title_en="Talk", host=host, answer="asked", languages="en", place="Hall"
        )
        AgendaItemFactory(event=scene.event, title_en="Bus", kind="transfer")
        items = list(AgendaItem.objects.in_order())
        sheets = host_sheets(items)
        assert [(str(host), len(rows), open_count) for host, rows, open_count in sheets] == [
            ("Casa Asia", 1, 1),
            ("None", 1, 1),
        ]
        assert sheets[0][1] == [(talk, ["no answer yet", "no day", "no time", "no contact on the day"])]
        assert sheets[1][1] == [(item, ["no host", "no time", "no place", "no languages"])]

    def test_a_settled_item_has_nothing_open(self, scene, item):
        item.host = OrganisationFactory()
        item.answer, item.place, item.languages, item.starts_at = "confirmed", "Hall", "en;ko", at(9)
        assert open_points(item) == []
        item.kind, item.languages = "meal", ""
        assert open_points(item) == []


class TestRelease:
    def test_a_version_keeps_what_stood_and_no_contact(self, scene, item):
        first = release(scene, note="  The programme ")
        assert (first.number, first.note, first.by_label) == (1, "The programme", str(first.by))
        assert SECRET not in str(first.items)
        assert lines_of_release(AgendaRelease.objects.get()) == draft_lines(scene.event)
        EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"place": "Casa Asia"})
        second = release(scene, role="counterpart")
        assert [(change.kind, change.fields[0][2]) for change in changes_of(second)] == [("changed", "Casa Asia")]
        assert changes_of(first) == []
        assert AuditEntry.objects.filter(action="agenda-release").count() == 2

    def test_what_is_refused(self, scene, item):
        lines = draft_lines(scene.event)
        for role in ("authority", "observer", "other"):
            with pytest.raises(NotAllowed):
                release(scene, role=role)
        with pytest.raises(StaleRecord):
            ReleaseAgenda.do(scene.event, **scene.actor("eu"), seen="seen-before")
        with pytest.raises(DomainError) as refused:
            ReleaseAgenda.do(scene.event, **scene.actor("eu"), seen=digest_of(lines), note="x" * 301)
        assert refused.value.field == "note"
        release(scene)
        with pytest.raises(AlreadyDone):
            release(scene)

    def test_nothing_is_released_of_nothing(self, scene):
        with pytest.raises(DomainError, match="Nothing is on the agenda"):
            release(scene)

    def test_both_sides_are_told_and_who_released_is_not(self, scene, item, django_capture_on_commit_callbacks):
        across = MembershipFactory(participation=scene.pairing.counterpart).user
        beside = MembershipFactory(participation=scene.pairing.eu).user
        MembershipFactory(participation=PairingFactory(strand=scene.event.strand).eu)
        mine = scene.actor("eu")
        digest = digest_of(draft_lines(scene.event))
        ReleaseAgenda.do(scene.event, **mine, seen=digest, note="Lunch is later")
        mails = Mail.objects.filter(kind="programme-changed")
        assert {mail.recipient for mail in mails} == {across, beside}
        mail = mails.first()
        assert "Busan in Barcelona" in mail.subject
        assert "Lunch is later" in mail.text
        assert f"{scene.event.get_absolute_url()}agenda/versions/1/" in mail.text
        assert SECRET not in mail.text + mail.html

    def test_the_mail_tells_what_changed_in_its_reader_s_language(self, scene, item):
        release(scene)
        reader = MembershipFactory(participation=scene.pairing.counterpart, user__language="ko").user
        changes = {"place": "Casa Asia", "starts_at": at(10), "on_date": PartialDate(dt.date(2017, 11, 28))}
        EditItem.do(item, **scene.actor("eu"), version=item.version, changes=changes)
        for number in range(25):
            AgendaItemFactory(
                event=scene.event, position=item.position + 1 + number, title_en=f"New {number}", title_ko=""
            )
        release(scene)
        mail = Mail.objects.get(recipient=reader)
        assert "2017. 11. 27.(월) → 2017. 11. 28.(화)" in mail.text
        assert "– → Casa Asia" in mail.text
        assert "New 18" in mail.text
        assert "New 19" not in mail.text
        assert "외 6건" in mail.text

    def test_a_plenary_is_told_to_every_pairing_once(self, scene, item):
        other = PairingFactory(strand=scene.event.strand, eu=scene.pairing.eu)
        reader = MembershipFactory(participation=scene.pairing.eu).user
        guest = MembershipFactory(participation=other.counterpart).user
        scene.event.all_pairings = True
        scene.event.save(by=None)
        release(scene, role="staff")
        assert sorted(Mail.objects.values_list("recipient", flat=True)) == sorted([reader.pk, guest.pk])


class TestWhoSeesWhat:
    def shown(self, scene, role):
        return shown_agenda(scene.actor(role)["grants"], Event.objects.with_names().get(pk=scene.event.pk))

    def test_before_a_release_the_draft_is_for_the_sides_and_the_authority(self, scene, item):
        for role in ("administrator", "staff", "authority", "eu", "counterpart"):
            shown = self.shown(scene, role)
            assert ([line.title_en for line in shown.lines], shown.state) == (["Welcome"], "draft"), role
        for role in ("observer", "other"):
            shown = self.shown(scene, role)
            assert (shown.lines, shown.items, shown.may_edit) == ((), {}, False), role

    def test_after_it_the_others_see_the_version_until_the_next(self, scene, item):
        release(scene)
        assert self.shown(scene, "eu").state == "released"
        EditItem.do(item, **scene.actor("eu"), version=item.version, changes={"title_en": "Farewell"})
        assert [line.title_en for line in self.shown(scene, "observer").lines] == ["Welcome"]
        mine = self.shown(scene, "eu")
        assert ([line.title_en for line in mine.lines], mine.state, mine.release.number) == (["Farewell"], "draft", 1)

    def test_what_sources_record_is_for_all_who_read(self, scene, item):
        source = AgendaItemFactory(event=scene.event, title_en="Superblocks", from_sources=True)
        assert [line.title_en for line in self.shown(scene, "observer").lines] == ["Superblocks"]
        assert self.shown(scene, "observer").state == "sources"
        assert self.shown(scene, "eu").state == "draft"
        RemoveItem.do(item, **scene.actor("eu"), version=item.version)
        assert self.shown(scene, "eu").state == "sources"
        RemoveItem.do(source, **scene.actor("eu"), version=source.version)
        assert self.shown(scene, "observer").lines == ()

    def test_many_events_cost_as_much_as_one(self, scene, item):
        organisation = OrganisationFactory()
        events = [EventFactory(strand=scene.event.strand) for _ in range(3)]
        for event in events:
            AgendaItemFactory(event=event).joining.create(organisation=organisation, position=1)
            AgendaReleaseFactory(event=event, number=1)
            AgendaReleaseFactory(event=event, number=2)
        grants = scene.actor("staff")["grants"]
        rows = list(Event.objects.with_names().exclude(pk=scene.event.pk))
        with CaptureQueriesContext(connection) as one:
            shown_agendas(grants, rows[:1])
        with CaptureQueriesContext(connection) as many:
            shown = shown_agendas(grants, rows)
        assert len(many) == len(one)
        assert [shown[event.pk].release.number for event in events] == [2, 2, 2]


def test_what_is_new_in_a_version_is_read_in_the_own_language(client, sides):
    event = event_of(sides.pairing, title_ko="회의")
    release = AgendaReleaseFactory(event=event, number=1, note=ENGLISH)
    check_once(client, sides, release, "note", event.address_of("events:agenda-version", release=1))
