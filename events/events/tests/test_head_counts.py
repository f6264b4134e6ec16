"""Head counts from sources: adding, withdrawing and bringing back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from events.events.actions import AddHeadCount, RestoreHeadCount, WithdrawHeadCount
from events.models import Event, HeadCount
from events.tests.event_scene import TODAY, address, meeting_of
from events.tests.factories import EventFactory, HeadCountFactory
from partnerships.enums import BuiltIn
from partnerships.indicators.selectors import read_counts, reading_of
from partnerships.tests.factories import period
from partnerships.tests.milestone_pages import filled, said
from partnerships.tests.pages import sign_in, text_of
from partnerships.tests.test_admin_saving import filled as admin_form

pytestmark = pytest.mark.django_db
THIRTY = {"least": 30, "most": 40, "whom_en": "city representatives", "source": "https://a.example/1", "side": ""}


def test_a_number_stands_as_its_source_says_it(sides):
    row = AddHeadCount.do(meeting_of(sides), **sides.by("staff"), values=THIRTY)
    assert str(row) == "city representatives: 30–40"
    assert str(HeadCount(least=20, most=20, whom_en="European delegates")) == "European delegates: 20"
    assert AuditEntry.objects.get(action="head-count-add").object_id == row.event_id


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"whom_en": ""}, "whom"),
        ({"most": 20}, "most"),
        ({"source": ""}, "source"),
        ({"source": "the newspaper"}, "source"),
        ({"side": "both"}, "side"),
        ({"least": -1}, "least"),
    ],
)
def test_what_counts_nothing_is_refused(sides, values, field):
    with pytest.raises(DomainError) as refused:
        AddHeadCount.do(meeting_of(sides), **sides.by("staff"), values=THIRTY | values)
    assert refused.value.field == field
    assert not HeadCount.objects.exists()


def test_it_is_withdrawn_with_a_reason_and_brought_back(sides):
    row = AddHeadCount.do(meeting_of(sides), **sides.by("eu"), values=THIRTY)
    with pytest.raises(DomainError):
        WithdrawHeadCount.do(row, **sides.by("eu"), version=row.version, reason=" ")
    gone = WithdrawHeadCount.do(row, **sides.by("eu"), version=row.version, reason="Counted twice.")
    with pytest.raises(StaleRecord):
        RestoreHeadCount.do(row, **sides.by("eu"), version=row.version)
    with pytest.raises(AlreadyDone):
        WithdrawHeadCount.do(gone, **sides.by("eu"), version=gone.version, reason="Counted twice.")
    back = RestoreHeadCount.do(gone, **sides.by("counterpart"), version=gone.version)
    assert (back.withdrawn_at, back.history.count()) == (None, 3)


def test_another_one_has_the_next_number_also_after_one_that_was_withdrawn(sides):
    event, more = meeting_of(sides), THIRTY | {"whom_en": "guests"}
    first = AddHeadCount.do(event, **sides.by("staff"), values=THIRTY)
    second = AddHeadCount.do(event, **sides.by("staff"), values=more)
    WithdrawHeadCount.do(second, **sides.by("staff"), version=second.version, reason="Counted twice.")
    third = AddHeadCount.do(event, **sides.by("staff"), values=more)
    assert [row.number for row in (first, second, third)] == [1, 2, 3]


class TestTheAdministration:
    """An administrator puts a head count right, by the rules of the pages and with the same log."""

    def test_it_edits(self, client, sides):
        row = AddHeadCount.do(meeting_of(sides), **sides.by("staff"), values=THIRTY)
        sign_in(client, sides, "administrator")
        change = reverse("admin:events_headcount_change", args=[row.pk])
        data = admin_form(client.get(change))
        refused = client.post(change, data | {"source": ""})
        assert "Enter the source of the number." in refused.content.decode()
        assert client.post(change, data | {"least": 31, "most": 40}).status_code == 302
        row.refresh_from_db()
        assert (row.number, row.least, row.version) == (1, 31, 2)
        assert AuditEntry.objects.filter(action="head-count-edit", actor=sides.people["administrator"]).count() == 1

    def test_it_refuses_a_version_that_is_no_longer_the_newest(self, client, sides):
        row = AddHeadCount.do(meeting_of(sides), **sides.by("staff"), values=THIRTY)
        WithdrawHeadCount.do(row, **sides.by("staff"), version=row.version, reason="Counted twice.")
        sign_in(client, sides, "administrator")
        change = reverse("admin:events_headcount_change", args=[row.pk])
        assert client.post(change, THIRTY | {"least": 31, "seen_version": 1}).status_code == 200
        assert HeadCount.objects.get().least == 30


@pytest.mark.parametrize("role", ["authority", "observer", "neighbour"])
def test_only_organisers_count(sides, role):
    event = meeting_of(sides)
    with pytest.raises(NotAllowed):
        AddHeadCount.do(event, **sides.by(role), values=THIRTY)
    row = AddHeadCount.do(event, **sides.by("staff"), values=THIRTY)
    with pytest.raises(NotAllowed):
        WithdrawHeadCount.do(row, **sides.by(role), version=row.version, reason="No.")


def test_the_pages_add_withdraw_and_bring_back(client, sides):
    event = meeting_of(sides)
    sign_in(client, sides, "eu")
    data = filled(client.get(address(event, "head-count-add")))
    assert client.post(address(event, "head-count-add"), data | {"least": 5}).status_code == 422
    full = data | {"least": "20", "whom_en": "European delegates", "source": "https://a.example/1"}
    assert client.post(address(event, "head-count-add"), full).status_code == 302
    row = HeadCount.objects.get()
    assert (row.least, row.most) == (20, 20)
    assert "European delegates: 20" in said(client.get(address(event)))
    out = address(event, "head-count-withdraw", row.pk)
    sent = filled(client.get(out)) | {"reason": "Counted twice."}
    assert client.post(out, sent).status_code == 302
    assert "Bring it back" in said(client.get(address(event)))
    back = address(event, "head-count-restore", row.pk)
    asked = client.get(back)
    assert "page and reports count it again." in said(asked)
    assert client.post(back, filled(asked)).status_code == 302
    sign_in(client, sides, "observer")
    assert "European delegates: 20" in said(client.get(address(event)))
    assert client.get(out).status_code == 403
    assert client.get(address(event, "head-count-withdraw", 0)).status_code == 404


class TestTheFigure:
    """How many people at least sources count: one figure, with the events that it adds up behind it."""

    @pytest.fixture
    def launch(self, sides):
        day = period("2026-11-10")
        values = {"status": "held", "forecast": day, "actual": day, "title_en": "Launch", "all_pairings": True}
        return EventFactory(strand=sides.pairing.strand, **values)

    def _read(self, sides):
        counts = read_counts(strand=sides.pairing.strand, today=TODAY, only=[BuiltIn.HEAD_COUNT])
        return [reading_of(counts, key, BuiltIn.HEAD_COUNT).value for key in (None, sides.pairing.pk)]

    def test_the_largest_number_counts_or_both_sides_together(self, sides, launch):
        assert self._read(sides) == [None, None]
        HeadCountFactory(event=launch, least=20, most=20, side="eu")
        HeadCountFactory(event=launch, least=5, most=5, side="eu", whom_en="mayors")
        assert self._read(sides) == [20, 20]
        HeadCountFactory(event=launch, least=30, most=40)
        assert self._read(sides) == [30, 30]
        HeadCountFactory(event=launch, least=15, most=15, side="counterpart")
        assert self._read(sides) == [35, 35]
        HeadCountFactory(event=launch, least=99, most=99, withdrawn_at=clock.now())
        assert self._read(sides) == [35, 35]

    def test_who_is_counted_on_a_mission_is_not_counted_again_at_its_parts(self, sides, launch):
        mission = EventFactory(strand=sides.pairing.strand, kind="mission", status="held", all_pairings=True)
        HeadCountFactory(event=mission, least=50, most=50)
        assert self._read(sides)[0] == 50
        Event.objects.filter(pk=launch.pk).update(part_of=mission)
        assert self._read(sides)[0] == 50
        HeadCountFactory(event=launch)
        assert self._read(sides)[0] == 30
        Event.objects.filter(pk=launch.pk).update(status="cancelled")
        assert self._read(sides)[0] == 50

    def test_an_event_that_nobody_has_said_was_held_counts_nobody(self, sides):
        HeadCountFactory(event=meeting_of(sides))
        assert self._read(sides) == [None, None]

    def test_the_indicators_and_the_rows_tell_it_and_do_not_call_delegates_unreported(self, client, sides, launch):
        strand = sides.pairing.strand
        sign_in(client, sides, "staff")
        indicators = reverse("partnerships:indicator-list", args=[strand.code])
        assert str(BuiltIn.HEAD_COUNT.label) not in text_of(client.get(indicators))
        HeadCountFactory(event=launch)
        assert str(BuiltIn.HEAD_COUNT.label) in text_of(client.get(indicators))
        rows = client.get(reverse("partnerships:figure-rows", args=[strand.code, BuiltIn.HEAD_COUNT.value]))
        assert (rows.context["value"], rows.context["page"].paginator.count) == ("30", 1)
        assert "city representatives: 30–40" in text_of(rows)

    @pytest.mark.parametrize("name", ["dashboard", "programme-dashboard"])
    def test_both_dashboards_say_one_line_of_it_with_its_rows_and_ask_no_more_for_it(self, client, sides, launch, name):
        strand = sides.pairing.strand
        sign_in(client, sides, "staff")
        path = reverse(f"reports:{name}", args=[strand.code] if name == "dashboard" else [])

        def told():
            context = client.get(path).context
            found = context["lines"][0] if "lines" in context else context
            return tuple(found["people"].values())

        rows = reverse("partnerships:figure-rows", args=[strand.code, BuiltIn.HEAD_COUNT.value])
        with CaptureQueriesContext(connection) as none:
            assert told() == (str(BuiltIn.HEAD_COUNT.label), "not reported", rows)
        HeadCountFactory(event=launch)
        with CaptureQueriesContext(connection) as one:
            assert told() == (str(BuiltIn.HEAD_COUNT.label), "30", rows)
        assert len(one) == len(none)
        page = text_of(client.get(path))
        assert page.count(str(BuiltIn.HEAD_COUNT.label)) == 1

    def test_the_list_of_events_and_its_files_tell_it_in_as_many_queries_for_many(
        self, client, sides, launch, django_assert_max_num_queries
    ):
        path = reverse("events:event-list", args=[sides.pairing.strand.code])
        sign_in(client, sides, "observer")
        HeadCountFactory(event=launch)
        with CaptureQueriesContext(connection) as one:
            assert "city representatives: 30–40" in text_of(client.get(path))
        for _number in range(4):
            HeadCountFactory(event=EventFactory(strand=sides.pairing.strand, all_pairings=True))
        with django_assert_max_num_queries(len(one)):
            client.get(path)
        lines = b"".join(client.get(path, {"format": "csv"}).streaming_content).decode("utf-8-sig")
        assert lines.count("city representatives: 30–40") == 5
