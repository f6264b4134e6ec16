"""What an indicator measures, and the counts that the portal computes itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


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
