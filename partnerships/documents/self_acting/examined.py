"""A file and all the files within it, each looked into by what it begins with."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import IO

from partnerships.documents import zipped
from partnerships.documents.refused_files import damaged, too_much
from partnerships.documents.self_acting import pdf
from partnerships.documents.self_acting.compound import open_compound
from partnerships.documents.self_acting.programs import HEAD, refuse_programs

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DEEPEST = 6  # objects in objects, beside the levels of packed files
_MOST_PDF = 100_000_000  # bytes of a PDF within another file
_MOST_STREAMS = 8_000  # of all objects together


class Examined:
    """What one upload is: its media type, once everything in it was looked at. Raises DomainError with field `file`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._budget = zipped.new_budget()
        self._streams = _MOST_STREAMS
        self.media = self._media(file, packed=0, depth=0)

    def _media(self, file: IO[bytes], *, packed: int, depth: int) -> str:
        file.seek(0)
        head = file.read(8)
        if depth > _DEEPEST:
            raise too_much()
        if head.startswith(b"%PDF-"):
            size = file.seek(0, io.SEEK_END)
            self._budget.spend(size if depth else 0)
            if size > _MOST_PDF:
                raise too_much()
            file.seek(0)
            pdf.check_pdf(file.read())
            return "application/pdf"
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return self._packed(file, packed=packed, depth=depth)
        if head.startswith(_COMPOUND):
            media, count, parts = open_compound(file)
            self._streams -= count
            if self._streams < 0:
                raise too_much()
            for name, content in parts:
                self._budget.spend(len(content))
                self._within(name, io.BytesIO(content), packed=packed, depth=depth)
            return media
        return ""

    def _within(self, name: str, file: IO[bytes], *, packed: int, depth: int) -> None:
        file.seek(0)
        refuse_programs(name, file.read(HEAD))
        self._media(file, packed=packed, depth=depth + 1)

    def _packed(self, file: IO[bytes], *, packed: int, depth: int) -> str:
        file.seek(0)
        try:
            content = zipped.Packed(file, self._budget, depth=packed)
            for part in content.parts():
                self._within(part.name, part.file, packed=packed + 1, depth=depth)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
            zlib.error,
        ) as broken:
            raise damaged() from broken
        return content.media
