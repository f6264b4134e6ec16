"""The addresses of events."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
