"""Whose name a history tells on a Korean page."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils.html import strip_tags

from core import clock
from core.models import write_audit
from core.tests.arranged import logged
from partnerships.contacts.actions import AddComment, WithdrawComment
from partnerships.history.pairing_history import read_changes
from partnerships.models import Comment
from partnerships.projects.actions import AddResult
from partnerships.tests.factories_together import ProjectFactory

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]


@pytest.fixture
def told(client, sides):
    """Who did what, on the pages of a milestone's and its pairing's history, in one language."""
    kim, pairing = sides.people["counterpart"], sides.pairing
    kim.name_native = "김지원"
    kim.save()
    milestone = sides.milestone()
    milestone.title_en = "Launch"
    milestone.save(by=kim)
    write_audit(action="record-changed", by=kim, record=pairing, pairing_id=pairing.pk, fields="why_en")
    strand = f"/strands/{pairing.strand.code}"
    addresses = (f"{strand}/history/milestone/{milestone.pk}/", f"{strand}/pairings/{pairing.code}/history/")

    def read(language: str) -> list[str]:
        reader = sides.people["eu"]
        reader.language = language
        reader.save()
        client.force_login(reader)
        pages = [client.get(address).context["entries"] for address in addresses]
        return [entry.who for entries in pages for entry in entries if entry.actor_id == kim.pk]

    return read


def test_a_person_is_written_as_on_other_pages(told):
    assert told("en") == ["Jiwon Kim", "Jiwon Kim"]
    assert told("ko") == ["김지원", "김지원"]
    assert logged().get().actor_label == "Jiwon Kim"


def test_whoever_is_called_otherwise_since_stays_as_the_act_kept_the_name(told, sides):
    kim = sides.people["counterpart"]
    kim.family_name = "Lee"
    kim.save()
    assert told("ko") == ["Jiwon Kim", "Jiwon Kim"]


def test_news_name_the_city_and_no_person(told, sides):
    day = dt.timedelta(days=1)
    found = read_changes(grants=sides.grants("eu"), since=clock.now() - day, now=clock.now() + day)["changes"]
    assert [change.city for change in found] == ["Busan"]
    assert "Jiwon" not in found[0].told


def test_a_comment_that_was_taken_back_is_no_news_and_a_result_is_told_in_a_sentence(sides):
    project = ProjectFactory(pairing=sides.pairing, title_en="Ferries")
    AddComment.do(Comment(pairing=sides.pairing, record=project), **sides.by("counterpart"), text="A slip.")
    WithdrawComment.do(Comment.objects.get(), **sides.by("counterpart"))
    figure = {"kind": "firms", "unit": "firms", "expected": Decimal(3)}
    AddResult.do(project, **sides.by("counterpart"), version=project.version, values=figure)
    day = dt.timedelta(days=1)
    found = read_changes(grants=sides.grants("eu"), since=clock.now() - day, now=clock.now() + day)["changes"]
    assert [strip_tags(change.told) for change in found] == ["Busan added a result to Ferries: Firms taking part."]
