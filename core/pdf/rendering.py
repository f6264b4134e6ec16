"""Rendering a template with data into a tagged PDF (PDF/UA-1), the same bytes from the same data."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.functional import Promise
from django.views.decorators.debug import sensitive_variables

from core.blocks import Group, Text, unlinked, url_of
from core.pdf import typesetting
from core.pdf.coverage import FONTS, printable
from core.pdf.typesetting import Order, Refused, typeset
from core.texts import LANGUAGES

# Seconds that a document may take; one of 650 pages takes about ten of the processor.
LIMIT = 600
# Without these some installations of Python do not start. The rest of the environment holds secrets.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")


@sensitive_variables()
def typeset_apart(order: Order, *, seconds: int = LIMIT) -> bytes:
    """As `typeset`, the same bytes, and no memory is kept. Raises Refused, also where the process was ended.

    The data go by standard input, so that no list of processes shows them.
    """
    asked = json.dumps({**dataclasses.asdict(order), "seconds": seconds}, ensure_ascii=False).encode()
    try:
        done = subprocess.run(  # noqa: S603 -- our own interpreter and file; what it sets is no argument
            [sys.executable, "-I", typesetting.__file__],
            input=asked,
            capture_output=True,
            cwd=order.root,
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
    order = Order(template, str(template_root()), str(FONTS), inputs, int(made_at.timestamp()))
    try:
        return (typeset_apart if len(inputs["data"]) >= APART else typeset)(order)
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
    if isinstance(value, Text):
        return {"text": printable(value.text), "language": value.language, "url": url_of(value, whole=True)}
    if isinstance(value, Group):
        # It is repeated on each page that the table goes on to: a repetition is no part of the text, and may not link.
        return {"group": _as_json(unlinked(value.text))}
    if isinstance(value, bytes):
        return list(value)
    if isinstance(value, Mapping):
        return {str(key): _as_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_as_json(inner) for inner in value]
    message = f"a PDF takes no {type(value).__name__}"
    raise TypeError(message)
