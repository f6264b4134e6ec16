"""Writing a city update: with and without the script, in two tabs, with what cannot be saved."""

import re
from html import unescape

import pytest

from partnerships.models import Strand
from partnerships.tests.pages import fields, messages_of, sign_in, text_of
from reports.models import CityUpdate, UpdateStep
from reports.tests.update_scene import ANSWERS, milestone

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(client, scene):
    sign_in(client, scene.sides, "counterpart")
    return scene


def form_of(response):
    """What a browser would send of the page that writes: hidden fields of each line are lists."""
    html = response.content.decode()
    sent = {"once": fields(response)["once"], "seen_version": fields(response)["seen_version"]}
    sent["line"] = re.findall(r'name="line" value="([^"]+)"', html)
    for key in sent["line"]:
        for word in ("of", "seen"):
            sent[f"{word}:{key}"] = re.search(rf'name="{word}:{key}" value="([^"]*)"', html)[1]
        for language, text in re.findall(rf'name="(en|ko):{key}".*?>(.*?)</textarea>', html, re.DOTALL):
            sent[f"{language}:{key}"] = unescape(text)
    sent["keep"] = re.findall(r'name="keep"\s+value="([^"]+)"\s+id="[^"]+"\s+checked', html)
    return sent


def page(client, scene, name="update", role=None, **more):
    if role:
        sign_in(client, scene.sides, role)
    return client.get(scene.address(name), **more)


def test_one_writes_with_the_lines_of_the_records_and_goes_on_to_submitting(client, scene):
    milestone(scene.pairing, "launch", status="done", actual="2026-09-01")
    shown = page(client, scene, "update-write")
    assert "Launch: done, 1 September 2026" in text_of(shown)
    sent = form_of(shown)
    assert sent["keep"] == sent["line"]
    done = client.post(scene.address("update-write"), sent | ANSWERS | {"submit": "1"})
    assert done["Location"] == scene.address("update-submit")
    assert scene.update.lines == []
    asked = page(client, scene, "update-submit")
    assert "To fill before you submit" not in text_of(asked)
    done = client.post(scene.address("update-submit"), fields(asked), follow=True)
    assert messages_of(done) == ["Submitted. Programme staff were informed."]
    assert scene.update.status == "submitted"
    assert len(scene.update.lines) == 1
    again = client.post(scene.address("update-submit"), fields(asked), follow=True)
    assert messages_of(again) == ["This was saved already; nothing was done a second time."]
    assert UpdateStep.objects.count() == 1


def test_a_line_is_dropped_by_its_tick_and_edited_by_its_words(client, scene):
    for code in ("first", "second"):
        milestone(scene.pairing, code, status="done", actual="2026-09-01")
    sent = form_of(page(client, scene, "update-write"))
    one, two = sent["line"]
    done = client.post(scene.address("update-write"), sent | {"keep": [one], f"en:{one}": "<b>=1+1</b> 🚢"})
    assert done["Location"] == scene.address("update-write")
    assert [(line["key"], line["state"]) for line in scene.update.lines] == [(one, "edited"), (two, "dropped")]
    shown = page(client, scene, "update-write")
    assert "&lt;b&gt;=1+1&lt;/b&gt; 🚢" in shown.content.decode()
    assert form_of(shown)["keep"] == [one]
    assert form_of(shown)[f"seen:{one}"] == ""
    reading = page(client, scene)
    assert "edited" in text_of(reading)
    assert "1 line of the records was dropped." in text_of(reading)


def test_a_strand_in_english_alone_is_asked_for_no_korean_and_keeps_its_lines(client, scene):
    Strand.objects.filter(pk=scene.pairing.strand_id).update(second_language="")
    for code in ("first", "second"):
        milestone(scene.pairing, code, status="done", actual="2026-09-01")
    shown = page(client, scene, "update-write")
    sent = form_of(shown)
    one, two = sent["line"]
    assert not {name for name in sent if name.startswith("ko:")}
    assert 'name="achieved_ko"' not in shown.content.decode()
    client.post(scene.address("update-write"), sent | ANSWERS | {f"en:{one}": "Opened."})
    assert [(line["key"], line["state"], line["text_en"]) for line in scene.update.lines] == [
        (one, "edited", "Opened.")
    ]
    asked = text_of(page(client, scene, "update-submit"))
    assert "not in Korean" not in asked
    assert "one language" not in asked
    assert two not in [line["key"] for line in scene.update.lines]


def test_a_record_that_changes_while_one_writes_edits_no_line(client, scene):
    row = milestone(scene.pairing, "launch", status="done", actual="2026-09-01")
    sent = form_of(page(client, scene, "update-write"))
    row.title_en = "Launch meeting"
    row.save(by=None)
    client.post(scene.address("update-write"), sent)
    assert scene.update.lines == []


def test_the_script_saves_as_one_types_and_is_told_version_hour_and_gaps(client, scene):
    sent = form_of(page(client, scene, "update-write"))
    answer = client.post(scene.address("update-save"), sent | {"achieved_en": "Two halls"})
    assert answer.status_code == 200
    found = answer.json()
    assert found["version"] == scene.update.version == 2
    assert found["message"] == "Saved at 12:00."
    assert found["saved_at"].startswith("2026-11-25T12:00:00")
    assert [gap["place"] for gap in found["gaps"] if gap["needed"]] == ["#difficult", "#next"]
    assert found["summary"].startswith("2 gaps must be filled before you submit.")
    again = client.post(scene.address("update-save"), sent | {"achieved_en": "Two halls", "seen_version": 2})
    assert again.json()["version"] == 2


def test_the_second_tab_is_told_and_keeps_what_was_typed(client, scene):
    first = second = form_of(page(client, scene, "update-write"))
    client.post(scene.address("update-save"), first | {"achieved_en": "From the first tab", "next_en": "Study"})
    answer = client.post(scene.address("update-save"), second | {"achieved_en": "From the second tab"})
    assert answer.status_code == 409
    assert "saved elsewhere meanwhile" in answer.json()["message"]
    assert scene.update.achieved_en == "From the first tab"
    shown = client.post(scene.address("update-write"), second | {"achieved_en": "From the second tab"})
    assert shown.status_code == 409
    html = shown.content.decode()
    assert "From the second tab</textarea>" in html
    assert "It reads now: From the first tab" in text_of(shown)
    assert "Study</textarea>" in html
    sent = form_of(shown) | {"achieved_en": "Both tabs", "next_en": "Study"}
    assert client.post(scene.address("update-write"), sent).status_code == 302
    assert (scene.update.achieved_en, scene.update.next_en) == ("Both tabs", "Study")


def test_a_stale_page_takes_over_the_lines_that_its_user_never_touched(client, scene):
    for code in ("first", "second"):
        milestone(scene.pairing, code, status="done", actual="2026-09-01")
    sent = form_of(page(client, scene, "update-write"))
    one, two = sent["line"]
    client.post(scene.address("update-save"), sent | {"keep": [two], "achieved_en": "Begun"})
    shown = client.post(scene.address("update-write"), sent | {"keep": [one]})
    assert shown.status_code == 409
    assert form_of(shown)["keep"] == []
    assert client.post(scene.address("update-write"), form_of(shown) | {"achieved_en": "Begun"}).status_code == 302
    assert {line["key"]: line["state"] for line in scene.update.lines} == {one: "dropped", two: "dropped"}


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"achieved_en": "x" * 10_001}, "10000"),
        ({"achieved_en": "zero\x00byte"}, "Null characters are not allowed"),
        ({"seen_version": "x"}, ""),
        ({"seen_version": ""}, "The form is incomplete"),
    ],
)
def test_what_cannot_be_saved_is_refused_in_words(client, scene, typed, words):
    sent = form_of(page(client, scene, "update-write"))
    answer = client.post(scene.address("update-save"), sent | typed)
    assert answer.status_code == 422
    assert words in answer.json()["message"]
    shown = client.post(scene.address("update-write"), sent | typed)
    assert shown.status_code == 422
    assert not CityUpdate.objects.exists()


@pytest.mark.one_database
def test_a_line_that_is_too_long_is_refused_and_kept_on_the_page(client, scene):
    milestone(scene.pairing, "first", status="done", actual="2026-09-01")
    sent = form_of(page(client, scene, "update-write"))
    (key,) = sent["line"]
    shown = client.post(scene.address("update-write"), sent | {f"en:{key}": "y" * 1001})
    assert shown.status_code == 422
    assert "y" * 1001 in shown.content.decode()
    assert "A line:" in text_of(shown)


def test_saving_without_any_change_after_the_script_has_saved_says_saved(client, scene):
    sent = form_of(page(client, scene, "update-write"))
    client.post(scene.address("update-save"), sent | ANSWERS)
    done = client.post(scene.address("update-write"), sent | ANSWERS | {"seen_version": 2}, follow=True)
    assert messages_of(done) == ["Saved."]
