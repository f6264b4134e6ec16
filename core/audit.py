"""The registered names of actions: an entry of an unknown one is a programming error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_ACTIONS: dict[str, _StrPromise | str] = {}


def register(name: str, label: _StrPromise | str) -> None:
    """Make an action known; `label` is a sentence with %(…)s for the entry's parameters."""
    if name in _ACTIONS:
        message = f"the action {name} is registered twice"
        raise ValueError(message)
    _ACTIONS[name] = label


def is_registered(name: str) -> bool:
    """Whether an app has registered the action."""
    return name in _ACTIONS


class _Known(dict[str, Any]):
    """Parameters of which a missing one shows as a dash, so that old entries stay readable."""

    def __missing__(self, key: str) -> str:
        return "–"


def sentence(name: str, parameters: dict[str, Any]) -> str:
    """The action in the reader's language."""
    return str(_ACTIONS[name]) % _Known(parameters)


register("record-added", _("Added"))
register("record-changed", _("Changed: %(fields)s"))
register("record-restored", _("Restored an older version"))
register("pack-loaded", _("Loaded a pack: %(added)s added, %(changed)s changed"))
