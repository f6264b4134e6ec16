"""How needs and offers meet."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class Meeting(models.TextChoices):
    """How a need meets the other partner's offers; in the order in which matches are shown."""

    TOPIC = "topic", pgettext_lazy("match", "Same topic")
    AREA = "area", pgettext_lazy("match", "Same thematic area")
    UNMET = "unmet", pgettext_lazy("match", "Not met")
