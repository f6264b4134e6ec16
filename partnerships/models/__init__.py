"""The programme's records, one module per noun."""

from partnerships.models.city import City, Organisation, Partner, PartnerCity
from partnerships.models.milestone import DateChange, Milestone
from partnerships.models.pairing import Pairing, PairingTheme
from partnerships.models.people import Invitation, Membership, StrandRole
from partnerships.models.plan import PlanItem, Stage
from partnerships.models.strand import (
    Participation,
    Programme,
    Strand,
    StrandImplementer,
    Theme,
)

__all__ = [
    "City",
    "DateChange",
    "Invitation",
    "Membership",
    "Milestone",
    "Organisation",
    "Pairing",
    "PairingTheme",
    "Participation",
    "Partner",
    "PartnerCity",
    "PlanItem",
    "Programme",
    "Stage",
    "Strand",
    "StrandImplementer",
    "StrandRole",
    "Theme",
]
