"""The public results: pages without a sign-in, with what both sides of a pairing released and nothing else."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from core.columns import Column
from core.sent_files import send_file
from core.texts import LANGUAGES, reader_language
from partnerships.list_files import list_file
from partnerships.models import Strand
from reports.public.selectors import ItemKind, Released, as_data, find_released, released_in, totals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

JSON = "application/json"


def licence() -> dict[str, str]:
    """The terms of reuse by language, as the settings say them."""
    return {language: getattr(settings, f"RESULTS_LICENCE_{language.upper()}") for language in LANGUAGES}


def public_label() -> dict[str, str]:
    """Licence and disclaimer in the reader's language."""
    language = reader_language()
    return {
        "licence": licence()[language],
        "disclaimer": getattr(settings, f"RESULTS_DISCLAIMER_{language.upper()}"),
    }


@method_decorator([login_not_required, never_cache], name="dispatch")
class Public(View):
    """For everybody alike, kept by no cache: what is withdrawn is gone with the next request."""

    kwargs: dict[str, Any]

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address; 404 for an unknown one, as for one of which nothing is released."""
        found = Strand.objects.filter(code=self.kwargs["strand"]).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def released(self) -> list[Released]:
        """What the address is about, pairing by pairing; 404 where nothing of it is released."""
        if "pairing" in self.kwargs:
            one = find_released(self.strand, self.kwargs["pairing"])
            found = [one] if one else []
        else:
            found = released_in(self.strand)
        if not found:
            raise Http404
        return found

    @property
    def file_name(self) -> str:
        """What its files are called, without their ending."""
        return "-".join(["results", self.strand.code, *([self.kwargs["pairing"]] if "pairing" in self.kwargs else [])])


class PublicPage(Public, TemplateView):
    """A page of it; the codes of its address are looked up, not shown."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Render it."""
        return self.render_to_response(self.get_context_data())


@method_decorator([login_not_required, never_cache], name="dispatch")
class AllResults(TemplateView):
    """The strands of which something is released, with the number of their released pairings."""

    template_name = "reports/public/public_strands.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """A strand with nothing released is not named."""
        counted = [(strand, len(released_in(strand))) for strand in Strand.objects.all()]
        rows = [(one, number, reverse("reports:results", args=[one.code])) for one, number in counted if number]
        return super().get_context_data(rows=rows, **public_label(), **kwargs)


class StrandResults(PublicPage):
    """The released pairings of a strand, and how many results of each kind they released."""

    template_name = "reports/public/public_strand.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """From the frozen editions alone."""
        released, strand = self.released, self.strand
        return super().get_context_data(
            strand=strand,
            rows=[(one, reverse("reports:results-pairing", args=[strand.code, one.pairing])) for one in released],
            totals=[{"label": label, "value": number} for label, number in totals(released)],
            files=_files("results", strand.code),
            **public_label(),
            **kwargs,
        )


class PairingResults(PublicPage):
    """The released results of one pairing."""

    template_name = "reports/public/public_pairing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """From the frozen edition alone."""
        (shown,) = self.released
        strand = self.strand
        return super().get_context_data(
            strand=strand,
            shown=shown,
            strand_url=reverse("reports:results", args=[strand.code]),
            files=_files("results-pairing", strand.code, shown.pairing),
            **public_label(),
            **kwargs,
        )


def _files(name: str, *words: str) -> list[tuple[str, str]]:
    return [(form.upper(), reverse(f"reports:{name}-{form}", args=words)) for form in ("csv", "json")]


class ResultsJson(Public):
    """The released results as data, in both languages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As they were frozen."""
        data = as_data(self.released, licence=licence())
        content = json.dumps(data, ensure_ascii=False, indent=1).encode()
        return send_file(content, name=f"{self.file_name}.json", media_type=JSON)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the CSV: a result, or the summary of a pairing."""

    pairing: str
    edition: int
    released_on: Any
    kind: str
    code: str
    words: dict[str, str]


_COLUMNS = [
    Column("pairing", gettext_lazy("Pairing"), lambda line: line.pairing),
    Column("edition", gettext_lazy("Edition"), lambda line: line.edition),
    Column("released", pgettext_lazy("public results", "Released on"), lambda line: line.released_on),
    Column("kind", pgettext_lazy("table head", "Kind"), lambda line: line.kind),
    Column("code", gettext_lazy("Code"), lambda line: line.code),
    Column("title_en", gettext_lazy("Title in English"), lambda line: line.words.get("title_en", "")),
    Column("title_ko", gettext_lazy("Title in Korean"), lambda line: line.words.get("title_ko", "")),
    Column("text_en", gettext_lazy("Text in English"), lambda line: line.words.get("text_en", "")),
    Column("text_ko", gettext_lazy("Text in Korean"), lambda line: line.words.get("text_ko", "")),
]


class ResultsCsv(Public):
    """The released results as a table, in both languages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The summary of each pairing, then its results."""
        return list_file(_COLUMNS, list(_lines(self.released)), form="csv", name=self.file_name, sheet="")


def _lines(released: list[Released]) -> Iterator[Line]:
    for one in released:
        told = (one.pairing, one.edition, one.released_on)
        summary = {f"text_{language}": str(one.body.get(f"summary_{language}", "")) for language in LANGUAGES}
        if any(summary.values()):
            yield Line(*told, _("Summary"), "", summary)
        for item in one.items:
            kind = str(ItemKind(item.kind).label) if item.kind in ItemKind.values else item.kind
            yield Line(*told, kind, item.code, dict(item.words))
