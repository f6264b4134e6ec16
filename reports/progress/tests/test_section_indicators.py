"""Indicators in a report: the portal's own figures, what was before, and never a zero for what nobody reported."""

import datetime as dt

import pytest

from core import clock
from partnerships.indicators.selectors import read_lines
from partnerships.tests.factories_together import (
    ContactFactory,
    DocumentFactory,
    DocumentVersionFactory,
    IndicatorFactory,
    MeasurementFactory,
    ProjectFactory,
    ProjectResultFactory,
    TargetFactory,
)
from reports.progress.compiling.scope import plain_number
from reports.tests.real_scope import load_real, scope_of
from reports.tests.told_sections import all_words, compiled, rows_of, sheets, told

pytestmark = pytest.mark.django_db
AS_OF = dt.datetime(2017, 10, 1, 12, tzinfo=clock.STRAND_ZONE)


def data_of(reporting, pairing="", **more):
    return compiled("indicators", scope_of(reporting, pairing, as_of=AS_OF, **more))


def lines_of(data, pairing=""):
    return {line["slug"]: line for line in data["lines"] if line["pairing"] == pairing}


def row_of(data, name, language="en"):
    """The row of a figure in the first table, that of the figures."""
    return next(row for row in rows_of(told("indicators", data, language)) if row[0] == name)


def measured(reporting, value, day="2017-06-30", **values):
    values = {"indicator": None, **values}
    indicator = values.pop("indicator") or IndicatorFactory(
        programme=reporting.strand.programme_record, code="riders", name_en="Riders", name_ko="이용자"
    )
    return MeasurementFactory(
        strand=reporting.strand, indicator=indicator, value=value, on=dt.date.fromisoformat(day), **values
    )


def test_every_figure_is_the_portals_own(half_year, pairing):
    ContactFactory(pairing=pairing, on=dt.date(2017, 4, 1))
    ProjectResultFactory(
        project=ProjectFactory(pairing=pairing), achieved=3, as_of=dt.date(2017, 5, 1), evidence="Letter"
    )
    measured(half_year, "7.50")
    found = lines_of(data_of(half_year))
    for line in read_lines(strand=half_year.strand, today=AS_OF.date()):
        assert found[line.slug]["now"] == plain_number(line.now), line.slug
    of_pairing = lines_of(data_of(half_year, pairing.code), pairing.code)
    for line in read_lines(strand=half_year.strand, pairing=pairing, today=AS_OF.date()):
        assert of_pairing[line.slug]["now"] == plain_number(line.now), line.slug


def test_what_nobody_reported_is_no_zero(half_year, pairing):
    IndicatorFactory(programme=half_year.strand.programme_record, code="riders")
    found = lines_of(data_of(half_year))
    assert (found["riders"]["now"], found["firms"]["now"], found["contacts"]["now"]) == (None, None, 0)
    rows = {row[0]: row for row in rows_of(told("indicators", data_of(half_year)))}
    assert rows["Firms taking part in projects"][-1] == "Not reported"
    assert rows["Contacts"][-1] == "0"


def test_baseline_target_previous_and_way_are_told(half_year):
    first = measured(half_year, 10, "2017-01-31")
    measured(half_year, 15, indicator=first.indicator)
    TargetFactory(strand=half_year.strand, indicator=first.indicator, built_in="", baseline=5, target=25)
    line = lines_of(data_of(half_year))["riders"]
    assert (line["baseline"], line["target"], line["previous"], line["now"]) == (5, 25, 10, 15)
    assert (line["percent"], line["reached"], line["previous_on"]) == (50, False, "2017-01-31")
    row = row_of(data_of(half_year), "이용자", "ko")
    assert row[-5:] == ["5", "25", "10", "15", "50%"]


@pytest.mark.parametrize(
    ("direction", "baseline", "value", "said"),
    [
        ("up", 0, 25, "reached"),
        ("up", None, 20, "not reached"),
        ("up", 10, 5, "further away than at the baseline"),
        ("down", 40, 20, "reached"),
        ("up", 0, 24, "96%"),
    ],
)
def test_the_way_is_said_in_words(half_year, direction, baseline, value, said):
    indicator = IndicatorFactory(programme=half_year.strand.programme_record, name_en="Riders", direction=direction)
    measured(half_year, value, indicator=indicator)
    TargetFactory(strand=half_year.strand, indicator=indicator, built_in="", baseline=baseline, target=25)
    assert row_of(data_of(half_year), "Riders")[-1] == said


def test_previous_is_what_the_report_before_told(half_year, pairing):
    before = data_of(half_year)
    before["lines"] = [line | {"now": 4} for line in before["lines"] if line["slug"] == "contacts"]
    previous = {"sections": {"indicators": before}}
    found = data_of(half_year, previous=previous)
    assert lines_of(found)["contacts"]["previous"] == 4
    assert lines_of(found, pairing.code)["contacts"]["previous"] == 4
    assert lines_of(found)["firms"]["previous"] is None
    # A count that no report told before is not known: the portal keeps no earlier numbers.
    assert lines_of(data_of(half_year))["contacts"]["previous"] is None


def test_a_measured_value_leads_to_its_source_and_document(half_year, pairing):
    document = DocumentFactory(pairing=pairing, audience="strand")
    DocumentVersionFactory(document=document)
    measured(half_year, 7, pairing=pairing, document=document, source="https://stat.example/7")
    found = data_of(half_year, pairing.code)
    (figure,) = [one for one in found["figures"] if one["key"] == "indicators-measured"]
    assert figure["rows"][0]["documents"] == [f"{pairing.code}/{document.code}"]
    assert figure["rows"][0]["amount"] == 7
    assert f"stat.example | {document.code}" in all_words(told("indicators", found))


def test_a_document_that_not_the_whole_strand_sees_is_named_in_no_report(half_year, pairing):
    for audience, named in (("own-side", False), ("pairing", False), ("strand", True)):
        document = DocumentFactory(pairing=pairing, audience=audience)
        DocumentVersionFactory(document=document)
        row = measured(half_year, 7, pairing=pairing, document=document,
                       indicator=IndicatorFactory(programme=half_year.strand.programme_record))  # fmt: skip
        for scope in ("", pairing.code):
            line = lines_of(data_of(half_year, scope), pairing.code)[row.indicator.code]
            assert bool(line["document"]) is named, (audience, scope)


def test_counts_with_a_target_have_their_rows_and_contacts_of_a_strand_are_only_counted(half_year, pairing):
    TargetFactory(strand=half_year.strand, built_in="contacts", target=12)
    TargetFactory(strand=half_year.strand, pairing=pairing, built_in="identified", target=3)
    ContactFactory(pairing=pairing, on=dt.date(2017, 4, 1))
    ProjectFactory(pairing=pairing, title_en="Bus fares")
    found = {one["key"]: one for one in data_of(half_year)["figures"]}
    assert [(row["kind"], row["amount"]) for row in found["count-contacts"]["rows"]] == [("pairing", 1)]
    of_pairing = {one["key"]: one for one in data_of(half_year, pairing.code)["figures"]}
    assert [row["name"]["en"] for row in of_pairing["count-identified"]["rows"]] == ["Bus fares"]


def test_pairings_tell_what_has_a_target_and_the_workbook_has_all(half_year, pairing):
    TargetFactory(strand=half_year.strand, pairing=pairing, built_in="contacts", target=12)
    found = data_of(half_year)
    names = {row["code"]: row["name"]["en"] for row in found["pairings"]}
    rows = rows_of(told("indicators", found))
    at = rows.index([names[pairing.code]])
    assert [row[0] for row in rows[at:]] == [names[pairing.code], "Contacts"]
    assert len(sheets("indicators", found)["indicators"].rows) == len(found["lines"]) == 2 * len(lines_of(found))


def test_the_real_strands_figures_are_those_of_its_page():
    reporting = load_real()
    found = lines_of(compiled("indicators", scope_of(reporting)))
    assert (found["identified"]["now"], found["exploring"]["now"], found["agreements-signed"]["now"]) == (13, 16, 0)
    assert (found["milestones-on-time"]["now"], found["milestones-on-time"]["unreported"]) == (19, 9)
    assert found["firms"]["now"] is None
