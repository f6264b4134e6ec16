"""Which side of a pairing somebody writes for whom a pasted message names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model

from partnerships.services.follow_ups import people_of

if TYPE_CHECKING:
    from partnerships.models import Pairing


def side_of_sender(pairing: Pairing, *, name: str, address: str) -> str:
    """The side of the coordinator with this address or name; empty where it is none, or works for both. Three queries.

    A name may stand in either order and in either script.
    """
    people = {key: sides for key, sides in people_of(pairing).items() if len(sides) == 1}
    wanted = " ".join(name.split()).casefold()
    for user in get_user_model().objects.filter(pk__in=people).order_by("pk"):
        names = {
            f"{user.given_name} {user.family_name}".strip().casefold(),
            f"{user.family_name} {user.given_name}".strip().casefold(),
            user.name_native.casefold(),
        }
        if (address and user.email == address) or (wanted and wanted in names):
            (side,) = people[user.pk]
            return side
    return ""
