"""The addresses of public results: those for everybody, and those on which the two sides write and release them."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import PAIRING
from reports.views import public_results as public
from reports.views import results as acts

_STRAND = "results/<slug:strand>"
_PAIRING = f"{_STRAND}/<slug:pairing>"
_OWN = f"{PAIRING}/results"

urlpatterns: list[URLPattern] = [
    path("results/", public.AllResults.as_view(), name="all-results"),
    path(f"{_STRAND}/", public.StrandResults.as_view(), name="results"),
    path(f"{_STRAND}.csv", public.ResultsCsv.as_view(), name="results-csv"),
    path(f"{_STRAND}.json", public.ResultsJson.as_view(), name="results-json"),
    path(f"{_PAIRING}/", public.PairingResults.as_view(), name="results-pairing"),
    path(f"{_PAIRING}.csv", public.ResultsCsv.as_view(), name="results-pairing-csv"),
    path(f"{_PAIRING}.json", public.ResultsJson.as_view(), name="results-pairing-json"),
    path(f"{_OWN}/", acts.ResultsEdit.as_view(), name="results-edit"),
    path(f"{_OWN}/preview/", acts.ResultsPreview.as_view(), name="results-preview"),
    path(f"{_OWN}/release/", acts.ResultsRelease.as_view(), name="results-release"),
    path(f"{_OWN}/withdraw/", acts.ResultsWithdraw.as_view(), name="results-withdraw"),
]
