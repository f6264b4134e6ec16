"""The addresses of visit notes."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
