"""The history of a record and of a pairing: who may read it, what two versions tell, what filters leave."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import write_audit
from core.periods import MONTH, PartialDate
from core.tests.arranged import logged
from partnerships.contacts.actions import AddComment
from partnerships.enums import BuiltIn
from partnerships.milestones.actions import EditMilestone, RescheduleMilestone
from partnerships.models import Comment, FollowUp
from partnerships.tests.factories import (
    FollowUpFactory,
    MembershipFactory,
    PlanItemFactory,
    StageFactory,
    period,
)
from partnerships.tests.figure_story import aim
from partnerships.tests.kept_records import DEALINGS, OWN_KINDS, kept_records
from partnerships.tests.two_sides import two_sides

pytestmark = pytest.mark.django_db
READERS = ("eu", "counterpart", "staff", "administrator", "authority", "observer", "neighbour")


def _client(sides, role, **account) -> Client:
    client = Client()
    user = sides.people[role]
    for name, value in account.items():
        setattr(user, name, value)
    user.save()
    client.force_login(user)
    return client


def _record_url(sides, record, kind="milestone") -> str:
    return f"/strands/{sides.pairing.strand.code}/history/{kind}/{record.pk}/"


def _pairing_url(sides) -> str:
    return f"/strands/{sides.pairing.strand.code}/pairings/{sides.pairing.code}/history/"


def _contacts_url(sides) -> str:
    return f"/strands/{sides.pairing.strand.code}/pairings/{sides.pairing.code}/contacts/"


def _edit(record, by=None, **values):
    for name, value in values.items():
        setattr(record, name, value)
    record.save(by=by)
    return record


@pytest.mark.security("C9")
@pytest.mark.parametrize("kind", OWN_KINDS)
def test_c9_whoever_sees_a_record_sees_its_history(sides, kind) -> None:
    record = kept_records(sides)[kind].record
    for role in READERS:
        hidden = kind in DEALINGS and role in ("observer", "neighbour")
        status = _client(sides, role).get(_record_url(sides, record, kind)).status_code
        assert status == (404 if hidden else 200), (kind, role)
    assert _client(two_sides(), "eu").get(_record_url(sides, record, kind)).status_code == 404


@pytest.mark.security("C4", "C9")
def test_people_have_no_history_page(sides) -> None:
    client = _client(sides, "administrator")
    for kind in ("membership", "deputy", "invitation", "strand-role", "user"):
        assert client.get(_record_url(sides, sides.pairing, kind)).status_code == 404


def test_two_versions_are_compared_by_period_label_and_name(sides) -> None:
    milestone = sides.milestone(title_en="Launch in Seoul")
    later = StageFactory(strand=sides.pairing.strand, position=7, name_en="Closing")
    _edit(milestone, title_en="Launch in Busan", status="done")
    _edit(milestone, stage=later, forecast=period("2017-04"), responsible="counterpart")
    page = _client(sides, "observer").get(_record_url(sides, milestone), {"a": 1, "b": 3})
    told = {change.label: (change.old, change.new) for change in page.context["changes"]}
    assert told["Forecast"] == ("14 March 2017", "April 2017")
    assert told["Status"] == ("Planned", "Done")
    assert told["Stage"][1] == "7. Closing"
    assert told["Responsible"] == ("Both sides", str(sides.pairing.strand.side_name("counterpart")))
    assert len([label for label in told if "orecast" in label]) == 1
    html = page.content.decode()
    assert 'Launch in <del><span class="visually-hidden">removed: </span>Seoul</del>' in html
    assert 'Launch in <ins><span class="visually-hidden">added: </span>Busan</ins>' in html
    # Whichever way they were chosen, the older one stands left.
    turned = _client(sides, "observer").get(_record_url(sides, milestone), {"a": 3, "b": 1})
    assert (turned.context["a"], turned.context["b"]) == (1, 3)


def test_a_day_known_by_month_is_told_as_a_month(sides) -> None:
    """One value with its exactness, never the first of a month that nobody named."""
    agreement = kept_records(sides)["agreement"].record
    agreement.refresh_from_db()
    _edit(agreement, signed_on_date=PartialDate(dt.date(2026, 11, 1), MONTH), status="signed")
    text = _client(sides, "staff").get(_record_url(sides, agreement, "agreement")).text
    assert "November 2026" in text
    assert "1 November 2026" not in text
    assert "day, month or year" not in text


@pytest.mark.parametrize(
    "asked", [{"a": 1, "b": 1}, {"a": 1}, {"a": 1, "b": 99}, {"a": "x", "b": "²"}, {"a": "9" * 40, "b": 1}]
)
def test_a_comparison_needs_two_versions_that_exist(sides, asked) -> None:
    milestone = _edit(sides.milestone(), title_en="Other")
    page = _client(sides, "eu").get(_record_url(sides, milestone), asked)
    assert page.status_code == 200
    assert "older" not in page.context
    assert "Choose an older and a newer version" in page.content.decode()


def test_a_korean_reader_reads_the_history_in_korean(sides) -> None:
    milestone = sides.milestone(title_en="Launch", title_ko="출범회의")
    _edit(milestone, forecast=period("2017-04-20"), by=sides.people["counterpart"])
    page = _client(sides, "eu", language="ko").get(_record_url(sides, milestone), {"a": 1, "b": 2})
    html = page.content.decode()
    assert "현재 계획" in html
    assert "2017. 4. 20.(목)" in html
    assert "출범회의" in html


def test_versions_are_offered_for_restoring_to_who_may_edit_alone(sides) -> None:
    milestone = _edit(sides.milestone(title_en="Launch"), title_en="Kick-off")
    _edit(milestone, forecast=period("2018-04"))
    assert _client(sides, "eu").get(_record_url(sides, milestone)).context["restorable"] == {1}
    page = _client(sides, "observer").get(_record_url(sides, milestone))
    assert page.context["restorable"] == set()
    assert "/restore/" not in page.content.decode()


def test_a_record_with_one_version_has_nothing_to_compare(sides) -> None:
    html = _client(sides, "eu").get(_record_url(sides, sides.milestone())).content.decode()
    assert 'type="radio"' not in html


def test_the_page_of_a_record_costs_the_same_for_two_and_for_many_versions(sides) -> None:
    client, milestone = _client(sides, "eu"), sides.milestone()
    _edit(milestone, title_en="Other", stage=StageFactory(strand=sides.pairing.strand))

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(_record_url(sides, milestone), {"a": 1, "b": 2}).status_code == 200
        return len(queries)

    cost()
    few = cost()
    for number in range(20):
        _edit(milestone, title_en=f"Title {number}", stage=StageFactory(strand=sides.pairing.strand))
        write_audit(action="record-changed", by=sides.people["eu"], record=milestone, fields="title_en")
    assert cost() == few


def _acts(sides, role="eu", **asked) -> list:
    return _client(sides, role).get(_pairing_url(sides), asked).context["entries"]


def _story(sides) -> None:
    """Barcelona moves a milestone, staff edit it for a side, Busan promises something, and a pack was loaded."""
    milestone = sides.milestone(title_en="Launch", responsible="counterpart")
    write_audit(action="pack-loaded", by=None, strand_id=sides.pairing.strand_id, added=1, changed=0)
    RescheduleMilestone.do(
        milestone,
        version=1,
        forecast=period((clock.today() + dt.timedelta(days=30)).isoformat()),
        reason="회의장 사정",
        **sides.by("counterpart"),
    )
    milestone.refresh_from_db()
    EditMilestone.do(
        milestone, version=2, changes={"title_en": "Kick-off"}, reason="Asked by Busan", **sides.by("staff")
    )
    promise = FollowUpFactory(pairing=sides.pairing, what_en="Send the data")
    write_audit(
        action="follow-up-added",
        by=sides.people["eu"],
        record=promise,
        strand_id=sides.pairing.strand_id,
        pairing_id=sides.pairing.pk,
        until="2017-09-29",
    )
    listed = f"/strands/{sides.pairing.strand.code}/pairings/{sides.pairing.code}/milestones/"
    _client(sides, "eu").get(listed, {"format": "csv"}).getvalue()


def test_a_pairings_history_tells_who_did_what_to_which_record_and_why(sides) -> None:
    _story(sides)
    exported, promised, edited, moved, loaded = _acts(sides)
    assert "Exported the list Milestones as CSV (1 row)" in exported.what
    assert promised.what == "Added a follow-up, to be done by 29 September 2017"
    assert (promised.name, promised.url.partition("#")[2]) == ("Send the data", FollowUp.objects.get().code)
    assert (edited.for_side, edited.reason) == ("Busan", "Asked by Busan")
    assert (moved.who, moved.reason, moved.name) == ("Jiwon Kim", "회의장 사정", "Kick-off")
    assert moved.url.endswith("/milestones/" + sides.pairing.milestones.get().code + "/")
    assert (loaded.who, loaded.name) == ("The portal itself", "")


def test_a_comment_is_named_by_what_it_is_for_its_writer_stands_beside_it(sides) -> None:
    AddComment.do(Comment(pairing=sides.pairing, record=sides.pairing), **sides.by("eu"), text="The venue is booked.")
    for language, name in (("en", "Comment"), ("ko", "의견")):
        (entry,) = _client(sides, "staff", language=language).get(_pairing_url(sides)).context["entries"]
        assert (entry.name, entry.url) == (name, f"{_contacts_url(sides)}#stream")


def test_a_target_leads_to_the_indicators_of_its_own_place(sides) -> None:
    aim(sides, BuiltIn.CONTACTS, target=Decimal(10))
    aim(sides, BuiltIn.CONTACTS, "staff", whole=True, target=Decimal(40))
    strand = f"/strands/{sides.pairing.strand.code}"
    acts = _client(sides, "eu").get(_pairing_url(sides)).context["entries"]
    assert [entry.url for entry in acts] == [
        f"{strand}/indicators/",
        f"{strand}/pairings/{sides.pairing.code}/indicators/",
    ]


def test_a_pairings_history_is_filtered_by_kind(sides) -> None:
    _story(sides)

    def actions(**asked) -> list[str]:
        return [entry.action for entry in _acts(sides, **asked)]

    assert actions(kind="moves") == ["milestone-reschedule"]
    assert actions(kind="edits") == ["milestone-edit"]
    assert actions(kind="follow-ups") == ["follow-up-added"]
    assert actions(kind="exports") == ["list-exported"]
    assert actions(kind="confirmations") == []
    assert actions(kind="nonsense") == actions()
    page = _client(sides, "eu").get(_pairing_url(sides), {"kind": "confirmations"})
    assert "No results" in page.content.decode()
    assert "Clear filters" in page.content.decode()


def test_what_passes_between_the_sides_stays_with_them(sides) -> None:
    _story(sides)
    for role in ("observer", "neighbour"):
        assert {entry.action for entry in _acts(sides, role)} == {
            "milestone-edit",
            "milestone-reschedule",
            "pack-loaded",
        }
    assert len(_acts(sides, "authority")) == 5


def test_people_and_exports_of_the_strand_are_not_told_in_each_pairing(sides) -> None:
    membership = MembershipFactory(participation=sides.pairing.eu)
    write_audit(action="membership-ended", by=None, record=membership, pairing_id=sides.pairing.pk, person="X")
    _client(sides, "eu").get(f"/strands/{sides.pairing.strand.code}/partners/", {"format": "csv"}).getvalue()
    assert logged().count() == 2
    assert _acts(sides, "staff") == []


def test_the_history_of_a_pairing_costs_the_same_for_few_and_for_many_acts(sides) -> None:
    client = _client(sides, "eu")
    stage = sides.pairing.strand.stages.get()

    def act() -> None:
        for record in (sides.milestone(), FollowUpFactory(pairing=sides.pairing), stage, PlanItemFactory(stage=stage)):
            write_audit(
                action="record-changed",
                by=sides.people["eu"],
                record=record,
                strand_id=sides.pairing.strand_id,
                pairing_id=sides.pairing.pk,
                fields="title_en",
            )

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(_pairing_url(sides))
        return len(queries)

    act()
    cost()
    few = cost()
    for _number in range(10):
        act()
    assert cost() == few
