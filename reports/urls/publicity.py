"""Publicity items."""

from __future__ import annotations

from django.urls import URLPattern, path

from partnerships.url_prefixes import STRAND
from reports.views import publicity as views

_LIST = f"{STRAND}/publicity"
_ITEM = f"{_LIST}/<int:publicity>"

urlpatterns: list[URLPattern] = [
    path(f"{_LIST}/", views.PublicityList.as_view(), name="publicity"),
    path(f"{_LIST}/add/", views.PublicityAdd.as_view(), name="publicity-add"),
    path(f"{_ITEM}/edit/", views.PublicityEdit.as_view(), name="publicity-edit"),
    path(f"{_ITEM}/withdraw/", views.PublicityWithdraw.as_view(), name="publicity-withdraw"),
    path(f"{_ITEM}/restore/", views.PublicityRestore.as_view(), name="publicity-restore"),
]
