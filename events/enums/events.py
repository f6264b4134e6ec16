"""What events and the items of their agendas are, and where they stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


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
