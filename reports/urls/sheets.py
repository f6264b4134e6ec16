"""The addresses of the sheets of a strand."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import STRAND
from reports.views.sheets import SheetFile

urlpatterns: list[URLPattern] = [
    path(
        f"{STRAND}/sheets/<slug:picture>-<slug:sheet_paper>.<slug:paper_language>.pdf",
        SheetFile.as_view(),
        name="sheet-file",
    ),
]
