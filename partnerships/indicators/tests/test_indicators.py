"""The library of a programme's indicators: who keeps it, and what is refused."""

from decimal import Decimal

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from core.tests.arranged import logged
from partnerships.indicators.actions import AddIndicator, EditIndicator, EndIndicator, ResumeIndicator
from partnerships.integrity import contradictions
from partnerships.models import Indicator
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import (
    DocumentFactory,
    IndicatorFactory,
    MeasurementFactory,
    TargetFactory,
)
from partnerships.tests.figure_story import line, measure, refusal

pytestmark = pytest.mark.django_db
GIVEN = {"name_en": "Officials trained", "unit_en": "people", "level": "output", "direction": "up"}


@pytest.fixture
def indicator(sides):
    return IndicatorFactory(programme=sides.pairing.strand.programme_record, code="trained")


@pytest.mark.parametrize("role", ["staff", "administrator"])
def test_the_office_adds_an_indicator(sides, role):
    row = AddIndicator.do(sides.pairing.strand, **sides.by(role), changes={**GIVEN, "name_ko": " 교육 인원 "})
    assert (row.code, row.name_ko, row.programme) == (
        "officials-trained",
        "교육 인원",
        sides.pairing.strand.programme_record,
    )
    assert AuditEntry.objects.filter(action="indicator-add", object_id=row.pk).count() == 1


@pytest.mark.parametrize("role", ["eu", "counterpart", "authority", "observer", "neighbour"])
def test_nobody_else_keeps_the_library(sides, indicator, role):
    strand = sides.pairing.strand
    with pytest.raises(NotAllowed):
        AddIndicator.do(strand, **sides.by(role), changes=GIVEN)
    on = {**sides.by(role), "version": indicator.version}
    for act in (
        lambda: EditIndicator.do(indicator, **on, changes={"name_en": "X"}),
        lambda: EndIndicator.do(indicator, **on, reason="X"),
        lambda: ResumeIndicator.do(indicator, **on),
    ):
        with pytest.raises(NotAllowed):
            act()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name_en": "  "}, "name_en"),
        ({"unit_en": ""}, "unit_en"),
        ({"level": "grand"}, "level"),
        ({"direction": ""}, "direction"),
        ({"unit_ko": "명" * 61}, "unit_ko"),
        ({"definition_en": "x" * 2001}, "definition_en"),
    ],
)
def test_an_indicator_says_what_it_measures(sides, values, field):
    strand = sides.pairing.strand
    refused = refusal(DomainError, AddIndicator.do, strand, **sides.by("staff"), changes={**GIVEN, **values})
    assert refused.field == field
    assert not Indicator.objects.exists()


def test_no_indicator_takes_the_word_of_a_count_or_of_another(sides):
    strand = sides.pairing.strand
    names = ["Contacts", "Contacts", "Add", "교육"]
    codes = [AddIndicator.do(strand, **sides.by("staff"), changes={**GIVEN, "name_en": name}).code for name in names]
    assert codes == ["contacts-2", "contacts-3", "add-2", "indicator-1"]


def test_an_indicator_is_edited_ended_and_taken_up_again(sides, indicator):
    by = sides.by("staff")
    row = EditIndicator.do(indicator, **by, version=1, changes={"unit_en": "persons"})
    assert (row.unit_en, row.code) == ("persons", "trained")
    refusal(AlreadyDone, EditIndicator.do, row, **by, version=row.version, changes={"unit_en": "persons"})
    refusal(StaleRecord, EditIndicator.do, row, **by, version=1, changes={"unit_en": "people"})
    assert refusal(DomainError, EndIndicator.do, row, **by, version=2, reason=" ").field == "reason"
    row = EndIndicator.do(row, **by, version=2, reason="Nobody counts it.")
    assert row.ended_on == clock.today()
    refusal(AlreadyDone, EndIndicator.do, row, **by, version=row.version, reason="Again.")
    assert "no longer" in str(refusal(DomainError, measure, sides, indicator))
    row = ResumeIndicator.do(row, **by, version=row.version)
    refusal(AlreadyDone, ResumeIndicator.do, row, **by, version=row.version)
    assert measure(sides, indicator).value == Decimal("12.5")
    told = logged().filter(object_id=row.pk, action__startswith="indicator-")
    assert {(one.action, one.reason) for one in told} == {
        ("indicator-edit", ""),
        ("indicator-end", "Nobody counts it."),
        ("indicator-resume", ""),
    }


def test_one_that_is_no_longer_measured_stands_among_the_figures_only_with_a_value(sides, indicator):
    indicator.ended_on = clock.today()
    indicator.save(by=None)
    with pytest.raises(StopIteration):
        line(sides, "trained")
    MeasurementFactory(strand=sides.pairing.strand, pairing=sides.pairing, indicator=indicator)
    assert line(sides, "trained").now == 7


def test_records_that_contradict_each_other_are_found(sides, indicator):
    strand = sides.pairing.strand
    MeasurementFactory(strand=strand, pairing=sides.pairing, indicator=indicator)
    assert not list(contradictions())
    other = PairingFactory()
    TargetFactory(strand=strand, pairing=other)
    MeasurementFactory(strand=strand, indicator=IndicatorFactory())
    MeasurementFactory(
        strand=strand, pairing=sides.pairing, indicator=indicator, document=DocumentFactory(pairing=other)
    )
    found = [what for _name, what in contradictions()]
    assert "“pairing” leads to another strand" in found
    assert "“strand” leads to another programme" in found
    assert "“document” leads to another pairing" in found
