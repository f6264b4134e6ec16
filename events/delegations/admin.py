"""Places and delegations in the administration, to be looked at; the people themselves stand on the portal's pages."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ReadOnlyAdmin
from events.models import Delegation, Quota
from partnerships.admin.shown import shown_side


@admin.register(Quota)
class QuotaAdmin(ReadOnlyAdmin):
    """How many each side or partner may send to an event."""

    list_display = ["event", "side_shown", "participation", "places", "reason"]
    list_filter = ["side", "event__strand"]
    side_shown = shown_side(_("side"), "event.strand")
    search_fields = ["event__search_text", "event__code"]
    related = ("event__strand", "participation__partner", "participation__strand")
    fields = ["event", "side_shown", "participation", "places", "reason"]


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    """One partner's people at one event, as a record without its people."""

    list_display = ["event", "participation", "returned_on"]
    list_filter = ["event__strand"]
    search_fields = ["event__search_text", "event__code"]
    related = ("event__strand", "participation__partner", "participation__strand")
    fields = ["event", "participation", "returned_on"]
