"""Where pairings, milestones, confirmations and follow-ups stand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
