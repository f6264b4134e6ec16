"""Where a pairing's action list and its forms are, and texts that the list has to bear."""

from typing import Any

TEXTS = ["초안 보내기", "Send 🏙️", "=1+1", "<script>alert(1)</script>"]


def url(pairing: Any, *more: str) -> str:
    """The list's page; `url(pairing, "follow-up-1", "edit")` is that of an act on one row."""
    return "/".join([f"/strands/{pairing.strand.code}/pairings/{pairing.code}/follow-ups", *more, ""])
