"""Choices of the programme's records, stored as the pack writes them; as what people act on these."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from core.access import Grants

# How the database holds a field to its choices.


def one_of(model: str, field: str, choices: Any) -> models.CheckConstraint:
    """The database's own word that a field holds one of its choices."""
    return models.CheckConstraint(
        name=f"{model}_{field}_allowed",
        condition=Q(**{f"{field}__in": [value for value in choices.values if value is not None]}),
    )


# What passes between the two sides: contacts, agreements, documents.


class ContactKind(models.TextChoices):
    """How the two sides were in touch."""

    CALL = "call", pgettext_lazy("contact", "Call")
    MAIL = "mail", pgettext_lazy("contact", "Mail")
    MESSENGER = "messenger", pgettext_lazy("contact", "Messenger")
    MEETING = "meeting", pgettext_lazy("contact", "Meeting")
    VISIT = "visit", pgettext_lazy("contact", "Visit")
    DOCUMENT = "document", pgettext_lazy("contact", "Document")


# Those at which people sit together at one hour: asked for their time, counted in fair hours.
AT_ONE_HOUR = (ContactKind.CALL, ContactKind.MEETING, ContactKind.VISIT)


class AgreementKind(models.TextChoices):
    """What kind of paper two sides agree on."""

    MOU = "mou", pgettext_lazy("agreement", "Memorandum of understanding (MoU)")
    LETTER_OF_INTENT = "letter-of-intent", pgettext_lazy("agreement", "Letter of intent")
    AGREEMENT = "agreement", pgettext_lazy("agreement", "Agreement")
    JOINT_DECLARATION = "joint-declaration", pgettext_lazy("agreement", "Joint declaration")
    SISTER_CITY = "sister-city", pgettext_lazy("agreement", "Sister cities")
    FRIENDSHIP_CITY = "friendship-city", pgettext_lazy("agreement", "Friendship cities")


class AgreementStatus(models.TextChoices):
    """Where an agreement stands, in its order."""

    DISCUSSED = "discussed", pgettext_lazy("agreement status", "Discussed")
    DRAFTED = "drafted", pgettext_lazy("agreement status", "Drafted")
    SIGNED = "signed", pgettext_lazy("agreement status", "Signed")
    LAPSED = "lapsed", pgettext_lazy("agreement status", "Lapsed")


# On their way to a signature.
UNSIGNED_AGREEMENT = (AgreementStatus.DISCUSSED, AgreementStatus.DRAFTED)


class Audience(models.TextChoices):
    """Who may see a document."""

    OWN_SIDE = "own-side", pgettext_lazy("audience", "Own side only")
    PAIRING = "pairing", pgettext_lazy("audience", "Both sides of the pairing")
    STRAND = "strand", pgettext_lazy("audience", "Everybody in the strand")


# What an indicator measures, and the counts that the portal computes itself.


class IndicatorLevel(models.TextChoices):
    """How far along the chain of results an indicator measures."""

    OUTPUT = "output", pgettext_lazy("indicator level", "Output")
    OUTCOME = "outcome", pgettext_lazy("indicator level", "Outcome")
    IMPACT = "impact", pgettext_lazy("indicator level", "Impact")


class Direction(models.TextChoices):
    """Whether more is better, or less."""

    UP = "up", pgettext_lazy("indicator direction", "More is better")
    DOWN = "down", pgettext_lazy("indicator direction", "Less is better")


class BuiltIn(models.TextChoices):
    """The programme's own counts: computed whenever they are read, never typed in."""

    IDENTIFIED = "identified", pgettext_lazy("count", "Projects identified")
    EXPLORING = "exploring", pgettext_lazy("count", "Projects exploring")
    AGREED = "agreed", pgettext_lazy("count", "Projects agreed")
    PILOTING = "piloting", pgettext_lazy("count", "Projects piloting")
    RUNNING = "running", pgettext_lazy("count", "Projects running")
    NOT_PURSUED = "not-pursued", pgettext_lazy("count", "Projects not pursued")
    PILOTS = "pilots", pgettext_lazy("count", "Pilots, piloting or running")
    AGREEMENTS_SIGNED = "agreements-signed", pgettext_lazy("count", "Agreements signed")
    CONTACTS = "contacts", pgettext_lazy("count", "Contacts")
    MILESTONES_ON_TIME = "milestones-on-time", pgettext_lazy("count", "Milestones on time")
    DAYS_OF_DELAY = "days-of-delay", pgettext_lazy("count", "Days of delay")
    FIRMS = "firms", pgettext_lazy("count", "Firms taking part in projects")
    JOBS = "jobs", pgettext_lazy("count", "Jobs through projects")
    FUNDING_EUR = "funding-eur", pgettext_lazy("count", "Funding of projects in EUR")
    FUNDING_KRW = "funding-krw", pgettext_lazy("count", "Funding of projects in KRW")
    CO2 = "co2", pgettext_lazy("count", "CO2 saved by projects")
    PEOPLE = "people", pgettext_lazy("count", "People reached by projects")
    # Counted from the records of another app, where it registers them.
    MEETINGS = "meetings", pgettext_lazy("count", "Events held")
    PARTICIPANTS = "participants", pgettext_lazy("count", "Delegates who attended")
    HEAD_COUNT = "head-counts", pgettext_lazy("count", "People at events, at least")
    DAYS = "meeting-days", pgettext_lazy("count", "Days of events held")


# Where pairings, milestones, confirmations and follow-ups stand.


class PairingStatus(models.TextChoices):
    """Where a pairing stands."""

    PLANNED = "planned", pgettext_lazy("pairing status", "Planned")
    ACTIVE = "active", pgettext_lazy("pairing status", "Active")
    CLOSED = "closed", pgettext_lazy("pairing status", "Closed")
    DISCONTINUED = "discontinued", pgettext_lazy("pairing status", "Discontinued")


OPEN_PAIRING = (PairingStatus.PLANNED, PairingStatus.ACTIVE)


class MilestoneStatus(models.TextChoices):
    """Where a milestone stands; "unknown" is neither open nor late nor done."""

    PLANNED = "planned", pgettext_lazy("milestone status", "Planned")
    DONE = "done", pgettext_lazy("milestone status", "Done")
    CANCELLED = "cancelled", pgettext_lazy("milestone status", "Cancelled")
    UNKNOWN = "unknown", pgettext_lazy("milestone status", "Not reported")


class ConfirmationBy(models.TextChoices):
    """Who must confirm a milestone before it is done."""

    NOBODY = "", _("Nobody")
    BOTH = "both", _("Both sides")


class ConfirmedText(models.TextChoices):
    """Which text both sides confirm where a milestone asks for it; empty: the milestone's own."""

    OWN = "", pgettext_lazy("confirmed text", "Its own title and outcome")
    AGREED_THEMES = "agreed-themes", pgettext_lazy("confirmed text", "Agreed themes")
    ACTION_PLAN = "action-plan", pgettext_lazy("confirmed text", "Action plan")
    CLOSING = "closing", pgettext_lazy("confirmed text", "Closing")


class ConfirmationState(models.TextChoices):
    """Where one side stands with one edition of a text."""

    REQUESTED = "requested", pgettext_lazy("confirmation state", "Requested")
    IN_APPROVAL = "in-approval", pgettext_lazy("confirmation state", "In internal approval")
    CONFIRMED = "confirmed", pgettext_lazy("confirmation state", "Confirmed")
    WITHDRAWN = "withdrawn", pgettext_lazy("confirmation state", "Withdrawn")


WAITING_CONFIRMATION = (ConfirmationState.REQUESTED, ConfirmationState.IN_APPROVAL)


class FollowUpState(models.TextChoices):
    """Where a follow-up stands."""

    OPEN = "open", pgettext_lazy("follow-up state", "Open")
    DONE = "done", pgettext_lazy("follow-up state", "Done")
    DROPPED = "dropped", pgettext_lazy("follow-up state", "Not pursued")


# How needs and offers meet.


class Meeting(models.TextChoices):
    """How a need meets the other partner's offers; in the order in which matches are shown."""

    TOPIC = "topic", pgettext_lazy("match", "Same topic")
    AREA = "area", pgettext_lazy("match", "Same thematic area")
    UNMET = "unmet", pgettext_lazy("match", "Not met")


# What people are to a strand.


class StrandRoleName(models.TextChoices):
    """What a person may be for a whole strand."""

    STAFF = "staff", pgettext_lazy("role", "Programme staff")
    AUTHORITY = "authority", pgettext_lazy("role", "Contracting authority")
    OBSERVER = "observer", pgettext_lazy("role", "Observer")


class InvitedAs(models.TextChoices):
    """The roles one can be invited to: a coordinator is invited for a partner."""

    COORDINATOR = "coordinator", pgettext_lazy("role", "Coordinator")
    STAFF = "staff", pgettext_lazy("role", "Programme staff")
    AUTHORITY = "authority", pgettext_lazy("role", "Contracting authority")
    OBSERVER = "observer", pgettext_lazy("role", "Observer")


# What partners and organisations are.


class PartnerKind(models.TextChoices):
    """What a partner is: not every one is a city."""

    CITY = "city", pgettext_lazy("partner kind", "City")
    DISTRICT = "district", pgettext_lazy("partner kind", "District")
    MUNICIPALITY = "municipality", pgettext_lazy("partner kind", "Municipality")
    REGION = "region", pgettext_lazy("partner kind", "Region")
    ALLIANCE = "alliance", pgettext_lazy("partner kind", "Alliance of cities")


class Sector(models.TextChoices):
    """The sectors of the triple helix, civil society and the rest."""

    GOVERNMENT = "government", pgettext_lazy("sector", "Government")
    RESEARCH = "research", pgettext_lazy("sector", "Research")
    BUSINESS = "business", pgettext_lazy("sector", "Business")
    CIVIL_SOCIETY = "civil-society", pgettext_lazy("sector", "Civil society")
    OTHER = "other", pgettext_lazy("sector", "Other")


class StrandPart(models.TextChoices):
    """As what an organisation acts in a strand as a whole; who implements it is named at the strand itself."""

    PARLIAMENT = "parliament", pgettext_lazy("part of an organisation in a strand", "Parliament")
    COMMISSION = "commission", pgettext_lazy("part of an organisation in a strand", "Commission")
    DELEGATION = "delegation", pgettext_lazy("part of an organisation in a strand", "EU Delegation")
    IMPLEMENTER = "implementer", pgettext_lazy("part of an organisation in a strand", "Implementer")
    AUTHORITY = "national-authority", pgettext_lazy("part of an organisation in a strand", "National authority")


# What partners look for and offer, how far a project has come, and what it brings.


class InterestKind(models.TextChoices):
    """A partner's interest in a topic: it wants to learn, or can teach."""

    NEED = "need", pgettext_lazy("interest", "Need")
    OFFER = "offer", pgettext_lazy("interest", "Offer")


class ProjectLevel(models.TextChoices):
    """How far a cooperation project has come; the first five in their order."""

    IDENTIFIED = "identified", pgettext_lazy("progress level", "Identified")
    EXPLORING = "exploring", pgettext_lazy("progress level", "Exploring")
    AGREED = "agreed", pgettext_lazy("progress level", "Agreed")
    PILOTING = "piloting", pgettext_lazy("progress level", "Piloting")
    RUNNING = "running", pgettext_lazy("progress level", "Running")
    NOT_PURSUED = "not-pursued", pgettext_lazy("progress level", "Not pursued")


LEVELS = (
    ProjectLevel.IDENTIFIED,
    ProjectLevel.EXPLORING,
    ProjectLevel.AGREED,
    ProjectLevel.PILOTING,
    ProjectLevel.RUNNING,
)
# What two sides have made of a project; before that it was named, or talked about.
NAMED, REACHED = LEVELS[:2], LEVELS[2:]


class ResultKind(models.TextChoices):
    """What a project brings, in figures."""

    FIRMS = "firms", pgettext_lazy("project result", "Firms taking part")
    JOBS = "jobs", pgettext_lazy("project result", "Jobs")
    FUNDING = "funding", pgettext_lazy("project result", "Funding")
    CO2 = "co2", pgettext_lazy("project result", "CO2 saved")
    PEOPLE = "people", pgettext_lazy("project result", "People reached")


class ResultUnit(models.TextChoices):
    """What a result is counted in."""

    FIRMS = "firms", pgettext_lazy("unit", "firms")
    JOBS = "jobs", pgettext_lazy("unit", "jobs (full-time equivalents)")
    EUR = "eur", pgettext_lazy("unit", "EUR")
    KRW = "krw", pgettext_lazy("unit", "KRW")
    TONNES = "t-co2", pgettext_lazy("unit", "tonnes of CO2 a year")
    PEOPLE = "people", pgettext_lazy("unit", "people")


# Funding is kept in the money it was given in: nobody converts it.
UNITS_OF = {
    ResultKind.FIRMS: (ResultUnit.FIRMS,),
    ResultKind.JOBS: (ResultUnit.JOBS,),
    ResultKind.FUNDING: (ResultUnit.EUR, ResultUnit.KRW),
    ResultKind.CO2: (ResultUnit.TONNES,),
    ResultKind.PEOPLE: (ResultUnit.PEOPLE,),
}

# The two sides, and who of them answers for a thing.


class Side(models.TextChoices):
    """The two sides of a strand. On screen the counterpart is its country's name."""

    EU = "eu", _("EU side")
    COUNTERPART = "counterpart", _("Partner country’s side")


class Responsible(models.TextChoices):
    """Which side answers for a milestone."""

    EU = "eu", _("EU side")
    COUNTERPART = "counterpart", _("Partner country’s side")
    BOTH = "both", _("Both sides")


# What lists are narrowed to beside their states.
LATE = "late"


# As what people act. `responsible` is a coordinator of the side that answers for a milestone (either, where both do,
# who then are `other` to each other's reports); `side` a coordinator of either side; `own` one of the very side that
# the confirmation is asked of; `staff` and `administrator` as named. Staff and administrators give a reason for
# whatever they do in place of a side.
RESPONSIBLE, OTHER, SIDE, OWN, STAFF, ADMINISTRATOR = "responsible", "other", "side", "own", "staff", "administrator"
# As what the contracting authority of a strand acts on its reports, never somebody who is staff of it too.
AUTHORITY = "authority"


def actors_in(grants: Grants, strand_id: int | None) -> frozenset[str]:
    """As what the reader can act in a strand as a whole: whoever coordinates one of its pairings is a side of it."""
    found = {SIDE: strand_id in grants.coordinates, STAFF: strand_id in grants.staff}
    return frozenset(actor for actor, is_one in (found | {ADMINISTRATOR: grants.is_administrator}).items() if is_one)
