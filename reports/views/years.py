"""The year of a pairing on one page: its page, in either language, and its files."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils import translation
from django.views.generic import TemplateView, View

from core import clock
from core.blocks import Drawing
from core.errors import DomainError
from core.page_blocks import block_rows
from core.sent_files import send_file
from core.texts import LANGUAGES
from partnerships.pairings.pages import InPairing
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs
from reports.rendering.years import PairingYear, empty_words, year_key
from reports.rules import may_see_brief
from reports.services.briefs import FORMATS
from reports.services.year_files import year_file, year_name
from reports.services.year_records import read_records, usual_year
from reports.services.years import read_year
from reports.views.briefs import asked_language, file_links
from reports.views.places import LANGUAGE_NAMES

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

# So wide as a share of the line that it is not stretched on the page.
_NARROW = 0.5
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)


class OfYear(InPairing):
    """A page of one year, which the address may name by `?year=`."""

    def asked_year(self) -> int | None:
        """The year that the address names, else None; 404 for what is none."""
        word = self.request.GET.get("year", "")
        if word and not _YEAR.fullmatch(word):
            raise Http404
        return int(word) if word else None


class YearPage(OfYear, TemplateView):
    """Twelve months: milestones against the first plan, events, levels, agreements, contacts counted."""

    template_name = "reports/year.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As the records stand; 404 for a year in which nothing lies."""
        pairing, now, language = self.pairing, clock.now(), asked_language(self.request)
        records = read_records(grants=self.grants, pairing=pairing, today=clock.day_of(now))
        asked = self.asked_year()
        chosen = usual_year(records, clock.day_of(now)) if asked is None else asked
        try:
            year = read_year(records=records, year=chosen, language=language, now=now)
        except DomainError as nothing:
            raise Http404 from nothing
        with translation.override(language):
            drawing = Drawing(year.picture, alternative=year.picture_words, caption=year_key())
            thirds = _thirds(year)
            facts = {"title": year.title, "lines": year.lines, "heads": year.heads}
            notes = [words for words in (empty_words(year), *year.notes) if words]
        place = [pairing.strand.code, pairing.code]
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (str(chosen), "")),
            tabs=tabs(pairing, "reports", self.grants),
            year=year,
            facts=facts,
            notes=notes,
            rows=[
                (month, list(zip(facts["heads"][1:-2], month.cells, strict=True)))
                for month in year.months
                if not month.is_empty
            ],
            drawing=block_rows([drawing]),
            thirds=block_rows(thirds),
            years=[(one, f"?year={one}&language={language}", one == chosen) for one in records.years or [chosen]],
            language=language,
            languages=[(code, name, f"?year={chosen}&language={code}") for code, name in LANGUAGE_NAMES.items()],
            files=file_links("year-file", place, f"?year={chosen}"),
            brief_url=reverse("reports:brief", args=place) if may_see_brief(self.grants, pairing) else "",
            **kwargs,
        )


def _thirds(year: PairingYear) -> list[Drawing]:
    """The picture for narrow pages: four months at a time, those in which something lies; how it reads at the end."""
    parts = [(svg, year.months[4 * place : 4 * place + 4]) for place, svg in enumerate(year.thirds)]
    told = [(svg, months) for svg, months in parts if not all(month.is_empty for month in months)]
    return [
        Drawing(
            svg,
            alternative=f"{months[0].name}–{months[-1].name}: {year.picture_words}",
            caption=year_key() if (svg, months) == told[-1] else "",
            width=_NARROW,
        )
        for svg, months in told
    ]


class YearFile(OfYear, View):
    """Hands out the year as a file, made from the records as they stand."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """In one of two languages and two formats; else 404."""
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FORMATS:
            raise Http404
        try:
            content, year = year_file(
                by=request.user,  # type: ignore[arg-type]
                grants=self.grants,
                pairing=self.pairing,
                year=self.asked_year(),
                language=language,
                file_format=file_format,
            )
        except DomainError as nothing:
            raise Http404 from nothing
        name = year_name(self.pairing, year, language, file_format)
        return send_file(content, name=name, media_type=FORMATS[file_format])
