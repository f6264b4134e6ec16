"""Rendering a template with data into a tagged PDF (PDF/UA-1), the same bytes from the same data."""

import datetime as dt
import io
import json
import os
import re
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.views.decorators.debug import sensitive_variables

from core import blocks as kinds
from core.pdf import typesetting
from core.pdf.typesetting import Refused, fonts_in, typeset
from core.plain_text import plain_text
from core.texts import LANGUAGES

FONTS = Path(__file__).resolve().parent / "fonts"
FONT = FONTS / "Pretendard-Regular.otf"
# A crossed box: no text has one, so whoever reads it sees that a sign is missing.
STAND_IN = "⌧"
# They are drawn by nothing: joiners, soft hyphens, and what chooses between forms of the sign before them.
_INVISIBLE = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\u00ad\ufeff")
_LONG_WORD = re.compile(r"[^\s\u200b]{30,}")
_PIECE = 10  # letters, so that a piece fits the narrowest column


@cache
def covered(font: Path = FONT) -> frozenset[int]:
    """The code points that a font has a sign for, from the table `cmap` in format 12."""
    content = font.read_bytes()
    start = _font_table(content, b"cmap")
    (count,) = struct.unpack_from(">H", content, start + 2)
    for number in range(count):
        (offset,) = struct.unpack_from(">L", content, start + 4 + 8 * number + 4)
        if struct.unpack_from(">H", content, start + offset)[0] == 12:
            return frozenset(_code_points(content, start + offset))
    message = f"{font.name} has no table of characters in format 12"
    raise ValueError(message)


def _font_table(content: bytes, wanted: bytes) -> int:
    (count,) = struct.unpack_from(">H", content, 4)
    for number in range(count):
        tag, _checksum, offset, _length = struct.unpack_from(">4sLLL", content, 12 + 16 * number)
        if tag == wanted:
            return int(offset)
    message = f"the font has no table {wanted.decode()}"
    raise ValueError(message)


def _code_points(content: bytes, start: int) -> Iterator[int]:
    (groups,) = struct.unpack_from(">L", content, start + 12)
    for number in range(groups):
        first, last, _glyph = struct.unpack_from(">LLL", content, start + 16 + 12 * number)
        yield from range(first, last + 1)


def missing_characters(text: str) -> list[str]:
    """The characters of a text that a PDF cannot show, each once, in their order: Hanja and emoji, for instance.

    Whoever makes a document in which each letter counts, such as a letter to a person by name, asks first.
    """
    known = covered()
    return list(dict.fromkeys(c for c in plain_text(text) if _sign(c, known) == STAND_IN != c))


def foreign_letters(text: str) -> list[str]:
    """The letters for which a text is refused where it is typed: of a script that a PDF cannot show.

    Hanja within Korean are no such script, although each prints as `STAND_IN`; a text mostly of them is.
    """
    missing = [letter for letter in missing_characters(text) if letter.isalpha()]
    if all("CJK" in unicodedata.name(letter, "") for letter in missing):
        letters = [letter for letter in text if letter.isalpha()]
        if sum(letter in missing for letter in letters) * 2 <= len(letters):
            return []
    return missing


def printable(text: object) -> str:
    """The text as a PDF can show it: `STAND_IN` for each character the font lacks; words without end may break."""
    known = covered()
    shown = "".join(_sign(character, known) for character in plain_text(text))
    return _LONG_WORD.sub(lambda word: "\u200b".join(_pieces(word[0])), shown)


def drawable(text: str) -> str:
    """Markup such as SVG with `STAND_IN` for each character the font lacks, and nothing else changed."""
    known = covered()
    return "".join(_sign(character, known) for character in plain_text(text))


def _sign(character: str, known: frozenset[int]) -> str:
    if character in _INVISIBLE:
        return ""
    return character if character in "\n\t" or ord(character) in known else STAND_IN


def _pieces(word: str) -> Iterator[str]:
    for start in range(0, len(word), _PIECE):
        yield word[start : start + _PIECE]


# Seconds that a document may take; one of 650 pages takes about ten of the processor.
LIMIT = 600
# Without these some installations of Python do not start. The rest of the environment holds secrets.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@sensitive_variables()
def typeset_apart(template: str, *, root: str, seconds: int = LIMIT, **order: Any) -> bytes:
    """As `typeset`, the same bytes, and no memory is kept. Raises Refused, also where the process was ended.

    The data go by standard input, so that no list of processes shows them.
    """
    asked = json.dumps({"template": template, "root": root, "seconds": seconds, **order}, ensure_ascii=False).encode()
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and file; what it sets is no argument
            [sys.executable, "-I", typesetting.__file__],
            input=asked,
            capture_output=True,
            cwd=root,
            env={name: os.environ[name] for name in _ENVIRONMENT if name in os.environ},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refused(f"It took more than {seconds} seconds.") from None
    except OSError as fault:
        raise Refused(f"No process could be started: {fault}") from None
    if done.returncode == 0 and done.stdout:
        return done.stdout
    raise Refused(done.stderr.decode(errors="replace").strip() or f"The process ended with status {done.returncode}.")


# Letters of data from which a document is set in a process of its own: some pages of a report, thirty of plain rows.
# typst keeps what it worked out for the last ten documents, which of short ones is little, and makes the next faster.
APART = 50_000


class PdfError(Exception):
    """A template could not be set; it tells template and place, never what was to be set.

    `detail` is typst's own message: it may quote the data, so it belongs into no log.
    """

    def __init__(self, template: str, *, detail: str = "") -> None:
        super().__init__(f"The template {template} could not be rendered as PDF.")
        self.template = template
        self.detail = detail


def template_root() -> Path:
    """Where the templates lie; an app has its own in a folder of its name, and imports `/house.typ`."""
    return Path(settings.BASE_DIR) / "templates" / "pdf"


@sensitive_variables()
def render_pdf(
    template: str,
    data: Mapping[str, Any],
    *,
    language: str,
    title: str,
    made_at: dt.datetime,
    head: str = "",
) -> bytes:
    """The PDF of a template below `templates/pdf/`, such as `events/programme.typ`.

    `data` is what the template reads as `data`: mappings, sequences, texts (`Text` where one is in the other
    language or leads somewhere), numbers, booleans, None, and bytes of images; texts stay texts whatever is in them.
    `language` is the document's, `en` or `ko`; `head` stands on top of each page; `made_at` is the aware moment that
    the file names as its own: the same arguments give the same bytes. Raises PdfError where typst refuses, ValueError
    for a language or moment that is none, TypeError for data of another kind (format dates and amounts before).
    """
    if language not in LANGUAGES or made_at.tzinfo is None:
        message = f"a PDF needs one of the languages {LANGUAGES} and a moment with its zone"
        raise ValueError(message)
    inputs = {
        "data": json.dumps(_as_json(data), ensure_ascii=False),
        "language": language,
        "title": printable(title).replace("\n", " "),
        "head": printable(head).replace("\n", " "),
    }
    order = {"root": str(template_root()), "fonts": str(FONTS), "inputs": inputs, "timestamp": int(made_at.timestamp())}
    make: Callable[..., bytes] = typeset_apart if len(inputs["data"]) >= APART else typeset
    try:
        return make(template, **order)
    except Refused as fault:
        refused = str(fault)
    # Raised outside of the handler: a chained exception would carry what typst quotes into the log.
    raise PdfError(template, detail=refused)


def _as_json(value: Any) -> Any:
    """Data as JSON can say it; texts cleaned, image bytes as numbers, which typst reads back into bytes."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str | Promise):
        return printable(value)
    if isinstance(value, kinds.Text):
        return {
            "text": printable(kinds.paper_text_of(value)),
            "language": value.language,
            "url": kinds.url_of(value, whole=True),
        }
    if isinstance(value, kinds.Group):
        # It is repeated on each page that the table goes on to: a repetition is no part of the text, and may not link.
        return {"group": _as_json(kinds.unlinked(value.text))}
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, Mapping):
        return {str(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(inner) for inner in value]
    message = f"a PDF takes no {type(value).__name__}"
    raise TypeError(message)


TEMPLATE = "blocks.typ"


def render_blocks_pdf(
    blocks: Sequence[kinds.Block], *, language: str, title: str, made_at: dt.datetime, head: str = ""
) -> bytes:
    """The blocks below their title as tagged PDF; arguments and errors are those of `render_pdf`.

    Raises ValueError for blocks that `check_blocks` refuses, and for an image that cannot be read.
    """
    data = {"blocks": typst_blocks(blocks)}
    return render_pdf(TEMPLATE, data, language=language, title=title, made_at=made_at, head=head)


def typst_blocks(blocks: Sequence[kinds.Block]) -> list[dict[str, Any]]:
    """The blocks as a template sets them by `set-blocks` of house.typ; raises ValueError as `render_blocks_pdf`."""
    kinds.check_blocks(blocks)
    return [_typst_block(block) for block in blocks]


def _typst_block(block: kinds.Block) -> dict[str, Any]:
    """One block as the template reads it."""
    match block:
        case kinds.Heading():
            return {"kind": "heading", "level": block.level, "text": block.text}
        case kinds.Paragraph():
            return {"kind": "paragraph", "text": block.text}
        case kinds.OutlineItem():
            return {"kind": "outline", "level": block.level, "mark": block.shown_mark, "text": block.text}
        case kinds.Facts():
            return {"kind": "facts", "rows": [list(row) for row in block.rows]}
        case kinds.Table():
            return {"kind": "table", **_table(block)}
        case kinds.KeyFigures():
            return {"kind": "figures", "rows": [list(row) for row in block.rows]}
        case kinds.Image():
            content, _width, _height = document_image(block.content)
            return {"kind": "image", "content": content, "format": None, **_shown(block)}
        case kinds.Drawing():
            content = drawable(block.svg).encode()
            return {"kind": "image", "content": content, "format": "svg", **_shown(block)}
        case kinds.PageBreak():
            return {"kind": "break"}


def _table(table: kinds.Table) -> dict[str, Any]:
    numbers = [column in table.numbers for column in range(len(table.head))]
    widths = list(table.widths) or [1] * len(table.head)
    return {
        "head": list(table.head),
        "rows": [row if isinstance(row, kinds.Group) else [_cell(written) for written in row] for row in table.rows],
        "widths": widths,
        "numbers": numbers,
        "caption": table.caption,
        "small": table.small,
    }


def _cell(written: kinds.Written) -> Any:
    """Several texts below each other are a list."""
    return list(written.parts) if isinstance(written, kinds.Lines) else written


def _shown(picture: kinds.Image | kinds.Drawing) -> dict[str, Any]:
    return {"caption": picture.caption, "alternative": picture.alternative, "width": picture.width}


DRAWING = "drawing.typ"
_DOTS = 200  # an inch


def drawing_png(svg: str, width: float) -> bytes:
    """An SVG as PNG, the same bytes from the same drawing; `width` is its share of a line.

    Raises PdfError where it cannot be drawn.
    """
    import typst  # noqa: PLC0415 - few requests need it

    root = template_root()
    try:
        content = typst.compile(
            root / DRAWING,
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
    raise PdfError(DRAWING, detail=refused)


_READ = ("JPEG", "PNG", "GIF", "WEBP")
# The longer edge in pixels: 17 cm of a page at 240 dots an inch.
_LONGEST = 1600
_QUALITY = 85


def document_image(content: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG, or as PNG where it is see-through, with its width and height in pixels.

    Upright, without what a camera wrote into it; the same content gives the same bytes. Raises ValueError where
    the content is no picture, or so large that it must be a trap.
    """
    from PIL import Image as Photo, ImageOps  # noqa: PLC0415 - few requests need it

    try:
        with Photo.open(io.BytesIO(content), formats=_READ) as opened:
            picture: Photo.Image = ImageOps.exif_transpose(opened)
            see_through = picture.has_transparency_data
            picture = picture.convert("RGBA" if see_through else "RGB")
            picture.thumbnail((_LONGEST, _LONGEST))
    except (OSError, SyntaxError, Photo.DecompressionBombError) as fault:
        message = "this is no picture that can be read"
        raise ValueError(message) from fault
    written = io.BytesIO()
    picture.info.clear()
    if see_through:
        picture.save(written, "PNG")
    else:
        picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue(), *picture.size
