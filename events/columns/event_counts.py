"""The columns of the rows behind the counts that are made of events."""

from __future__ import annotations

from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.columns import Column
from core.folding import ByName
from events.columns.events import HEAD_COUNTS, WHAT_COLUMNS

_EARLY = F("actual_start").asc(nulls_last=True)
_OF_DELEGATION = F("event__actual_start").asc(nulls_last=True)


HELD_COLUMNS = (
    *WHAT_COLUMNS,
    Column("actual", _("Held on"), lambda row: row.actual, order=(_EARLY, "pk")),
)
COUNTED_COLUMNS = (*HELD_COLUMNS, HEAD_COUNTS)
DELEGATION_COLUMNS = (
    Column(
        "event",
        _("Event"),
        lambda row: row.event.title,
        order=(ByName("event__"), "pk"),
        link=lambda row: row.event.get_absolute_url(),
    ),
    Column(
        "partner",
        pgettext_lazy("table head", "Partner"),
        lambda row: row.participation.partner.name,
        order=(ByName("participation__partner__"), "pk"),
    ),
    Column("actual", _("Held on"), lambda row: row.event.actual, order=(_OF_DELEGATION, "pk")),
)
