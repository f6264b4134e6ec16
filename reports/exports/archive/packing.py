"""Packing an archive: each file is hashed while it is written, and nothing is whole in memory.

Equal records give equal bytes, but for the day in the read-me: every member has the same time stamp, and they come in
a fixed order.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import PurePosixPath
from typing import IO, Any, Self

from core.columns import Column, csv_lines
from core.plain_text import plain_text

CHUNK = 1 << 16
# Files that are packed already.
_PACKED = {".pdf", ".jpg", ".jpeg", ".png", ".zip", ".docx", ".xlsx", ".pptx", ".hwpx"}
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _MODE = 3, 0o644 << 16
# What some system does not bear in a name; the names that Windows keeps for itself.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")
_ADDRESS = re.compile(r"(?<![^\s@<>()\[\],;:\"])[^\s@<>()\[\],;:\"]+@[^\s@<>()\[\],;:\"]+\.[^\W\d_]{2,}")
_LONGEST = 120  # bytes of a name: with its folders a path stays below what Windows takes
CONTENTS, SUMS = "contents.csv", "SHA256SUMS"
HEAD = ("path", "kind", "title", "bytes", "sha256")


def safe_name(name: str) -> str:
    """A file name that every system can unpack: no folders, no signs that steer, not too long, its ending kept."""
    clean = _NOT_IN_NAMES.sub("_", plain_text(name).replace("\n", " ").replace("\t", " ")).strip(" .")
    clean = f"_{clean}" if _RESERVED.match(clean) else clean
    path = PurePosixPath(clean or "file")
    ending = path.suffix if len(path.suffix.encode()) <= 16 else ""
    stem = (clean or "file").removesuffix(ending)
    while len((stem + ending).encode()) > _LONGEST:
        stem = stem[:-1]
    return f"{stem.rstrip(' .') or 'file'}{ending}"


def without_addresses(text: str) -> str:
    """A text without e-mail addresses: who has given no name is called by one, and whoever has one may write one."""
    return _ADDRESS.sub("[address left out]", text)


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """A CSV file part by part, as all of the portal: with Excel's mark in front, and no cell run as a formula."""
    return csv_lines([Column(name, name, itemgetter(place)) for place, name in enumerate(head)], rows)


def _rows(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Lines of such a file without its head."""
    lines = table(head, rows)
    next(lines)
    return b"".join(lines)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is missing or damaged: a sentence with %(path)s, to be said in the language of whoever reads it."""

    words: Any
    path: str

    def __str__(self) -> str:
        return str(self.words) % {"path": self.path}


class Archive:
    """A ZIP file that is being written, with its table of contents and its checksums."""

    def __init__(self, file: IO[bytes]) -> None:
        self.files = 0
        self.problems: list[Problem] = []
        self._zip = zipfile.ZipFile(file, "w")
        self._contents: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the archive
        self._sums: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115
        self._contents.write(b"".join(table(HEAD, ())))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing stays open; whoever gave the file throws it away where the archive was broken off."""
        self._contents.close()
        self._sums.close()
        self._zip.close()

    def add(self, path: str, chunks: Iterable[bytes], *, kind: str, title: str = "") -> str:
        """Write one file, and enter it; returns its SHA-256."""
        size, digest = self._write(path, chunks)
        self.files += 1
        self._contents.write(_rows(HEAD, [(path, kind, title, size, digest)]))
        self._sums.write(f"{digest}  {path}\n".encode())
        return digest

    def add_problem(self, words: Any, path: str) -> None:
        """Note what is missing or damaged; the read-me says it."""
        self.problems.append(Problem(words, path))

    def close(self) -> None:
        """Write the table of contents, and last the checksums of everything else."""
        self._contents.seek(0)
        _size, digest = self._write(CONTENTS, iter(lambda: self._contents.read(CHUNK), b""))
        self._sums.write(f"{digest}  {CONTENTS}\n".encode())
        self._sums.seek(0)
        self._write(SUMS, iter(lambda: self._sums.read(CHUNK), b""))

    def _write(self, path: str, chunks: Iterable[bytes]) -> tuple[int, str]:
        entry = zipfile.ZipInfo(path, _EPOCH)
        entry.create_system, entry.external_attr = _UNIX, _MODE
        packed = PurePosixPath(path).suffix.lower() in _PACKED
        entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
        size, sum_ = 0, hashlib.sha256()
        # Its size is not known before: the head has room for any.
        with self._zip.open(entry, "w", force_zip64=True) as target:
            for chunk in chunks:
                target.write(chunk)
                sum_.update(chunk)
                size += len(chunk)
        return size, sum_.hexdigest()
