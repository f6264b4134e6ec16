"""What people wrote, made fit for a document: whole letters, one kind of line end, nothing that steers a program."""

from __future__ import annotations

import unicodedata

# Marks that turn the reading direction of what follows: a name could so be made to read as another.
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT = frozenset("\n\t")


def plain_text(text: object) -> str:
    """The text in composed letters (NFC), lines ended by a line feed, without control characters.

    A Korean name typed on a Mac comes as loose letters, for which fonts have no signs and searches no match; control
    characters and halves of surrogate pairs are no XML at all.
    """
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(character for character in unicodedata.normalize("NFC", lines) if _may_stay(character))


def _may_stay(character: str) -> bool:
    if character in _KEPT:
        return True
    is_noncharacter = (ord(character) & 0xFFFE) == 0xFFFE or "\ufdd0" <= character <= "\ufdef"
    return unicodedata.category(character) not in {"Cc", "Cs"} and character not in _DIRECTION and not is_noncharacter
