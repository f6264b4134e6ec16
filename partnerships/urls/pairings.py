"""Opening, closing, discontinuing and reopening a pairing."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
