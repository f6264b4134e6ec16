"""The marks of texts that are missing or older in a language, each with the way to mend it where it is seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from core.texts import LANGUAGES, reader_language
from partnerships.services.translations import STALE, WANTED, Gap, count_lacking, gaps_of, page_of

if TYPE_CHECKING:
    from partnerships.models import Strand

register = template.Library()


@dataclass(frozen=True, slots=True)
class Mark:
    """What a record says of one language: the word, whether it is the reader's, and the links that mend it, if any.

    `about` are the names of the texts; `fits_url` leads to saying that an older text still fits.
    """

    word: str
    link: str
    url: str
    about: str
    fits_link: str = ""
    fits_url: str = ""


@register.simple_tag(takes_context=True)
def translation_marks(context: Any, record: Any, *, whole: Any = False) -> list[Mark]:
    """The marks of a record in the reader's language.

    With `whole`, as on the record's own page, whoever may edit it reads of the other language too.
    """
    if not record.translation_wanted() and not record.stale_texts:
        return []
    request = context.request
    # Where no strand lies above the page, the marks stand alone.
    strand = request.resolver_match.kwargs.get("strand", "")
    gaps = list(gaps_of(grants=request.grants, strand=strand, records=[record]))
    return [
        _mark(strand, own, request.get_full_path())
        for language in sorted(LANGUAGES, key=lambda one: one != reader_language())
        for state in (WANTED, STALE)
        if (own := [gap for gap in gaps if (gap.language, gap.state) == (language, state)])
        and (language == reader_language() or (whole and any(gap.url for gap in own)))
    ]


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


def _mark(strand: str, gaps: list[Gap], here: str) -> Mark:
    first = next((gap for gap in gaps if gap.url), gaps[0])
    mine = first.language == reader_language()
    words = {WANTED: _("Translation wanted"), STALE: _("Stale translation")}
    fits = first.state == STALE and first.url
    return Mark(
        word=words[first.state] if mine else state_words(first.language, first.state),
        link=mend_words(first.language, first.state) if first.url else "",
        url=mend_url(first, here) if first.url else "",
        about=", ".join(gap.label for gap in gaps),
        fits_link=fits_words(first.language) if fits else "",
        fits_url=fits_url(strand, first, here) if fits else "",
    )


@register.simple_tag(takes_context=True)
def texts_to_mend(context: Any, strand: Strand) -> int:
    """How many records of the strand lack a text in one of the languages."""
    return count_lacking(context.request.grants, strand)
