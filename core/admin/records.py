"""Records that the administration saves, with their acts written down."""

from __future__ import annotations

from collections.abc import Collection
from itertools import pairwise
from typing import Any, ClassVar

from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from core.admin.lists import PortalAdmin
from core.admin.past import WhatChanged, past_fieldsets
from core.admin_forms import SILENT_FIELDS, RecordForm
from core.formats import format_moment
from core.models import one_act, write_audit
from core.period_forms import texts_of

PARTS_OF_DATES = ("_start_text", "_end_text", "_text")


def shows_past(request: HttpRequest) -> bool:
    """Whether the request is for an earlier state of a record."""
    return getattr(request, "shows_past", False)


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

    `fixed` fields are read-only once the record exists. `fixed_periods` too: their two form
    fields make room for the column `<name>_shown`. `code_from` are the fields whose text
    proposes a code. `once` is what a description says of a new record alone, and what it says later.
    """

    form: type[ModelForm] = RecordForm
    code_from: ClassVar[tuple[str, ...]] = ()
    fixed: ClassVar[tuple[str, ...]] = ()
    fixed_periods: ClassVar[tuple[str, ...]] = ()
    once: ClassVar[tuple[Any, Any]] = ("", "")

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
        """As declared; a new record has only what is asked, an existing one shows its fixed periods as text."""
        sets = super().get_fieldsets(request, obj)
        if obj is None:
            return _asked(sets, self.get_readonly_fields(request))
        shown: dict[Any, Any] = {texts_of(name): f"{name}_shown" for name in self.fixed_periods}
        return [
            (title, {**self._described(options), "fields": [shown.get(field, field) for field in options["fields"]]})
            for title, options in sets
        ]

    def _described(self, options: Any) -> Any:
        new, later = self.once
        return {**options, "description": later} if new and options.get("description") == new else options

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form without the fixed periods, and with what refused the save before this one."""
        form = super().get_form(request, obj, change=change, **kwargs)
        left_out = {text for name in self.fixed_periods for text in texts_of(name)} if obj else set()
        extra = {"left_out": frozenset(left_out), "refusal": getattr(request, "refusal", None)}
        return type(form.__name__, (form,), extra)

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


class VersionedAdmin(SimpleHistoryAdmin, RecordAdmin):
    """A versioned record: its form carries the version, its history is shown and never put back."""

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The version rides in the first fieldset of an existing record; a state of the past is text to read."""
        sets = list(super().get_fieldsets(request, obj))
        if shows_past(request):
            return past_fieldsets(sets, self._column, self)
        if obj is not None:
            title, options = sets[0]
            sets[0] = (title, {**options, "fields": [*options["fields"], "seen_version"]})
        return sets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of a state of the past."""
        if shows_past(request):
            return tuple(flatten_fieldsets(self.get_fieldsets(request, obj)))
        return super().get_readonly_fields(request, obj)

    def get_historical_record_context_helper(self, request: HttpRequest, historical_record: Any) -> WhatChanged:
        """Changes in the words of the portal's pages."""
        return WhatChanged(self, historical_record)

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
        """Show an older state with its moment; a state of the past is never itself saved."""
        if request.method == "POST":
            raise PermissionDenied
        state = get_object_or_404(self.model.history, history_id=version_id, id=object_id)
        request.shows_past = True  # type: ignore[attr-defined]
        named = {"record": state.instance, "moment": format_moment(timezone.localtime(state.history_date))}
        extra = {"title": _("%(record)s, as of %(moment)s") % named, **(extra_context or {})}
        return super().history_form_view(request, object_id, version_id, extra)
