"""The addresses of a pairing's one-page brief and its files."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import PAIRING
from reports.views.briefs import BriefFile, BriefPage

urlpatterns: list[URLPattern] = [
    path(f"{PAIRING}/brief/", BriefPage.as_view(), name="brief"),
    path(f"{PAIRING}/brief.<slug:paper_language>.<slug:file_format>", BriefFile.as_view(), name="brief-file"),
]
