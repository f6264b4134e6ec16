"""The action list of a pairing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
