"""What is read of cities and partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerships.models import Partner


def read_places(partners: Sequence[Partner]) -> None:
    """Give partners their cities, unless they have them; one query."""
    prefetch_related_objects(partners, "places")
