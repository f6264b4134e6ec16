"""The timeline of a record: acts, moves and versions told once each, in the reader's language."""

import datetime as dt

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from core import clock
from core.models import one_act, write_audit
from partnerships.history.selectors import timeline
from partnerships.models import ActionPlan, AgreedThemes, Closing, DateChange, FollowUp, Milestone
from partnerships.tests.factories import (
    MembershipFactory,
    MilestoneFactory,
    PairingFactory,
    PlanItemFactory,
    StageFactory,
    ThemeFactory,
    UserFactory,
    period,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def pairing():
    return PairingFactory()


@pytest.fixture
def marta(pairing):
    return MembershipFactory(participation=pairing.eu).user


def _at(hour: int):
    return clock.fixed_at(dt.datetime(2017, 9, 12, hour, tzinfo=dt.UTC))


def _milestone(pairing, **values) -> Milestone:
    with _at(8):
        return MilestoneFactory(pairing=pairing, title_en="Launch", title_ko="출범회의", **values)


def _edit(record, by, hour=9, **values) -> None:
    with _at(hour):
        for name, value in values.items():
            setattr(record, name, value)
        record.save(by=by)


def _told(entry) -> list[tuple[str, str, str]]:
    return [(change.label, change.old, change.new) for change in entry.changes]


def test_a_saved_version_tells_what_became_of_each_field(pairing, marta) -> None:
    milestone = _milestone(pairing)
    later = StageFactory(strand=pairing.strand, name_en="Closing", position=99)
    _edit(milestone, marta, title_en="Kick-off", responsible="counterpart", status="done", stage=later)
    _edit(milestone, marta, hour=10, forecast=period("2017-03-15", "2017-04"))
    moved, changed, added = timeline(milestone)
    assert (added.what, added.who, added.version, added.changes) == ("Added", "The portal itself", 1, [])
    assert (changed.what, changed.who, changed.version) == ("Changed", "Marta Soler", 2)
    first = StageFactory._meta.model.objects.exclude(pk=later.pk).get()
    assert _told(changed) == [
        ("Stage", str(first), "99. Closing"),
        ("Title in English", "Launch", "Kick-off"),
        ("Responsible", "Both sides", str(pairing.strand.side_name("counterpart"))),
        ("Status", "Planned", "Done"),
        ("Edition", "1", "2"),
    ]
    # A period is one thing, and not five columns.
    assert _told(moved) == [("Forecast", "14 March 2017", "15 March 2017 – April 2017")]


def test_an_act_its_version_and_its_move_are_told_once_with_the_reason_however_long_it_takes(pairing, marta) -> None:
    milestone = _milestone(pairing)
    old, new = milestone.forecast, period("2017-04-20")
    with one_act():
        _edit(milestone, marta, forecast=new)
        with _at(10):
            DateChange.keep(by=marta, record=milestone, old=old, new=new, reason="The venue was taken.")
        with _at(11):
            write_audit(
                action="record-changed",
                by=marta,
                record=milestone,
                pairing_id=pairing.pk,
                fields="forecast",
                old=old.iso(),
                new=new.iso(),
                reason="The venue was taken.",
            )
    moved, added = timeline(milestone)
    assert (moved.who, moved.reason, moved.version) == ("Marta Soler", "The venue was taken.", 2)
    assert moved.changes == []
    assert added.version == 1


def test_an_act_on_a_record_of_another_kind_with_the_same_key_is_told_with_its_name(pairing, marta) -> None:
    milestone = _milestone(pairing)
    stage = StageFactory(strand=pairing.strand, pk=milestone.pk, name_en="Opening", position=98)
    with one_act():
        _edit(milestone, marta, title_en="Kick-off")
        write_audit(action="record-changed", by=marta, record=stage, fields="name_en")
    assert [entry.name for entry in timeline(milestone)] == [str(stage), ""]


def test_an_act_of_staff_for_a_side_says_for_whom(pairing) -> None:
    milestone = _milestone(pairing)
    staff = UserFactory(given_name="Anna", family_name="Lund")
    write_audit(
        action="record-changed", by=staff, record=milestone, fields="status", on_behalf="counterpart", reason="R"
    )
    entry = timeline(milestone)[0]
    assert (entry.who, entry.for_side) == ("Anna Lund", pairing.counterpart.partner.name)
    html = Template("{% include 'components/timeline.html' %}").render(Context({"entries": [entry]}))
    assert f"Anna Lund, for {pairing.counterpart.partner.name}" in html


def test_two_people_at_the_same_moment_are_not_mixed_up(pairing, marta) -> None:
    milestone, other = _milestone(pairing), UserFactory(given_name="Jisu", family_name="Kim")
    for person, title in ((marta, "Of Marta"), (other, "Of Jisu")):
        with one_act(), _at(9):
            _edit(milestone, person, title_en=title)
            write_audit(action="record-changed", by=person, record=milestone, fields="title_en")
    assert [(entry.who, entry.version) for entry in timeline(milestone)] == [
        ("Jisu Kim", 3),
        ("Marta Soler", 2),
        ("The portal itself", 1),
    ]


def test_what_the_portal_keeps_for_itself_is_no_change(pairing, marta) -> None:
    milestone = _milestone(pairing)
    _edit(milestone, marta)
    assert [(entry.version, entry.changes) for entry in timeline(milestone)] == [(2, []), (1, [])]


def test_texts_themes_and_items_read_by_their_names(pairing, marta) -> None:
    first, second = (ThemeFactory(strand=pairing.strand, name_en=name) for name in ("Mobility", "Energy"))
    themes = AgreedThemes(pairing=pairing, theme_codes=first.code)
    _edit(themes, marta, hour=8)
    _edit(themes, marta, theme_codes=f"{first.code};{second.code}")
    assert ("Themes", "Mobility", "Mobility, Energy") in _told(timeline(themes)[0])
    plan = ActionPlan(pairing=pairing, vision_en="Cleaner air")
    _edit(plan, marta, hour=8)
    item = {
        "kind": "milestone",
        "code": "x",
        "title_en": "Launch",
        "title_ko": "",
        "side": "eu",
        "until": "2017-03/2017-05",
    }
    _edit(plan, marta, items=[item])
    assert ("Items", "", "Launch, EU side, March–May 2017") in _told(timeline(plan)[0])
    closing = Closing(pairing=pairing)
    _edit(closing, marta, hour=8)
    _edit(closing, marta, counterpart_take_aways_ko="많은 것을 배웠습니다.")
    side = pairing.strand.side_name("counterpart")
    assert (f"{side}: take-aways in Korean", "", "많은 것을 배웠습니다.") in _told(timeline(closing)[0])


def test_a_follow_up_names_its_person(pairing, marta) -> None:
    promise = FollowUp(pairing=pairing, code="follow-up-1", what_en="Send data", side="eu", due_on=dt.date(2017, 9, 20))
    _edit(promise, marta, hour=8)
    _edit(promise, marta, owner=marta, due_on=dt.date(2017, 9, 29))
    assert _told(timeline(promise)[0]) == [
        ("Person", "", "Marta Soler"),
        ("Until", "20 September 2017", "29 September 2017"),
    ]


@pytest.mark.parametrize("make", [StageFactory, PlanItemFactory])
def test_a_record_of_the_plan_has_its_history_too(make, marta) -> None:
    record = make()
    write_audit(action="stage-moved", by=marta, record=record, old="2017-03", new="2017-04", reason="Elections")
    moved = timeline(record)[0]
    assert (moved.what, moved.reason) == ("Moved the stage from March 2017 to April 2017", "Elections")
    with translation.override("ko"):
        assert "2017. 4." in timeline(record)[0].what


def test_what_is_loaded_from_a_pack_says_so(pairing) -> None:
    assert timeline(_milestone(pairing, from_sources=True))[0].who == "recorded from sources"


@pytest.mark.one_database
def test_a_short_timeline_has_the_newest_entries_and_costs_the_same_for_many(pairing, marta) -> None:
    milestone = _milestone(pairing)
    _edit(milestone, marta, title_en="Title 0", stage=StageFactory(strand=pairing.strand))
    ContentType.objects.get_for_model(milestone)

    def cost(**limit) -> int:
        with CaptureQueriesContext(connection) as queries:
            timeline(milestone, **limit)
        return len(queries)

    few, few_short = cost(), cost(limit=5)
    for number in range(1, 12):
        _edit(milestone, marta, hour=9 + number, title_en=f"Title {number}", stage=StageFactory(strand=pairing.strand))
    assert [entry.version for entry in timeline(milestone, limit=5)] == [13, 12, 11, 10, 9]
    assert all(entry.changes for entry in timeline(milestone, limit=5))
    assert len(timeline(milestone)) == 13
    assert (cost(), cost(limit=5)) == (few, few_short)


def test_what_one_act_says_twice_of_a_record_is_one_line_with_the_version_it_led_to(pairing, marta) -> None:
    plan = ActionPlan(pairing=pairing, vision_en="Cleaner air")
    _edit(plan, marta, hour=8)
    with one_act(), _at(9):
        _edit(plan, marta, vision_en="Cleaner water")
        write_audit(action="text-edit", by=marta, record=plan, fields="vision_en", edition=2)
        write_audit(action="confirmation-asked-again", by=marta, record=plan, edition=2, before=1)
    assert [(entry.what, entry.version) for entry in timeline(plan)] == [
        (
            "Wrote edition 2: Vision in English · Edition 2 took the place of edition 1; both sides are asked again",
            2,
        ),
        ("Added", 1),
    ]


def test_of_a_long_text_the_timeline_shows_the_changed_words(pairing, marta) -> None:
    plan = ActionPlan(
        pairing=pairing, objectives_en="1. Compare the smart services that both cities have on trial. " * 3
    )
    _edit(plan, marta, hour=8)
    _edit(plan, marta, objectives_en=plan.objectives_en + "2. Agree how they are shared.")
    change = next(one for one in timeline(plan)[0].changes if one.name == "objectives_en")
    assert change.short == ("", "2. Agree how they are shared.")
