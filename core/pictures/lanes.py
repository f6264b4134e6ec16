"""The lanes above a band, and what is taken in each: by words, and by the leaders that run down through it."""

from __future__ import annotations

from collections.abc import Sequence

LABEL_GAP = 10
LEADER = 2.0  # free on either side of a leader

type _Stretch = tuple[float, float]


class Lanes:
    """So many lines for words above a band, the lowest first."""

    def __init__(self, number: int) -> None:
        self._lanes = [_Lane() for _lane in range(number)]

    def take(self, x: float, starts: Sequence[float], length: float) -> tuple[int, float] | None:
        """Take the lowest lane with room at the first start that has one, and say which and where; else None.

        In the lanes below it the leader is taken, which hangs the words on their stop at x.
        """
        leader = (x - LEADER, x + LEADER)
        for start in starts:
            for number, lane in enumerate(self._lanes):
                if lane.has_room(start, start + length):
                    lane.words.append((start, start + length))
                    for lower in self._lanes[:number]:
                        lower.leaders.append(leader)
                    return number, start
                if not lane.lets_through(leader):
                    break  # higher up the leader would run through those words
        return None


class _Lane:
    def __init__(self) -> None:
        self.words: list[_Stretch] = []
        self.leaders: list[_Stretch] = []

    def has_room(self, start: float, end: float) -> bool:
        return _is_free(self.words, start - LABEL_GAP, end + LABEL_GAP) and _is_free(self.leaders, start, end)

    def lets_through(self, leader: _Stretch) -> bool:
        return _is_free(self.words, *leader)


def _is_free(taken: Sequence[_Stretch], first: float, last: float) -> bool:
    return all(last <= start or end <= first for start, end in taken)
