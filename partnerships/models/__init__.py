"""The programme's records, one module per noun."""

from partnerships.agreements.models import Agreement, AgreementParty
from partnerships.confirmations.models.confirmed import Confirmed, text_model, text_models
from partnerships.confirmations.models.editions import Confirmation, TextEdition
from partnerships.confirmations.models.texts import ActionPlan, AgreedThemes, Closing
from partnerships.milestones.models import DateChange, Milestone
from partnerships.models.city import City, Partner, PartnerCity
from partnerships.models.contact import Comment, Contact, Note
from partnerships.models.directory import DirectoryCity, DirectoryEntry, DirectoryOrganisation, DirectoryPartner
from partnerships.models.document import Document, DocumentVersion
from partnerships.models.follow_up import FollowUp
from partnerships.models.hours import ClosingDay
from partnerships.models.indicator import Indicator, Measurement, Target
from partnerships.models.interest import GoodPractice, Interest
from partnerships.models.organisation import Organisation
from partnerships.models.people import Deputy, Invitation, Membership, StrandRole
from partnerships.models.plan import PlanItem, Stage
from partnerships.models.project import Project, ProjectOrganisation, ProjectPartner
from partnerships.models.project_progress import LevelChange, ProjectResult
from partnerships.models.strand import (
    Participation,
    Programme,
    Strand,
    StrandImplementer,
    Theme,
)
from partnerships.pairings.models import Pairing, PairingTheme

__all__ = [
    "ActionPlan",
    "AgreedThemes",
    "Agreement",
    "AgreementParty",
    "City",
    "Closing",
    "ClosingDay",
    "Comment",
    "Confirmation",
    "Confirmed",
    "Contact",
    "DateChange",
    "Deputy",
    "DirectoryCity",
    "DirectoryEntry",
    "DirectoryOrganisation",
    "DirectoryPartner",
    "Document",
    "DocumentVersion",
    "FollowUp",
    "GoodPractice",
    "Indicator",
    "Interest",
    "Invitation",
    "LevelChange",
    "Measurement",
    "Membership",
    "Milestone",
    "Note",
    "Organisation",
    "Pairing",
    "PairingTheme",
    "Participation",
    "Partner",
    "PartnerCity",
    "PlanItem",
    "Programme",
    "Project",
    "ProjectOrganisation",
    "ProjectPartner",
    "ProjectResult",
    "Stage",
    "Strand",
    "StrandImplementer",
    "StrandRole",
    "Target",
    "TextEdition",
    "Theme",
    "text_model",
    "text_models",
]
