"""The programme page and what belongs to my tasks."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
