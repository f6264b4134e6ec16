"""Texts that are missing or older in a language."""

from django.urls import path

from core.action_views import action_path
from partnerships.programmes.pages import STRAND
from partnerships.translations import actions, views

_LIST = f"{STRAND}/translations"

urlpatterns = [
    action_path(f"{_LIST}/<slug:once_kind>/<int:once>/<slug:once_field>", actions.TranslateText),
    path(f"{_LIST}/", views.TranslationList.as_view(), name="translation-list"),
    path(
        f"{_LIST}/<slug:kind>/<int:record>/<slug:text_language>/fits/",
        views.TranslationFits.as_view(),
        name="translation-fits",
    ),
]
