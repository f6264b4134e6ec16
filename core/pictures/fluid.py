"""Pictures as wide as their place: x in per cent of it, y and type in pixels, so that words keep their size everywhere.

What has no room in the narrowest place is laid out so that it still fits there.
"""

NARROW = 280.0  # pixels: the text of a page 320 wide
WIDE = 520.0  # from here on what is `wide_only` is shown as well; static/css/pictures.css holds the same width


def percent(part: float, whole: float) -> float:
    """A length as per cent of the whole width."""
    return round(100 * part / whole, 2) if whole else 0.0


def pixels(share: float, width: float = NARROW) -> float:
    """What per cent are in a place of that width."""
    return share / 100 * width
