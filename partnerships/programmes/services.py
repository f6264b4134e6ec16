"""Who may take part in a strand, and who does in a pairing."""

from __future__ import annotations

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.models import (
    Pairing,
    Participation,
    Partner,
    Strand,
)


def is_paired(participation: Participation) -> bool:
    """Whether a pairing holds the participation: from then on it is what it is."""
    return Pairing.objects.with_side(participation).exists()


def check_participation(*, strand: Strand, partner: Partner, participation: Participation | None = None) -> None:
    """Refuse a partner that takes part already: nobody stands on both sides. Raises DomainError."""
    others = Participation.objects.filter(strand=strand, partner=partner)
    if participation is not None:
        others = others.exclude(pk=participation.pk)
    other = others.first()
    if other is not None:
        raise DomainError(
            _("%(partner)s takes part in this strand already (%(side)s). A partner stands on one side only.")
            % {"partner": partner, "side": strand.side_name(other.side)},
            field="partner",
        )
