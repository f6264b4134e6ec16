"""The addresses of trips."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
