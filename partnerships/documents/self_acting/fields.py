"""The fields of a text document, read in the order in which they stand: which of them talk to other programs."""

from __future__ import annotations

from partnerships.documents.refused_files import dde, linked, too_much

_KEPT = 64  # letters of a field's code that are kept: its first word says what it does
_DEEPEST = 200
_NAMES = "DDEAUTO"


class Fields:
    """Told of each beginning, code, middle and end; raises DomainError, field `file`, for a field that acts."""

    def __init__(self) -> None:
        self._open: list[str] = []

    def begin(self) -> None:
        """One within another; what it comes to becomes a part of the other's code."""
        # A name that another field puts together stands in no document that people write.
        if self._open and _NAMES.startswith(self._open[-1].upper()):
            raise dde()
        self._open.append("")
        if len(self._open) > _DEEPEST:
            raise too_much()

    def code(self, text: str) -> None:
        """A piece of the code of the innermost field; programs write one word in several pieces."""
        if not self._open:
            self._open.append("")
        self._open[-1] = (self._open[-1] + text).lstrip()[:_KEPT]
        if self._open[-1].upper().startswith("DDE"):
            raise dde()

    def middle(self) -> None:
        """The code has ended; what it came to follows."""
        if self._open:
            check_code(self._open[-1])
            self._open[-1] += " \0"

    def end(self) -> None:
        """The innermost field has ended."""
        if self._open:
            check_code(self._open.pop())


def check_code(code: str) -> None:
    """Raise DomainError, field `file`, for a field of DDE, or one that is read from another file."""
    word = code.strip().strip('"').upper()
    if word.startswith("DDE"):
        raise dde()
    if word.split(maxsplit=1)[:1] == ["LINK"]:
        raise linked()
