"""Named sets of rows: which a reader may see, which wait; the same truth as the rules."""

from partnerships.querysets.journey import InPairingQuerySet
from partnerships.querysets.people import DeputyQuerySet, InvitationQuerySet, RoleQuerySet
from partnerships.querysets.places import (
    InStrandQuerySet,
    ParticipationQuerySet,
    PartnerQuerySet,
    ThemeQuerySet,
)

__all__ = [
    "DeputyQuerySet",
    "InPairingQuerySet",
    "InStrandQuerySet",
    "InvitationQuerySet",
    "ParticipationQuerySet",
    "PartnerQuerySet",
    "RoleQuerySet",
    "ThemeQuerySet",
]
