"""A list of blocks as a Word file (DOCX), the same bytes from the same blocks."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence

from django.views.decorators.debug import sensitive_variables

from core.blocks import Block, check_blocks
from core.docx.writing import Writer
from core.texts import LANGUAGES

# The earliest moment that a zip file can name.
_ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)


@sensitive_variables()
def render_docx(blocks: Sequence[Block], *, language: str, title: str, made_at: dt.datetime, head: str = "") -> bytes:
    """The blocks below their title as DOCX; `language` is the document's, `en` or `ko`, `head` stands on each page.

    `made_at`, an aware moment, is the only one the file names, and it names no author: the same arguments give the
    same bytes. Raises ValueError for blocks that `check_blocks` refuses, an image that cannot be read, a language or
    moment that is none.
    """
    if language not in LANGUAGES or made_at.tzinfo is None:
        message = f"a document needs one of the languages {LANGUAGES} and a moment with its zone"
        raise ValueError(message)
    check_blocks(blocks)
    writer = Writer(language)
    writer.begin(title=title, head=head, made_at=made_at)
    for block in blocks:
        writer.add(block)
    written = io.BytesIO()
    writer.document.save(written)
    return _with_fixed_dates(written.getvalue())


def _with_fixed_dates(content: bytes) -> bytes:
    """The same archive, its files dated alike: python-docx writes when it was made."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_MOMENT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return written.getvalue()
