"""The way back from an act: the act that takes it back, and all that its form would send, offered in the message."""

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from django.contrib.messages.storage.base import Message
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm, BoundField
from django.http import Http404, HttpRequest
from django.urls import resolve, reverse

from core.texts import UNDONE

if TYPE_CHECKING:
    from core.action_views import ActPage

ASKS = "asks"  # in what is sent: the form is shown, filled, and not yet carried out
_MOST = 20_000  # letters that a message carries along; who changed more than that finds it in the history


@dataclass(frozen=True, slots=True)
class Undo:
    """What takes an act back: the address of the act that does it, and what its form sends, as name and value.

    One that `asks` leads to its form, filled, because it wants a reason; any other is one click.
    """

    url: str
    fields: list[tuple[str, str]]
    asks: bool

    def packed(self) -> str:
        """As text, for the message that carries it."""
        return json.dumps(asdict(self))

    @classmethod
    def of(cls, message: Message) -> Self | None:
        """What a message carries; nothing where its act is not taken back."""
        packed = message.extra_tags or ""
        return cls(**json.loads(packed)) if packed.startswith("{") else None


def find_undo(request: HttpRequest, name: str, words: dict[str, Any], values: dict[str, Any]) -> Undo | None:
    """The act of the name on the record that the words lead to, its form filled with the values.

    Nothing where the reader may not carry it out, or finds none.
    """
    url = reverse(name, kwargs=words)
    found = resolve(url)
    page: ActPage = found.func.view_class()  # type: ignore[attr-defined]
    page.setup(request, **found.kwargs)
    try:
        page.require(page.record)
        form = page.form_class(initial=page.get_initial(), **page.get_form_kwargs())
    except (Http404, PermissionDenied):
        return None
    return undo_by(request, page, values, url=url, form=form)


def undo_by(request: HttpRequest, back: Any, values: dict[str, Any], *, url: str, form: Any = None) -> Undo | None:
    """What sends the form of `back` (an action, or its page) filled with the values; nothing where that is too much."""
    form = form or back.form(initial=back.get_initial(), **back.get_form_kwargs())
    form.initial |= values
    asks = back.undo_asks or any(
        field.required and (key == "reason" or form[key].value() in (None, "", []))
        for key, field in form.fields.items()
    )
    if asks and "reason" in form.fields:
        form.initial.setdefault("reason", str(UNDONE))
    fields = [(key, value) for key in form.fields if key != "once" for value in _sent(form[key])]
    if sum(len(value) for _key, value in fields) > _MOST:
        return None
    if asks:
        fields.append((ASKS, "on"))
    elif "next" in request.POST:
        fields.append(("next", str(request.POST["next"])))
    return Undo(url, fields, asks)


def _sent(bound: BoundField) -> list[str]:
    """What a browser sends of a field that nobody touches."""
    widget = bound.field.widget
    if widget.needs_multipart_form:
        return []
    value = widget.format_value(bound.value())
    every = value if isinstance(value, (list, tuple)) else [value]
    return [str(one) for one in every if one not in (None, "")]


def values_before(form: BaseForm) -> dict[str, Any]:
    """What stood in the fields that were changed; reasons are given anew."""
    shown = [name for name in form.changed_data if name != "reason" and not form.fields[name].widget.is_hidden]
    return {name: form[name].initial for name in shown}
