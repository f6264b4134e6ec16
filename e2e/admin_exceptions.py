"""What Django admin's own widgets get wrong and no template of ours can mend; this list may only shrink."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Excuse:
    """A rule of axe, or `english` for words on a Korean page; where it may be broken, and why."""

    rule: str
    selector: str
    reason: str


EXCUSES: tuple[Excuse, ...] = (
    Excuse("english", "img[src*='/icon-']", "Django writes True and False beside its pictures of yes and no."),
)
