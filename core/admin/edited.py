"""Records that one action edits, on the portal's pages and in the administration alike."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, ClassVar

from django.forms import modelform_factory
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

    def _action(self, request: HttpRequest, row: Any) -> Action:
        return self.edit(row, by=request.user, grants=request.grants)  # type: ignore[arg-type,attr-defined]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may edit it, while it can be edited; else it is shown."""
        if obj is None:
            return True
        action = self._action(request, obj)
        return action.is_allowed and not action.refusal

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The action's own, made as Django makes the form of a record."""
        if obj is None or not self.has_change_permission(request, obj):
            return super().get_form(request, obj, change=change, **kwargs)
        action = self._action(request, obj)

        class Form(action.form):  # type: ignore[name-defined]
            _meta = getattr(action.form, "_meta", None) or modelform_factory(self.model, fields=())._meta
            instance = obj

            def __init__(self, data: Any = None, files: Any = None, **_instance: Any) -> None:
                super().__init__(data, files, initial=action.get_initial(), **action.get_form_kwargs())

            def full_clean(self) -> None:
                super().full_clean()
                if self.is_bound and (refusal := getattr(request, "refusal", None)):
                    self.refuse(refusal)

        return Form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The form's fields, then what else there is to read."""
        sets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return sets
        asked = list(self.get_form(request, obj)().fields)
        title = _("What is shown without a field is set by acts on the portal's pages.")
        return [
            (None, {"fields": asked, "description": " ".join(map(str, self._action(request, obj).get_consequences()))}),
            (None, {"fields": self.get_readonly_fields(request, obj), "description": title}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the form does not ask."""
        if obj is None or not self.has_change_permission(request, obj):
            return super().get_readonly_fields(request, obj)
        asked = {*self.get_form(request, obj)().fields, *self.asked_too}
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
