"""The addresses of agendas."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
