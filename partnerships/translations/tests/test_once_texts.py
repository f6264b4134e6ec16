"""Texts that are written once: the other language is added afterwards, shown to its readers, and wanted till then."""

import pytest
from django.urls import reverse

from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.periods import Period
from core.tests.queries import count_queries
from partnerships.history.pairing_history import acts_in
from partnerships.models import ClosingDay, Confirmation, DateChange, FollowUp, LevelChange, Milestone
from partnerships.tests.factories import FollowUpFactory, MilestoneFactory, PairingFactory, period
from partnerships.tests.factories_together import (
    ClosingDayFactory,
    LevelChangeFactory,
    ProjectFactory,
    ProjectResultFactory,
)
from partnerships.tests.frozen import freeze
from partnerships.tests.pages import text_of
from partnerships.tests.project_pages import send, url
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import OnceGap, once_url

pytestmark = pytest.mark.django_db

KOREAN = "통화 회의록"


@pytest.fixture
def move(sides):
    project = ProjectFactory(pairing=sides.pairing, level="exploring")
    return LevelChangeFactory(project=project, evidence="Minutes of the call")


def open_as(client, sides, role, path, language="en"):
    client.force_login(sides.people[role])
    return client.get(path, headers={"accept-language": language})


def listed(client, sides, role):
    page = open_as(client, sides, role, reverse("partnerships:translation-list", args=[sides.pairing.strand.code]))
    return [(gap.record, gap.language, bool(gap.url)) for gap in page.context["page"] if isinstance(gap, OnceGap)]


def test_it_is_wanted_added_by_who_works_there_and_read_in_the_own_language(client, sides, move):
    page, address = url(move.project), once_url(move, "evidence")
    assert listed(client, sides, "observer") == [(move, "ko", False)]
    assert listed(client, sides, "eu") == [(move, "ko", True)]
    assert "Korean wanted" in text_of(open_as(client, sides, "eu", page))
    answer = open_as(client, sides, "counterpart", page, "ko")
    assert f'href="{address}?next=' in answer.text
    assert "번역 필요" in text_of(answer)
    assert send(client, address, text=KOREAN).url == move.project.get_absolute_url()
    assert KOREAN in text_of(open_as(client, sides, "counterpart", page, "ko"))
    assert KOREAN not in text_of(open_as(client, sides, "eu", page))
    assert "Minutes of the call" in text_of(open_as(client, sides, "eu", page))
    assert listed(client, sides, "eu") == []
    entry = AuditEntry.objects.get(action="text-translate")
    assert (entry.object_id, entry.pairing_id) == (move.project_id, sides.pairing.pk)


def test_who_may_not_write_there_may_not_add_it(client, sides, move):
    assert open_as(client, sides, "observer", once_url(move, "evidence")).status_code == 403
    move.once_field = "evidence"
    for role in ("observer", "authority"):
        with pytest.raises(NotAllowed):
            TranslateText.do(move, **sides.by(role), text=KOREAN)
    assert open_as(client, sides, "eu", once_url(move, "reason")).status_code == 404


def test_two_who_write_it_at_once_meet_and_an_emptied_one_is_wanted_again(sides, move):
    move.once_field = "evidence"
    TranslateText.do(move, **sides.by("eu"), text=KOREAN)
    with pytest.raises(StaleRecord):
        TranslateText.do(move, **sides.by("counterpart"), text="회의록")
    with pytest.raises(AlreadyDone):
        TranslateText.do(move, **sides.by("counterpart"), text=f" {KOREAN} ")
    TranslateText.do(move, **sides.by("counterpart"), text="", before=KOREAN)
    assert LevelChange.objects.get(pk=move.pk).language_wanted("evidence") == "ko"


def test_other_evidence_of_a_result_asks_for_another_translation(client, sides):
    result = ProjectResultFactory(project__pairing=sides.pairing, evidence="The register")
    result.once_field = "evidence"
    TranslateText.do(result, **sides.by("eu"), text="등록부")
    client.force_login(sides.people["eu"])
    send(client, url(result.project, "result-edit", result.pk), evidence="The port's register")
    result.refresh_from_db()
    assert (result.evidence, result.evidence_other) == ("The port's register", "")


def test_the_reason_of_a_moved_date_has_its_mark_at_the_same_cost_for_many(client, sides):
    milestone = MilestoneFactory(pairing=sides.pairing, forecast=period("2017-04-01"))

    def moved():
        change = DateChange(milestone=milestone, reason="회의장 사정", by_label="Jisu")
        change.old, change.new = period("2017-03-10"), period("2017-04-01")
        change.save()

    page = milestone.get_absolute_url()
    moved()
    assert "Translation wanted" in text_of(open_as(client, sides, "eu", page))
    one = count_queries(lambda: open_as(client, sides, "eu", f"{page}?1"))
    listing = count_queries(lambda: listed(client, sides, "eu"))
    moved()
    moved()
    assert count_queries(lambda: open_as(client, sides, "eu", f"{page}?2")) == one
    assert count_queries(lambda: listed(client, sides, "eu")) == listing


def milestone_with(sides, **texts):
    days = period("2017-03-14")
    return MilestoneFactory(pairing=sides.pairing, title_ko="회의", status="done", actual=days, forecast=days, **texts)


def translate(row, name, sides, text=KOREAN, role="eu"):
    row.once_field = name
    return TranslateText.do(row, **sides.by(role), text=text)


@pytest.mark.parametrize("name", ["reason", "objection"])
def test_a_record_has_texts_of_its_own_beside_its_pairs(client, sides, name):
    milestone = milestone_with(sides, **{name: "The hall was taken"})
    page = milestone.get_absolute_url()
    assert listed(client, sides, "eu") == [(milestone, "ko", True)]
    assert "Korean wanted" in text_of(open_as(client, sides, "eu", page))
    translate(milestone, name, sides)
    assert KOREAN in text_of(open_as(client, sides, "counterpart", page, "ko"))
    assert KOREAN not in text_of(open_as(client, sides, "eu", page))
    assert (Milestone.objects.get().edition, listed(client, sides, "eu")) == (milestone.edition, [])


def test_other_words_have_no_translation_yet_and_a_save_of_something_else_keeps_it(sides):
    milestone = milestone_with(sides, reason="The hall was taken", reason_other=KOREAN)
    row = Milestone.objects.get()
    row.note = "A remark"
    row.save(by=None)
    assert Milestone.objects.get().reason_other == KOREAN
    row = Milestone.objects.get()
    row.status, row.actual, row.reason = "planned", Period(), "Another"
    row.save(by=None, update_fields=["status", "reason"])
    row = Milestone.objects.get(pk=milestone.pk)
    assert (row.reason, row.reason_other) == ("Another", "")


def test_what_became_of_a_follow_up_and_a_word_on_behalf_of_a_side_are_read_in_both(client, sides):
    done = FollowUpFactory(
        pairing=sides.pairing, what_ko="답변", state="done", closed_on="2017-03-14", result="Answered"
    )
    text = milestone_with(sides, confirmation="both")
    freeze(text, sides=("counterpart",))
    word = Confirmation.objects.get()
    word.on_behalf, word.reason, word.state = True, "By telephone", "confirmed"
    word.save(by=None)
    assert {row for row, _language, _url in listed(client, sides, "eu")} == {done, word}
    pages = {done: url_of_list(sides), word: text.get_text_url()}
    for row, name in ((done, "result"), (word, "reason")):
        assert "Korean wanted" in text_of(open_as(client, sides, "eu", pages[row]))
        assert open_as(client, sides, "eu", once_url(row, name)).status_code == 200
        translate(row, name, sides)
        assert KOREAN in text_of(open_as(client, sides, "counterpart", pages[row], "ko"))
    assert FollowUp.objects.get().result_other == KOREAN
    assert listed(client, sides, "eu") == []


def url_of_list(sides):
    return f"{sides.pairing.address_of('partnerships:follow-up-list')}?state=done"


def test_the_list_asks_the_same_of_one_and_of_many_in_every_kind(client, sides):
    def written():
        project = ProjectFactory(pairing=sides.pairing)
        LevelChangeFactory(project=project, evidence="Minutes of the call")
        ProjectResultFactory(project=project, evidence="The register")
        milestone_with(sides, reason="The hall was taken", objection="It was May")
        FollowUpFactory(pairing=sides.pairing, result="Answered")

    written()
    found = listed(client, sides, "eu")
    assert len(found) == 5
    one = count_queries(lambda: listed(client, sides, "eu"))
    written()
    written()
    assert len(listed(client, sides, "eu")) == 15
    assert count_queries(lambda: listed(client, sides, "eu")) == one


def test_why_an_office_is_closed_is_one_line_of_its_length_and_told_where_the_day_is(sides):
    row = ClosingDayFactory(participation=sides.pairing.eu, name="Town festival")
    row.once_field = "name"
    with pytest.raises(DomainError, match="at most 120"):
        TranslateText.do(row, **sides.by("eu"), text="가" * 121)
    TranslateText.do(row, **sides.by("eu"), text="도시\n 축제")
    assert ClosingDay.objects.get().name_other == "도시 축제"
    elsewhere = PairingFactory(strand=sides.pairing.strand)
    told = {
        one: acts_in(pairing=one, grants=sides.grants("eu")).filter(action="text-translate").count()
        for one in (sides.pairing, elsewhere)
    }
    assert told == {sides.pairing: 1, elsewhere: 0}
