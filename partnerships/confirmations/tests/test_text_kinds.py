"""What each kind of text says of itself: alike as a condition on rows and as a fact about one row, of every app."""

import pytest
from django.urls import reverse

from partnerships.confirmations.selectors import find_text, marked, parts_of, texts_of
from partnerships.enums import AgreementStatus, MilestoneStatus, ProjectLevel
from partnerships.models import (
    ActionPlan,
    AgreedThemes,
    Agreement,
    Closing,
    Confirmed,
    Milestone,
    Project,
    text_model,
    text_models,
)
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import AgreementFactory, ProjectFactory

pytestmark = pytest.mark.django_db

OWN = (AgreedThemes, ActionPlan, Closing, Milestone, Project, Agreement)


@pytest.fixture
def scene(sides):
    return sides


def _every_state(scene):
    """Rows of each kind in every state that matters to confirming them."""
    pairing = scene.pairing
    for values in ({}, {"outcome_en": "Signed."}, {"confirmed_text": "closing"}):
        for status in MilestoneStatus:
            scene.milestone(status=status, **values)
    for level in ProjectLevel:
        for text in ("", "We share data."):
            ProjectFactory(pairing=pairing, level=level, agreed_ko=text)
    for status in AgreementStatus:
        for text in ("", "Both ports."):
            AgreementFactory(pairing=pairing, status=status, text_en=text)
    scene.plan()
    scene.themes()
    scene.closing()
    other = PairingFactory(strand=pairing.strand)
    for model in (ActionPlan, AgreedThemes, Closing):
        model(pairing=other).save(by=None)


def test_our_own_kinds_are_found_once_per_pairing_first():
    found = text_models()
    assert set(OWN) <= set(found)
    named = [model.named_by_code() for model in found]
    assert named == sorted(named)
    assert [model for model in found if model in OWN] == list(OWN)


def test_no_kind_begins_with_another_and_a_hyphen():
    kinds = [model.TEXT_KIND for model in text_models()]
    assert len(set(kinds)) == len(kinds)
    assert not [(one, other) for one in kinds for other in kinds if one.startswith(f"{other}-")]
    assert text_model("nothing") is None
    for model in text_models():
        assert text_model(f"{model.TEXT_KIND}-x" if model.named_by_code() else model.TEXT_KIND) is model


@pytest.mark.parametrize("model", OWN)
def test_asking_and_written_say_the_same_of_rows_as_of_one(scene, model):
    _every_state(scene)
    rows = list(model._default_manager.all())
    assert {row.pk for row in rows if row.asks} == set(
        model._default_manager.filter(model.asking()).values_list("pk", flat=True)
    )
    assert {row.pk for row in rows if row.is_written} == set(
        model._default_manager.filter(model.written()).values_list("pk", flat=True)
    )
    assert all(row.asks or row.unasked_label() for row in rows)
    assert all(row.unasked_label() for row in rows if row.is_settled)
    if model in (Milestone, Project, Agreement):
        assert {row.asks for row in rows} == {True, False}


def test_every_text_is_found_by_its_own_name_and_edited_somewhere(scene, client):
    _every_state(scene)
    client.force_login(scene.people["eu"], "django.contrib.auth.backends.ModelBackend")
    found = texts_of(scene.pairing)
    assert {type(text) for text in found} >= set(OWN)
    for text in found:
        same = find_text(scene.pairing, text.text_slug)
        assert (type(same), same.pk) == (type(text), text.pk)
        if not text.is_settled or text.EDITED_ONCE_SETTLED:
            assert client.get(text.get_text_edit_url()).status_code == 200


class Talks(Confirmed):
    """A kind of text of another app, as far as it has no table: several in a pairing, with a list among its parts."""

    CONFIRMED_FIELDS = ("summary_en", "summary_ko", "items")
    PART_LABELS = {"summary": "Summary", "items": "Items", "decision": "Decision"}
    LINE_HEADS = {"items": "Item"}

    class Meta:
        abstract = True
        verbose_name = "talks"

    @classmethod
    def named_by_code(cls):
        return True


def _body(decision):
    return {
        "title_en": "Autumn mission",
        "summary_en": "Good talks.",
        "summary_ko": "",
        "place": "부산",
        "items": [
            {"position": 1, "title_en": "Ports", "title_ko": "항만", "decision_en": decision, "side": "eu"},
            {"position": 2, "title_en": "Trams", "until": "2026-12"},
            "A word.",
        ],
    }


def test_a_frozen_text_is_drawn_by_its_body_and_its_kind_alone(scene):
    parts = {part.name: part for part in parts_of(Talks, scene.pairing, _body("Share the data."))}
    assert [(part.name, part.label) for part in parts.values()] == [
        ("title", "Title"),
        ("summary", "Summary"),
        ("items", "Items"),
        ("place", "Place"),
    ]
    assert parts["place"].texts == {"ko": "부산"}
    assert parts["items"].is_table
    assert parts["items"].head == "Item"
    ports, trams, word = parts["items"].lines
    assert (ports["name"], ports["other"], ports["side"], ports["who"]) == ("Ports", "항만", "eu", "Barcelona")
    assert [(one["label"], one["name"]) for one in ports["more"]] == [("Decision", "Share the data.")]
    assert (trams["until"], word["name"]) == ("December 2026", "A word.")
    newer = parts_of(Talks, scene.pairing, _body("Share no data."))
    shown = marked(list(parts.values()), newer)
    assert [part.name for part in shown if part.is_changed] == ["items"]
    lines = next(part.lines for part in shown if part.is_changed)
    assert [(line["name"], line.get("change", "")) for line in lines] == [
        ("Ports", "removed"),
        ("Ports", "added"),
        ("Trams", ""),
        ("A word.", ""),
    ]
    later = _body("Share the data.")
    later["items"][1]["until"] = "2027-01"
    (items,) = [part for part in marked(list(parts.values()), parts_of(Talks, scene.pairing, later)) if part.is_changed]
    changes = [(line["name"], line["change"], line["before"]) for line in items.lines if "change" in line]
    assert changes == [("Trams", "moved", "December 2026")]
    later["items"] = [_body("Share the data.")["items"][at] for at in (1, 0, 2)]
    (items,) = [part for part in marked(list(parts.values()), parts_of(Talks, scene.pairing, later)) if part.is_changed]
    assert sorted(line["change"] for line in items.lines if "change" in line) == ["added", "removed"]
    assert Talks.title_of(_body("")) == ("Autumn mission", "en")
    assert Talks.title_of({}) == ("Talks", "en")


def test_what_stays_between_the_sides_is_no_text_for_others(client, scene, monkeypatch):
    edition = scene.ask(scene.plan())
    word = scene.word(edition, "eu")
    place = [scene.pairing.strand.code, scene.pairing.code]
    pages = [
        *(
            reverse(f"partnerships:{name}", args=[*place, "action-plan"])
            for name in ("text", "text-print", "text-file")
        ),
        reverse("partnerships:confirmation-confirm", args=[*place, word.pk]),
    ]

    def answers(role):
        client.force_login(scene.people[role], "django.contrib.auth.backends.ModelBackend")
        listed = client.get(reverse("partnerships:text-list", args=place)).context["rows"]
        return [client.get(page).status_code for page in pages], edition.slug in [
            row["text"].text_slug for row in listed
        ]

    assert answers("observer") == ([200, 200, 200, 403], True)
    monkeypatch.setattr(ActionPlan, "BETWEEN_SIDES", True)
    for role in ("observer", "neighbour"):
        assert answers(role) == ([404] * 4, False)
    for role in ("eu", "staff"):
        assert answers(role) == ([200] * 4, True)
    assert answers("authority") == ([200, 200, 200, 403], True)


def test_the_title_of_a_frozen_text_is_the_one_it_had(scene):
    milestone = scene.milestone(title_en="Closing meeting")
    edition = scene.ask(milestone)
    assert edition.title == ("Closing meeting", "en")
    assert scene.ask(scene.plan()).title == ("Action plan", "en")
