"""The strand's plan: stages, items, dates and thresholds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
