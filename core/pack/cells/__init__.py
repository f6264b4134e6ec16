"""The kinds of cells a pack has: how each is read, checked, and written again."""

from core.pack.cells.cell import Cell, CellFault
from core.pack.cells.codes import EVERY, Code, Codes, Reference, References, referred_codes
from core.pack.cells.days import Day, Time
from core.pack.cells.numbers import Integer, Number
from core.pack.cells.places import Countries, Country, TimeZone
from core.pack.cells.texts import Choice, Sources, Text

__all__ = [
    "EVERY",
    "Cell",
    "CellFault",
    "Choice",
    "Code",
    "Codes",
    "Countries",
    "Country",
    "Day",
    "Integer",
    "Number",
    "Reference",
    "References",
    "Sources",
    "Text",
    "Time",
    "TimeZone",
    "referred_codes",
]
