"""The register of acts: who did what when."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.admin.lists import ReadOnlyAdmin
from core.audit import sentence
from core.models import AuditEntry


class ActFilter(admin.SimpleListFilter):
    """Picks one kind of act by its words; what varies in them shows as a dash."""

    title = _("act")
    parameter_name = "action"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The acts that the register holds."""
        names = AuditEntry.objects.order_by("action").values_list("action", flat=True).distinct()
        return sorted(((name, sentence(name, {})) for name in names), key=lambda pair: pair[1])

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All, or those of the act picked."""
        return queryset.filter(action=self.value()) if self.value() else queryset


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what when."""

    list_display = ["at", "actor_label", "said", "object_label", "reason"]
    list_filter = [ActFilter, "at"]
    search_fields = ["actor_label", "object_label", "reason"]
    fields = ["at", "actor_label", "said", "kind", "object_label", "object_id", "reason"]

    @admin.display(description=_("act"), ordering="action")
    def said(self, entry: AuditEntry) -> str:
        """The act in the reader's language."""
        return entry.sentence

    @admin.display(description=_("kind of record"))
    def kind(self, entry: AuditEntry) -> str:
        """What the act was done to, as its own pages call it."""
        return str(apps.get_model(entry.object_type)._meta.verbose_name) if entry.object_type else ""
