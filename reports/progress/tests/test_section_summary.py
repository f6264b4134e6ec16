"""The summary of a report: every figure is the figure of its own section, and leads to its rows."""

import pytest

from core.blocks import KeyFigures, text_of
from reports.progress.rendering.phrases import FIGURES
from reports.progress.tests.section_world import AS_OF, fill, half_year
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, compiled, figure_values, sheets, told

pytestmark = pytest.mark.django_db


def check_figures(reporting, pairing="", **more):
    scope = scope_of(reporting, pairing, **more)
    found = compiled("summary", scope)
    for one in found["keys"]:
        section = compiled(one["section"], scope)
        assert one["value"] == figure_values(section)[one["key"]], one["key"]
        (figure,) = (figure for figure in section["figures"] if figure["key"] == one["key"])
        assert sum(row.get("amount", 1) or 0 for row in figure["rows"]) == (one["value"] or 0), one["key"]
        assert one["key"] in FIGURES, one["key"]
    return found


def test_every_figure_is_that_of_its_section():
    reporting = half_year()
    pairing = fill(reporting)
    fill(reporting)
    values = {one["key"]: one["value"] for one in check_figures(reporting, as_of=AS_OF)["keys"]}
    assert values["contacts"] == 4
    assert values["participants"] == 12
    check_figures(reporting, pairing.code, as_of=AS_OF)


def test_the_real_strand_is_summed_up_as_its_sections_tell_it():
    reporting = load_real()
    values = {one["key"]: one["value"] for one in check_figures(reporting)["keys"]}
    assert values == {
        "milestones-done": 23, "milestones-open": 0, "milestones-not-reported": 9,
        "projects-agreed": 0, "projects-piloting": 0, "projects-running": 0, "projects-named": 29,
        "events-held": 13, "event-days": 16, "events-not-reported": 4, "participants": None, "head-counts": 60,
        "agreements-signed-in-period": 0, "contacts": 0, "publicity-items": 0,
    }  # fmt: skip
    check_figures(reporting, "seoul-eindhoven")


@pytest.mark.one_database
def test_figures_are_told_at_a_glance_in_both_languages():
    found = compiled("summary", scope_of(load_real()))
    for language, words in (
        ("en", "People at events at least, as sources count them"),
        ("ko", "자료상 행사 참가 인원(최소)"),
    ):
        (glance,) = [block for block in told("summary", found, language) if isinstance(block, KeyFigures)]
        assert ("60", words) in [(text_of(number), text_of(label)) for number, label in glance.rows]
    english = all_words(told("summary", found))
    assert "This report covers 1 January 2017 – 20 April 2018" in english
    assert "compiled from the records alone" in english
    # What came of the projects stands before how many were named, also where it is nothing.
    (figures,) = [block for block in told("summary", found) if isinstance(block, KeyFigures)]
    said = [(text_of(number), text_of(label)) for number, label in figures.rows if "Projects" in text_of(label)]
    assert said == [
        ("0", "Projects agreed"),
        ("0", "Projects piloting"),
        ("0", "Projects running"),
        ("29", "Projects named or explored"),
    ]
    assert len(sheets("summary", found)["summary"].rows) == len(found["keys"])


def test_a_strand_without_any_record_is_summed_up_too():
    reporting = half_year()
    found = check_figures(reporting, as_of=AS_OF)
    assert {one["value"] for one in found["keys"]} == {0, None}
    assert told("summary", found, "ko")
    assert found["today"] == reporting.ends_on.isoformat()
