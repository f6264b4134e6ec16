"""The ground of every page in the administration, and the register of acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any, ClassVar

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from core.admin_forms import SILENT_FIELDS, RecordForm
from core.audit import sentence
from core.errors import DomainError
from core.folding import matching
from core.models import AuditEntry, write_audit
from core.period_forms import texts_of
from core.templatetags.portal import written

# How the fields of one language end, and those of free text.
OF_ONE_LANGUAGE = ("_en", "_ko", "_label", "reason", "subject")
SHORT_WORDS = frozenset({"contact", "funder", "name", "who"})
PARTS_OF_DATES = ("_start_text", "_end_text", "_text")


@cache
def _in_its_language(model: type[models.Model], name: str) -> Callable[[Any], str]:
    """The column `name` of a list, whose texts are marked where the page speaks another language."""

    def shown(row: Any) -> str:
        return written(getattr(row, name))

    # The list and its stylesheet know a column by its name.
    shown.__name__ = name
    label = getattr(model._meta.get_field(name), "verbose_name", name)
    return admin.display(shown, description=label, ordering=name)


class PortalAdmin(admin.ModelAdmin):
    """A list that costs the same for one row and for many, with a search that knows no accents.

    `related` names what a row's own columns and name read of other tables. Nothing is deleted
    here: records are ended, withdrawn or discontinued.
    """

    of_portal = True
    list_per_page = 50
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    related: ClassVar[tuple[str, ...]] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """The rows with what their columns read; choosing one by autocomplete reads the same."""
        rows = super().get_queryset(request)
        return rows.select_related(*self.related) if self.related else rows

    def get_list_display(self, request: HttpRequest) -> Any:
        """The columns; those that hold a text of a record say in which language it is."""
        return [self._column(name) for name in super().get_list_display(request)]

    def get_list_display_links(self, request: HttpRequest, list_display: Any) -> Any:
        """The columns that open the record, by the same names."""
        return [self._column(name) for name in super().get_list_display_links(request, list_display) or ()]

    def _column(self, name: Any) -> Any:
        if not isinstance(name, str):
            return name
        of_text = name.endswith(OF_ONE_LANGUAGE) or self._is_free_text(name)
        return _in_its_language(self.model, name) if of_text else name  # type: ignore[arg-type]

    def _is_free_text(self, name: str) -> bool:
        """Whether a field of the record takes what people write in their own language; a column of the page is none."""
        if hasattr(self, name):
            return False
        field = next((one for one in self.model._meta.concrete_fields if one.name == name), None)
        return isinstance(field, models.TextField) or (field is not None and name in SHORT_WORDS)

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

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: foreign keys and histories point here."""
        return False


class ReadOnlyAdmin(PortalAdmin):
    """What services write and nobody edits."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; a text says in which language it is."""
        return [self._column(name) for name in super().get_fields(request, obj)]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only services add."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes."""
        return False


class RecordAdmin(PortalAdmin):
    """A record that is saved with its acts written down; a service's refusal is a form error.

    `fixed` fields are read-only once the record exists. `fixed_periods` too: their two form
    fields make room for the column `<name>_shown`. `code_from` are the fields whose text
    proposes a code.
    """

    form: type[ModelForm] = RecordForm
    code_from: ClassVar[tuple[str, ...]] = ()
    fixed: ClassVar[tuple[str, ...]] = ()
    fixed_periods: ClassVar[tuple[str, ...]] = ()

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What never changes after the first save is shown, not asked."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        return (*fields, *self.fixed, *(f"{name}_shown" for name in self.fixed_periods))

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A code is proposed from the English name, and stays."""
        return {"code": self.code_from} if obj is None and self.code_from else {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; an existing record shows its fixed periods as text."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return sets
        shown: dict[Any, Any] = {texts_of(name): f"{name}_shown" for name in self.fixed_periods}
        return [
            (title, {**options, "fields": [shown.get(field, field) for field in options["fields"]]})
            for title, options in sets
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form without the fixed periods, and with what refused the save before this one."""
        form = super().get_form(request, obj, change=change, **kwargs)
        left_out = {text for name in self.fixed_periods for text in texts_of(name)} if obj else set()
        extra = {"left_out": frozenset(left_out), "refusal": getattr(request, "refusal", None)}
        return type(form.__name__, (form,), extra)

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

    def places(self, obj: Any) -> dict[str, Any]:
        """The strand and the pairing that an act on the record belongs to."""
        return {"strand_id": getattr(obj, "strand_id", None)}

    def changed_fields(self, form: Any, formsets: Any) -> list[str]:
        """The record's own fields that a form changed, without the form's own parts of dates."""
        names = [name for name in form.changed_data if name != "seen_version"]
        names += [formset.changes for formset in formsets if formset.has_changed()]
        own = {field.name for field in self.model._meta.get_fields()}
        for suffix in PARTS_OF_DATES:
            names = [name if name in own else name.removesuffix(suffix) for name in names]
        return list(dict.fromkeys(names))

    def store(self, request: HttpRequest, obj: Any) -> None:
        """Save the row itself."""
        obj.save()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for `save_related`, which knows the ordered lists that the row repeats."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the row once, then its lists, then the act; an unchanged form writes nothing."""
        obj = form.instance
        changed = self.changed_fields(form, formsets)
        if change and not changed:
            return
        for formset in formsets:
            formset.put_codes(obj)
        self.store(request, obj)
        super().save_related(request, form, formsets, change)
        facts: dict[str, Any] = self.places(obj) | ({"fields": ", ".join(changed)} if change else {})
        action = "record-changed" if change else "record-added"
        write_audit(action=action, by=request.user, record=obj, **facts)  # type: ignore[arg-type]


class VersionedAdmin(SimpleHistoryAdmin, RecordAdmin):
    """A versioned record: its form carries the version, its history is shown and never put back."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The version rides in the first fieldset of an existing record."""
        sets = list(super().get_fieldsets(request, obj))
        if obj is not None:
            title, options = sets[0]
            sets[0] = (title, {**options, "fields": [*options["fields"], "seen_version"]})
        return sets

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """As of any record; simple-history's own would save it a second time."""

    def store(self, request: HttpRequest, obj: Any) -> None:
        """By the administrator, over the version that the form carried."""
        obj.save(by=request.user)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Any, foreign_keys_are_objs: bool = True
    ) -> None:
        """What people changed from one state to the next, without the portal's own counters."""
        rows = list(historical_records)
        for newer, older in pairwise(rows):
            delta = newer.diff_against(
                older, excluded_fields=SILENT_FIELDS, foreign_keys_are_objs=foreign_keys_are_objs
            )
            context = self.get_historical_record_context_helper(request, newer)
            newer.history_delta_changes = context.context_for_delta_changes(delta)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Show an older state; a state of the past is never itself saved."""
        if request.method == "POST":
            raise PermissionDenied
        return super().history_form_view(request, object_id, version_id, extra_context)


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
