"""The sheets of a strand: the way to their files from the page of its timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from core.parts import Panel
from reports.audit_actions.sheets import PICTURES
from reports.rendering.sheet_pages import PAPERS

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Strand

LANGUAGE_NAMES = {"en": "English", "ko": "한국어"}


def to_sheets(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """Each picture on each paper in each language."""
    del grants, today
    pictures = [
        (
            label,
            [
                (
                    code,
                    name,
                    [
                        (paper.upper(), reverse("reports:sheet-file", args=[strand.code, picture, paper, code]))
                        for paper in PAPERS
                    ],
                )
                for code, name in LANGUAGE_NAMES.items()
            ],
        )
        for picture, label in PICTURES.items()
    ]
    yield Panel("reports/panels/sheets.html", {"pictures": pictures, "title": _("Sheets to print")})
