"""Named sets of rows: which a reader may see, which wait; the same truth as the rules."""

from partnerships.querysets.journey import InPairingQuerySet
from partnerships.querysets.places import (
    InStrandQuerySet,
    ParticipationQuerySet,
    PartnerQuerySet,
    ThemeQuerySet,
)

__all__ = [
    "InPairingQuerySet",
    "InStrandQuerySet",
    "ParticipationQuerySet",
    "PartnerQuerySet",
    "ThemeQuerySet",
]
