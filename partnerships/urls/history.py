"""The history of records: timeline, compare, restore."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
