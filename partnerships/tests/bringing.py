"""Documents that somebody brings to the two sides' records."""

from __future__ import annotations

from typing import Any

from partnerships.models import Document
from partnerships.services.documents import add_document
from partnerships.services.uploads import check_upload
from partnerships.tests.files import PDF, upload
from partnerships.tests.two_sides import TwoSides


def file(name: str = "plan.pdf", content: bytes = PDF) -> Any:
    return check_upload(upload(name, content))


def bring(sides: TwoSides, role: str = "eu", *, record: Any = None, sent: Any = None, **values: Any) -> Document:
    given = {"audience": "pairing"} | values
    return add_document(record=record or sides.pairing, values=given, upload=sent or file(), **sides.by(role))
