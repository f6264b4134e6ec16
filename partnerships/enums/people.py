"""What people are to a strand."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


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
