"""The columns of this app's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column
from partnerships.enums import Responsible

if TYPE_CHECKING:
    from partnerships.models import Milestone, Participation


def _cities(participation: Participation) -> str:
    return ", ".join(place.city.name for place in participation.partner.places.all())


def _responsible(milestone: Milestone) -> str:
    strand = milestone.pairing.strand
    if milestone.responsible == Responsible.BOTH:
        return str(Responsible.BOTH.label)
    return strand.side_name(milestone.responsible)


PARTNER_COLUMNS = [
    Column(
        "partner",
        _("Partner"),
        lambda row: row.partner.name,
        order=("partner__search_text", "pk"),
        link=lambda row: row.get_absolute_url(),
    ),
    Column(
        "side",
        _("Side"),
        lambda row: row.strand.side_name(row.side),
        order=("side", "partner__search_text", "pk"),
    ),
    Column(
        "kind",
        pgettext_lazy("table head", "Kind"),
        lambda row: row.partner.get_kind_display(),
        order=("partner__kind", "partner__search_text", "pk"),
    ),
    Column("cities", _("Cities"), _cities),
    Column(
        "delegates",
        _("Delegation size"),
        lambda row: row.delegates,
        order=("delegates", "partner__search_text", "pk"),
    ),
]

ORGANISATION_COLUMNS = [
    Column("name", _("Organisation"), lambda row: row.name, order=("search_text", "pk")),
    Column(
        "sector",
        _("Sector"),
        lambda row: row.get_sector_display(),
        order=("sector", "search_text", "pk"),
    ),
    Column("city", _("City"), lambda row: row.city.name if row.city else ""),
    Column("code", _("Code"), lambda row: row.code, order=("code",)),
]

MILESTONE_COLUMNS = [
    Column(
        "milestone",
        _("Milestone"),
        lambda row: row.title,
        link=lambda row: row.get_absolute_url(),
    ),
    Column("stage", _("Stage"), lambda row: str(row.stage)),
    Column("responsible", _("Responsible"), _responsible),
    Column("baseline", _("Baseline"), lambda row: row.baseline),
    Column("forecast", _("Forecast"), lambda row: row.forecast),
    Column("actual", _("Actual"), lambda row: row.actual),
    Column(
        "status",
        pgettext_lazy("table head", "Status"),
        lambda row: row.get_status_display(),
    ),
    Column("reason", _("Why it differs"), lambda row: row.reason),
    Column("source", _("Sources"), lambda row: row.source),
]
