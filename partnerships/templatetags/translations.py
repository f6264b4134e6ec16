"""The marks of texts that are missing or older in a language, each with the way to mend it where it is seen."""

from typing import Any

from django import template
from django.utils.translation import gettext as _

from core.texts import LANGUAGES, BilingualTexts, OneLanguageTexts, reader_language
from partnerships.translations.services import STALE, WANTED, TextGap, gaps_of, once_gaps

register = template.Library()


@register.simple_tag(takes_context=True)
def translation_marks(
    context: Any, record: Any, *, whole: Any = False, once: str = ""
) -> list[tuple[str, TextGap, str]]:
    """The marks of a record in the reader's language: what it says, the gap that it leads to, and the texts' names.

    With `whole`, as on the record's own page, whoever may edit it reads of the other language too. `once` names the
    text that is marked among those that are written once; of a record with pairs they are marked so alone. A record
    with texts of neither kind has none.
    """
    is_pairs = isinstance(record, BilingualTexts) and not once
    if is_pairs and not (record.translation_wanted() or record.stale_texts):
        return []
    if not is_pairs and not isinstance(record, OneLanguageTexts):
        return []
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
                found.append((words[state] if language == mine else first.state_label, first, about))
    return found
