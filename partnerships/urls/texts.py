"""The texts that both sides confirm."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
