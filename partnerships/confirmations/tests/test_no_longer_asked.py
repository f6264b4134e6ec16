"""A confirmation that was asked of a milestone which is cancelled since, or no longer asks for it, waits for nobody."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Mail
from core.errors import DomainError
from partnerships.confirmations.actions import TakeToApproval
from partnerships.milestones.actions import CancelMilestone, EditMilestone, ReopenMilestone
from partnerships.models import Pairing, TextEdition
from partnerships.tasks.selectors import waiting_confirmations
from partnerships.tests.milestone_pages import said
from partnerships.tests.two_sides import TwoSides

pytestmark = pytest.mark.django_db


def _cancel(sides: TwoSides, milestone: Any) -> None:
    CancelMilestone.do(milestone, version=milestone.version, reason="Called off", **sides.by("staff"))
    milestone.refresh_from_db()


def _ask_no_more(sides: TwoSides, milestone: Any, **changes: Any) -> None:
    EditMilestone.do(milestone, version=milestone.version, changes=changes, reason="Simpler", **sides.by("staff"))


def _waiting(sides: TwoSides) -> list[Any]:
    return waiting_confirmations([Pairing.objects.with_names().get(pk=sides.pairing.pk)])


@pytest.mark.parametrize("changes", [{"confirmation": ""}, {"confirmed_text": "action-plan"}])
def test_what_the_milestone_no_longer_asks_for_is_no_task_and_no_page(client, sides, changes):
    milestone = sides.milestone(title_en="Site visit")
    edition = sides.ask(milestone)
    assert len(_waiting(sides)) == 2
    word = sides.word(edition, "eu")
    _ask_no_more(sides, milestone, **changes)
    assert _waiting(sides) == []
    client.force_login(sides.people["eu"])
    place = [sides.pairing.strand.code, sides.pairing.code, word.pk]
    for name in ("confirmation-confirm", "confirmation-approval", "confirmation-withdraw"):
        assert client.get(reverse(f"partnerships:{name}", args=place)).status_code == 404
    with pytest.raises(DomainError, match="no longer asks"):
        sides.confirm(edition, "eu")


def test_a_cancelled_milestone_is_not_confirmed(client, sides):
    milestone = sides.milestone(title_en="Site visit")
    edition = sides.ask(milestone)
    _cancel(sides, milestone)
    assert _waiting(sides) == []
    word = sides.word(edition, "eu")
    with pytest.raises(DomainError, match="is cancelled"):
        sides.confirm(edition, "eu")
    with pytest.raises(DomainError, match="is cancelled"):
        TakeToApproval.do(word, version=word.version, until=word.asked_at.date(), function="Director", **sides.by("eu"))
    client.force_login(sides.people["eu"])
    place = [sides.pairing.strand.code, sides.pairing.code]
    page = client.get(reverse("partnerships:text", args=[*place, milestone.text_slug]))
    assert "The milestone is cancelled: there is nothing to confirm." in said(page)
    assert f"confirmations/{word.pk}/confirm" not in page.content.decode()
    texts = client.get(reverse("partnerships:text-list", args=place)).content.decode()
    assert f"confirmations/{word.pk}/confirm" not in texts


def test_a_reopened_one_asks_again_where_it_stood(sides):
    milestone = sides.milestone(title_en="Site visit")
    edition = sides.ask(milestone)
    _cancel(sides, milestone)
    ReopenMilestone.do(milestone, version=milestone.version, reason="On again", **sides.by("staff"))
    assert len(_waiting(sides)) == 2
    sides.both_confirm(edition)
    milestone.refresh_from_db()
    assert milestone.status == "done"


def test_one_whose_text_both_confirmed_while_it_was_cancelled_is_done_once_it_is_reopened(sides):
    milestone = sides.milestone(title_en="Plan agreed", confirmed_text="action-plan")
    edition = sides.ask(sides.plan())
    _cancel(sides, milestone)
    sides.both_confirm(edition)
    milestone.refresh_from_db()
    assert milestone.status == "cancelled"
    row = ReopenMilestone.do(milestone, version=milestone.version, reason="On again", **sides.by("staff"))
    assert row.status == "done"


def test_an_edit_of_what_is_no_longer_asked_asks_nobody_again(sides):
    milestone = sides.milestone(title_en="Site visit")
    sides.ask(milestone)
    _ask_no_more(sides, milestone, confirmation="")
    milestone.refresh_from_db()
    mails = Mail.objects.count()
    _ask_no_more(sides, milestone, title_en="Site visits")
    milestone.refresh_from_db()
    assert milestone.edition == 2
    assert TextEdition.objects.of(milestone).count() == 1
    _ask_no_more(sides, milestone, confirmation="both")
    milestone.refresh_from_db()
    assert _waiting(sides) == []
    _cancel(sides, milestone)
    _ask_no_more(sides, milestone, title_en="Three site visits")
    assert TextEdition.objects.of(milestone).count() == 1
    assert Mail.objects.count() == mails
