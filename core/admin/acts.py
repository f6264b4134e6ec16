"""The register of acts: who did what when."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core import audit
from core.admin.filters import FieldFilter
from core.admin.lists import ReadOnlyAdmin
from core.models import AuditEntry


class ActFilter(FieldFilter):
    """Entries by kind, without the one that is not shown."""

    title = _("kind")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """The kinds of entries."""
        return [(kind, label) for kind, label in audit.Kind.choices if kind != audit.Kind.OWN]


class RecordFilter(FieldFilter):
    """Acts by the kind of record that they were done to."""

    title = _("kind of record")
    parameter_name = "object_type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The kinds that the register holds, by name."""
        kinds = AuditEntry.objects.exclude(object_type="").order_by().values_list("object_type", flat=True).distinct()
        return sorted(((kind, _name_of(kind)) for kind in kinds), key=lambda pair: pair[1])


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who did what when."""

    list_display = ["at", "actor_label", "sentence", "object_label", "reason"]
    list_filter = [ActFilter, RecordFilter, "at"]
    search_fields = ["actor_label", "object_label", "reason"]
    fields = ["at", "actor_label", "sentence", "record_kind", "object_label", "object_id", "reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEntry]:
        """Without what one side keeps for itself."""
        return super().get_queryset(request).exclude(kind=audit.Kind.OWN)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared, and the whole checksum of an act whose sentence shows its beginning."""
        checksum = ["checksum"] if obj and audit.CHECKSUM in obj.parameters else []
        return [*super().get_fields(request, obj), *checksum]

    @admin.display(description=_("act"), ordering="action")
    def sentence(self, entry: AuditEntry) -> str:
        """The act in the reader's language."""
        return entry.sentence

    @admin.display(description=_("SHA-256"))
    def checksum(self, entry: AuditEntry) -> str:
        """Every digit, to be compared."""
        return str(entry.parameters[audit.CHECKSUM])

    @admin.display(description=_("kind of record"))
    def record_kind(self, entry: AuditEntry) -> str:
        """What the act was done to, as its own pages call it."""
        return _name_of(entry.object_type) if entry.object_type else ""


def _name_of(kind: str) -> str:
    return str(capfirst(str(apps.get_model(kind)._meta.verbose_name)))
