"""The brief of a pairing: its page, in either language, and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils import translation
from django.utils.translation import pgettext, pgettext_lazy
from django.views.generic import TemplateView, View

from core import clock
from core.blocks import Drawing
from core.page_blocks import block_rows
from core.sent_files import leave_to_worker, send_file
from core.texts import LANGUAGES, reader_language
from partnerships.pairings.pages import InPairing, tabs
from partnerships.programmes.pages import crumbs
from reports.overview.rendering import key_label
from reports.overview.services import FORMATS, brief_file, brief_name, read_brief
from reports.progress.pages import LANGUAGE_NAMES
from reports.rules import may_see_brief

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from partnerships.models import Pairing
    from reports.overview.rendering import Brief


class OfBrief(InPairing):
    """Below a pairing; who may not know what passes between its sides does not find it."""

    def get_brief_pairing(self) -> Pairing:
        """The pairing, else 404."""
        if not may_see_brief(self.grants, self.pairing):
            raise Http404
        return self.pairing


class BriefPage(OfBrief, TemplateView):
    """What was achieved, what is difficult, what comes next, what is to be decided."""

    template_name = "reports/overview/brief.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As the records stand, in the language that the address asks for, else the reader's."""
        pairing = self.get_brief_pairing()
        wanted = self.request.GET.get("language", "")
        language = wanted if wanted in LANGUAGES else reader_language()
        brief = read_brief(grants=self.grants, pairing=pairing, language=language, now=clock.now())
        with translation.override(language):
            drawing = _drawn(brief)
            parts = [(part, part.shown(), part.more()) for part in brief.parts]
            facts = {"title": brief.title, "as_of": brief.as_of_label}
            themes = pgettext("brief of a pairing", "Themes")
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (brief.title, "")),
            tabs=tabs(pairing, "reports", self.grants),
            brief=brief,
            facts=facts,
            parts=parts,
            themes=themes,
            drawing=drawing,
            language=language,
            languages=[(code, label, f"?language={code}") for code, label in LANGUAGE_NAMES.items()],
            formats=list(FORMATS),
            **kwargs,
        )


def _drawn(brief: Brief) -> list[dict[str, Any]]:
    """The picture of the way with how it reads; nothing where no date is known."""
    if not brief.picture:
        return []
    drawing = Drawing(brief.picture, brief.picture_label, key_label(), narrow=brief.narrow_picture)
    return block_rows([drawing])


class BriefFile(OfBrief, View):
    """Hands out the brief as a file, made from the records as they stand."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In one of two languages and two formats; else 404. A worker makes the PDF."""
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FORMATS:
            raise Http404
        pairing = self.get_brief_pairing()
        title = pgettext_lazy("brief of a pairing", "Brief: %(pairing)s")
        leave_to_worker(
            request,
            strand=pairing.strand,
            name=lambda: f"{title % {'pairing': pairing.name}}, {file_format.upper()}, {LANGUAGE_NAMES[language]}",
            # To fill one page it is set several times over.
            is_long=lambda: file_format == "pdf",
        )
        content = brief_file(
            by=request.user,  # type: ignore[arg-type]
            grants=self.grants,
            pairing=pairing,
            language=language,
            file_format=file_format,
        )
        return send_file(content, name=brief_name(pairing, language, file_format), media_type=FORMATS[file_format])
