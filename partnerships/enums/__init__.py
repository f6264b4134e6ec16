"""Choices of the programme's records, stored as the pack writes them; one module per noun."""

from partnerships.enums.constraints import one_of
from partnerships.enums.dealings import (
    AT_ONE_HOUR,
    UNSIGNED_AGREEMENT,
    AgreementKind,
    AgreementStatus,
    Audience,
    ContactKind,
)
from partnerships.enums.indicators import BuiltIn, Direction, IndicatorLevel
from partnerships.enums.journey import (
    OPEN_PAIRING,
    WAITING_CONFIRMATION,
    ConfirmationBy,
    ConfirmationState,
    ConfirmedText,
    FollowUpState,
    MilestoneStatus,
    PairingStatus,
)
from partnerships.enums.people import InvitedAs, StrandRoleName
from partnerships.enums.places import PartnerKind, Sector
from partnerships.enums.projects import (
    LEVELS,
    NAMED,
    REACHED,
    UNITS_OF,
    InterestKind,
    ProjectLevel,
    ResultKind,
    ResultUnit,
)
from partnerships.enums.sides import Responsible, Side

__all__ = [
    "AT_ONE_HOUR",
    "LEVELS",
    "NAMED",
    "OPEN_PAIRING",
    "REACHED",
    "UNITS_OF",
    "UNSIGNED_AGREEMENT",
    "WAITING_CONFIRMATION",
    "AgreementKind",
    "AgreementStatus",
    "Audience",
    "BuiltIn",
    "ConfirmationBy",
    "ConfirmationState",
    "ConfirmedText",
    "ContactKind",
    "Direction",
    "FollowUpState",
    "IndicatorLevel",
    "InterestKind",
    "InvitedAs",
    "MilestoneStatus",
    "PairingStatus",
    "PartnerKind",
    "ProjectLevel",
    "Responsible",
    "ResultKind",
    "ResultUnit",
    "Sector",
    "Side",
    "StrandRoleName",
    "one_of",
]
