"""The addresses of delegate pages."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
