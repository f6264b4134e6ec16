"""How a pairing stands, in one word: the worst of its signals, for those who may see them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from core.parts import Signal, collect
from partnerships.enums import PairingStatus
from partnerships.rules.journey import may_see_dealings

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing

# From best to worst, as the status words of components are called.
STATES = ("on-track", "watch", "at-risk")


@dataclass(frozen=True, slots=True)
class Health:
    """A pairing's signals, the worst first."""

    signals: list[Signal] = field(default_factory=list)

    @property
    def state(self) -> str:
        """`on-track`, `watch` or `at-risk`."""
        if not self.signals:
            return "on-track"
        return "at-risk" if self.signals[0].level == "risk" else "watch"

    @property
    def rank(self) -> int:
        """For sorting: 0 is on track, 2 at risk."""
        return STATES.index(self.state)


def read_health(*, grants: Grants, pairings: Sequence[Pairing], today: dt.date) -> dict[int, Health]:
    """The health of the pairings of which the reader may see it: active ones whose dealings are the reader's to know.

    Of the others there is no entry: one that is planned has not begun, one that is closed is over.
    """
    rows = [row for row in pairings if row.status == PairingStatus.ACTIVE and may_see_dealings(grants, row)]
    if not rows:
        return {}
    signals: dict[int, list[Signal]] = defaultdict(list)
    for signal in collect("signals", pairings=rows, today=today):
        signals[signal.pairing_id].append(signal)
    return {
        pairing.pk: Health(sorted(signals[pairing.pk], key=lambda signal: signal.level != "risk")) for pairing in rows
    }
