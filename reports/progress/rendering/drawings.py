"""Pieces of a drawing as SVG: shapes and words by presentation attributes alone, in the colours of the house."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from xml.etree import ElementTree as ET

from django.template import Context
from django.template.loader import get_template
from django.utils.translation import pgettext

from core.formats import format_number
from core.pictures import shapes
from core.pictures.shapes import NARROW, text_width
from core.pictures.timeline import StrandTimeline, TimelineRow
from core.plain_text import plain_text
from core.templatetags.pictures import timeline_row

WIDTH = 680
INK, INK_2, INK_3, ROAD, GHOST = "#1a2129", "#46515c", "#5b6671", "#3a4550", "#8793a0"
LINE, HAIR, PAPER, LATE = "#c9d0d7", "#dfe4e9", "#ffffff", "#a1124d"
HUES = {"eu": "#2355a6", "counterpart": "#9e3d12"}
# From light to dark; neighbours differ in any print.
GREYS = ("#3a4550", "#6b7884", "#97a3ae", "#c3ccd4", "#e6eaee")
_HALO = {"stroke": PAPER, "stroke-linejoin": "round", "paint-order": "stroke"}
_DOTS = {"stroke-width": "1.6", "stroke-dasharray": "0.1 3.2", "stroke-linecap": "round"}
_BOLD = {"font-weight": "700"}
_STRONG = {"font-size": "12", **_BOLD}
# What classes and elements paint on pages (static/css): the last is the element's own, the first may be around it.
PAINT: Mapping[str, Mapping[str, str]] = {
    "wc-journey-grid": {"stroke": HAIR},
    "wc-journey-grid is-year": {"stroke": LINE},
    "wc-journey-ghost": {"fill": "none", "stroke": GHOST},
    "wc-journey-arrow": {"fill": GHOST},
    "wc-journey-leader": {"stroke": ROAD},
    "wc-journey-done": {"fill": ROAD, "stroke": PAPER, "stroke-width": "2", "paint-order": "stroke"},
    "wc-journey-ahead": {"fill": PAPER, "stroke": ROAD, "stroke-width": "1.2"},
    "wc-journey-unreported": {"fill": PAPER, "stroke": ROAD, **_DOTS},
    "wc-journey-stop": {"fill": PAPER, "stroke-width": "1.2", "stroke-linejoin": "round"},
    "wc-journey-eu": {"stroke": HUES["eu"]},
    "wc-journey-counterpart": {"stroke": HUES["counterpart"]},
    "wc-journey-road": {"stroke": ROAD},
    "wc-journey-eu is-filled": {"fill": HUES["eu"]},
    "wc-journey-counterpart is-filled": {"fill": HUES["counterpart"]},
    "wc-journey-road is-filled": {"fill": ROAD},
    "wc-journey-stop is-unknown": _DOTS,
    "wc-journey-stop is-cancelled": {"stroke-dasharray": "3 2"},
    "wc-journey-eu is-cancelled": {"fill": "#e9f0fa"},
    "wc-journey-counterpart is-cancelled": {"fill": "#fbeee6"},
    "wc-journey-strike": {"fill": "none", "stroke": INK, "stroke-width": "1.6", "stroke-linecap": "round"},
    "wc-journey-halo": {"fill": PAPER, "stroke": PAPER, "stroke-width": "4", "stroke-linejoin": "round"},
    "wc-journey-today": {"stroke": INK, "stroke-width": "1.6"},
    "wc-journey-pill": {"fill": INK},
    "wc-journey-pill-text": {"fill": PAPER, **_STRONG},
    "wc-journey-month": {"fill": INK_2, "font-size": "12"},
    "wc-journey-month is-year": _BOLD,
    "wc-journey-year": {"fill": INK_2, **_STRONG},
    "wc-journey-name": {"fill": INK, "font-size": "13", "stroke-width": "4", **_BOLD, **_HALO},
    "wc-journey-flag": {"fill": LATE},
    "wc-journey-counter": {"fill": PAPER, "stroke": ROAD, "stroke-width": "1.2"},
    "wc-journey-counter is-done": {"fill": ROAD, "stroke": PAPER},
    "wc-journey-counter-text": {"fill": INK, **_STRONG},
    "wc-journey-counter-text is-done": {"fill": PAPER},
    "wc-timeline-words": {"fill": INK, "font-size": "12", "stroke-width": "5", **_HALO},
    "wc-timeline-rest": {"fill": INK_2},
    "wc-timeline-words is-late": {"fill": LATE, **_BOLD},
    "is-late wc-timeline-rest": {"fill": LATE},
}


def drawing(parts: Iterable[str], *, height: float, width: float = WIDTH) -> str:
    """A drawing of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
        f'height="{height:g}" font-family="Pretendard" font-size="12">{"".join(parts)}</svg>'
    )


def path(d: str, **paint: str | float) -> str:
    """An outline; the names of `paint` are attributes with an underscore for the hyphen."""
    return f'<path d="{d}"{_attributes(paint)}/>'


def rect(x: float, y: float, width: float, height: float, **paint: str | float) -> str:
    """A rectangle."""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{_attributes(paint)}/>'


def text_line(
    x: float, y: float, text: str, *, size: float = 12, fill: str = INK_2, bold: bool = False, anchor: str = "start"
) -> str:
    """A line of text; what is no letter of a document is left out."""
    weight = ' font-weight="700"' if bold else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    shown = escape(" ".join(plain_text(text).split()))
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{fill}"{weight}{place}>{shown}</text>'


def _attributes(paint: dict[str, str | float]) -> str:
    return "".join(f' {name.replace("_", "-")}="{value}"' for name, value in paint.items())


def wrapped(text: str, room: float, size: float, *, bold: bool = False, most: int = 2) -> list[str]:
    """A name in up to `most` lines, broken between words; what has no room even so ends in an ellipsis."""
    return shapes.wrapped(plain_text(text), room, size, bold=bold, most=most)


def legend(keys: Iterable[tuple[str, str, float]], y: float, *, width: float = WIDTH) -> tuple[list[str], float]:
    """Samples with their words in a row, in several where one is too short: the parts, and the height they take.

    Each key is its sample as SVG drawn from 0 rightwards around the height 0, its words, and the sample's width.
    """
    parts: list[str] = []
    x, line = 0.0, y
    for sample, text, reach in keys:
        needed = reach + 5 + text_width(text, 11)
        if x and x + needed > width:
            x, line = 0.0, line + 18
        parts.append(f'<g transform="translate({x:g} {line:g})">{sample}{text_line(reach + 5, 4, text, size=11)}</g>')
        x += needed + 18
    return parts, line - y + 18 if parts else 0.0


def from_page(template: str, **context: object) -> str:
    """A picture of a page as it stands on paper: painted by attributes, without names, languages and links."""
    return _painted(_parsed(_shown(template, context)))


def legend_of(template: str, **context: object) -> Iterator[tuple[str, str, float]]:
    """The keys of a page's legend, which is a list, for `legend`."""
    for item in _parsed(_shown(template, context)).iter("li"):
        text, reach = " ".join(str(item[0].tail).split()), float(item[0].get("viewBox", "").split()[2])
        item[0].tail = ""
        yield moved(0, -8, _painted(item[0])), text, reach


def moved(x: float, y: float, parts: str) -> str:
    """These parts from there on."""
    return f'<g transform="translate({x:g} {y:g})">{parts}</g>'


def _shown(template: str, context: Mapping[str, object]) -> str:
    return get_template(template).template.render(Context(context, use_l10n=False))  # type: ignore[attr-defined]


def _parsed(shown: str) -> ET.Element:
    return ET.fromstring(f"<g>{plain_text(shown)}</g>")  # noqa: S314 -- our own drawing, which escapes what it is given


def _painted(root: ET.Element) -> str:
    _paint(root, frozenset())
    return ET.tostring(root, encoding="unicode")


def _paint(element: ET.Element, around: frozenset[str]) -> None:
    """The classes of an element as what they paint, and all in it."""
    own = frozenset([element.tag, *element.attrib.pop("class", "").split()])
    for selector, paint in PAINT.items():
        *others, last = selector.split()
        if last in own and (own | around).issuperset(others):
            element.attrib.update(paint)
    if element.tag in {"svg", "a"}:
        element.tag = "g"
        element.attrib.clear()
    element.attrib.pop("lang", None)
    for child in [one for one in element if one.tag in {"title", "desc"}]:
        element.remove(child)
    for child in element:
        child.tail = (child.tail or "").strip() and child.tail
        _paint(child, around | own)
    element.text = (element.text or "").strip() and element.text


# Rows of numbers as bars of one scale, each with its parts: sectors of pairings.


MOST_ROWS = 20
NAME, LINE_HEIGHT, PAD, BAR = 12, 15, 8, 20
NARROWEST, WIDEST, TOTAL = 110, 250, 44
GAP = 1.5
DARK = {GREYS[0], GREYS[1]}  # on these the number is written in white
SECTORS = [{"fill": grey, "stroke": GREYS[0], "stroke_width": "0.5"} for grey in GREYS]

type Bar = tuple[str, Sequence[int]]  # a name, and a number for each part


def bars_drawings(
    rows: Sequence[Bar],
    paints: Sequence[Mapping[str, str]],
    keys: Sequence[str],
    language: str,
    *,
    width: float = WIDTH,
) -> list[str]:
    """One drawing, or several of twenty bars, all on the scale of the longest; `keys` are what parts are called.

    Names stand beside the bars, in a narrow one above them.
    """
    widest = max((text_width(name, NAME, bold=True) for name, _counts in rows), default=0)
    left = 0.0 if width <= NARROW else round(min(max(widest, NARROWEST), WIDEST)) + 14.0
    most = max((sum(counts) for _name, counts in rows), default=0) or 1
    unit = (width - left - TOTAL) / most
    used = [
        (rect(0.5, -5, 11, 11, **paint), key, 12.0)
        for at, (paint, key) in enumerate(zip(paints, keys, strict=False))
        if any(counts[at] for _name, counts in rows)
    ]
    found = []
    for start in range(0, len(rows), MOST_ROWS):
        parts, y = list[str](), 2.0
        for row in rows[start : start + MOST_ROWS]:
            drawn, height = _row(row, paints, left, unit, language, width)
            parts += [moved(0, y, drawn), path(f"M0 {y + height:g}H{width:g}", stroke=HAIR)]
            y += height
        shown, below = legend(used, y + 16, width=width)
        found.append(drawing([*parts, *shown], height=y + below + 6, width=width))
    return found


def _row(
    row: Bar, paints: Sequence[Mapping[str, str]], left: float, unit: float, language: str, width: float
) -> tuple[str, float]:
    name, counts = row
    lines = wrapped(name, left - 14 if left else width, NAME, bold=True)
    tall = LINE_HEIGHT * len(lines)
    height = (max(BAR, tall) if left else tall + BAR + 2) + 2 * PAD
    top = (height - tall) / 2 if left else PAD - 2
    named = [
        text_line(0, top + 11 + LINE_HEIGHT * number, line, size=NAME, fill=INK, bold=True)
        for number, line in enumerate(lines)
    ]
    bar = _bar(counts, paints, left, (height - BAR) / 2 if left else height - PAD - BAR, unit, language)
    return "".join([*named, *bar]), height


def _bar(
    counts: Sequence[int], paints: Sequence[Mapping[str, str]], x: float, y: float, unit: float, language: str
) -> Iterator[str]:
    for paint, number in zip(paints, counts, strict=True):
        if not number:
            continue
        width = number * unit
        yield rect(round(x, 1), y, round(max(width - GAP, 1), 1), BAR, **paint)
        text = format_number(number, language)
        if number < sum(counts) and text_width(text, 11, bold=True) + 4 <= width:
            ink = PAPER if paint["fill"] in DARK else INK
            yield text_line(x + (width - GAP) / 2, y + 14, text, size=11, fill=ink, bold=True, anchor="middle")
        x += width
    yield text_line(x + 8, y + 14, format_number(sum(counts), language), fill=INK, bold=True)


BADGE, BADGE_GAP, AXIS_GAP, NARROWEST_NAMES = 24, 7, 14, 120
TALL, NAMED_IN_TWO = 76, 24  # a row in which names may take two lines, and what it is higher by

type NamedRow = tuple[Sequence[str], TimelineRow]  # the names of both partners, the EU first


def name_room(names: Sequence[str]) -> tuple[float, bool]:
    """How wide the column of names is, before the axis begins, and whether one of them is wider than it may be."""
    widest = max((text_width(name, NAME, bold=True) for name in names), default=0)
    return round(min(max(widest, NARROWEST_NAMES), WIDEST) + BADGE + BADGE_GAP + AXIS_GAP), widest > WIDEST


def timeline_svg(timeline: StrandTimeline, rows: Sequence[NamedRow], letters: Mapping[str, str], room: float) -> str:
    """These rows of a timeline; `letters` are those of the sides, `room` is what their names take on the left.

    Without room they stand above their rows. The key explains those kinds of stages that there are.
    """
    width = room + timeline.width
    parts, y = _head(timeline, room), timeline.head_height + timeline.names_height
    for names, row in rows:
        named, needed = _names(names, letters, timeline, room)
        if room:
            middle = row.road.y + row.road.height / 2
            parts.append(moved(0, y + max(min(middle - needed / 2, timeline.row_height - needed - 3), 3), named))
        else:
            parts.append(moved(0, y + 6, named))
            y += needed + 6
        parts.append(moved(room, y, _timeline_row(timeline, row)))
        y += timeline.row_height
        parts.append(path(f"M0 {y:g}H{width:g}", stroke=HAIR))
    kinds = {piece.kind for road in (timeline.names_road, *(row.road for _names, row in rows)) for piece in road.pieces}
    template, sides = "components/journey_legend.html", {f"{side}_label": word for side, word in letters.items()}
    keys, height = legend(legend_of(template, road_kinds=kinds, is_timeline=True, **sides), y + 18, width=width)
    return drawing([_lines(timeline, room, y), *parts, *keys], height=y + height + 10, width=width)


def way_svg(timeline: StrandTimeline) -> str:
    """The one row of a timeline, where its name and how it reads stand beside it in words."""
    top = timeline.head_height + timeline.names_height
    bottom = top + timeline.row_height
    parts = [_lines(timeline, 0, bottom), *_head(timeline, 0), moved(0, top, _timeline_row(timeline, timeline.rows[0]))]
    parts.append(path(f"M0 {bottom:g}H{timeline.width:g}", stroke=HAIR))
    return drawing(parts, height=bottom + 1, width=timeline.width)


def _lines(timeline: StrandTimeline, room: float, bottom: float) -> str:
    top = timeline.head_height
    lines = from_page("components/strand_timeline.html#lines", drawn=timeline)
    return f'<g transform="translate({room:g} {top:g}) scale(1 {bottom - top:g})">{lines}</g>'


def _head(timeline: StrandTimeline, room: float) -> list[str]:
    top, width = timeline.head_height, room + timeline.width
    parts = [moved(room, 0, from_page("components/strand_timeline.html#axis", drawn=timeline))]
    parts.append(path(f"M0 {top:g}H{width:g}", stroke=INK))
    if timeline.names:
        if room:
            parts.append(text_line(0, top + timeline.names_road.y + 9, pgettext("timeline", "Stages")))
        parts.append(moved(room, top, from_page("components/strand_timeline.html#stages", drawn=timeline)))
        parts.append(path(f"M0 {top + timeline.names_height:g}H{width:g}", stroke=LINE))
    return parts


def _timeline_row(timeline: StrandTimeline, row: TimelineRow) -> str:
    return _painted(_parsed(timeline_row(timeline, row, "")))


def _names(
    names: Sequence[str], letters: Mapping[str, str], timeline: StrandTimeline, room: float
) -> tuple[str, float]:
    """Both names below each other, and how high they are; above their row no line runs through them."""
    most = 2 if not room or timeline.row_height >= TALL else 1
    wide = (room - AXIS_GAP if room else timeline.width) - BADGE - BADGE_GAP
    parts, y, widest = list[str](), 0, 0.0
    for side, name in zip(("eu", "counterpart"), names, strict=True):
        parts.append(rect(0, y, BADGE, 14, rx=3, fill=HUES[side]))
        parts.append(text_line(BADGE / 2, y + 11, letters[side], size=10.5, fill=PAPER, bold=True, anchor="middle"))
        for line in wrapped(name, wide, NAME, bold=True, most=most):
            parts.append(text_line(BADGE + BADGE_GAP, y + 11.5, line, size=NAME, fill=INK, bold=True))
            widest = max(widest, text_width(line, NAME, bold=True))
            y += LINE_HEIGHT
        y += 4
    ground = "" if room else rect(0, -2, BADGE + BADGE_GAP + widest, y, fill=PAPER)
    return ground + "".join(parts), y
