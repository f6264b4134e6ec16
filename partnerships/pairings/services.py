"""What a pairing and the records of a strand must fulfil across tables."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.enums import OPEN_PAIRING, Side
from partnerships.models import Confirmed, Pairing, Participation, Strand


def check_pairing(
    *,
    strand: Strand,
    eu: Participation,
    counterpart: Participation,
    status: str,
    pairing: Pairing | None = None,
) -> None:
    """Refuse partners of another strand or the wrong side, and a second open pairing of a pair.

    Raises DomainError with the field that is at fault.
    """
    if eu.partner_id == counterpart.partner_id:
        raise DomainError(_("A partner cannot be paired with itself."), field="counterpart")
    for field, participation, side in (("eu", eu, Side.EU), ("counterpart", counterpart, Side.COUNTERPART)):
        if participation.strand_id != strand.pk:
            raise DomainError(
                _("%(partner)s is chosen as a participant of another strand.") % {"partner": participation.partner},
                field=field,
            )
        if participation.side != side:
            raise DomainError(
                _("%(partner)s is not on this side, but on the other (%(side)s).")
                % {"partner": participation.partner, "side": strand.side_name(participation.side)},
                field=field,
            )
    others = Pairing.objects.filter(eu=eu, counterpart=counterpart, status__in=OPEN_PAIRING)
    if pairing is not None:
        others = others.exclude(pk=pairing.pk)
    if status in OPEN_PAIRING and (other := others.with_names().first()):
        raise DomainError(
            _("These two have an open pairing already: %(pairing)s. Close that one first.") % {"pairing": other.name},
            field="counterpart",
        )


def check_workable(text: Confirmed) -> None:
    """Refuse an act on a text of a pairing that is over, unless it is confirmed after that too. Raises DomainError."""
    if not text.is_workable:
        text.pairing.check_open()


def check_of_strand(*, strand_id: int, records: Iterable[tuple[str, Any]]) -> None:
    """Refuse records of another strand, given as (form field, record or None). Raises DomainError."""
    for field, record in records:
        if record is not None and record.strand_id != strand_id:
            raise DomainError(_("“%(record)s” belongs to another strand.") % {"record": record}, field=field)
