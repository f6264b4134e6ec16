"""The sheets of a strand to hang on a wall, as files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.views.generic import View

from core.errors import DomainError
from core.long_work import leave_to_worker
from core.sent_files import PDF, send_file
from core.texts import LANGUAGES
from partnerships.models import Pairing
from partnerships.views.strands import InStrand
from reports.audit_actions.sheets import PICTURES
from reports.rendering.sheet_pages import PAPERS
from reports.services.sheets import sheet_file, sheet_name
from reports.views.places import LANGUAGE_NAMES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

MOST_PAIRINGS = 30  # that are drawn at once


class SheetFile(InStrand, View):
    """Hands out a picture of the strand on paper, made from the records as they stand."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """One of the pictures on one of the papers in one of two languages; else 404, as where nothing can be drawn."""
        strand = self.get_strand()
        picture, paper, language = (self.kwargs[key] for key in ("picture", "sheet_paper", "paper_language"))
        if picture not in PICTURES or paper not in PAPERS or language not in LANGUAGES:
            raise Http404
        leave_to_worker(
            request,
            strand=strand,
            name=lambda: f"{strand}: {PICTURES[picture]}, {paper.upper()}, {LANGUAGE_NAMES[language]}",
            is_long=lambda: Pairing.objects.visible_to(self.grants).filter(strand=strand).count() > MOST_PAIRINGS,
        )
        try:
            content = sheet_file(
                by=request.user,  # type: ignore[arg-type]
                grants=self.grants,
                strand=strand,
                picture=picture,
                paper=paper,
                language=language,
            )
        except DomainError as nothing:
            raise Http404 from nothing
        return send_file(content, name=sheet_name(strand, picture, paper, language), media_type=PDF)
