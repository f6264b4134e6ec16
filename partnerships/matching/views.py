"""The matching page of a strand: who can learn what from whom, as a matrix and as a list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from core.long_work import MOST_ROWS, leave_to_worker
from core.parts import OneClick
from partnerships.enums import InterestKind, Meeting, Side
from partnerships.history.services import log_export
from partnerships.list_files import FORMATS, list_file
from partnerships.lists import ROWS
from partnerships.matching.forms import MatchStartForm
from partnerships.matching.match_list import PAIRINGS, SUGGESTIONS, Asked, MatchList
from partnerships.matching.matches import as_text, matches_of, reason_of
from partnerships.matching.services import TopicTaken, projects_on, start_project
from partnerships.matching.tables import MATCH_COLUMNS
from partnerships.models import Interest, Pairing, Project
from partnerships.pairings.pages import OfPairing
from partnerships.programmes.views import InStrand, crumbs
from partnerships.rules.journey import may_edit_pairing

if TYPE_CHECKING:
    from django.http import HttpRequest, StreamingHttpResponse
    from django.http.response import HttpResponseBase

    from core.access import Grants
    from partnerships.matching.matches import MatchRow, Start
    from partnerships.models import Strand

# Rows of matches as pages draw them: one click per project that can be started, a head where another kind begins.


@dataclass(frozen=True, slots=True)
class StartButton:
    """One click that starts a project; `another` goes along where the pairing has one on the topic already.

    `told` is whether what it is about is read on the button too, and not only heard.
    """

    act: OneClick
    about: str
    told: bool
    another: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class MatchLine:
    """A row, its kind in words, whether it is the first of its kind, and its buttons."""

    row: MatchRow
    word: str
    begins: bool
    buttons: tuple[StartButton, ...]


def lines_of(rows: Iterable[MatchRow]) -> list[MatchLine]:
    """The rows in their order."""
    found: list[MatchLine] = []
    for row in rows:
        found.append(
            MatchLine(
                row=row,
                word=str(row.kind.label),
                begins=not found or found[-1].row.kind is not row.kind,
                buttons=tuple(_button(start, alone=len(row.all_starts) == 1) for start in row.all_starts),
            )
        )
    return found


def matches_part(grants: Grants, pairing: Pairing) -> dict[str, Any]:
    """What `components/match_rows.html#matches` shows of a pairing: its needs, met or not."""
    rows = matches_of(grants, pairing)
    sides = {"eu": pairing.eu.partner.code, "counterpart": pairing.counterpart.partner.code}
    return {
        "lines": lines_of(rows),
        "total": len(rows),
        "url": reverse("partnerships:matching", args=[pairing.strand.code], query=sides),
        "own": [
            (row.partner, reverse("partnerships:interest-add", args=[pairing.strand.code, row.partner.code]))
            for row in (pairing.eu, pairing.counterpart)
            if row.pk in grants.participations
        ],
    }


def _button(start: Start, *, alone: bool) -> StartButton:
    """A further partner and the topic are named where the row has several buttons, and else for the ear alone."""
    pairing = start.pairing
    url = reverse("partnerships:match-start", args=[pairing.strand.code, pairing.code, start.need.pk, start.offer.pk])
    another = bool(start.projects)
    about = start.offer.topic.name
    if start.outside is not None and alone:
        about = f"{start.outside.partner}, {about}"
    if start.outside is not None and not alone:
        label = _("Another one with %(partner)s") if another else _("Start one with %(partner)s")
        label %= {"partner": start.outside.partner}
    else:
        label = _("Start another one") if another else _("Start a project")
    return StartButton(OneClick(url, label, 0), about, not alone, ("another", "on") if another else None)


# Partners of one side that a screen shows at a time.
DOWN, ACROSS = 20, 8
PAIRS = "pairs"
KEYS = ("eu", "counterpart", PAIRS, "theme", "kind")


class MatchingPage(InStrand, TemplateView):
    """Needs against offers, for every EU partner and every counterpart of the strand."""

    template_name = "partnerships/matching/matching.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        strand = self.get_strand()
        chosen = any(key in request.GET for key in (*KEYS, "format"))
        asked = Asked(**{key: request.GET.get(key, "") for key in KEYS}) if chosen else None
        found = MatchList(grants=self.grants, strand=strand, asked=asked)
        if asked is None:
            self._keep(found)
        form = request.GET.get("format", "")
        if form in FORMATS:
            return self._file(form, strand, found)
        page = Paginator(range(found.total), ROWS).get_page(request.GET.get("page"))
        rows = list(found.rows(max(0, page.start_index() - 1), page.end_index()))
        filters = self._filters(strand, found)
        across = self._part("across", len(found.question.counterpart), ACROSS)
        down = self._part("down", len(found.question.eu), DOWN)
        return self.render_to_response(
            self.get_context_data(
                strand=strand,
                title=_("Matching"),
                section="matching",
                crumbs=crumbs(strand, (_("Matching"), "")),
                country=strand.side_letters(Side.COUNTERPART),
                page=page,
                lines=lines_of(rows),
                total=found.total,
                any_stated=len(found.stated.silent) < len(found.stated.participations),
                silent=found.stated.silent,
                own=self._own(found),
                matrix=found.matrix(down=down["slice"], across=across["slice"]),
                parts=[part for part in (down, across) if part["last"] > 1],
                query=self._query(found),
                filters=filters,
                filtered=any(one["value"] for one in filters),
                unfiltered_url=f"?{PAIRS}=",
                unasked=asked is None,
            )
        )

    def _keep(self, found: MatchList) -> None:
        """What is shown unasked stands in the addresses of files and further pages, too."""
        query = self.request.GET.copy()
        query.update({key: value for key in KEYS if (value := getattr(found.asked, key))})
        self.request.GET = query

    def _own(self, found: MatchList) -> list[tuple[Any, str]]:
        """The reader's own partners, each with the address at which it states what it needs and offers."""
        return [
            (row.partner, reverse("partnerships:interest-add", args=[found.strand.code, row.partner.code]))
            for row in found.own_partners()
        ]

    def _part(self, key: str, count: int, size: int) -> dict[str, Any]:
        """Which part of the partners of a side the matrix shows, and the ways to the others."""
        last = max(1, -(-count // size))
        asked = self.request.GET.get(key, "")
        number = min(int(asked), last) if re.fullmatch("0*[1-9][0-9]{0,5}", asked, re.ASCII) else 1
        return {
            "key": key,
            "slice": slice((number - 1) * size, number * size),
            "first": (number - 1) * size + 1,
            "to": min(count, number * size),
            "count": count,
            "last": last,
            "before": self._moved(key, number - 1) if number > 1 else "",
            "after": self._moved(key, number + 1) if number < last else "",
        }

    def _moved(self, key: str, number: int) -> str:
        query = self.request.GET.copy()
        query[key] = str(number)
        return f"?{query.urlencode()}#matrix"

    def _query(self, found: MatchList) -> str:
        """What a cell of the matrix keeps of the filters, beside its two partners."""
        kept = {key: getattr(found.asked, key) for key in ("theme", "kind") if getattr(found.asked, key)}
        return f"{urlencode(kept)}&" if kept else ""

    def _filters(self, strand: Strand, found: MatchList) -> list[dict[str, Any]]:
        pairs = [(PAIRINGS, _("Pairings of the strand")), (SUGGESTIONS, _("Suggestions"))]
        choices: list[tuple[str, str, list[tuple[str, str]]]] = [
            ("eu", strand.side_name(Side.EU), _partners(found, Side.EU)),
            ("counterpart", strand.side_name(Side.COUNTERPART), _partners(found, Side.COUNTERPART)),
            ("pairs", pgettext("filter of matches", "Pairs"), pairs),
            ("theme", _("Thematic area or topic"), _themes(found)),
            ("kind", pgettext("table head", "Match"), [(kind.value, str(kind.label)) for kind in Meeting]),
        ]
        return [
            {"key": key, "label": label, "options": options, "value": getattr(found.asked, key)}
            for key, label, options in choices
        ]

    def _file(self, form: str, strand: Strand, found: MatchList) -> StreamingHttpResponse:
        """Log the export, then send the rows of the list in its order; a worker makes a long one."""
        leave_to_worker(
            self.request,
            strand=strand,
            name=lambda: f"{strand}: {_('Matching')}, {form.upper()}",
            is_long=lambda: found.total > MOST_ROWS,
        )
        user = self.request.user
        log_export(
            by=user, grants=self.grants, strand=strand, pairing=None, name="matching", form=form, rows=found.total
        )
        name = f"{strand.code}-matching"
        return list_file(MATCH_COLUMNS, found.rows(), form=form, name=name, sheet=_("Matching"))


def _partners(found: MatchList, side: str) -> list[tuple[str, str]]:
    return [(row.partner.code, row.partner.name) for row in found.partners(side)]


def _themes(found: MatchList) -> list[tuple[str, str]]:
    """Areas, each followed by its topics."""
    return [
        (theme.code, f"{theme.parent.name}: {theme.name}" if theme.parent else theme.name)
        for theme in found.used_themes()
    ]


# The one click from a match to a project; without a button, a page that asks first.


class MatchStart(OfPairing):
    """Starts a project of the pairing from a need and an offer, and leads to it."""

    template_name = "partnerships/matching/match_start.html"
    form_class = MatchStartForm
    rule: ClassVar[Any] = may_edit_pairing
    title = gettext_lazy("Start a project")
    started: Project | None = None

    def get_record(self) -> Pairing:
        """The pairing, by which it is judged who may start one."""
        return self.pairing

    @cached_property
    def two(self) -> tuple[Interest, Interest]:
        """The need and the offer of the address in the pairing's strand, else 404."""
        rows = Interest.objects.visible_to(self.grants).filter(participation__strand=self.pairing.strand_id)
        rows = rows.select_related("topic__parent", "participation__partner", "participation__strand")
        need, offer = (self.get_or_404(rows, pk=self.kwargs[word]) for word in ("need", "offer"))
        if (need.kind, offer.kind) != (InterestKind.NEED, InterestKind.OFFER):
            raise Http404
        return need, offer

    @property
    def submit_label(self) -> str:
        """One more is named as such."""
        return _("Start another one") if self.existing else _("Start the project")

    @cached_property
    def existing(self) -> list[Project]:
        """What the pairing has on the topic already."""
        return list(projects_on(self.pairing, self.two[1]))

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {}

    def get_initial(self) -> dict[str, Any]:
        """Whoever reads what is there already means one more."""
        return {"another": bool(self.existing)}

    def get_question(self) -> str:
        """Why it is worth it."""
        need, offer = self.two
        return as_text(reason_of(need, [offer], offer.participation.partner))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What there is on the topic already."""
        return super().get_context_data(section="matching", existing=self.existing, **kwargs)

    def act(self, form: Any) -> str:
        """Start it; where there is one already, the form asks."""
        need, offer = self.two
        try:
            self.started = start_project(
                by=self.request.user,
                grants=self.grants,
                pairing=self.pairing,
                need=need,
                offer=offer,
                another=form.cleaned_data["another"],
            )
        except TopicTaken:
            form.ask_for_another()
            raise
        return _("The project is started. Say what it is about, and who takes part.")

    def get_done_url(self) -> str:
        """The project, else the pairing."""
        return str(self.started.get_absolute_url() if self.started else self.pairing.get_absolute_url())
