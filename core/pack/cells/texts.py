"""Cells of text: texts, web addresses, one of a few fixed words."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from core.pack.cells.cell import Cell, CellFault


@dataclass(frozen=True)
class Text(Cell):
    """Any text, no longer than its field."""

    longest: int | None = None

    def parse(self, text: str) -> str:
        """Take the text as it is."""
        if self.longest is not None and len(text) > self.longest:
            raise CellFault(_("This text is longer than %(longest)d characters.") % {"longest": self.longest})
        return text


@dataclass(frozen=True)
class Sources(Text):
    """One or more web addresses separated by `` ; ``."""

    def parse(self, text: str) -> str:
        """Refuse what is no web address, because pages make links of it."""
        for address in text.split(" ; "):
            try:
                parts = urlsplit(address.strip())
                known = parts.scheme in {"http", "https"} and bool(parts.hostname)
            except ValueError:
                known = False
            if not known or re.search(r"\s", address.strip()):
                raise CellFault(
                    _("“%(address)s” is not a web address; several are separated by “ ; ”.") % {"address": address}
                )
        return super().parse(text)


@dataclass(frozen=True)
class Choice(Cell):
    """One of a few fixed words."""

    allowed: tuple[str, ...]

    def parse(self, text: str) -> str:
        """Refuse any other word."""
        if text not in self.allowed:
            raise CellFault(_("One of these is wanted: %(allowed)s.") % {"allowed": ", ".join(self.allowed)})
        return text
