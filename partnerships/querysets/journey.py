"""What lies in a pairing."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from core.access import Grants
from partnerships.querysets.scopes import within


class InPairingQuerySet(models.QuerySet[Any]):
    """Records that lie in a pairing and that whoever reads the strand reads."""

    def visible_to(self, grants: Grants) -> Self:
        """Those of the pairings one sees."""
        return self.filter(within(grants, "pairing__strand"))
