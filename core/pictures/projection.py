"""From longitude and latitude to the pixels of a picture: a window of the world, north up."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

# The parallel on which shapes are true lies where the places are, within these degrees.
LEAST_PARALLEL, MOST_PARALLEL = 20, 55

type Point = tuple[float, float]


def rounded(point: Point) -> Point:
    """A point to a tenth of a pixel, as pictures write it."""
    return round(point[0], 1), round(point[1], 1)


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def inner(self, x: float, y: float) -> "Box":
        """The same with a margin at both sides, above and below."""
        return Box(self.left + x, self.top + y, self.right - x, self.bottom - y)

    def holds(self, other: "Box") -> bool:
        """Whether another lies in it."""
        return (
            self.left <= other.left
            and self.right >= other.right
            and self.top <= other.top
            and self.bottom >= other.bottom
        )

    def meets(self, other: "Box") -> bool:
        """Whether two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class View:
    """A cylindrical stereographic projection, scaled and moved: `west` is the meridian at x = `left`.

    Longitudes count eastwards from `seam`, so that a window across the antimeridian is one like any other. `scale` is
    pixels for a radian on the true parallel.
    """

    seam: float
    west: float
    parallel: float
    scale: float
    left: float
    equator: float

    def point(self, longitude: float, latitude: float) -> Point:
        """A place of the window in pixels."""
        return self.x(self.seam + (longitude - self.seam) % 360), self.y(latitude)

    def x(self, longitude: float) -> float:
        """A meridian, counted on past 180 rather than wrapped."""
        return self.left + math.radians(longitude - self.west) * math.cos(math.radians(self.parallel)) * self.scale

    def y(self, latitude: float) -> float:
        """A parallel."""
        return self.equator - _rise(latitude, self.parallel) * self.scale

    def longitude(self, x: float) -> float:
        """The meridian at x, counted on past 180."""
        return self.west + math.degrees((x - self.left) / (math.cos(math.radians(self.parallel)) * self.scale))

    def rise(self, y: float) -> float:
        """How high above the equator y lies, in degrees of a globe whose true parallel is the equator."""
        return math.degrees(2 * (self.equator - y) / ((1 + math.cos(math.radians(self.parallel))) * self.scale))

    @property
    def turn(self) -> float:
        """The pixels of a whole turn of the globe."""
        return 2 * math.pi * math.cos(math.radians(self.parallel)) * self.scale


def _rise(latitude: float, parallel: float) -> float:
    return (1 + math.cos(math.radians(parallel))) * math.tan(math.radians(latitude) / 2)


def extent(places: Sequence[Point]) -> tuple[float, float, float, float]:
    """West, south, east and north of the smallest window around places; east is past 180 where it crosses that."""
    longitudes = sorted({place[0] % 360 for place in places})
    after = [*longitudes[1:], longitudes[0] + 360]
    gaps = [(following - here, following) for here, following in zip(longitudes, after, strict=True)]
    widest, start = max(gaps)
    west = (start + 180) % 360 - 180
    latitudes = [place[1] for place in places]
    return west, min(latitudes), west + 360 - widest, max(latitudes)


def fit(places: Sequence[Point], box: Box, *, least: float) -> View:
    """The view that puts places (longitude, latitude) into a box of pixels, as large as they fit, in its middle.

    `least` is the smallest window in degrees, so that one city does not fill the picture.
    """
    west, south, east, north = extent(places)
    parallel = _true_parallel(south, north)
    wide, high = _spans(places, least)
    scale = min(box.width / wide, box.height / high)
    x, y = box.middle
    middle = (west + east) / 2
    return View(
        # The seam lies opposite: nothing of the window is cut by it.
        seam=middle - 180,
        west=middle,
        parallel=parallel,
        scale=scale,
        left=x,
        equator=y + (_rise(south, parallel) + _rise(north, parallel)) / 2 * scale,
    )


def height_in(places: Sequence[Point], width: float, *, least: float) -> float:
    """How high places stand where they fill a width."""
    wide, high = _spans(places, least)
    return width * high / wide


def _spans(places: Sequence[Point], least: float) -> tuple[float, float]:
    """Width and height of the window around places, in radians on the true parallel."""
    west, south, east, north = extent(places)
    parallel = _true_parallel(south, north)
    shrink = math.cos(math.radians(parallel))
    smallest = math.radians(least) * shrink
    wide = max(math.radians(east - west) * shrink, smallest)
    return wide, max(_rise(north, parallel) - _rise(south, parallel), smallest / 2)


def _true_parallel(south: float, north: float) -> float:
    middle = (abs(south) + abs(north)) / 2
    return min(MOST_PARALLEL, max(LEAST_PARALLEL, round(middle)))


def kilometres(one: Point, other: Point) -> float:
    """The way between two places (longitude, latitude) along a great circle, on a globe of the mean radius."""
    (first, south), (second, north) = ((math.radians(x), math.radians(y)) for x, y in (one, other))
    half = math.sin((north - south) / 2) ** 2 + math.cos(south) * math.cos(north) * math.sin((second - first) / 2) ** 2
    return 2 * 6371.009 * math.asin(min(1.0, math.sqrt(half)))
