"""What a file says to its reader, as texts: a document's own words, and of a mixed one those in Korean alone.

A PDF is read before it is set: `typeset_as_data` stands in for typst, and gives what a template would have been given.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import unescape
from itertools import zip_longest
from typing import Any
from xml.etree import ElementTree as ET

from core.sent_files import CALENDAR, CSV, DOCX, PDF, TEXT, XLSX

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
# What a template is told for itself, such as how to set a block; no reader meets it.
_FOR_TEMPLATES = {"kind", "key", "format", "language", "url", "side", "letters", "mark"}
_OTHER_COLUMN = re.compile("영문|다른 언어|코드")
ZIP = "application/zip"
# As a PDF says how many pages it has.
ONE_PAGE = b"/Type /Pages /Count 1\n"
_OF_READERS = ("SUMMARY", "DESCRIPTION", "LOCATION", "X-WR-CALNAME")


def typeset_as_data(template: str, *, inputs: Mapping[str, str], **order: Any) -> bytes:
    """In the place of a PDF the data it would be made of, as JSON below a line that tells of one page."""
    return ONE_PAGE + json.dumps(dict(inputs)).encode()


def texts_of(content: bytes, media_type: str) -> list[str]:
    """The texts of a file, each once, in their order; KeyError for a kind of file that is not known here."""
    return list(dict.fromkeys(text.strip() for text in _READERS[media_type](content) if text.strip()))


def texts_of_html(html: str) -> list[str]:
    """The texts of a mail that is written as HTML."""
    body = re.sub(r"<(style|title)\b.*?</\1>", "", html, flags=re.DOTALL)
    attributes = re.findall(r'\b(?:alt|title|aria-label)="([^"]*)"', body)
    return [unescape(text).strip() for text in (*re.split(r"<[^>]*>", body), *attributes) if text.strip()]


def _of_csv(content: bytes) -> Iterator[str]:
    yield from _of_table(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def _of_tables(content: bytes) -> Iterator[str]:
    """Tables packed together, what each says."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        yield from _of_csv(archive.read(name)) if name.endswith(".csv") else ()


def _of_calendar(content: bytes) -> Iterator[str]:
    for line in re.sub(r"\r\n[ \t]", "", content.decode()).splitlines():
        name, _colon, text = line.partition(":")
        if name.partition(";")[0] in _OF_READERS:
            yield from re.sub(r"\\([,;])", r"\1", text).split(r"\n")


def _of_text(content: bytes) -> Iterator[str]:
    yield from content.decode().splitlines()


def _of_word(content: bytes) -> Iterator[str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name):
            root = ET.fromstring(archive.read(name))
            for run in root.iter(f"{_WORD}r"):
                marked = run.find(f"{_WORD}rPr/{_WORD}lang")
                if marked is None or marked.get(f"{_WORD}val", "ko-KR") == "ko-KR":
                    yield from (part.text or "" for part in run.iter(f"{_WORD}t"))
            yield from (picture.get("descr", "") for picture in root.iter(f"{_DRAWN}docPr"))


def _of_workbook(content: bytes) -> Iterator[str]:
    archive = zipfile.ZipFile(io.BytesIO(content))
    for sheet in ET.fromstring(archive.read("xl/workbook.xml")).iter(f"{_SHEET}sheet"):
        yield sheet.get("name", "")
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            rows = ET.fromstring(archive.read(name)).iter(f"{_SHEET}row")
            yield from _of_table(_cells(row) for row in rows)


def _cells(row: ET.Element) -> list[str]:
    """The texts that stand in the cells of a row themselves, as our writer of workbooks puts them; numbers are none."""
    found: list[str] = []
    for cell in row.iter(f"{_SHEET}c"):
        letters = re.sub(r"\d", "", cell.get("r", "A1"))
        at = sum((ord(letter) - 64) * 26**place for place, letter in enumerate(reversed(letters))) - 1
        found += [""] * (at - len(found))
        found.append("".join(text.text or "" for text in cell.iter(f"{_SHEET}t")))
    return found


def _of_table(rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The head and the cells below it, but for what it says to be a code or in another language."""
    head: Sequence[str] = ()
    for row in rows:
        head = head or row
        yield from (cell for cell, title in zip_longest(row, head, fillvalue="") if not _OTHER_COLUMN.search(title))


def _of_pdf(content: bytes) -> Iterator[str]:
    if not content.startswith(ONE_PAGE):
        # A stand-in of the seed, which says nothing.
        return
    inputs = json.loads(content.removeprefix(ONE_PAGE))
    yield from (inputs["title"], inputs["head"])
    yield from _said(json.loads(inputs["data"]))


def _said(value: Any) -> Iterator[str]:
    """All texts in Korean of what a template is told; of a drawing its words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for inner in value:
            yield from _said(inner)
    elif isinstance(value, dict) and value.get("language", "ko") == "ko":
        drawn = bytes(value["content"]).decode() if value.get("format") == "svg" else ""
        texts = re.findall(r"<text[^>]*>(.*?)</text>", drawn)
        yield from (unescape(re.sub(r"<[^>]*>", " ", text)) for text in texts)
        for key, inner in value.items():
            if key not in _FOR_TEMPLATES:
                yield from _said(inner)


_READERS = {
    CSV: _of_csv,
    XLSX: _of_workbook,
    DOCX: _of_word,
    PDF: _of_pdf,
    CALENDAR: _of_calendar,
    TEXT: _of_text,
    ZIP: _of_tables,
}
