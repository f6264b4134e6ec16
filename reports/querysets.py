"""Periods, updates, reports and what else is reported, as named sets of rows; the same truth as the rules."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from core.access import Grants
from partnerships.querysets.scopes import own_pairing


class JointReportQuerySet(models.QuerySet[Any]):
    """Joint reports, and public results."""

    def visible_to(self, grants: Grants) -> Self:
        """As a draft of their pairing: both sides, staff, authority, administrator."""
        return self.filter(own_pairing(grants, "pairing__"))
