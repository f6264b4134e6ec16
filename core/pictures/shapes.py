"""What pictures are made of: texts, rectangles, and as SVG path data bars and the two-part mark."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

NARROW = 280.0  # pixels: the text of a page 320 wide
WIDE = 520.0  # from here on what is `wide_only` is shown as well; static/css/pictures.css holds the same width


def percent(part: float, whole: float) -> float:
    """A length as per cent of the whole width."""
    return round(100 * part / whole, 2) if whole else 0.0


def pixels(share: float, width: float = NARROW) -> float:
    """What per cent are in a place of that width."""
    return share / 100 * width


_NARROW_LETTERS = frozenset("iIljft.,:;'|!()[]{}/-· ‘’")
_WIDE_LETTERS = frozenset("mwMW@%—…")
# The reader's system font is unknown; these are ems of a rather wide one.
NARROW_EM = 0.36
WIDE_EM = 0.95
CAPITAL_EM = 0.72
OTHER_EM = 0.6
BOLD = 1.1


@lru_cache(maxsize=20_000)
def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The estimated width of a line of text in pixels, rather too wide than too narrow."""
    ems = sum(_em(character) for character in text)
    return ems * size * (BOLD if bold else 1)


def shorten(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text itself if it fits the room, else its beginning with an ellipsis; what is quoted is quoted to its end."""
    if text_width(text, size, bold=bold) <= room:
        return text
    for end in range(len(text) - 1, 0, -1):
        kept = text[:end].rstrip()
        shown = f"{kept}…”" if kept.count("“") > kept.count("”") else f"{kept}…"
        if text_width(shown, size, bold=bold) <= room:
            return shown
    return ""


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 2) -> list[str]:
    """The text in up to `most` lines, broken between words; what has no room even so ends in an ellipsis."""
    lines: list[str] = []
    rest = text.split() or [""]
    while rest and len(lines) < most - 1:
        fits = len(rest)
        while fits > 1 and text_width(" ".join(rest[:fits]), size, bold=bold) > room:
            fits -= 1
        lines.append(shorten(" ".join(rest[:fits]), room, size, bold=bold))
        rest = rest[fits:]
    return [*lines, shorten(" ".join(rest), room, size, bold=bold)] if rest else lines


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 1
    if character in _NARROW_LETTERS:
        return NARROW_EM
    if character in _WIDE_LETTERS:
        return WIDE_EM
    if character.isupper():
        return CAPITAL_EM
    return OTHER_EM


SQUARE = 2.0  # the corner of an end known by month only
STROKE = 1.2
GAP = 1.8 + STROKE
FLAG_WIDTH = 9.0
FLAG_HEIGHT = 11.0


@dataclass(frozen=True)
class Text:
    """A text that begins or has its middle at x; `kind` says whose it is, `wide_only` that it needs a wide place."""

    x: float
    text: str
    y: float = 0
    kind: str = ""
    wide_only: bool = False


@dataclass(frozen=True)
class Rect:
    """A rectangle; `kind` says what paints it."""

    x: float
    y: float
    width: float
    height: float
    kind: str = ""


@dataclass(frozen=True)
class Bar:
    """A rectangle whose two ends have radii of their own."""

    x: float
    y: float
    width: float
    height: float
    left: float = SQUARE
    right: float = SQUARE

    @property
    def end(self) -> float:
        return self.x + self.width

    @property
    def centre(self) -> float:
        return self.x + self.width / 2


def bar_path(bar: Bar) -> str:
    """The outline of the bar."""
    x, y, end, bottom = bar.x, bar.y, bar.end, bar.y + bar.height
    left, right = _radii(bar)
    if left == right == bar.height / 2:
        half, tall = f"a{_n(left)} {_n(left)} 0 0 1 0", _n(bar.height)
        return f"M{_n(x + left)} {_n(y)}H{_n(end - right)}{half} {tall}H{_n(x + left)}{half}-{tall}Z"
    return (
        f"M{_n(x + left)} {_n(y)}H{_n(end - right)}{_arc(right, end, y + right)}"
        f"V{_n(bottom - right)}{_arc(right, end - right, bottom)}"
        f"H{_n(x + left)}{_arc(left, x, bottom - left)}V{_n(y + left)}{_arc(left, x + left, y)}Z"
    )


def half_paths(bar: Bar) -> tuple[str, str]:
    """The two halves of a joint mark, parted by a stepped cut: right of the centre above, left of it below."""
    x, y, end, bottom = bar.x, bar.y, bar.end, bar.y + bar.height
    left, right = _radii(bar)
    step = min(0.13 * bar.height, 0.10 * bar.width)
    middle = y + bar.height / 2
    upper, lower = bar.centre + step, bar.centre - step
    half = GAP / 2
    first = (
        f"M{_n(x + left)} {_n(y)}H{_n(upper - half)}V{_n(middle - half)}H{_n(lower - half)}V{_n(bottom)}"
        f"H{_n(x + left)}{_arc(left, x, bottom - left)}V{_n(y + left)}{_arc(left, x + left, y)}Z"
    )
    second = (
        f"M{_n(upper + half)} {_n(y)}H{_n(end - right)}{_arc(right, end, y + right)}"
        f"V{_n(bottom - right)}{_arc(right, end - right, bottom)}"
        f"H{_n(lower + half)}V{_n(middle + half)}H{_n(upper + half)}Z"
    )
    return first, second


def strike_path(bar: Bar) -> str:
    """The stroke through what was cancelled, from the lower left to the upper right."""
    reach = min(bar.width, bar.height) / 2 - 1
    middle = bar.y + bar.height / 2
    return f"M{_n(bar.centre - reach)} {_n(middle + reach)}L{_n(bar.centre + reach)} {_n(middle - reach)}"


def flag_path(x: float, middle: float) -> str:
    """A small flag for what is late, with its pole at x."""
    top = middle - FLAG_HEIGHT / 2
    return f"M{_n(x)} {_n(top)}H{_n(x + FLAG_WIDTH)}l-2.4 3.3l2.4 3.3H{_n(x + 1.6)}V{_n(top + FLAG_HEIGHT)}H{_n(x)}Z"


def ghost_path(left: float, right: float, y: float, tick: float, reach: float | None = None) -> str:
    """The baseline: a thin line with ticks at its ends, running on to `reach` when the date moved."""
    path = f"M{_n(left)} {_n(y)}H{_n(right)}"
    path += "".join(f"M{_n(x)} {_n(y - tick)}V{_n(y + tick)}" for x in (left, right))
    if reach is not None and reach < left:
        path += f"M{_n(left)} {_n(y)}H{_n(reach)}"
    elif reach is not None and reach > right:
        path += f"M{_n(right)} {_n(y)}H{_n(reach)}"
    return path


def lang_of(language: str) -> str:
    """The attribute of an element whose words are not in the page's language."""
    return f' lang="{language}"' if language else ""


def arrow_path(x: float, y: float) -> str:
    """A small arrow head that stands on the baseline and points up at the forecast."""
    return f"M{_n(x - 3)} {_n(y)}L{_n(x)} {_n(y - 4)}L{_n(x + 3)} {_n(y)}Z"


def _radii(bar: Bar) -> tuple[float, float]:
    most = min(bar.height, bar.width) / 2
    return min(bar.left, most), min(bar.right, most)


def _arc(radius: float, x: float, y: float) -> str:
    return f"A{_n(radius)} {_n(radius)} 0 0 1 {_n(x)} {_n(y)}" if radius else ""


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
