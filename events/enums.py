"""The choices of this app."""

from django.db import models
from django.utils.translation import pgettext_lazy

# Delegates, their places, consents and papers.


class DelegateRole(models.TextChoices):
    """What a delegate does in the delegation."""

    HEAD = "head", pgettext_lazy("role of a delegate", "Head of delegation")
    MEMBER = "member", pgettext_lazy("role of a delegate", "Member")
    RAPPORTEUR = "rapporteur", pgettext_lazy("role of a delegate", "Rapporteur")
    SUBSTITUTE = "substitute", pgettext_lazy("role of a delegate", "Substitute")


class DelegateStatus(models.TextChoices):
    """Where a nomination stands. A substitute stands ready and takes no place."""

    NOMINATED = "nominated", pgettext_lazy("nomination", "Nominated")
    WAITING = "waiting", pgettext_lazy("nomination", "On the waiting list")
    READY = "ready", pgettext_lazy("nomination", "On standby")
    ACCEPTED = "accepted", pgettext_lazy("nomination", "Accepted")
    CONFIRMED = "confirmed", pgettext_lazy("nomination", "Confirmed")
    DECLINED = "declined", pgettext_lazy("nomination", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "Withdrawn")
    REPLACED = "replaced", pgettext_lazy("nomination", "Replaced")


# Whom the office has given the place, those who take one of the quota, those beside it, and whose nomination stands.
ACCEPTED_DELEGATE = (DelegateStatus.ACCEPTED, DelegateStatus.CONFIRMED)
PLACED_DELEGATE = (DelegateStatus.NOMINATED, *ACCEPTED_DELEGATE)
BENCH_DELEGATE = (DelegateStatus.WAITING, DelegateStatus.READY)
ACTIVE_DELEGATE = (*PLACED_DELEGATE, *BENCH_DELEGATE)


class Gender(models.TextChoices):
    """Given by the delegate alone, to be counted; never guessed from a name."""

    NOT_GIVEN = "", pgettext_lazy("gender of a delegate", "Not given")
    WOMAN = "woman", pgettext_lazy("gender of a delegate", "Woman")
    MAN = "man", pgettext_lazy("gender of a delegate", "Man")
    OTHER = "other", pgettext_lazy("gender of a delegate", "Other")


class ConsentPurpose(models.TextChoices):
    """What a delegate may agree to, one by one; each has its own words and retention (delegates/models.py)."""

    SENSITIVE_NEEDS = "sensitive-needs", pgettext_lazy("consent", "Food and access needs")
    PARTICIPANTS_LIST = "participants-list", pgettext_lazy("consent", "List of participants")
    PHOTOGRAPHS = "photographs", pgettext_lazy("consent", "Photographs")
    PUBLIC_LISTING = "public-listing", pgettext_lazy("consent", "Public listing")


# What is asked of every delegate with yes or no; the consent to needs is asked beside their fields.
QUESTIONS = (ConsentPurpose.PARTICIPANTS_LIST, ConsentPurpose.PHOTOGRAPHS, ConsentPurpose.PUBLIC_LISTING)


class NeedsGiven(models.TextChoices):
    """How food and access needs are told, which only who agrees to it tells here."""

    HERE = "here", pgettext_lazy("food and access needs", "Yes, I agree, and tell them here")
    NONE = "none", pgettext_lazy("food and access needs", "No: I have none")
    MYSELF = "myself", pgettext_lazy("food and access needs", "No: I shall tell the hosts myself")


class DietKind(models.TextChoices):
    """Dietary needs to tick, so that a host can count them; whatever else there is stands in own words."""

    VEGETARIAN = "vegetarian", pgettext_lazy("dietary need", "Vegetarian")
    VEGAN = "vegan", pgettext_lazy("dietary need", "Vegan")
    HALAL = "halal", pgettext_lazy("dietary need", "Halal")
    KOSHER = "kosher", pgettext_lazy("dietary need", "Kosher")
    NO_PORK = "no-pork", pgettext_lazy("dietary need", "No pork")
    NO_BEEF = "no-beef", pgettext_lazy("dietary need", "No beef")
    NO_SEAFOOD = "no-seafood", pgettext_lazy("dietary need", "No fish or seafood")
    NO_NUTS = "no-nuts", pgettext_lazy("dietary need", "No nuts")
    NO_GLUTEN = "no-gluten", pgettext_lazy("dietary need", "No gluten")
    NO_LACTOSE = "no-lactose", pgettext_lazy("dietary need", "No lactose")
    NO_ALCOHOL = "no-alcohol", pgettext_lazy("dietary need", "No alcohol")


class AccessKind(models.TextChoices):
    """Access needs to tick; whatever else there is stands in own words."""

    STEP_FREE = "step-free", pgettext_lazy("access need", "Step-free access")
    WHEELCHAIR = "wheelchair", pgettext_lazy("access need", "Wheelchair access")
    SHORT_WAYS = "short-ways", pgettext_lazy("access need", "Short walking distances")
    HEARING = "hearing", pgettext_lazy("access need", "Help with hearing")
    SIGHT = "sight", pgettext_lazy("access need", "Help with reading and seeing")
    COMPANION = "companion", pgettext_lazy("access need", "A companion comes to help")


class FilledBy(models.TextChoices):
    """Who filled in the delegate's own page."""

    SELF = "self", pgettext_lazy("delegate's own page", "The delegate")
    ASSISTANT = "assistant", pgettext_lazy("delegate's own page", "Somebody on the delegate’s behalf")


class LinkState(models.TextChoices):
    """Where a delegate's personal link stands, as coordinators see it; computed."""

    NONE = "none", pgettext_lazy("personal link", "No link yet")
    SENT = "sent", pgettext_lazy("personal link", "Link sent")
    SHOWN = "shown", pgettext_lazy("personal link", "Link made to be handed over")
    OPENED = "opened", pgettext_lazy("personal link", "Link opened")
    EXPIRED = "expired", pgettext_lazy("personal link", "Link expired")
    COMPLETE = "complete", pgettext_lazy("personal link", "Details complete")


class TripPaperKind(models.TextChoices):
    """The two papers of a journey: the plan before it, the report after it (공무국외출장 계획서, 결과보고서)."""

    PLAN = "plan", pgettext_lazy("paper of a journey", "Trip plan")
    REPORT = "report", pgettext_lazy("paper of a journey", "Trip report")


class FeedKind(models.TextChoices):
    """What a subscribed calendar holds."""

    PERSON = "person", pgettext_lazy("calendar", "All my events")
    PAIRING = "pairing", pgettext_lazy("calendar", "The events of a pairing")
    EVENT = "event", pgettext_lazy("calendar", "One event with its parts")


# What events and the items of their agendas are, and where they stand.


class EventKind(models.TextChoices):
    """What an event is; a mission holds others."""

    MISSION = "mission", pgettext_lazy("event kind", "Mission")
    LAUNCH = "launch", pgettext_lazy("event kind", "Launch meeting")
    PLENARY = "plenary", pgettext_lazy("event kind", "Plenary meeting")
    STUDY_VISIT = "study-visit", pgettext_lazy("event kind", "Study visit")
    WORKING_MEETING = "working-meeting", pgettext_lazy("event kind", "Working meeting")
    BILATERAL_MEETING = "bilateral-meeting", pgettext_lazy("event kind", "Bilateral meeting")
    DEBRIEFING = "debriefing", pgettext_lazy("event kind", "Debriefing")
    CLOSING = "closing", pgettext_lazy("event kind", "Closing meeting")
    WEBINAR = "webinar", pgettext_lazy("event kind", "Webinar")
    RELATED = "related", pgettext_lazy("event kind", "Related event")


class EventStatus(models.TextChoices):
    """Where an event stands. That it is running is computed from its days, never stored; "unknown" is not reported."""

    PLANNED = "planned", pgettext_lazy("event status", "Planned")
    ANNOUNCED = "announced", pgettext_lazy("event status", "Announced")
    CONFIRMED = "confirmed", pgettext_lazy("event status", "Confirmed")
    HELD = "held", pgettext_lazy("event status", "Held")
    CANCELLED = "cancelled", pgettext_lazy("event status", "Cancelled")
    UNKNOWN = "unknown", pgettext_lazy("event status", "Not reported")


OPEN_EVENT = (EventStatus.PLANNED, EventStatus.ANNOUNCED, EventStatus.CONFIRMED)


class AgendaKind(models.TextChoices):
    """What an item of an agenda is."""

    SESSION = "session", pgettext_lazy("agenda item", "Session")
    MEETING = "meeting", pgettext_lazy("agenda item", "Meeting")
    SITE_VISIT = "site-visit", pgettext_lazy("agenda item", "Site visit")
    TRANSFER = "transfer", pgettext_lazy("agenda item", "Transfer")
    MEAL = "meal", pgettext_lazy("agenda item", "Meal")
    FREE = "free", pgettext_lazy("agenda item", "Free time")


# What is dealt with at a table or on a site: notes, minutes and reports tell of it, not of how one got there or ate.
WORKING_KINDS = (AgendaKind.SESSION, AgendaKind.MEETING, AgendaKind.SITE_VISIT)


class HostAnswer(models.TextChoices):
    """What the host of an agenda item was asked and said."""

    OPEN = "", pgettext_lazy("answer of the host", "Not asked yet")
    ASKED = "asked", pgettext_lazy("answer of the host", "Asked")
    CONFIRMED = "confirmed", pgettext_lazy("answer of the host", "Confirmed by the host")
    DECLINED = "declined", pgettext_lazy("answer of the host", "Declined by the host")


# What becomes of what was noted on a visit.


class InterestOutcome(models.TextChoices):
    """What became of a side's interest in what it saw."""

    OPEN = "open", pgettext_lazy("interest from a visit", "To decide")
    PROJECT = "project", pgettext_lazy("interest from a visit", "Became a project")
    NOT_PURSUED = "not-pursued", pgettext_lazy("interest from a visit", "Not pursued")


# As what one acts on what belongs to an event, beside partnerships/enums.py: an `organiser` may edit it (staff, or
# both sides' coordinators where it serves their pairing alone), a `host` is a coordinator of a partner that hosts it.
ORGANISER, HOST = "organiser", "host"
