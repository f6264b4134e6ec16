"""What is said of a text that is missing or older in a language, and the addresses where one mends it or lets it be."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.services.translations import STALE, WANTED, Gap, page_of


def mend_url(gap: Gap, here: str) -> str:
    """The form that has the text, with its field in sight; it leads back to the page `here`."""
    return f"{gap.url}?{urlencode({'next': here})}#id_{gap.field}"


def fits_url(strand: str, gap: Gap, here: str) -> str:
    """Where one says that an older text still fits; it leads back to the page `here`."""
    page = page_of(gap.record)
    words = [strand, page.slug if page else "", gap.record.pk, gap.language]
    return f"{reverse('partnerships:translation-fits', args=words)}?{urlencode({'next': here})}"


def mend_words(language: str, state: str) -> str:
    """What is done about a text that is missing or older in a language."""
    return {
        ("en", WANTED): _("Add the English"),
        ("ko", WANTED): _("Add the Korean"),
        ("en", STALE): _("Renew the English"),
        ("ko", STALE): _("Renew the Korean"),
    }[language, state]


def state_words(language: str, state: str) -> str:
    """How a text stands in a language, for a reader of the other one too."""
    return {
        ("en", WANTED): _("English wanted"),
        ("ko", WANTED): _("Korean wanted"),
        ("en", STALE): _("English older than the Korean"),
        ("ko", STALE): _("Korean older than the English"),
    }[language, state]


def fits_words(language: str) -> str:
    """What is said of a text that needs no change."""
    return _("The Korean still fits") if language == "ko" else _("The English still fits")
