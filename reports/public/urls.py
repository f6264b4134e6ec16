"""Publicity items."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import PAIRING, STRAND
from reports.public import publicity_views as views
from reports.public import results_views as public
from reports.public import views as acts

_LIST = f"{STRAND}/publicity"
_ITEM = f"{_LIST}/<int:publicity>"

urlpatterns: list[URLPattern] = [
    path(f"{_LIST}/", views.PublicityList.as_view(), name="publicity"),
    path(f"{_LIST}/add/", views.PublicityAdd.as_view(), name="publicity-add"),
    path(f"{_ITEM}/edit/", views.PublicityEdit.as_view(), name="publicity-edit"),
    path(f"{_ITEM}/withdraw/", views.PublicityWithdraw.as_view(), name="publicity-withdraw"),
    path(f"{_ITEM}/restore/", views.PublicityRestore.as_view(), name="publicity-restore"),
]

# The addresses of public results: those for everybody, and those on which the two sides write and release them.

_STRAND = "results/<slug:strand>"
_PAIRING = f"{_STRAND}/<slug:pairing>"
_OWN = f"{PAIRING}/results"

urlpatterns += [
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
