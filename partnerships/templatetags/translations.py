"""The marks of texts that are missing or older in a language, each with the way to mend it where it is seen."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.templatetags.portal import fact_line, translated, written
from core.texts import LANGUAGES, BilingualTexts, OneLanguageTexts, reader_language
from partnerships.translations.services import STALE, WANTED, gaps_of, once_gaps

register = template.Library()


@register.simple_tag(takes_context=True)
def once_text(context: Any, record: Any, name: str, *, fact: str = "") -> SafeString | str:
    """A text that is written once, in the reader's language where it is there, with what is said of its translation.

    With a label it is a fact of a list of facts.
    """
    text = written(translated(record, name))
    if not text:
        return ""
    whole = format_html("{} {}", text, translation_state(context, record, whole=True, once=name))
    return fact_line(fact, whole) if fact else whole


@register.simple_tag(takes_context=True)
def translation_state(context: Any, record: Any, *, whole: Any = False, once: str = "") -> SafeString:
    """That a record lacks a text in the reader's language, or that it is older there, with the way to mend it.

    With `whole`, as on the record's own page, whoever may edit it reads of the other language too. `once` names the
    text that is marked among those that are written once; of a record with pairs they are marked so alone. A record
    with texts of neither kind has none.
    """
    is_pairs = isinstance(record, BilingualTexts) and not once
    if is_pairs and not (record.translation_wanted() or record.stale_texts):
        return SafeString()
    if not is_pairs and not isinstance(record, OneLanguageTexts):
        return SafeString()
    request, mine = context.request, reader_language()
    strand = request.resolver_match.kwargs["strand"]
    find = gaps_of if is_pairs else once_gaps
    gaps = list(find(grants=request.grants, strand=strand, records=[record], here=request.get_full_path()))
    gaps = [gap for gap in gaps if once in ("", gap.field)]
    words = {WANTED: _("Translation wanted"), STALE: _("Stale translation")}
    found = []
    for language in sorted(LANGUAGES, key=lambda one: one != mine):
        for state in (WANTED, STALE):
            own = [gap for gap in gaps if (gap.language, gap.state) == (language, state)]
            writable = [gap for gap in own if gap.url]
            if own and (language == mine or (whole and writable)):
                first = (writable or own)[0]
                about = ", ".join(gap.label for gap in own)
                said = words[state] if language == mine else first.state_label
                mend = _way(" ", first.url, first.mend_label, about)
                fits = _way(" · ", first.fits_url, first.fits_label, about)
                found.append((said, mend, fits))
    return format_html_join("\n", '<span class="wc-mend"><span class="wc-translation">{}</span>{}{}</span>', found)


def _way(before: str, url: str, label: str, about: str) -> SafeString | str:
    link = '{}<a href="{}">{}<span class="visually-hidden">: {}</span></a>'
    return format_html(link, before, url, label, about) if url else ""
