"""The paint of a milestone's mark: the classes that colour it on pages, as presentation attributes."""

from __future__ import annotations

from reports.rendering.drawings.canvas import HAIR, HUES, INK, PAPER, ROAD

_HUES = {**HUES, "road": ROAD}
_TINTS = {"eu": "#e9f0fa", "counterpart": "#fbeee6", "road": HAIR}


def paint_of(css: str) -> dict[str, str]:
    """The classes of a part of a stop as what paints it."""
    if "wc-journey-strike" in css:
        return {"fill": "none", "stroke": INK, "stroke_width": "1.6", "stroke_linecap": "round"}
    hue = next((name for name in _HUES if f"wc-journey-{name}" in css), "road")
    if "is-filled" in css:
        return {"fill": _HUES[hue], "stroke": _HUES[hue], "stroke_width": "1.2"}
    if "is-unknown" in css:
        dots = {"stroke_dasharray": "0.1 3.2", "stroke_linecap": "round"}
        return {"fill": PAPER, "stroke": _HUES[hue], "stroke_width": "1.6"} | dots
    if "is-cancelled" in css:
        return {"fill": _TINTS[hue], "stroke": _HUES[hue], "stroke_width": "1.2", "stroke_dasharray": "3 2"}
    return {"fill": PAPER, "stroke": _HUES[hue], "stroke_width": "1.2"}
