"""Which characters the embedded font can show, read from the font itself."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from core.plain_text import plain_text

FONTS = Path(__file__).resolve().parent / "fonts"
FONT = FONTS / "Pretendard-Regular.otf"
# A crossed box: no text has one, so whoever reads it sees that a sign is missing.
STAND_IN = "⌧"
# They are drawn by nothing: joiners, soft hyphens, and what chooses between forms of the sign before them.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u00ad\ufeff")
_LONG_WORD = re.compile(r"[^\s\u200b]{30,}")
_PIECE = 10  # letters, so that a piece fits the narrowest column


@cache
def covered(font: Path = FONT) -> frozenset[int]:
    """The code points that a font has a sign for, from the table `cmap` in format 12."""
    content = font.read_bytes()
    start = _table(content, b"cmap")
    (count,) = struct.unpack_from(">H", content, start + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">L", content, start + 4 + 8 * number + 4)
        if struct.unpack_from(">H", content, start + offset)[0] == 12:
            return frozenset(_code_points(content, start + offset))
    message = f"{font.name} has no table of characters in format 12"
    raise ValueError(message)


def _table(content: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", content, 4)
    for number in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        if tag == wanted:
            return int(offset)
    message = f"the font has no table {wanted.decode()}"
    raise ValueError(message)


def _code_points(content: bytes, start: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">L", content, start + 12)
    for number in range(groups):
        first, last, _glyph = struct.unpack_from(">LLL", content, start + 16 + 12 * number)
        yield from range(first, last + 1)


def missing_characters(text: str) -> list[str]:
    """The characters of a text that a PDF cannot show, each once, in their order: Hanja and emoji, for instance.

    Whoever makes a document in which each letter counts, such as a letter to a person by name, asks first.
    """
    known = covered()
    return list(dict.fromkeys(c for c in plain_text(text) if _shown(c, known) == STAND_IN != c))


def printable(text: object) -> str:
    """The text as a PDF can show it: `STAND_IN` for each character the font lacks; words without end may break."""
    known = covered()
    shown = "".join(_shown(character, known) for character in plain_text(text))
    return _LONG_WORD.sub(lambda word: "\u200b".join(_pieces(word[0])), shown)


def drawable(text: str) -> str:
    """Markup such as SVG with `STAND_IN` for each character the font lacks, and nothing else changed."""
    known = covered()
    return "".join(_shown(character, known) for character in plain_text(text))


def _shown(character: str, known: frozenset[int]) -> str:
    if character in _INVISIBLE:
        return ""
    return character if character in "\n\t" or ord(character) in known else STAND_IN


def _pieces(word: str) -> Iterator[str]:
    for start in range(0, len(word), _PIECE):
        yield word[start : start + _PIECE]
