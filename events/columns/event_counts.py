"""The columns of the rows behind the counts that are made of events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column

if TYPE_CHECKING:
    from events.models import Event

_EARLY = F("actual_start").asc(nulls_last=True)
_OF_DELEGATION = F("event__actual_start").asc(nulls_last=True)


def _mission(row: Event) -> str:
    return row.part_of.title if row.part_of else ""


HELD_COLUMNS = (
    Column(
        "event", _("Event"), lambda row: row.title, order=("search_text", "pk"), link=lambda row: row.get_absolute_url()
    ),
    Column("kind", _("Kind"), lambda row: row.get_kind_display(), order=("kind", "search_text", "pk")),
    Column("part_of", _("Part of"), _mission),
    Column("actual", _("Held on"), lambda row: row.actual, order=(_EARLY, "pk")),
)
DELEGATION_COLUMNS = (
    Column(
        "event",
        _("Event"),
        lambda row: row.event.title,
        order=("event__search_text", "pk"),
        link=lambda row: row.event.get_absolute_url(),
    ),
    Column(
        "partner",
        pgettext_lazy("table head", "Partner"),
        lambda row: row.participation.partner.name,
        order=("participation__partner__search_text", "pk"),
    ),
    Column("actual", _("Held on"), lambda row: row.event.actual, order=(_OF_DELEGATION, "pk")),
)
