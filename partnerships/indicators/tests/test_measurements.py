"""The values of an indicator, with source and document: who enters and withdraws them, and what is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.models import AuditEntry
from partnerships.indicators.actions import AddMeasurement, SetTarget, WithdrawMeasurement
from partnerships.models import Measurement
from partnerships.tests.factories import PairingFactory
from partnerships.tests.factories_together import (
    DocumentFactory,
    IndicatorFactory,
    MeasurementFactory,
)
from partnerships.tests.figure_story import aim, line, measure, refusal, target_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator(sides):
    return IndicatorFactory(programme=sides.pairing.strand.programme_record, code="trained")


@pytest.mark.parametrize("role", ["eu", "counterpart", "staff", "administrator"])
def test_both_sides_and_the_office_enter_a_pairings_values(sides, indicator, role):
    row = measure(sides, indicator, role)
    assert (row.by_label, row.source) == (str(sides.people[role]), "Course lists")
    entry = AuditEntry.objects.get(action="measurement-add")
    assert (entry.actor, entry.pairing_id, entry.parameters["value"]) == (
        sides.people[role],
        sides.pairing.pk,
        str(row.value),
    )
    assert line(sides, "trained").now == Decimal("12.5")
    assert line(sides, "trained", whole=True).now is None


@pytest.mark.parametrize(
    ("role", "whole"),
    [("authority", False), ("observer", False), ("neighbour", False), ("eu", True), ("authority", True)],
)
def test_nobody_else_enters_values_or_sets_targets(sides, indicator, role, whole):
    refusal(NotAllowed, measure, sides, indicator, role, whole=whole)
    refusal(NotAllowed, aim, sides, indicator, role, whole=whole, target=Decimal(5))
    row = MeasurementFactory(strand=sides.pairing.strand, pairing=None if whole else sides.pairing, indicator=indicator)
    refusal(NotAllowed, WithdrawMeasurement.do, row, **sides.by(role), version=1, reason="Wrong.")


def test_nothing_is_measured_across_strands_or_programmes(sides, indicator):
    other = PairingFactory()
    by = sides.by("eu")
    values = {"value": Decimal(1), "on": dt.date(2026, 1, 1), "source": "Course lists"}
    for strand, what in ((other.strand, indicator), (sides.pairing.strand, IndicatorFactory())):
        row = Measurement(strand=strand, pairing=sides.pairing, indicator=what)
        refusal(NotAllowed, AddMeasurement.do, row, **by, values=values)
        target = target_of(strand, sides.pairing, what)
        refusal(NotAllowed, SetTarget.do, target, **by, values={"target": Decimal(1)})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"value": None}, "value"),
        ({"value": Decimal(-1)}, "value"),
        ({"value": Decimal("NaN")}, "value"),
        ({"value": Decimal("Infinity")}, "value"),
        ({"value": Decimal(10) ** 13}, "value"),
        ({"value": Decimal("1.234")}, "value"),
        ({"value": Decimal("1.200")}, "value"),
        ({"on": None}, "on"),
        ({"on": dt.date(1, 1, 1)}, "on"),
        ({"on": dt.date(2999, 1, 1)}, "on"),
        ({"source": "  "}, "source"),
        ({"source": "x" * 501}, "source"),
    ],
)
def test_a_value_needs_a_number_a_day_that_is_over_and_a_source(sides, indicator, values, field):
    assert refusal(DomainError, measure, sides, indicator, **values).field == field
    assert not Measurement.objects.exists()


def test_zero_is_a_value(sides, indicator):
    measure(sides, indicator, value=Decimal(0))
    assert line(sides, "trained").now == 0


def test_a_document_behind_a_value_is_one_of_the_pairing_that_both_sides_read(sides, indicator):
    shared = DocumentFactory(pairing=sides.pairing)
    assert measure(sides, indicator, document=shared).document == shared
    for document in (
        DocumentFactory(pairing=sides.pairing, audience="own-side"),
        DocumentFactory(pairing=sides.pairing, withdrawn_at=clock.now(), withdrawn_reason="Old."),
        DocumentFactory(pairing=PairingFactory(strand=sides.pairing.strand)),
    ):
        assert refusal(DomainError, measure, sides, indicator, document=document, on=dt.date(2026, 1, 1)).field == (
            "document"
        )
    assert refusal(DomainError, measure, sides, indicator, "staff", whole=True, document=shared).field == "document"


def test_a_wrong_value_is_withdrawn_with_its_reason_and_a_new_one_entered(sides, indicator):
    older = measure(sides, indicator, value=Decimal(5), on=dt.date(2026, 3, 1))
    row = measure(sides, indicator)
    assert refusal(DomainError, measure, sides, indicator).field == "on"
    by = sides.by("counterpart")
    assert refusal(DomainError, WithdrawMeasurement.do, row, **by, version=1, reason=" ").field == "reason"
    refusal(StaleRecord, WithdrawMeasurement.do, row, **by, version=9, reason="Wrong.")
    WithdrawMeasurement.do(row, **by, version=1, reason="Counted twice.")
    assert line(sides, "trained").now == older.value
    refusal(AlreadyDone, WithdrawMeasurement.do, row, **by, version=1, reason="Again.")
    measure(sides, indicator, value=Decimal(11))
    assert line(sides, "trained").now == 11
    assert Measurement.objects.count() == 3
    assert AuditEntry.objects.get(action="measurement-withdraw").reason == "Counted twice."


def test_the_newest_day_counts_whenever_it_was_entered(sides, indicator):
    measure(sides, indicator, value=Decimal(9), on=dt.date(2026, 9, 1))
    measure(sides, indicator, value=Decimal(3), on=dt.date(2026, 3, 1))
    assert (line(sides, "trained").now, line(sides, "trained").as_of) == (9, dt.date(2026, 9, 1))


def test_nothing_is_measured_in_a_closed_pairing(sides, indicator):
    row = measure(sides, indicator)
    sides.pairing.status = "closed"
    sides.pairing.save(by=None)
    for refused in (
        refusal(DomainError, measure, sides, indicator, "staff", on=dt.date(2026, 1, 1)),
        refusal(DomainError, aim, sides, indicator, "staff", target=Decimal(5)),
        refusal(DomainError, WithdrawMeasurement.do, row, **sides.by("staff"), version=1, reason="Wrong."),
    ):
        assert "closed" in str(refused)
