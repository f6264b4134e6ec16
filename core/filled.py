"""What the form of an act is filled with when its page is opened: what a message proposed, or what was typed before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.forms import BaseForm
    from django.http import HttpRequest, QueryDict

PAGE_LANGUAGE = "page_language"  # what the buttons to the other language are called; no field of a form is
FILLED = "filled"  # in an address: the form is filled with what the session keeps for its page
# What is of one sending alone, or of the button that was pressed.
_NOT_TYPED = ("csrfmiddlewaretoken", "once", PAGE_LANGUAGE)


def filled_address(url: str) -> str:
    """The address at which the form is filled."""
    return f"{url}{'&' if '?' in url else '?'}{FILLED}"


def keep_values(request: HttpRequest, path: str, values: dict[str, Any]) -> None:
    """Keep for the page at a path what its form is filled with; what was kept before is forgotten."""
    request.session[FILLED] = {"path": path, "values": values}


def typed_values(sent: QueryDict) -> dict[str, Any]:
    """What somebody typed into a form and sends elsewhere, by field; several values of one field as a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in sent.lists() if name not in _NOT_TYPED}


def fill(form: BaseForm, request: HttpRequest) -> None:
    """Fill a form that nobody has sent; nothing happens unless its address asks for it.

    A field of which nothing was kept is empty: a box that was not ticked is not sent.
    """
    kept = request.session.get(FILLED, {}) if FILLED in request.GET else {}
    if kept.get("path") == request.path:
        fill_with(form, kept["values"])


def fill_with(form: BaseForm, values: dict[str, Any]) -> None:
    """Fill a form that nobody has sent with these values of its fields; the others are empty."""
    shown = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    form.initial.update(dict.fromkeys(shown) | values)
