"""What the words of an address stand for where two sides work together: one record of each kind in a pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerships.tests.factories_together import IndicatorFactory, MeasurementFactory

if TYPE_CHECKING:
    from partnerships.models import Pairing


def words_together(pairing: Pairing) -> dict[str, Any]:
    """One record of each kind in the pairing; the counterpart's coordinator may see them all."""
    return {
        **_figures(pairing),
    }


def _figures(pairing: Pairing) -> dict[str, Any]:
    """An indicator of the programme with a value of the pairing, and a count."""
    programme = pairing.strand.programme_record
    indicator = programme.indicators.first() or IndicatorFactory(programme=programme)
    value = MeasurementFactory(strand=pairing.strand, pairing=pairing, indicator=indicator)
    return {"indicator": indicator.code, "measurement": value.pk, "count": "contacts", "figure": "contacts"}
