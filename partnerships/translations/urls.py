"""Texts that are missing or older in a language."""

from django.urls import path

from core.action_views import action_path
from partnerships.translations.actions import TranslateText
from partnerships.translations.views import TranslationFits, TranslationList
from partnerships.url_prefixes import STRAND

_LIST = f"{STRAND}/translations"

urlpatterns = [
    action_path(f"{_LIST}/<slug:once_kind>/<int:once>/<slug:once_field>", TranslateText),
    path(f"{_LIST}/", TranslationList.as_view(), name="translation-list"),
    path(
        f"{_LIST}/<slug:kind>/<int:record>/<slug:text_language>/fits/",
        TranslationFits.as_view(),
        name="translation-fits",
    ),
]
