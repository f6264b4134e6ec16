"""The few lines that people copy into the messenger of their choice."""

from collections.abc import Iterable

from django.conf import settings

MOST_LINES = 3


def message_text(lines: Iterable[str], path: str) -> str:
    """At most three lines of plain text and the whole address of a page of the portal."""
    said = [" ".join(line.split()) for line in lines if line.strip()]
    return "\n".join([*said[:MOST_LINES], settings.BASE_URL + path])
