"""The world's land and borders as longitude and latitude, read once a process."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

WORLD = Path(__file__).parents[1] / "world/outlines.json"

type Degrees = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """One ring of land, or one border, and the window in degrees that it lies in."""

    points: tuple[Degrees, ...]
    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class World:
    """All land as rings, all borders between countries as lines; both end at the antimeridian."""

    land: tuple[Outline, ...]
    borders: tuple[Outline, ...]


@lru_cache(maxsize=1)
def world() -> World:
    """The outlines as `scripts/outlines.py` wrote them."""
    data = json.loads(WORLD.read_text(encoding="utf-8"))
    units = data["units"]
    return World(
        land=tuple(_outline(text, units) for text in data["land"]),
        borders=tuple(_outline(text, units) for text in data["borders"]),
    )


def _outline(text: str, units: int) -> Outline:
    points = tuple(decode(text, units))
    columns, rows = zip(*points, strict=True)
    return Outline(points, min(columns), min(rows), max(columns), max(rows))


def decode(text: str, units: int) -> list[Degrees]:
    """A line from its text: differences, five bits a character, the lowest first; the sign is the lowest bit."""
    steps = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 63
        value |= (bits & 0x1F) << shift
        shift += 5
        if bits < 0x20:
            steps.append(~(value >> 1) if value & 1 else value >> 1)
            value = shift = 0
    points = []
    x = y = 0
    for index in range(0, len(steps), 2):
        x, y = x + steps[index], y + steps[index + 1]
        points.append((x / units, y / units))
    return points
