"""The programme's records, one module per noun."""

from partnerships.models.city import City, Organisation, Partner, PartnerCity
from partnerships.models.confirmation import Confirmation, TextEdition
from partnerships.models.confirmed import Confirmed
from partnerships.models.follow_up import FollowUp
from partnerships.models.milestone import DateChange, Milestone
from partnerships.models.pairing import Pairing, PairingTheme
from partnerships.models.people import Deputy, Invitation, Membership, StrandRole
from partnerships.models.plan import PlanItem, Stage
from partnerships.models.strand import (
    Participation,
    Programme,
    Strand,
    StrandImplementer,
    Theme,
)
from partnerships.models.texts import ActionPlan, AgreedThemes, Closing

__all__ = [
    "ActionPlan",
    "AgreedThemes",
    "City",
    "Closing",
    "Confirmation",
    "Confirmed",
    "DateChange",
    "Deputy",
    "FollowUp",
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
    "TextEdition",
    "Theme",
]
