"""Reminders that staff send."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
