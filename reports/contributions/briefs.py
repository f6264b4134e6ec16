"""The one-page brief of a pairing: who took it along is told to those whom it concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from partnerships.models import Pairing
from partnerships.querysets.scopes import own_pairing
from partnerships.services.named_records import register_hidden
from reports.audit_actions.briefs import BRIEF_SENT

if TYPE_CHECKING:
    from core.access import Grants


@register_hidden
def taken_along(grants: Grants) -> Q:
    """As lists that somebody took along: the two sides, staff, authority and administrators read it."""
    own = Pairing.objects.filter(own_pairing(grants)).order_by().values("pk")
    return Q(action=BRIEF_SENT) & ~Q(pairing_id__in=own)
