"""Records that one action edits, on the portal's pages and in the administration alike."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from django.forms import ModelForm, modelform_factory
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from core.actions import Action
from core.admin.lists import ReadOnlyAdmin
from core.errors import AlreadyDone


class EditedAdmin(ReadOnlyAdmin):
    """What its edit action edits: the form, the lock, the refusals and the entry in the log are those of its page.

    What the form does not ask is shown below it, without the columns in `asked_too`, which the form asks in fields of
    other names. Nothing is added here.
    """

    edit: ClassVar[type[Action]]
    asked_too: ClassVar[tuple[str, ...]] = ()

    def _editing(self, request: HttpRequest, row: Any) -> tuple[Action, Any] | None:
        """The action on the row and its empty form, made once a request; None where it cannot be carried out."""
        if getattr(request, "edited", None) is not row:
            action = self.edit(row, by=request.user, grants=request.grants)  # type: ignore[arg-type,attr-defined]
            possible = action.is_allowed and not action.refusal
            request.edited = row  # type: ignore[attr-defined]
            request.editing = (action, self._form(action)) if possible else None  # type: ignore[attr-defined]
        found: tuple[Action, Any] | None = request.editing  # type: ignore[attr-defined]
        return found

    def _form(self, action: Action, *sent: Any) -> Any:
        """The action's own form, as Django's pages read that of a record."""
        form = action.form(*sent, initial=action.get_initial(), **action.get_form_kwargs())
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
        """The form's fields, then what else there is to read."""
        editing = self._editing(request, obj) if obj is not None else None
        if editing is None:
            return super().get_fieldsets(request, obj)
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
