"""What partners look for and offer, how far a project has come, and what it brings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


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
