"""Texts that are missing or older in a language."""

from django.urls import path

from partnerships.translations.views import TranslationFits, TranslationList
from partnerships.url_prefixes import STRAND

_LIST = f"{STRAND}/translations"

urlpatterns = [
    path(f"{_LIST}/", TranslationList.as_view(), name="translation-list"),
    path(
        f"{_LIST}/<slug:kind>/<int:record>/<slug:text_language>/fits/",
        TranslationFits.as_view(),
        name="translation-fits",
    ),
]
