"""A picture made fit for a document: in a form that PDF and DOCX both take, and no larger than paper shows."""

from __future__ import annotations

import io

from PIL import Image, ImageOps, UnidentifiedImageError

_READ = ("JPEG", "PNG", "GIF", "WEBP")
# The longer edge in pixels: 17 cm of a page at 240 dots an inch.
_LONGEST = 1600
_QUALITY = 85


def document_image(content: bytes) -> tuple[bytes, int, int]:
    """The picture as JPEG, or as PNG where it is see-through, with its width and height in pixels.

    Upright, without what a camera wrote into it; the same content gives the same bytes. Raises ValueError where
    the content is no picture, or so large that it must be a trap.
    """
    try:
        with Image.open(io.BytesIO(content), formats=_READ) as opened:
            picture: Image.Image = ImageOps.exif_transpose(opened)
            see_through = picture.has_transparency_data
            picture = picture.convert("RGBA" if see_through else "RGB")
            picture.thumbnail((_LONGEST, _LONGEST))
    except (OSError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as fault:
        message = "this is no picture that can be read"
        raise ValueError(message) from fault
    written = io.BytesIO()
    picture.info.clear()
    if see_through:
        picture.save(written, "PNG")
    else:
        picture.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue(), *picture.size
