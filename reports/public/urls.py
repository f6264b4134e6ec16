"""Publicity; public results, for everybody, and as the two sides write and release them."""

from typing import Any

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.programmes.pages import PAIRING, STRAND
from reports.public import views as public
from reports.public.actions import STEPS, AddPublicity, EditResults, ReleaseResults, WithdrawResults

_LIST = f"{STRAND}/publicity"
_STRAND = "results/<slug:strand>"
_PAIRING = f"{_STRAND}/<slug:pairing>"
_OWN = f"{PAIRING}/results"

urlpatterns: list[Any] = [
    path(f"{_LIST}/", public.PublicityList.as_view(), name="publicity"),
    action_path(_LIST, AddPublicity),
    *(action_path(f"{_LIST}/<int:publicity>", action) for action in STEPS),
    path("results/", public.AllResults.as_view(), name="all-results"),
    path(f"{_STRAND}/", public.StrandResults.as_view(), name="results"),
    path(f"{_STRAND}.csv", public.ResultsCsv.as_view(), name="results-csv"),
    path(f"{_STRAND}.json", public.ResultsJson.as_view(), name="results-json"),
    path(f"{_PAIRING}/", public.PairingResults.as_view(), name="results-pairing"),
    path(f"{_PAIRING}.csv", public.ResultsCsv.as_view(), name="results-pairing-csv"),
    path(f"{_PAIRING}.json", public.ResultsJson.as_view(), name="results-pairing-json"),
    path(f"{_OWN}/", ActionView.of(EditResults), name=EditResults.key),
    path(f"{_OWN}/preview/", public.ResultsPreview.as_view(), name="results-preview"),
    *(action_path(_OWN, action) for action in (ReleaseResults, WithdrawResults)),
]
