"""The next round of a strand."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
