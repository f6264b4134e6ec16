"""The addresses of a pairing's one-page brief and of its year on a page, with their files."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import PAIRING
from reports.views.briefs import BriefFile, BriefPage
from reports.views.years import YearFile, YearPage

urlpatterns: list[URLPattern] = [
    path(f"{PAIRING}/brief/", BriefPage.as_view(), name="brief"),
    path(f"{PAIRING}/brief.<slug:paper_language>.<slug:file_format>", BriefFile.as_view(), name="brief-file"),
    path(f"{PAIRING}/year/", YearPage.as_view(), name="year"),
    path(f"{PAIRING}/year.<slug:paper_language>.<slug:file_format>", YearFile.as_view(), name="year-file"),
]
