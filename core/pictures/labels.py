"""Estimated widths of texts in a figure, so that labels neither overlap nor run out of it."""

import unicodedata

NARROW = frozenset("iIljft.,:;'|!()[]{}/-· ‘’")
WIDE = frozenset("mwMW@%—…")
# The reader's system font is unknown; these are ems of a rather wide one.
NARROW_EM = 0.36
WIDE_EM = 0.95
CAPITAL_EM = 0.72
OTHER_EM = 0.6
BOLD = 1.1


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The estimated width of a line of text in pixels, rather too wide than too narrow."""
    ems = sum(_em(character) for character in text)
    return ems * size * (BOLD if bold else 1)


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text itself if it fits the room, else its beginning with an ellipsis; what is quoted is quoted to its end."""
    if text_width(text, size, bold=bold) <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        kept = text[:end].rstrip()
        shown = f"{kept}…”" if kept.count("“") > kept.count("”") else f"{kept}…"
        if text_width(shown, size, bold=bold) <= room:
            return shown
    return ""


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 2) -> list[str]:
    """The text in up to `most` lines, broken between words; what has no room even so ends in an ellipsis."""
    lines: list[str] = []
    rest = text.split() or [""]
    while rest and len(lines) < most - 1:
        fits = len(rest)
        while fits > 1 and text_width(" ".join(rest[:fits]), size, bold=bold) > room:
            fits -= 1
        lines.append(shorten(" ".join(rest[:fits]), room, size, bold=bold))
        rest = rest[fits:]
    return [*lines, shorten(" ".join(rest), room, size, bold=bold)] if rest else lines


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character in NARROW:
        return NARROW_EM
    if character in WIDE:
        return WIDE_EM
    if character.isupper():
        return CAPITAL_EM
    return OTHER_EM
