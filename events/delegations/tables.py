"""The columns of the delegations to an event, and of one delegation's people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column
from partnerships.enums import Sector

if TYPE_CHECKING:
    from events.delegations.selectors import PartnerPlaces
    from events.models import Delegate


def _side(row: PartnerPlaces) -> str:
    return str(row.participation.strand.side_name(row.participation.side))


def _attended(row: Delegate) -> str:
    if row.attended is None:
        return ""
    return str(pgettext_lazy("attendance", "came") if row.attended else pgettext_lazy("attendance", "did not come"))


DELEGATION_COLUMNS = [
    Column("partner", _("Partner"), lambda row: row.participation.partner.name),
    Column("side", _("Side"), _side),
    Column("places", pgettext_lazy("table head", "Places"), lambda row: row.places.quota),
    Column("taken", pgettext_lazy("table head", "Taken"), lambda row: row.places.taken),
    Column("left", pgettext_lazy("table head", "Left"), lambda row: row.places.left),
    Column("waiting", pgettext_lazy("table head", "On the waiting list"), lambda row: row.places.waiting),
    Column("ready", pgettext_lazy("table head", "Substitutes"), lambda row: row.places.ready),
]

# No address, need or consent: the lists by purpose have those.
DELEGATE_COLUMNS = [
    Column("number", pgettext_lazy("table head", "No."), lambda row: row.number),
    Column("family_name", _("Family name"), lambda row: row.family_name),
    Column("given_name", _("Given name"), lambda row: row.given_name),
    Column("name", _("Name in the person's order"), lambda row: row.full_name),
    Column("name_native", _("Name in own script"), lambda row: row.name_native),
    Column("title", pgettext_lazy("title of a person", "Title"), lambda row: row.title),
    Column("function", pgettext_lazy("of a person", "Function"), lambda row: row.function),
    Column("organisation", _("Organisation"), lambda row: row.organisation_shown),
    Column("sector", _("Sector"), lambda row: str(Sector(row.sector).label) if row.sector else ""),
    Column("languages", _("Languages"), lambda row: row.languages),
    Column("role", _("Role"), lambda row: row.get_role_display()),
    Column("state", pgettext_lazy("table head", "State"), lambda row: row.get_status_display()),
    Column("attended", _("Attendance"), _attended),
]
