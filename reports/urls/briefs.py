"""The one-page brief of a pairing, and its year on a page."""

from __future__ import annotations

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
