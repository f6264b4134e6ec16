"""What people wrote, made fit for a document: whole letters, one kind of line end, nothing that steers a program."""

import re
import unicodedata
from collections.abc import Iterable

from django.conf import settings

# Control characters but for line feed and tab, halves of surrogate pairs, code points that are no characters, and marks
# that turn the reading direction of what follows: a name could so be made to read as another.
_NO_CHARACTERS = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
_STEERING = re.compile(
    rf"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_NO_CHARACTERS}\u202a-\u202e\u2066-\u2069]"
)


def plain_text(text: object) -> str:
    """The text in composed letters (NFC), lines ended by a line feed, without control characters.

    A Korean name typed on a Mac comes as loose letters, for which fonts have no signs and searches no match; control
    characters and halves of surrogate pairs are no XML at all.
    """
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    return _STEERING.sub("", unicodedata.normalize("NFC", lines))


MOST_LINES = 3


def message_text(lines: Iterable[str], path: str) -> str:
    """At most three lines of plain text and the whole address of a page of the portal."""
    said = [" ".join(line.split()) for line in lines if line.strip()]
    return "\n".join([*said[:MOST_LINES], settings.BASE_URL + path])
