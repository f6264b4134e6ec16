"""The programme's records, one module per noun."""

from partnerships.agreements.models import Agreement, AgreementParty
from partnerships.confirmations.edition_models import Confirmation, TextEdition
from partnerships.confirmations.models import Confirmed, text_model, text_models
from partnerships.confirmations.text_models import ActionPlan, AgreedThemes, Closing
from partnerships.contacts.models import Comment, Contact, Mention
from partnerships.documents.models import Document, DocumentVersion, Note
from partnerships.follow_ups.models import FollowUp
from partnerships.hours.models import ClosingDay
from partnerships.indicators.models import Indicator, Measurement, Target
from partnerships.matching.models import GoodPractice, Interest, PracticeQuestion
from partnerships.milestones.models import DateChange, Milestone
from partnerships.organisations.models import (
    DirectoryCity,
    DirectoryEntry,
    DirectoryOrganisation,
    DirectoryPartner,
    Organisation,
)
from partnerships.pairings.models import Pairing, PairingTheme
from partnerships.people.models import Deputy, Invitation, Membership, StrandRole
from partnerships.places.models import City, KnownPlace, Partner, PartnerCity
from partnerships.plan.models import PlanItem, Stage
from partnerships.programmes.models import Participation, Programme, Strand, StrandImplementer, Theme
from partnerships.projects.models import LevelChange, Project, ProjectOrganisation, ProjectPartner
from partnerships.projects.result_models import ProjectResult
from partnerships.tasks.models import PairingHealth

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
    "KnownPlace",
    "LevelChange",
    "Measurement",
    "Membership",
    "Mention",
    "Milestone",
    "Note",
    "Organisation",
    "Pairing",
    "PairingHealth",
    "PairingTheme",
    "Participation",
    "Partner",
    "PartnerCity",
    "PlanItem",
    "PracticeQuestion",
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
