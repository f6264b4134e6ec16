"""Named sets of rows: which a reader may see, which wait; the same truth as the rules."""

from partnerships.querysets.journey import InPairingQuerySet
from partnerships.querysets.people import DeputyQuerySet, InvitationQuerySet, RoleQuerySet
from partnerships.querysets.places import (
    InStrandQuerySet,
    ParticipationQuerySet,
    PartnerQuerySet,
    ThemeQuerySet,
)
from partnerships.querysets.together import (
    DocumentQuerySet,
    DocumentVersionQuerySet,
    FigureQuerySet,
    GoodPracticeQuerySet,
    IndicatorQuerySet,
    InterestQuerySet,
    NoteQuerySet,
    OfRecordQuerySet,
    ProjectQuerySet,
)

__all__ = [
    "DeputyQuerySet",
    "DocumentQuerySet",
    "DocumentVersionQuerySet",
    "FigureQuerySet",
    "GoodPracticeQuerySet",
    "InPairingQuerySet",
    "InStrandQuerySet",
    "IndicatorQuerySet",
    "InterestQuerySet",
    "InvitationQuerySet",
    "NoteQuerySet",
    "OfRecordQuerySet",
    "ParticipationQuerySet",
    "PartnerQuerySet",
    "ProjectQuerySet",
    "RoleQuerySet",
    "ThemeQuerySet",
]
