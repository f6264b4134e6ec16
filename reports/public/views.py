"""The public results, without a sign-in, as both sides released them; their preview; the list of publicity."""

import json
from collections.abc import Iterator, Sequence
from operator import methodcaller
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import F, QuerySet
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView, View

from core import clock
from core.columns import Column, Filter, choice_filter
from core.sent_files import send_file
from core.texts import LANGUAGES
from partnerships.actions import JOINT
from partnerships.lists import ListPage, list_file
from partnerships.models import Pairing, Strand
from partnerships.programmes.pages import InStrand
from partnerships.projects.tables import strand_of
from reports.enums import PublicityLanguage
from reports.models import PublicityItem
from reports.public import selectors
from reports.public.actions import AddPublicity, EditResults
from reports.public.selectors import ItemKind

JSON = "application/json"


@method_decorator([login_not_required, never_cache], name="dispatch")
class Public(View):
    """For everybody alike, kept by no cache: what is withdrawn is gone with the next request."""

    kwargs: dict[str, Any]

    @cached_property
    def strand(self) -> Strand:
        """The strand of the address; 404 for an unknown one, as for one of which nothing is released."""
        return get_object_or_404(Strand, code=self.kwargs["strand"])

    @cached_property
    def released(self) -> list[Any]:
        """What the address is about, pairing by pairing; 404 where nothing of it is released."""
        chosen = {"pairing__code": self.kwargs["pairing"]} if "pairing" in self.kwargs else {}
        found = selectors.released_in(self.strand, **chosen)
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
        counted = [(strand, len(selectors.released_in(strand))) for strand in Strand.objects.all()]
        rows = [(one, number, reverse("reports:results", args=[one.code])) for one, number in counted if number]
        return super().get_context_data(rows=rows, **selectors.public_label(), **kwargs)


class StrandResults(PublicPage):
    """The released pairings of a strand, and how many results of each kind they released."""

    template_name = "reports/public/public_strand.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """From the frozen editions alone."""
        released, strand = self.released, self.strand
        return super().get_context_data(
            strand=strand,
            rows=[(selectors.results_shown(strand, one.body), _url(strand.code, one.pairing.code)) for one in released],
            totals=[{"label": label, "value": number} for label, number in selectors.totals(released)],
            files=_files("results", strand.code),
            **selectors.public_label(),
            **kwargs,
        )


class PairingResults(PublicPage):
    """The released results of one pairing."""

    template_name = "reports/public/public_pairing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """From the frozen edition alone."""
        (released,) = self.released
        strand = self.strand
        return super().get_context_data(
            strand=strand,
            shown=selectors.results_shown(strand, released.body) | {"released_on": released.released_on},
            strand_url=reverse("reports:results", args=[strand.code]),
            files=_files("results-pairing", strand.code, released.pairing.code),
            **selectors.public_label(),
            **kwargs,
        )


def _url(*words: str) -> str:
    return reverse("reports:results-pairing", args=words)


def _files(name: str, *words: str) -> list[tuple[str, str]]:
    return [(form.upper(), reverse(f"reports:{name}-{form}", args=words)) for form in ("csv", "json")]


class ResultsJson(Public):
    """The released results as data, in both languages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """As they were frozen."""
        data = selectors.as_data(self.strand, self.released)
        content = json.dumps(data, ensure_ascii=False, indent=1).encode()
        return send_file(content, name=f"{self.file_name}.json", media_type=JSON)


_COLUMNS = [
    Column(key, label, methodcaller("get", key, ""))
    for key, label in (
        ("pairing", gettext_lazy("Pairing")),
        ("edition", gettext_lazy("Edition")),
        ("released", pgettext_lazy("public results", "Released on")),
        ("kind", pgettext_lazy("table head", "Kind")),
        ("code", gettext_lazy("Code")),
        ("title_en", gettext_lazy("Title in English")),
        ("title_ko", gettext_lazy("Title in Korean")),
        ("text_en", gettext_lazy("Text in English")),
        ("text_ko", gettext_lazy("Text in Korean")),
    )
]


class ResultsCsv(Public):
    """The released results as a table, in both languages."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The summary of each pairing, then its results."""
        return list_file(_COLUMNS, list(_lines(self.released)), form="csv", name=self.file_name, sheet="")


def _lines(released: list[Any]) -> Iterator[dict[str, Any]]:
    for one in released:
        of_pairing = {"pairing": one.pairing.code, "edition": one.edition, "released": one.released_on}
        summary = {f"text_{language}": str(one.body.get(f"summary_{language}", "")) for language in LANGUAGES}
        if any(summary.values()):
            yield of_pairing | {"kind": _("Summary")} | summary
        for item in one.body.get("items", []):
            kind = str(ItemKind(item["kind"]).label) if item["kind"] in ItemKind.values else item["kind"]
            yield item | of_pairing | {"kind": kind}


# For those who have signed in: the results before they are released, and the list of publicity.


class ResultsPreview(InStrand, TemplateView):
    """The results exactly as they would be public."""

    template_name = "reports/progress/results_preview.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """As they are written now; 404 where nobody has begun them, and for whoever may not know of drafts."""
        results = EditResults.find(self.grants, self.kwargs)
        if results is None or results.pk is None:
            raise Http404
        pairing = results.pairing
        above = results.get_crumbs()
        return super().get_context_data(
            pairing=pairing,
            crumbs=[*(above if results.actors(self.grants) else above[:-1]), (_("Preview"), "")],
            shown=selectors.preview(results),
            edition=results.edition,
            is_public=selectors.is_public(results),
            **selectors.public_label(),
            **kwargs,
        )


OF_STRAND, STANDING, WITHDRAWN = "strand", "standing", "withdrawn"


def _side(item: PublicityItem) -> str:
    return item.strand.side_name(item.side) if item.side else pgettext("publicity item", "the office")


PUBLICITY_COLUMNS = [
    Column("number", gettext_lazy("Number"), lambda row: row.number, order=("number",)),
    Column("published", gettext_lazy("Published"), lambda row: row.published_on, order=("published_on", "pk")),
    Column("title", gettext_lazy("Title"), lambda row: row.title, order=("search_text", "pk")),
    Column("outlet", gettext_lazy("Outlet"), lambda row: row.outlet, order=("outlet", "pk")),
    Column("language", gettext_lazy("Language"), lambda row: row.language_label, order=("language", "pk")),
    Column("by", gettext_lazy("Published by"), lambda row: row.published_by, order=("published_by", "pk")),
    Column(
        "pairing",
        gettext_lazy("Pairing"),
        lambda row: row.pairing_label,
        order=(F("pairing__search_text").asc(nulls_first=True), "pk"),
    ),
    Column("side", gettext_lazy("Entered by"), _side, order=("side", "pk")),
    Column("link", gettext_lazy("Link"), lambda row: row.link),
    Column("withdrawn", gettext_lazy("Withdrawn on"), lambda row: row.withdrawn_at and clock.day_of(row.withdrawn_at)),
    Column("reason", gettext_lazy("Reason"), lambda row: row.in_reading_language("withdrawn_reason")),
]


def _pairings(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = Pairing.objects.filter(strand=strand_of(scope)).choices()
    return [(OF_STRAND, pgettext("publicity item", "the strand as a whole")), *rows]


def _of_pairing(rows: QuerySet[PublicityItem], code: str) -> QuerySet[PublicityItem]:
    return rows.filter(pairing=None) if code == OF_STRAND else rows.filter(pairing__code=code)


def _years(scope: Any) -> Sequence[tuple[str, Any]]:
    rows = PublicityItem.objects.filter(strand=strand_of(scope)).order_by()
    years = sorted(rows.values_list(ExtractYear("published_on"), flat=True).distinct(), reverse=True)
    return [(str(year), str(year)) for year in years]


PUBLICITY_FILTERS = [
    Filter("pairing", gettext_lazy("Pairing"), _pairings, _of_pairing),
    choice_filter("language", gettext_lazy("Language"), PublicityLanguage),
    Filter("year", gettext_lazy("Year"), _years, lambda rows, year: rows.filter(published_on__year=int(year))),
    Filter(
        "state",
        pgettext_lazy("table head", "State"),
        lambda _scope: [
            (STANDING, pgettext_lazy("publicity item", "Not withdrawn")),
            (WITHDRAWN, pgettext_lazy("publicity item", "Withdrawn")),
        ],
        lambda rows, state: rows.filter(withdrawn_at__isnull=state == STANDING),
    ),
]


# The columns of the page in their order there; the files have all.
SHOWN = ("title", "outlet", "published", "pairing")


class PublicityList(ListPage):
    """The publicity of a strand and its pairings, newest first."""

    template_name = "reports/public/publicity.html"
    name = "publicity"
    title = gettext_lazy("Publicity")
    columns = PUBLICITY_COLUMNS
    filters = PUBLICITY_FILTERS
    section = "reports"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """The newest first; what was withdrawn stays in the list."""
        rows: QuerySet[Any] = PublicityItem.objects.visible_to(self.grants).filter(strand=strand)
        return rows.with_names().in_order()  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The rows with what the reader may do to each, and the way to add one."""
        strand = kwargs["strand"]
        heads = {head["key"]: head for head in kwargs["heads"]}
        kwargs["heads"] = [heads[key] for key in SHOWN]
        add, rows = AddPublicity.button_on(PublicityItem(strand=strand), self.grants), list(kwargs["page"])
        return super().get_context_data(
            items=rows,
            editable={row.pk for row in rows if JOINT & row.actors(self.grants)},
            add_url=add.url if add else "",
            **kwargs,
        )
