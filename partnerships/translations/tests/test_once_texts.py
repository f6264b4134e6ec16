"""Texts that are written once: the other language is added afterwards, shown to its readers, and wanted till then."""

import pytest
from django.urls import reverse

from core.errors import AlreadyDone, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.queries import count_queries
from partnerships.models import DateChange, LevelChange
from partnerships.tests.factories import MilestoneFactory, period
from partnerships.tests.factories_together import LevelChangeFactory, ProjectFactory, ProjectResultFactory
from partnerships.tests.pages import text_of
from partnerships.tests.project_pages import send, url
from partnerships.translations.actions import TranslateText
from partnerships.translations.services import once_url

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
    return [(gap.record, gap.language, bool(gap.url)) for gap in page.context["page"] if hasattr(gap.record, "owner")]


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
