"""What changed between two texts, word by word, or between two lists, line by line."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

type Kind = Literal["same", "added", "removed"]

# White space, a mark that stands beside words, or a word. What is joined without a blank between stays one word:
# a Korean word with its particle, an emoji of several signs.
_WORDS = re.compile(r"\s+|[.,;:!?()\[\]{}“”‘’\"'·…、。]|[^\s.,;:!?()\[\]{}“”‘’\"'·…、。]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Words of both texts together; past it they are compared line by line, so that a page never waits for a comparison.
_MOST_WORDS = 12_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that stands in both texts (`same`), only in the newer (`added`) or only in the older."""

    kind: Kind
    text: str


def compare_texts(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order; where one replaces another, the removed one comes first.

    What is not `added` gives the older text, what is not `removed` the newer one.

    >>> [(piece.kind, piece.text) for piece in compare_texts("in March 2018", "in April 2018")]
    [('same', 'in '), ('removed', 'March'), ('added', 'April'), ('same', ' 2018')]
    """
    return _compared(*_split(_plain(old), _plain(new)))


def _compared(before: list[str], after: list[str]) -> list[Piece]:
    changes: list[tuple[Kind, list[str]]] = []
    # Blanks are matched beside words only, else every blank of a long text would be tried against every other.
    matcher = SequenceMatcher(str.isspace, before, after)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            changes.append(("same", before[i1:i2]))
        else:
            changes += [("removed", before[i1:i2]), ("added", after[j1:j2])]
    return _joined(changes)


def before(pieces: Iterable[Piece]) -> list[Piece]:
    """The older text of a comparison, with what was removed marked."""
    return [piece for piece in pieces if piece.kind != "added"]


def after(pieces: Iterable[Piece]) -> list[Piece]:
    """The newer text of a comparison, with what was added marked."""
    return [piece for piece in pieces if piece.kind != "removed"]


def _plain(text: str) -> str:
    """One way to end a line and one way to write a syllable: a Mac's keyboard may send Hangul in parts."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _split(old: str, new: str) -> tuple[list[str], list[str]]:
    words = _WORDS.findall(old), _WORDS.findall(new)
    if len(words[0]) + len(words[1]) > _MOST_WORDS:
        return _LINES.findall(old), _LINES.findall(new)
    return words


def _joined(changes: list[tuple[Kind, list[str]]]) -> list[Piece]:
    """Neighbours of one kind in one piece; a blank between two changed words counts as changed with them."""
    pieces: list[Piece] = []
    removed, added = "", ""

    def close() -> None:
        nonlocal removed, added
        pieces.extend(Piece(kind, text) for kind, text in (("removed", removed), ("added", added)) if text)  # type: ignore[arg-type]
        removed = added = ""

    for at, (kind, words) in enumerate(changes):
        text = "".join(words)
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        elif text.isspace() and "\n" not in text and removed and added and at + 1 < len(changes):
            removed, added = removed + text, added + text
        elif text:
            close()
            pieces.append(Piece("same", text))
    close()
    return pieces
