"""The scripts of Hangul: every file has an empty one, so only what its author wrote into it counts."""

from __future__ import annotations

import re

from partnerships.services.refused_files import script

_MOST = 8_192  # bytes; the empty one has a few hundred
_COMMENTS = re.compile(r"//[^\r\n]*|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/")
_EMPTY = re.compile(r"(?:var\s+\w+\s*=\s*[\w.]+\s*;|function\s+\w+\s*\(\s*\)\s*\{\s*\}|[\s\0;])+")


def check_script(content: bytes) -> None:
    """Raise DomainError, field `file`, unless it holds comments, names of the document and empty functions only."""
    text = content[:_MOST].decode("utf-16-le" if b"\0" in content[:16] else "utf-8", "replace").lstrip("\ufeff")
    rest = _EMPTY.sub("", _COMMENTS.sub("", text))
    if len(content) > _MOST or rest:
        raise script()
