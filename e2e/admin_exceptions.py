"""What Django admin's own widgets get wrong and no template of ours can mend; this list may only shrink."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Excuse:
    """A rule of axe, where it may be broken, and why."""

    rule: str
    selector: str
    reason: str


EXCUSES: tuple[Excuse, ...] = ()
