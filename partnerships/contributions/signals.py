"""What this app adds to the signals of a pairing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from core.contributions import Signal, provides
from partnerships.services.project_board import signals_of_projects
from partnerships.services.signals import read_signals

if TYPE_CHECKING:
    import datetime as dt

    from partnerships.models import Pairing


@provides("signals")
def of_journey(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """What is late, waits too long or is silent; who asks shows it only to those who may see the pairings' dealings."""
    return read_signals(pairings, today)


@provides("signals")
def of_projects(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """Projects that stay long on one level."""
    return signals_of_projects(pairings, today)
