"""Named sets of rows: which a reader may see, which wait; the same truth as the rules."""

from partnerships.querysets.journey import InPairingQuerySet
from partnerships.querysets.places import (
    InStrandQuerySet,
    ParticipationQuerySet,
    PartnerQuerySet,
    ThemeQuerySet,
)
from partnerships.querysets.together import (
    FigureQuerySet,
    GoodPracticeQuerySet,
    IndicatorQuerySet,
    InterestQuerySet,
    ProjectQuerySet,
)

__all__ = [
    "FigureQuerySet",
    "GoodPracticeQuerySet",
    "InPairingQuerySet",
    "InStrandQuerySet",
    "IndicatorQuerySet",
    "InterestQuerySet",
    "ParticipationQuerySet",
    "PartnerQuerySet",
    "ProjectQuerySet",
    "ThemeQuerySet",
]
