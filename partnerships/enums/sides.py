"""The two sides, and who of them answers for a thing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """The two sides of a strand. On screen the counterpart is its country's name."""

    EU = "eu", _("EU side")
    COUNTERPART = "counterpart", _("Partner country’s side")


class Responsible(models.TextChoices):
    """Which side answers for a milestone."""

    EU = "eu", _("EU side")
    COUNTERPART = "counterpart", _("Partner country’s side")
    BOTH = "both", _("Both sides")
