"""The page of any action, and its address."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import FileField
from django.http import Http404
from django.shortcuts import redirect
from django.urls import path
from django.utils.functional import cached_property

from core.actions import ACTIONS, Action
from core.acts import ActPage
from core.models import one_act
from core.undo import ASKS, Undo, undo_by

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class ActionView(ActPage):
    """The page of an action; who sends the form holds the row from the look-up on."""

    action_class: ClassVar[type[Action]]
    in_transaction: ClassVar[Any] = staticmethod(one_act)

    @classmethod
    def of(cls, action: type[Action]) -> Any:
        """The view of an action."""
        facts: dict[str, Any] = {"action_class": action, "template_name": action.template}
        facts |= {"danger": action.danger, "refused_page": action.refused_template, "undo_asks": action.undo_asks}
        facts["undone_by"] = f"{action.on._meta.app_label}:{action.undo}" if action.undo else ""
        return type(f"{action.__name__}View", (cls,), facts).as_view()  # type: ignore[attr-defined]

    def get_record(self) -> Any:
        """The row of the address among those visible, else 404; locked where a form is sent."""
        sent = self.request.method == "POST" and ASKS not in self.request.POST
        return self._find_row(locked=sent)

    def _find_row(self, *, locked: bool) -> Any:
        row = self.action_class.find(self.grants, self.kwargs, locked=locked)
        if row is None:
            raise Http404
        return row

    @cached_property
    def action(self) -> Action:
        """The action on the row, as the reader would carry it out."""
        return self.action_class(self.record, by=self.request.user, grants=self.grants, asked=self.request.GET)

    def require(self, row: Any) -> None:
        """Refuse (403) whoever may not."""
        del row
        if not self.action.is_allowed:
            raise PermissionDenied

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST":
            return self.post(request, *args, **kwargs)
        return super().dispatch(request, *args, **kwargs)

    @property
    def title(self) -> Any:
        return self.action.title

    @property
    def form_class(self) -> type[Any]:  # type: ignore[override]
        """As the action says; it may depend on the row."""
        form: type[Any] = self.action.form
        return form

    @property
    def submit_label(self) -> Any:
        """As its button, unless the form has a label of its own."""
        return self.action.submit_label or self.action.button

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if instead := self.action.get_instead():
            messages.info(request, instead[0])
            return redirect(instead[1])
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Look at files first: however long that takes, no transaction waits for it. The form says what is wrong."""
        for name, field in getattr(self.action_class.form, "base_fields", {}).items():
            if name in request.FILES and isinstance(field, FileField):
                with suppress(ValidationError):
                    field.clean(request.FILES[name])
        return super().post(request, *args, **kwargs)

    def act(self, form: Any) -> str:
        return self.action.carry_out(**form.given)

    def read_again(self, form: Any, fault: Exception) -> None:
        """The row as it is stored: the one in hand may have been written on. No transaction is left to lock it in."""
        del fault
        if form is not None and not form.is_valid():
            return
        self.__dict__.pop("action", None)
        self.record = self._find_row(locked=False)
        if form is not None:
            form.record = self.record

    def get_undo(self, form: Any) -> Undo | None:
        """The action that takes it back, on the row in hand."""
        action = self.action
        values = action.get_undo_values(form) if action.undo else None
        if values is None:
            return None
        back = ACTIONS[action.undo](action.outcome, by=action.by, grants=action.grants)
        # What an address has beside its words, such as the filters of a list, belongs to the action itself.
        query = self.request.GET.urlencode() if action.undo == action.key else ""
        url = f"{back.url}?{query}" if query else back.url
        return undo_by(self.request, back, values, url=url) if back.is_allowed else None

    def get_form_kwargs(self) -> dict[str, Any]:
        return self.action.get_form_kwargs()

    def get_initial(self) -> dict[str, Any]:
        return self.action.get_initial()

    def get_question(self) -> str:
        return str(self.action.question)

    def get_refusal(self) -> str:
        return self.action.refusal

    def get_consequences(self) -> list[str]:
        return self.action.get_consequences()

    def get_done_url(self) -> str:
        return self.action.get_done_url()

    def get_back_url(self) -> str:
        return self.action.get_back_url()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With where the page lies, and what the action's template needs."""
        row = self.record
        pairing = getattr(row, "pairing", None)
        places = {
            "pairing": pairing,
            "strand": getattr(pairing or row, "strand", row),
            "crumbs": self.action.get_crumbs(),
        }
        return super().get_context_data(**places | self.action.get_context(), **kwargs)


def action_path(prefix: str, action: type[Action], model: str = "") -> Any:
    """The address of an action's page: below that of its row, with its key after the model's name.

    `model` is that name, where it has several words.
    """
    leaf = action.key.removeprefix(f"{model}-") if model else action.key.partition("-")[2]
    return path(f"{prefix}/{leaf}/", ActionView.of(action), name=action.key)
