"""A text that both sides confirm in its canonical form: what is hashed, stored, handed out and compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

_HEADING = re.compile(r"^ *\[")
_BAR = re.compile(r"[|\\]")


def canonical_text(*, kind: str, pairing: str, edition: int, body: dict[str, Any]) -> str:
    """One text as every reader and machine gets it: what is hashed, stored and handed out as a file.

    Unicode NFC, lines ended by LF alone and without blanks at their end, fields in the record's own order; a list
    has one line an item, and its values separated by ` | `. So two texts are equal where their bytes are: a line
    that looks like a field's name is set in by a blank, a bar or backslash inside a value follows a backslash.
    """
    lines = ["World Cities text 1", f"kind: {kind}", f"pairing: {pairing}", f"edition: {edition}", *text_lines(body)]
    return "\n".join(lines).rstrip("\n") + "\n"


def same_text(one: str, other: str) -> bool:
    """Whether two texts are one and the same once they are hashed."""
    return text_lines({"text": one}) == text_lines({"text": other})


def text_lines(body: dict[str, Any]) -> list[str]:
    """A text's fields as the lines that are hashed."""
    lines: list[str] = []
    for name, value in body.items():
        lines += ["", f"[{name}]"]
        if isinstance(value, list):
            lines += [_normal(_line(item)) for item in value]
        else:
            text = str(value).replace("\r\n", "\n").replace("\r", "\n")
            written = "\n".join(_normal(_HEADING.sub(r" \g<0>", line)) for line in text.split("\n"))
            lines += written.strip("\n").split("\n")
    return lines


def _normal(line: str) -> str:
    return unicodedata.normalize("NFC", line.rstrip())


def _line(item: Any) -> str:
    parts = item.values() if isinstance(item, dict) else [item]
    return " | ".join(" ".join(_BAR.sub(r"\\\g<0>", str(part)).split()) for part in parts)
