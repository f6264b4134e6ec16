"""Places and delegations in the administration, to be looked at; the people themselves stand on the portal's pages."""

from __future__ import annotations

from django.contrib import admin

from core.admin import ReadOnlyAdmin
from events.models import Delegation, Quota


@admin.register(Quota)
class QuotaAdmin(ReadOnlyAdmin):
    """How many each side or partner may send to an event."""

    list_display = ["event", "side", "participation", "places", "reason"]
    list_filter = ["side", "event__strand"]
    search_fields = ["event__search_text", "event__code"]
    related = ("event__strand", "participation__partner", "participation__strand")
    fields = ["event", "side", "participation", "places", "reason"]


@admin.register(Delegation)
class DelegationAdmin(ReadOnlyAdmin):
    """One partner's people at one event, as a record without its people."""

    list_display = ["event", "participation", "returned_on"]
    list_filter = ["event__strand"]
    search_fields = ["event__search_text", "event__code"]
    related = ("event__strand", "participation__partner", "participation__strand")
    fields = ["event", "participation", "returned_on"]
