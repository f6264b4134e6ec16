"""What becomes of what was noted on a visit."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class InterestOutcome(models.TextChoices):
    """What became of a side's interest in what it saw."""

    OPEN = "open", pgettext_lazy("interest from a visit", "To decide")
    PROJECT = "project", pgettext_lazy("interest from a visit", "Became a project")
    NOT_PURSUED = "not-pursued", pgettext_lazy("interest from a visit", "Not pursued")
