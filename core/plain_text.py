"""What people wrote, made fit for a document: whole letters, one kind of line end, nothing that steers a program."""

from __future__ import annotations

import re
import unicodedata

# Control characters, halves of surrogate pairs, the marks that turn the reading direction of what follows (a name could
# so be made to read as another), and what is no character.
_NOWHERE = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_LEFT_OUT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef{_NOWHERE}]")
_LINE_END = re.compile("\r\n|[\r\u2028\u2029]")


def plain_text(text: object) -> str:
    """The text in composed letters (NFC), lines ended by a line feed, without control characters.

    A Korean name typed on a Mac comes as loose letters, for which fonts have no signs and searches no match; control
    characters and halves of surrogate pairs are no XML at all.
    """
    return _LEFT_OUT.sub("", unicodedata.normalize("NFC", _LINE_END.sub("\n", str(text))))
