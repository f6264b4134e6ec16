"""What each section of a report is made of: blocks to read, and sheets to count with, both from the snapshot alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.blocks import Block
from core.periods import PartialDate
from reports.progress.rendering.words import Words

# A cell of a sheet: an empty one is None, and is no zero.
type Cell = str | int | float | dt.date | PartialDate | None
type Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to count with: one sheet of a workbook, one CSV file. `key` is its file name, such as `milestones`."""

    key: str
    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Part:
    """A section in blocks (headings begin at level 2), and its sheets.

    Both are made of the section's data in the snapshot and the words of the language, and read nothing else.
    Of a section in which nothing is told `blocks` says so in a sentence, so that no section is empty.
    """

    blocks: Callable[[Data, Words], Iterable[Block]]
    sheets: Callable[[Data, Words], Iterable[Sheet]]
