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
    CommentQuerySet,
    ContactQuerySet,
    DocumentQuerySet,
    DocumentVersionQuerySet,
    NoteQuerySet,
    OfRecordQuerySet,
    ProjectQuerySet,
)

__all__ = [
    "CommentQuerySet",
    "ContactQuerySet",
    "DeputyQuerySet",
    "DocumentQuerySet",
    "DocumentVersionQuerySet",
    "InPairingQuerySet",
    "InStrandQuerySet",
    "InvitationQuerySet",
    "NoteQuerySet",
    "OfRecordQuerySet",
    "ParticipationQuerySet",
    "PartnerQuerySet",
    "ProjectQuerySet",
    "RoleQuerySet",
    "ThemeQuerySet",
]
