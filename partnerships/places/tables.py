"""The columns of the list of partners."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column
from core.folding import ByName

if TYPE_CHECKING:
    from partnerships.models import Participation


def _cities(participation: Participation) -> str:
    return ", ".join(place.city.name for place in participation.partner.places.all())


PARTNER_COLUMNS = [
    Column(
        "partner",
        _("Partner"),
        lambda row: row.partner.placed_name,
        order=(ByName("partner__"), "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column(
        "side",
        _("Side"),
        lambda row: row.strand.side_name(row.side),
        order=("side", ByName("partner__"), "pk"),
    ),
    Column(
        "kind",
        pgettext_lazy("table head", "Kind"),
        lambda row: row.partner.get_kind_display(),
        order=("partner__kind", ByName("partner__"), "pk"),
    ),
    Column("cities", _("Cities"), _cities),
    Column(
        "delegates",
        _("Delegation size"),
        lambda row: row.delegates,
        order=(F("delegates").asc(nulls_last=True), ByName("partner__"), "pk"),
        number=True,
    ),
]
