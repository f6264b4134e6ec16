"""The languages that something on an agenda is held in: those of the Union, Korean, and some that partners speak."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.conf.locale import LANG_INFO
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from core.folding import fold

# Codes of ISO 639-1 with the English name that Django translates; English and Korean first, as most is held in them.
LANGUAGES: dict[str, str] = {
    code: LANG_INFO[code]["name"] if code in LANG_INFO else name
    for code, name in {
        "en": "", "ko": "", "bg": "", "ca": "", "cs": "", "da": "", "de": "", "el": "", "es": "", "et": "", "eu": "",
        "fi": "", "fr": "", "ga": "", "hr": "", "hu": "", "it": "", "lt": "", "lv": "", "mt": _("Maltese"), "nl": "",
        "pl": "", "pt": "", "ro": "", "sk": "", "sl": "", "sv": "",
    }.items()
}  # fmt: skip


def named_languages() -> list[tuple[str, str]]:
    """Each language with its name in the reader's own, in the order of these names behind English and Korean."""
    named = list(zip(LANGUAGES, language_names(LANGUAGES), strict=True))
    return named[:2] + sorted(named[2:], key=lambda one: fold(one[1]))


def offered_languages(chosen: Collection[str]) -> list[tuple[str, str | list[tuple[str, str]]]]:
    """The same for a form: English, Korean and what is chosen stand open, the others together behind one head."""
    named = named_languages()
    near = [one for one in named if one[0] in {"en", "ko", *chosen}]
    return [*near, (gettext("Other languages"), [one for one in named if one not in near])]


def language_names(codes: Iterable[str]) -> list[str]:
    """The names of languages in the reader's own; a code that the list does not have stands as it is."""
    return [gettext(LANGUAGES[code]) if code in LANGUAGES else code for code in codes]
