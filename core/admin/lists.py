"""The ground of every list of the administration: its cost, its search, and the language of its texts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import IntegrityError, models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from core import audit
from core.admin.columns import column_of, columns_of
from core.date_fields import DateField, DateInput
from core.errors import DomainError
from core.folding import matching
from core.models import AuditEntry


class FieldFilter(admin.SimpleListFilter):
    """Rows by the value of the field `parameter_name`; a subclass gives the choices."""

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """All, or those with the value chosen."""
        return queryset.filter(**{str(self.parameter_name): self.value()}) if self.value() else queryset


class RelatedFilter(admin.RelatedFieldListFilter):
    """Rows by a related record; those without one stand under a word: a dash alone is no link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.empty_value_display = pgettext("filter", "None")  # type: ignore[assignment]


admin.FieldListFilter.register(lambda field: bool(field.remote_field), RelatedFilter, take_priority=True)


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


class PortalAdmin(admin.ModelAdmin):
    """A list that costs the same for one row and for many, with a search that knows no accents.

    `related` names what a row's own columns and name read of other tables, `listed` the lists of a row
    that they read. Nothing is deleted here: records are ended, withdrawn or discontinued.
    """

    of_portal = True
    has_history = True
    list_per_page = 50
    formfield_overrides = {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})},
        models.DateField: {"form_class": DateField, "widget": DateInput},
    }
    related: ClassVar[tuple[str, ...]] = ()
    listed: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows with what their columns read; choosing one by autocomplete reads the same."""
        rows = super().get_queryset(request).prefetch_related(*self.listed)
        return rows.select_related(*self.related) if self.related else rows

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns; a text says in which language it is, a number or date is written as on the portal's pages."""
        return [self._column(name) for name in super().get_list_display(request)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """The columns that open the record, by the same names."""
        return [self._column(name) for name in super().get_list_display_links(request, list_display) or ()]

    def _column(self, name: Any) -> Any:
        if isinstance(name, str) and hasattr(self, f"{name}_shown"):
            return f"{name}_shown"
        is_own = not isinstance(name, str) or hasattr(self, name)
        return name if is_own else column_of(self.model, name)  # type: ignore[arg-type]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Every word in one of the fields; folded ones are asked without accents."""
        fields = self.get_search_fields(request)
        for word in search_term.split()[:20] if fields else []:
            found = models.Q()
            for field in fields:
                folded = field.endswith("search_text")
                found |= matching(word, field=field) if folded else models.Q(**{f"{field}__icontains": word})
            queryset = queryset.filter(found)
        return queryset, False

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """With the way to the history, where there is one."""
        return super().render_change_form(request, context | {"has_history": self.has_history}, *args, **options)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """Save all or nothing; where a save is refused, show the form again with the reason."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except IntegrityError:
            refusal = DomainError(_("Another record already has these values. Nothing was saved."))
        except DomainError as error:
            refusal = error
        request.refusal = refusal  # type: ignore[attr-defined]
        return super().changeform_view(request, object_id, form_url, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: foreign keys and histories point here."""
        return False


class ReadOnlyAdmin(PortalAdmin):
    """What services write and nobody edits; its history stands on the portal's pages.

    A model is registered with this class as it is: its columns follow from its fields, without those `left_out`.
    A column `<name>_shown` of the class goes before that of the field `name`.
    """

    has_history = False
    left_out: ClassVar[tuple[str, ...]] = ()

    def __init__(self, model: type[models.Model], admin_site: admin.AdminSite) -> None:
        super().__init__(model, admin_site)
        for name, value in columns_of(self).items():
            if getattr(type(self), name) is getattr(ReadOnlyAdmin, name):
                setattr(self, name, value)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; a text says in which language it is, a number or date is written as on the portal's pages."""
        return [self._column(name) for name in super().get_fields(request, obj)]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only services add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False


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
