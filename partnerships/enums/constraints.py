"""How the database holds a field to its choices."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q


def one_of(model: str, field: str, choices: Any) -> models.CheckConstraint:
    """The database's own word that a field holds one of its choices."""
    return models.CheckConstraint(
        name=f"{model}_{field}_allowed",
        condition=Q(**{f"{field}__in": [value for value in choices.values if value is not None]}),
    )
