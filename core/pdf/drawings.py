"""A drawing as points, for programs that take no lines: set by typst, with the fonts of our documents."""

from __future__ import annotations

from core.pdf.coverage import FONTS, drawable
from core.pdf.rendering import PdfError, template_root
from core.pdf.typesetting import fonts_in

TEMPLATE = "drawing.typ"
_DOTS = 200  # an inch


def drawing_png(svg: str, width: float) -> bytes:
    """An SVG as PNG, the same bytes from the same drawing; `width` is its share of a line.

    Raises PdfError where it cannot be drawn.
    """
    import typst  # noqa: PLC0415 - few requests need it

    root = template_root()
    try:
        content = typst.compile(
            root / TEMPLATE,
            root=root,
            font_paths=fonts_in(FONTS),
            ignore_system_fonts=True,
            sys_inputs={"svg": drawable(svg), "width": str(width)},
            format="png",
            ppi=_DOTS,
        )
    except RuntimeError as fault:
        refused = str(fault)
    else:
        return content if isinstance(content, bytes) else content[0]
    raise PdfError(TEMPLATE, detail=refused)
