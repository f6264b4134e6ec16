"""Turns the TopoJSON of world-atlas into the drawing of the world that lies below maps."""

import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

# To a degree; core/pictures/map.py cuts its windows from the drawing by the same number.
UNITS = 25
# How far a kept line may lie from the original, and how small an island may be, in degrees: not seen on a map.
TOLERANCE = 0.09
LEAST = 0.3

type Point = tuple[float, float]


def decode_arcs(topology: dict[str, Any]) -> list[list[Point]]:
    """The arcs of a topology as longitude and latitude."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(points)
    return arcs


def whole(ring: list[Point]) -> list[Point]:
    """A ring that counts on past the antimeridian instead of jumping; one around a pole is closed along the pole."""
    found = ring[:1]
    for longitude, latitude in ring[1:]:
        turns = round((found[-1][0] - longitude) / 360)
        found.append((longitude + 360 * turns, latitude))
    if abs(found[-1][0] - found[0][0]) > 180:
        pole = math.copysign(90, found[0][1])
        found += [(found[-1][0], pole), (found[0][0], pole), found[0]]
    away = 360 * round((min(found)[0] + max(found)[0]) / 720)
    return [(longitude - away, latitude) for longitude, latitude in found]


def thin(points: list[Point], tolerance: float) -> list[Point]:
    """A line with only the points that tell (Douglas-Peucker); its ends stay."""
    kept = {0, len(points) - 1}
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, worst = 0.0, first
        for index in range(first + 1, last):
            away = _distance(points[index], points[first], points[last])
            if away > far:
                far, worst = away, index
        if far > tolerance:
            kept.add(worst)
            spans += [(first, worst), (worst, last)]
    return [points[index] for index in sorted(kept)]


def _weight(point: Point) -> float:
    """Lines are nearest in Europe, where every strand has an end, and least near the poles, where none has."""
    longitude, latitude = point
    if -13 < longitude < 33 and 34 < latitude < 72:
        return 3
    return 1 if -56 < latitude < 72 else 0.4


def _distance(point: Point, start: Point, end: Point) -> float:
    # A degree of longitude is shorter to the north: what lies there may be thinned more.
    shrink = max(0.2, math.cos(math.radians(point[1])))
    x, y = (point[0] - start[0]) * shrink, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * shrink, end[1] - start[1]
    length = dx * dx + dy * dy
    along = 0.0 if length == 0 else min(1.0, max(0.0, (x * dx + y * dy) / length))
    return math.hypot(x - along * dx, y - along * dy) * _weight(point)


def written(points: list[Point], *, closed: bool) -> str:
    """A line as path data, each point as the step from the one before: a cylindrical stereographic projection."""
    (left, top), *rest = (
        (round(longitude * UNITS), -round(math.degrees(2 * math.tan(math.radians(latitude) / 2)) * UNITS))
        for longitude, latitude in points
    )
    steps, last = [], (left, top)
    for here in rest:
        if here != last:
            steps.append(f"{here[0] - last[0]} {here[1] - last[1]}")
            last = here
    if len(steps) < (2 if closed else 1):
        return ""
    line = " ".join(steps).replace(" -", "-")
    return f"M{left} {top}l{line}{'z' if closed else ''}"


def _rings(geometry: dict[str, Any], arcs: list[list[Point]]) -> list[list[Point]]:
    polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
    return [
        [point for number in ring for point in (arcs[number] if number >= 0 else arcs[~number][::-1])]
        for polygon in polygons
        for ring in polygon
    ]


def _uses(geometry: dict[str, Any]) -> set[int]:
    polygons = geometry.get("arcs", []) if geometry["type"] == "MultiPolygon" else [geometry.get("arcs", [])]
    return {number if number >= 0 else ~number for polygon in polygons for ring in polygon for number in ring}


def write_outlines(package: Path, target: Path) -> None:
    """Write the world's land and its countries' borders, each one path, whose lines keep their width at any scale."""
    land = json.loads((package / "land-50m.json").read_text(encoding="utf-8"))
    countries = json.loads((package / "countries-50m.json").read_text(encoding="utf-8"))
    land_arcs, border_arcs = decode_arcs(land), decode_arcs(countries)
    rings = [ring for shape in land["objects"]["land"]["geometries"] for ring in _rings(shape, land_arcs)]
    large = [ring for ring in map(whole, rings) if _size(ring) >= LEAST]
    shapes = countries["objects"]["countries"]["geometries"]
    uses = Counter(number for shape in shapes for number in _uses(shape))
    borders = [border_arcs[number] for number, times in sorted(uses.items()) if times > 1]
    paths = {
        "land": "".join(written(thin_ring(ring, TOLERANCE), closed=True) for ring in large),
        "borders": "".join(written(thin(line, TOLERANCE * 2), closed=False) for line in borders),
    }
    drawn = "".join(f'<path id="{name}" vector-effect="non-scaling-stroke" d="{d}"/>\n' for name, d in paths.items())
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{drawn}</svg>\n', encoding="utf-8")


def thin_ring(ring: list[Point], tolerance: float) -> list[Point]:
    """A closed line thinned in two halves, because both its ends are one point."""
    middle = len(ring) // 2
    return thin(ring[: middle + 1], tolerance)[:-1] + thin(ring[middle:], tolerance)


def _size(ring: list[Point]) -> float:
    columns, rows = zip(*ring, strict=True)
    shrink = max(0.2, math.cos(math.radians(rows[0])))
    return max((max(columns) - min(columns)) * shrink, max(rows) - min(rows)) * _weight(ring[0])
