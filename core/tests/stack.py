"""Room for deep calls, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def with_room[**P, R](call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call something that calls deeply, as Django does.

    CPython keeps the frames of calls in pieces of 16 KB and gives a piece back as soon as the last frame in it ends, so
    that a loop whose calls go across the end of a piece has memory mapped and unmapped each time. This frame claims to
    need more, and gets a piece of 512 KB in which there is room for all calls below it: a sixth of the time of a test.
    """
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=40_000)  # slots of eight bytes
