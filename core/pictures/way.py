"""The way from a baseline to a target as a small bar: how far it is travelled, and where it ends."""

from dataclasses import dataclass

WIDTH = 120
HEIGHT = 14
TRACK = 8
END = 1.5  # the stroke of the mark that is the target


@dataclass(frozen=True)
class WayPicture:
    """Everything that the template prints. `filled` is the width travelled, none where it went backwards."""

    width: int
    height: int
    top: float
    track: int
    track_width: float
    filled: float
    end_x: float


def way_picture(share: float) -> WayPicture:
    """Lay out a way of which `share` is travelled: 0 is the baseline, 1 the target; more or less is cut off."""
    length = WIDTH - END
    return WayPicture(
        width=WIDTH,
        height=HEIGHT,
        top=(HEIGHT - TRACK) / 2,
        track=TRACK,
        track_width=length,
        filled=round(min(max(share, 0.0), 1.0) * length, 1),
        end_x=WIDTH - END / 2,
    )
