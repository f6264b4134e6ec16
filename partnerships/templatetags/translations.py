"""The marks of texts that are missing or older in a language, each with the way to mend it where it is seen."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext as _

from core.texts import LANGUAGES, BilingualTexts, reader_language
from partnerships.translations.services import (
    STALE,
    WANTED,
    Gap,
    fits_label,
    fits_url,
    gaps_of,
    mend_label,
    mend_url,
    state_label,
)

register = template.Library()


@register.simple_tag(takes_context=True)
def translation_marks(context: Any, record: Any, *, whole: Any = False) -> list[dict[str, str]]:
    """The marks of a record in the reader's language: a word, the texts it is `about`, and the links that mend it.

    `fits_url` leads to saying that an older text still fits.

    With `whole`, as on the record's own page, whoever may edit it reads of the other language too. A record whose texts
    are no pairs, such as a joint report, has none.
    """
    if not isinstance(record, BilingualTexts) or not (record.translation_wanted() or record.stale_texts):
        return []
    request = context.request
    strand = request.resolver_match.kwargs["strand"]
    gaps = list(gaps_of(grants=request.grants, strand=strand, records=[record]))
    return [
        _mark(strand, own, request.get_full_path())
        for language in sorted(LANGUAGES, key=lambda one: one != reader_language())
        for state in (WANTED, STALE)
        if (own := [gap for gap in gaps if (gap.language, gap.state) == (language, state)])
        and (language == reader_language() or (whole and any(gap.url for gap in own)))
    ]


def _mark(strand: str, gaps: list[Gap], here: str) -> dict[str, str]:
    first = next((gap for gap in gaps if gap.url), gaps[0])
    mine = first.language == reader_language()
    words = {WANTED: _("Translation wanted"), STALE: _("Stale translation")}
    fits = first.state == STALE and first.url
    return {
        "word": words[first.state] if mine else state_label(first.language, first.state),
        "link": mend_label(first.language, first.state) if first.url else "",
        "url": mend_url(first, here) if first.url else "",
        "about": ", ".join(gap.label for gap in gaps),
        "fits_link": fits_label(first.language) if fits else "",
        "fits_url": fits_url(strand, first, here) if fits else "",
    }
