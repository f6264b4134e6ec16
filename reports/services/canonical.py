"""A snapshot as the one text that is hashed: JSON with sorted keys and no blanks, in Unicode NFC and UTF-8."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any


def canonical(snapshot: Any) -> str:
    """The text of a snapshot: of two snapshots that say the same the bytes are the same.

    Raises ValueError for a number that JSON cannot say, TypeError for a value that is no plain data.
    """
    return json.dumps(_normal(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256_of(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def plain(snapshot: Any) -> Any:
    """The snapshot as whoever reads its text gets it, so that a preview is told of the same data as the issued one."""
    return json.loads(canonical(snapshot))


def _normal(value: Any) -> Any:
    """Strings composed (NFC); half a pair of surrogates, which no file can hold, becomes the sign for that."""
    match value:
        case str():
            return unicodedata.normalize("NFC", value).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {_normal(str(key)): _normal(item) for key, item in value.items()}
        case list() | tuple():
            return [_normal(item) for item in value]
    return value
