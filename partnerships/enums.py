"""Choices of the programme's records, stored as the pack writes them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Side(models.TextChoices):
    """The two sides of a strand. On screen the counterpart is its country's name."""

    EU = "eu", _("EU side")
    COUNTERPART = "counterpart", _("Counterpart")


class Responsible(models.TextChoices):
    """Which side answers for a milestone."""

    EU = "eu", _("EU side")
    COUNTERPART = "counterpart", _("Counterpart")
    BOTH = "both", _("Both sides")


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


def one_of(model: str, field: str, choices: Any) -> models.CheckConstraint:
    """The database's own word that a field holds one of its choices."""
    return models.CheckConstraint(
        name=f"{model}_{field}_allowed",
        condition=Q(**{f"{field}__in": [value for value in choices.values if value is not None]}),
    )
