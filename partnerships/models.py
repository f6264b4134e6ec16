"""The programme's records, one module per noun."""

from partnerships.agreements.models import Agreement, AgreementParty
from partnerships.confirmations.models import Confirmation, Confirmed, TextEdition, text_model, text_models
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
from partnerships.pairings.models import Pairing, PairingHealth, PairingTheme
from partnerships.people.models import Deputy, Invitation, Membership, StrandRole
from partnerships.places.models import City, KnownPlace, Partner, PartnerCity
from partnerships.plan.models import PlanItem, Stage
from partnerships.programmes.models import Participation, Programme, Strand, StrandImplementer, Theme
from partnerships.projects.models import LevelChange, Project, ProjectOrganisation, ProjectPartner, ProjectResult
