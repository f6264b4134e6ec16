"""Delegates, their places, consents and papers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


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
    READY = "ready", pgettext_lazy("nomination", "Stands ready")
    ACCEPTED = "accepted", pgettext_lazy("nomination", "Accepted")
    CONFIRMED = "confirmed", pgettext_lazy("nomination", "Confirmed")
    DECLINED = "declined", pgettext_lazy("nomination", "Declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("nomination", "Withdrawn")
    REPLACED = "replaced", pgettext_lazy("nomination", "Replaced")


# Those who take a place of the quota, and those whose nomination still stands.
PLACED_DELEGATE = (DelegateStatus.NOMINATED, DelegateStatus.ACCEPTED, DelegateStatus.CONFIRMED)
ACTIVE_DELEGATE = (*PLACED_DELEGATE, DelegateStatus.WAITING, DelegateStatus.READY)


class Gender(models.TextChoices):
    """Given by the delegate alone, to be counted; never guessed from a name."""

    NOT_GIVEN = "", pgettext_lazy("gender of a delegate", "Not given")
    WOMAN = "woman", pgettext_lazy("gender of a delegate", "Woman")
    MAN = "man", pgettext_lazy("gender of a delegate", "Man")
    OTHER = "other", pgettext_lazy("gender of a delegate", "Other")


class ConsentPurpose(models.TextChoices):
    """What a delegate may agree to, one by one; each has its own words and retention (services/consents.py)."""

    PARTICIPANTS_LIST = "participants-list", pgettext_lazy("consent", "List of participants")
    PHOTOGRAPHS = "photographs", pgettext_lazy("consent", "Photographs")
    PUBLIC_LISTING = "public-listing", pgettext_lazy("consent", "Public listing")


class LinkState(models.TextChoices):
    """Where a delegate's personal link stands, as coordinators see it; computed."""

    NONE = "none", pgettext_lazy("personal link", "No link yet")
    SENT = "sent", pgettext_lazy("personal link", "Link sent")
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
