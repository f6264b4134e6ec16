"""The acts on a pairing's milestones."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
