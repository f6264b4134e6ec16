"""A file of Hangul (HWP): what is kept in it beside the text, and its scripts."""

from __future__ import annotations

import re
import struct
import zlib
from typing import TYPE_CHECKING

from partnerships.documents.refused_files import protected, script, too_much

if TYPE_CHECKING:
    from collections.abc import Iterator

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURE = b"HWP Document File"
_PACKED = 0x1
_LOCKED = 0x2 | 0x10 | 0x100 | 0x400  # a password, or one of three kinds of rights that a server keeps
_MOST = 100_000_000  # bytes of one part, unpacked
# Every file has an empty script, so only what its author wrote into it counts.
_MOST_SCRIPT = 8_192  # bytes; the empty one has a few hundred
_COMMENTS = re.compile(r"//[^\r\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_EMPTY = re.compile(r"(?:var\s+\w+\s*=\s*[\w.]+\s*;|function\s+\w+\s*\(\s*\)\s*\{\s*\}|[\s\0;])+")


class Hangul:
    """What its head says, and so how its parts are read."""

    def __init__(self, header: bytes) -> None:
        self.is_one = header.startswith(_SIGNATURE)
        self._flags = struct.unpack_from("<I", header.ljust(40, b"\0"), 36)[0]
        if self.is_one and self._flags & _LOCKED:
            raise protected()

    def parts(self, name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
        """Files within, unpacked; raises DomainError, field `file`, for a script that somebody has written."""
        folder = name.partition("/")[0]
        if folder == "bindata":
            unpacked = self._unpacked(content)
            # An object is kept behind its length.
            yield (name, unpacked[4:] if name.endswith(".ole") and not unpacked.startswith(_COMPOUND) else unpacked)
        elif folder == "scripts" and not name.endswith("version"):
            check_script(_sources(self._unpacked(content)))

    def _unpacked(self, content: bytes) -> bytes:
        if not self._flags & _PACKED:
            return content
        packer = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            unpacked = packer.decompress(content, _MOST)
        except zlib.error:
            return content
        if len(unpacked) >= _MOST:
            raise too_much()
        # A part may say by itself that it is not packed.
        return unpacked if packer.eof else content


def _sources(content: bytes) -> bytes:
    """The texts of a script, each behind the number of its letters."""
    at, found = 0, b""
    while at + 4 <= len(content):
        length = struct.unpack_from("<I", content, at)[0]
        if length == 0xFFFFFFFF:
            break
        found += content[at + 4 : at + 4 + 2 * length]
        at += 4 + 2 * length
    return found


def check_script(content: bytes) -> None:
    """Raise DomainError, field `file`, unless it holds comments, names of the document and empty functions only."""
    text = content[:_MOST_SCRIPT].decode("utf-16-le" if b"\0" in content[:16] else "utf-8", "replace").lstrip("\ufeff")
    rest = _EMPTY.sub("", _COMMENTS.sub("", text))
    if len(content) > _MOST_SCRIPT or rest:
        raise script()
