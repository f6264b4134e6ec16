"""The registered names of actions: an entry of an unknown one is a programming error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from core.formats import format_period, join_names
from core.periods import Period
from core.texts import in_readers_language

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Kind(TextChoices):
    """What an entry tells of: a change of a record, or of what one side keeps for itself; or of no change at all."""

    CHANGE = "change", _("Change")
    OWN = "own"
    LOOK = "look", _("Look")
    MAIL = "mail", _("Mail")
    SIGN_IN = "sign-in", _("Sign-in")
    REFUSAL = "refusal", _("Refusal")


QUIET = (Kind.LOOK, Kind.MAIL, Kind.SIGN_IN, Kind.REFUSAL)  # those that change no record
VISITS = (Kind.SIGN_IN, Kind.REFUSAL)  # of who came, and what was refused
KEPT_DAYS = 365  # how long those are kept
INVITATION = "partnerships.invitation"  # whose names in the log go where nobody used it
KEPT_UNUSED_DAYS = 30  # so long after its end

_ACTIONS: dict[str, _StrPromise | str] = {}
_NEWS: dict[str, _StrPromise | str] = {}
_WORDS: dict[str, Mapping[str, Mapping[str, Any]]] = {}
_KINDS: dict[str, Kind] = {}
REFUSED = "refused"
# Parameters that hold a date or a period as `iso` writes it.
_DATES = ("old", "new", "until")
# The parameter that holds a checksum, and how much of it a sentence shows; the register of acts has the whole.
CHECKSUM = "sha256"
_CHECKSUM_SHOWN = 12


def register(
    name: str,
    label: _StrPromise | str,
    words: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    kind: Kind = Kind.CHANGE,
    news: _StrPromise | str = "",
) -> str:
    """Make an action known, and give its name; `label` is a sentence with %(…)s for the entry's parameters.

    Where one reads otherwise than several, it is an ngettext_lazy that names the parameter to count by.
    `words` gives, for a parameter that holds a code, what the reader sees for each code. `news` says to others what was
    done: which `city` did it, with `what`, and what came of it.
    """
    if name in _ACTIONS:
        message = f"the action {name} is registered twice"
        raise ValueError(message)
    _ACTIONS[name] = label
    _WORDS[name] = words or {}
    _KINDS[name] = kind
    if news:
        _NEWS[name] = news
    return name


def kind_of(name: str) -> Kind:
    """What a registered action does."""
    return _KINDS[name]


def is_registered(name: str) -> bool:
    """Whether an app has registered the action."""
    return name in _ACTIONS


class _Absent(int):
    """What an entry does not hold: a dash to the reader, and none where a sentence counts by it."""

    def __str__(self) -> str:
        return "–"


class _Known(dict[str, Any]):
    """Parameters of which a missing one shows as a dash, so that old entries stay readable."""

    def __missing__(self, key: str) -> _Absent:
        return _Absent()


def sentence(name: str, parameters: dict[str, Any]) -> str:
    """The action in the reader's language, with its dates, its codes and what it names in that language too."""
    return str(_ACTIONS[name] % _shown(name, parameters))


def news(names: Iterable[str], parameters: dict[str, Any]) -> tuple[str, dict[str, Any]] | None:
    """How an act of these actions is told to others, and with which parameters; the last that has a sentence tells it.

    What an act `led_to` has a sentence of its own (`news_of`).
    """
    for name in reversed(list(names)):
        if found := _NEWS.get(f"{name}:{parameters.get('led_to', '')}") or _NEWS.get(name):
            return str(found), _shown(name, parameters)
    return None


def news_of(name: str, led_to: str, news: _StrPromise | str) -> None:
    """The news of an action that led to something."""
    _NEWS[f"{name}:{led_to}"] = news


def _shown(name: str, parameters: dict[str, Any]) -> _Known:
    shown = {key: in_readers_language(value) if isinstance(value, dict) else value for key, value in parameters.items()}
    for key in _DATES:
        if isinstance(shown.get(key), str):
            shown[key] = _date(shown[key])
    if len(checksum := str(shown.get(CHECKSUM, ""))) > _CHECKSUM_SHOWN:
        shown[CHECKSUM] = f"{checksum[:_CHECKSUM_SHOWN]}…"
    for key, words in _WORDS[name].items():
        codes = shown.get(key, "–")
        several = isinstance(codes, list)
        shown[key] = join_names([str(words.get(code, code)) for code in codes]) if several else words.get(codes, codes)
    return _Known(shown)


def _date(text: str) -> str:
    try:
        return format_period(Period.parse(text)) or "–"
    except ValueError:
        return text


register(REFUSED, _("Was refused: %(address)s"), kind=Kind.REFUSAL)
register("record-added", _("Added"))
register("record-changed", _("Changed: %(fields)s"))
register("record-code-changed", _("Changed the code from %(before)s to %(after)s"))
register("record-deleted", _("Deleted"))
register("record-restored", _("Restored the texts of version %(number)s"))
register("pack-loaded", _("Loaded a pack: %(added)s added, %(changed)s changed"))
