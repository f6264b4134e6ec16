"""Agendas, delegations, notes and papers as named sets of rows; the same truth as the rules."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from core.access import Grants
from partnerships.querysets.scopes import within


class OfEventQuerySet(models.QuerySet[Any]):
    """Rows of an event that whoever reads the strand reads."""

    def acted_in(self, pairing: Any) -> Self:
        """Those of which a pairing's history tells."""
        return self.filter(event__in=self.model._meta.get_field("event").related_model.objects.of_pairing(pairing))

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, "event__strand"))
