"""Cells of codes: a record's own, and those of records of other tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from core.pack.cells.cell import Cell, CellFault
from core.pack.cells.texts import Text

EVERY = "*"
_CODE = re.compile(r"[a-z0-9-]+", re.ASCII)


@dataclass(frozen=True)
class Code(Text):
    """The name of a record in packs and addresses."""

    longest: int | None = 80

    def parse(self, text: str) -> str:
        """Refuse what could not stand in an address."""
        if not _CODE.fullmatch(text):
            raise CellFault(_("A code has only lower-case letters, digits and hyphens."))
        return super().parse(text)


@dataclass(frozen=True)
class Reference(Cell):
    """The code of a record of another table, or ``*`` where the column stands for all."""

    table: str
    every: bool = False

    def parse(self, text: str) -> str:
        """Take one code; whether it is known shows when all tables are read."""
        if self.every and text == EVERY:
            return text
        return _referred(text)


@dataclass(frozen=True)
class Codes(Cell):
    """Several codes in their order, separated by ``;``; what they name the store looks up itself."""

    empty: ClassVar[Any] = ()

    def parse(self, text: str) -> tuple[str, ...]:
        """Take each code once."""
        return tuple(_referred(code) for code in listed(text))

    def write(self, value: Any) -> str:
        """Join them again."""
        return ";".join(value)


@dataclass(frozen=True)
class References(Codes):
    """Several codes of records of another table, or ``*`` alone where the column may stand for all."""

    table: str
    every: bool = False

    def parse(self, text: str) -> tuple[str, ...]:
        """Take each code once; whether they are known shows when all tables are read."""
        return (EVERY,) if self.every and text == EVERY else super().parse(text)


def referred_codes(cell: Cell, value: Any) -> Iterable[str]:
    """Give the codes that a cell's value refers to."""
    if isinstance(cell, References):
        return () if value == (EVERY,) else value
    return (value,) if isinstance(cell, Reference) and value not in {"", EVERY} else ()


def listed(text: str) -> list[str]:
    """The codes that ``;`` separates in a cell, each once; raises CellFault."""
    codes = [code.strip() for code in text.split(";")]
    if not all(codes):
        raise CellFault(_("There is an empty place between the semicolons."))
    for index, code in enumerate(codes):
        if code in codes[:index]:
            raise CellFault(_("“%(code)s” stands twice in this cell.") % {"code": code})
    return codes


def _referred(text: str) -> str:
    if text == EVERY:
        raise CellFault(_("“*” is not allowed in this column."))
    if not _CODE.fullmatch(text):
        raise CellFault(_("“%(code)s” is not a code.") % {"code": text})
    return text
