"""What a reader may see, as conditions that querysets share; the same truth as the rules."""

from __future__ import annotations

from django.apps import apps
from django.db.models import Q

from core.access import Grants
from partnerships.enums import Side


def within(grants: Grants, path: str) -> Q:
    """The condition that the strand at `path` is one the reader reads."""
    return Q() if grants.is_administrator else Q(**{f"{path}__in": grants.strands})


def own_pairing(grants: Grants, path: str = "") -> Q:
    """What passes between the sides: for both of them, staff and authority, not for the other pairings' people.

    `path` leads to the pairing, and ends with `__`; none from a pairing itself.
    """
    if grants.is_administrator:
        return Q()
    mine = grants.participations
    return (
        Q(**{f"{path}strand__in": grants.staff | grants.authority})
        | Q(**{f"{path}eu__in": mine})
        | Q(**{f"{path}counterpart__in": mine})
    )


def frozen_text(grants: Grants, path: str = "") -> Q:
    """Frozen texts and words under them: as their pairing, but for kinds of text that stay between its two sides.

    `path` leads to the frozen text, and ends with `__`; none from a frozen text itself.
    """
    if grants.is_administrator:
        return Q()
    between = Q(pk__in=[])
    for model in apps.get_models():
        if getattr(model, "BETWEEN_SIDES", False):
            label, name = model._meta.app_label, model._meta.model_name
            between |= Q(**{f"{path}content_type__app_label": label, f"{path}content_type__model": name})
    return within(grants, f"{path}pairing__strand") & (own_pairing(grants, f"{path}pairing__") | ~between)


def own_side(grants: Grants, path: str) -> Q:
    """What one side keeps for itself, by the row's `side`: for that side's coordinators alone, whoever else asks."""
    mine = grants.participations
    return Q(side=Side.EU, **{f"{path}eu__in": mine}) | Q(side=Side.COUNTERPART, **{f"{path}counterpart__in": mine})
