"""The addresses of delegations."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
