"""How the values of two snapshots read in a list of changes: in words, never as codes of the portal."""

import pytest
from django.utils import translation

from core.blocks import text_of
from reports.progress.rendering.changes import Changes
from reports.progress.rendering.phrases import Phrases
from reports.progress.selectors import changes_between
from reports.progress.tests.snapshots import a_snapshot

pytestmark = pytest.mark.one_database

FRAME = {
    "sides": {"names": {"eu": {"en": "EU side", "ko": "EU 측"}, "counterpart": {"en": "South Korea", "ko": "한국 측"}}},
    "pairings": [{"code": "busan-barcelona", "name": {"en": "Busan-Barcelona", "ko": "부산·바르셀로나"}}],
}
CHANGE = {"kind": "changed", "what": "record", "key": "a", "name": {"en": "A", "ko": "가"}, "url": "", "in_figure": ""}


@pytest.mark.parametrize(
    ("section", "field", "old", "new", "told"),
    [
        ("events", "pairings", ["busan-barcelona"], ["gone"], ("부산·바르셀로나", "gone")),
        ("events", "baseline", {"start": "2017-03", "end": None}, {}, ("2017. 3.", "–")),
        ("journey", "confirmed", ["eu"], ["eu", "counterpart"], ("EU 측", "EU 측, 한국 측")),
        ("journey", "responsible", "both", "counterpart", ("양측", "한국 측")),
        ("events", "all_pairings", None, True, ("–", "예")),
        ("events", "online", False, True, ("아니요", "예")),
        ("projects", "level_since", "2017-03", "2017-04", ("2017. 3.", "2017. 4.")),
        ("next", "kind", "mou", "launch", ("업무협약(MOU)", "출범회의")),
    ],
)
def test_values_read_in_words(section, field, old, new, told):
    change = {**CHANGE, "section": section, "field": field, "old": old, "new": new}
    with translation.override("ko"):
        (line,) = Changes(FRAME, Phrases("ko")).lines([change])
    assert (line["old"], line["new"]) == told
    assert not line["what"].isascii()


@pytest.mark.parametrize(
    ("field", "called"), [("answers.next", "What comes next"), ("lines.achieved", "lines: What was achieved")]
)
def test_an_answer_and_its_lines_are_called_by_their_question(field, called):
    change = {**CHANGE, "section": "updates", "field": field, "old": 1, "new": 2}
    assert Changes({}, Phrases("en")).lines([change])[0]["what"] == called


def test_what_follows_from_other_fields_is_told_by_these_alone():
    change = {
        **CHANGE,
        "section": "events",
        "field": "deviation",
        "old": None,
        "new": {"start": {"days": 0}, "end": {}},
    }
    assert Changes(FRAME, Phrases("en")).lines([change]) == []
    revision = {**FRAME, "report": {"replaces": {"revision": 1}}, "changes": [change]}
    told = list(Changes(revision, Phrases("en")).blocks())
    assert [text_of(block.text) for block in told][2:] == ["Every record and every figure is the same in both."]
    assert list(Changes(revision, Phrases("en")).sheets()) == []


def test_what_an_older_version_of_the_portal_told_beside_the_records_has_not_gone():
    theme, city = ({"code": code, "name": {"en": code}} for code in ("air-quality", "busan"))
    order = ["projects", "events"]
    told = {"projects": {"projects": [theme]}, "events": {"held": [], "others": []}}
    now = a_snapshot(order=order, sections=told)
    told = {
        "projects": {"projects": [theme], "topics": [theme]},
        "events": {"held": [], "others": [], "places": [city]},
    }
    before = a_snapshot(order=order, sections=told)
    assert changes_between(before, now) == []
    now["sections"]["projects"]["projects"] = []
    assert [(one["kind"], one["key"]) for one in changes_between(before, now)] == [("gone", "air-quality")]


@pytest.mark.parametrize(("field", "old", "new"), [("part_of", "mission-1", "mission-2"), ("online", False, True)])
def test_what_no_other_field_tells_of_an_event_is_told(field, old, new):
    event = {"code": "a", "name": {"en": "A"}, "title": {"en": "A"}}
    before, now = (
        a_snapshot(order=["events"], sections={"events": {"held": [event | {field: value}], "others": []}})
        for value in (old, new)
    )
    assert [(one["field"], one["old"], one["new"]) for one in changes_between(before, now)] == [(field, old, new)]
