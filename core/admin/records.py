"""Records that the administration saves, with their acts written down."""

import datetime as dt
from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import ModelForm, modelform_factory
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.template_utils import HistoricalRecordContextHelper

from core.act_forms import RecordForm
from core.actions import Action
from core.admin.lists import PortalAdmin, ReadOnlyAdmin
from core.admin.views import ChangeCode, DeleteRecord
from core.errors import AlreadyDone
from core.formats import format_date, format_moment, format_number, format_period
from core.meanwhile import SILENT_FIELDS
from core.models import one_act, write_audit
from core.periods import PartialDate, Period, dates_of

NOTHING = "–"


class WhatChanged(HistoricalRecordContextHelper):
    """One state against the one before: a date or period is one change, whatever columns hold it."""

    def __init__(self, known: ModelAdmin[Any], historical_record: Any) -> None:
        super().__init__(known.model, historical_record)
        self.known = known

    def context_for_delta_changes(self, delta: Any) -> list[dict[str, Any]]:
        """Each change with its label, and what stood and stands there as people read it."""
        dates = dates_of(self.model)
        plain = [change for change in delta.changes if change.field not in dates]
        told = super().context_for_delta_changes(replace(delta, changes=plain))
        found = {dates[change.field].name: dates[change.field] for change in delta.changes if change.field in dates}
        old, new = (row.instance for row in (delta.old_record, delta.new_record))
        for change, line in zip(plain, told, strict=True):
            # The administration's own column says it better, such as a side by its country.
            if shown := getattr(self.known, f"{change.field}_shown", None):
                line |= {"old": shown(old) or NOTHING, "new": shown(new) or NOTHING}
        return told + [
            {"field": capfirst(str(one.label)), "old": _as_read(one.__get__(old)), "new": _as_read(one.__get__(new))}
            for one in found.values()
        ]

    def prepare_delta_change_value(self, change: Any, value: Any) -> Any:
        """By the field's own words, such as those of a status."""
        choices = dict(getattr(self.model._meta.get_field(change.field), "flatchoices", ()))
        found = super().prepare_delta_change_value(change, value)
        return found if isinstance(found, list) else str(choices.get(found) or _as_read(found))


def _as_read(value: Any) -> str:
    if value in (None, "") or (isinstance(value, Period) and not value):
        return NOTHING
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, Period):
        return format_period(value)
    if isinstance(value, dt.datetime):
        return format_moment(timezone.localtime(value))
    if isinstance(value, dt.date | PartialDate):
        return format_date(value)
    return format_number(value) if isinstance(value, Decimal) else str(value)


class WithHistory(SimpleHistoryAdmin):
    """What changed from one state to the next, to be read and never put back."""

    has_history = True

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> WhatChanged:
        """Changes in the words of the portal's pages."""
        return WhatChanged(self, historical_record)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Of a record that may be deleted, but by its number."""
        try:
            self.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            raise Http404 from None
        return super().history_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing: simple-history's own would save what `save_related` saves."""

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
        """The history says what changed; an earlier state has no page of its own, and is never saved."""
        if request.method == "POST":
            raise PermissionDenied
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", object_id)


class Mended(PortalAdmin):
    """What administrators edit: its code changes and it is deleted while nothing else has come of it."""

    def get_urls(self) -> list[Any]:
        """With the page of another code."""
        name = f"{self.opts.app_label}_{self.opts.model_name}_code"
        page = path("<path:object_id>/code/", self.admin_site.admin_view(self.code_view), name=name)
        return [*([page] if self._has_code else []), *super().get_urls()]

    def code_view(self, request: HttpRequest, object_id: str) -> Any:
        """The portal's own page of an act."""
        return ChangeCode.of(self)(request, object_id=object_id)

    @property
    def _has_code(self) -> bool:
        return any(field.name == "code" for field in self.opts.concrete_fields)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The portal's own page, which says why not."""
        del extra_context
        return DeleteRecord.of(self)(request, object_id=object_id)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """One by one, on its own page; whether it goes, that page says."""
        return obj is not None and self.has_view_permission(request, obj)

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """With the way to the page of another code."""
        return super().render_change_form(request, context | {"has_code": self._has_code}, *args, **options)


class EditedAdmin(Mended, ReadOnlyAdmin):
    """What its edit action edits: the form, the lock, the refusals and the entry in the log are those of its page.

    What the form does not ask is shown below it, without the columns in `asked_too`, which the form asks in fields of
    other names. `form_class` asks more than the page does. Nothing is added here.
    """

    edit: type[Action]
    form_class: Any = None
    asked_too: tuple[str, ...] = ()

    def _editing(self, request: HttpRequest, row: Any) -> tuple[Action, Any] | None:
        """The action on the row and its empty form, made once a request; None where it cannot be carried out."""
        if getattr(request, "edited", None) is not row:
            action = self.edit(row, by=request.user, grants=request.grants)  # type: ignore[arg-type,attr-defined]
            refusal = action.refusal if action.is_allowed else ""
            possible = action.is_allowed and not refusal
            request.edited, request.not_now = row, refusal  # type: ignore[attr-defined]
            request.editing = (action, self._form(action)) if possible else None  # type: ignore[attr-defined]
        found: tuple[Action, Any] | None = request.editing  # type: ignore[attr-defined]
        return found

    def _form(self, action: Action, *sent: Any) -> Any:
        """The action's own form, as Django's pages read that of a record."""
        form = (self.form_class or action.form)(*sent, initial=action.get_initial(), **action.get_form_kwargs())
        if not isinstance(form, ModelForm):
            form.instance, form._meta = action.row, modelform_factory(self.model, fields=())._meta
        return form

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may edit it, while it can be edited; else it is shown."""
        return obj is None or self._editing(request, obj) is not None

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What makes the form: the empty one is there; one that was sent has what refused it before."""
        editing = self._editing(request, obj) if obj is not None else None
        if editing is None:
            return super().get_form(request, obj, change=change, **kwargs)
        action, empty = editing

        def make(*sent: Any, instance: Any) -> Any:
            del instance
            form = self._form(action, *sent) if sent else empty
            if sent and (refusal := getattr(request, "refusal", None)):
                form.full_clean()
                form.refuse(refusal)
            return form

        return make

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The form's fields, then what else there is to read; above what cannot be edited now, why."""
        editing = self._editing(request, obj) if obj is not None else None
        if editing is None:
            why = getattr(request, "not_now", "")
            return [(title, options | {"description": why}) for title, options in super().get_fieldsets(request, obj)]
        action, form = editing
        set_elsewhere = _("What is shown without a field is set by acts on the portal's pages.")
        return [
            (None, {"fields": list(form.fields), "description": " ".join(map(str, action.get_consequences()))}),
            (None, {"fields": self.get_readonly_fields(request, obj), "description": set_elsewhere}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the form does not ask."""
        editing = self._editing(request, obj) if obj is not None else None
        if editing is None:
            return super().get_readonly_fields(request, obj)
        asked = {*editing[1].fields, *self.asked_too}
        return [self._column(name) for name in self.fields or () if name not in asked]

    def save_form(self, request: HttpRequest, form: Any, change: bool) -> Any:
        """The row itself; the form wrote on a copy."""
        return form.record

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Wait for `save_related`, whose refusal the form shows."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Carry out the action, which writes the log; an unchanged form does nothing."""
        facts = {"by": request.user, "grants": request.grants}  # type: ignore[attr-defined]
        with suppress(AlreadyDone):
            self.edit.do(form.record, **facts, version=form.cleaned_data["seen_version"], **form.given)

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> Any:
        """What changed stands in the portal's own log."""
        return []


PARTS_OF_DATES = ("_start_text", "_end_text", "_text")


def _asked(sets: Any, read_only: Collection[Any]) -> list[Any]:
    """The sets without what is only read, and those that had nothing else not at all."""
    found = []
    for title, options in sets:
        fields = [name for name in options["fields"] if name not in read_only]
        if fields:
            found.append((title, {**options, "fields": fields}))
    return found


class RecordAdmin(PortalAdmin):
    """A record that is saved with its acts written down; a service's refusal is a form error.

    `fixed` fields are read-only once the record exists. `code_from` are the fields whose text proposes a code.
    `once` is what a description says of a new record alone, and what it says later.
    """

    form: type[ModelForm] = RecordForm
    code_from: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    once: tuple[Any, Any] = ("", "")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What never changes after the first save is shown, not asked."""
        fields = tuple(super().get_readonly_fields(request, obj))
        if obj is None:
            return fields
        return (*fields, *self.fixed)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """A code is proposed from the English name, and stays."""
        return {"code": self.code_from} if obj is None and self.code_from else {}

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """As declared; a new record has only what is asked."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return _asked(sets, self.get_readonly_fields(request))
        new, later = self.once
        described = {"description": later}
        return [
            (title, options | described if new and options.get("description") == new else options)
            for title, options in sets
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form with what refused the save before this one."""
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

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

    @one_act()
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
        facts = {"fields": ", ".join(changed)} if change else {}
        action = "record-changed" if change else "record-added"
        keeper = getattr(obj, "home_strand_id", None)  # of what strands share
        write_audit(action=action, by=request.user, record=obj, strand_id=keeper, **facts)  # type: ignore[arg-type]


class VersionedAdmin(Mended, WithHistory, RecordAdmin):
    """A versioned record: its form carries the version."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The version rides in the first fieldset of an existing record."""
        sets = list(super().get_fieldsets(request, obj))
        if obj is not None:
            title, options = sets[0]
            sets[0] = (title, {**options, "fields": [*options["fields"], "seen_version"]})
        return sets

    def store(self, request: HttpRequest, obj: Any) -> None:
        """By the administrator, over the version that the form carried."""
        obj.save(by=request.user)
