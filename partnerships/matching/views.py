"""The matching of a strand, as a matrix and as a list: who can learn what from whom; and one good practice."""

import re
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core.columns import Column
from core.formats import apart
from core.kept import Kept
from core.parts import OneClick
from core.sent_files import MOST_ROWS, leave_to_worker
from partnerships.enums import Meeting, Side
from partnerships.lists import FORMATS, ROWS, logged_file
from partnerships.matching.actions import AnswerQuestion, AskPractice, ReopenQuestion
from partnerships.matching.library import OtherPractices
from partnerships.matching.selectors import KEYS, PAIRINGS, PAIRS, SUGGESTIONS, MatchList, MatchRow, asks_as
from partnerships.models import GoodPractice, Participation, PracticeQuestion, Strand
from partnerships.programmes.pages import InStrand, crumbs
from partnerships.rules import may_view_strand

# Partners of one side that a screen shows at a time.
DOWN, ACROSS = 20, 8


def _pairing(row: MatchRow) -> str:
    return row.pairing.name if row.pairing else pgettext("match", "Suggestion")


MATCH_COLUMNS = [
    Column("kind", pgettext_lazy("table head", "Match"), lambda row: str(row.kind.label)),
    Column("pairing", gettext_lazy("Pairing"), _pairing),
    Column("asking", pgettext_lazy("partner", "Wants to learn"), lambda row: row.need.participation.partner.name),
    Column("need", gettext_lazy("Topic of the need"), lambda row: row.need.topic.name),
    Column("offering", pgettext_lazy("partner", "Asked"), lambda row: row.offering.partner.name),
    Column("offers", gettext_lazy("Topics offered"), lambda row: apart(offer.topic.name for offer in row.offers)),
    Column("reason", gettext_lazy("Why they match"), lambda row: row.why),
    Column("weight", pgettext_lazy("need", "Weight"), lambda row: row.need.weight),
    Column(
        "others",
        gettext_lazy("Also offered by"),
        lambda row: apart(one.participation.partner.name for one in row.others),
    ),
    Column(
        "projects", gettext_lazy("Projects on the topic"), lambda row: apart(project.title for project in row.projects)
    ),
]


class MatchingPage(Kept, InStrand, TemplateView):
    """Needs against offers, for every EU partner and every counterpart of the strand."""

    template_name = "partnerships/matching/matching.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # type: ignore[override]
        """The page, or the file where one is asked for."""
        strand = self.get_strand()
        chosen = any(key in request.GET for key in (*KEYS, "format"))
        asked = {key: request.GET.get(key, "") for key in KEYS} if chosen else None
        found = MatchList(grants=self.grants, strand=strand, asked=asked)
        if asked is None:
            # What is shown unasked stands in the addresses of files and further pages, too.
            query = self.request.GET.copy()
            query.update({key: value for key in KEYS if (value := found.asked[key])})
            self.request.GET = query
        form = request.GET.get("format", "")
        if form in FORMATS:
            return self._file(form, strand, found)
        page = Paginator(range(found.total), ROWS).get_page(request.GET.get("page"))
        filters = self._filters(strand, found)
        across = self._part("across", len(found.question.counterpart), ACROSS)
        down = self._part("down", len(found.question.eu), DOWN)
        # What a cell of the matrix keeps of the filters, beside its two partners.
        kept = urlencode({key: value for key in ("theme", "kind") if (value := found.asked[key])})
        return self.render_to_response(
            self.get_context_data(
                title=_("Matching"),
                section="matching",
                crumbs=crumbs(strand, (_("Matching"), "")),
                page=page,
                rows=list(found.rows(max(0, page.start_index() - 1), page.end_index())),
                total=found.total,
                any_stated=len(found.stated.silent) < len(found.stated.participations),
                silent=found.stated.silent,
                own=found.own_partners(),
                matrix=found.matrix(down=down["slice"], across=across["slice"]),
                parts=[part for part in (down, across) if part["last"] > 1],
                query=f"{kept}&" if kept else "",
                filters=filters,
                filtered=any(one["value"] for one in filters),
                unfiltered_url=f"?{PAIRS}=",
                unasked=asked is None,
            )
        )

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

    def _filters(self, strand: Strand, found: MatchList) -> list[dict[str, Any]]:
        pairs = [(PAIRINGS, _("Pairings of the strand")), (SUGGESTIONS, _("Suggestions"))]
        used = {key for topic in found.stated.themes for key in topic if key}
        themes = [
            (theme.code, f"{theme.parent.name}: {theme.name}" if theme.parent else theme.name)
            for theme in found.themes
            if theme.pk in used
        ]
        choices: dict[str, tuple[str, list[tuple[str, str]]]] = {
            side: (strand.side_name(side), [(row.partner.code, row.partner.name) for row in found.partners(side)])
            for side in Side.values
        }
        choices |= {
            PAIRS: (pgettext("filter of matches", "Pairs"), pairs),
            "theme": (_("Thematic area or topic"), themes),
            "kind": (pgettext("table head", "Match"), [(kind.value, str(kind.label)) for kind in Meeting]),
        }
        chosen = found.asked
        return [
            {"key": key, "label": label, "options": options, "value": chosen[key]}
            for key, (label, options) in choices.items()
        ]

    def _file(self, form: str, strand: Strand, found: MatchList) -> StreamingHttpResponse:
        """Log the export, then send the rows of the list in its order; a worker makes a long one."""
        leave_to_worker(
            self.request,
            strand=strand,
            name=lambda: f"{strand}: {_('Matching')}, {form.upper()}",
            is_long=lambda: found.total > MOST_ROWS,
        )
        names = {"name": f"{strand.code}-matching", "sheet": _("Matching")}
        return logged_file(self, strand, "matching", MATCH_COLUMNS, found.rows(), found.total, **names)


class PracticePage(InStrand, TemplateView):
    """The good practice behind an offer."""

    template_name = "partnerships/matching/practice.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The sheet of the address, else 404; of another strand without the ways to what is not released."""
        rows = GoodPractice.objects.readable_by(self.grants).with_names()
        practice = self.get_or_404(rows, **{path: self.kwargs[word] for word, path in GoodPractice.ADDRESS.items()})
        offer, works = practice.interest, bool(practice.actors(self.grants))
        is_own = may_view_strand(self.grants, offer.strand)
        asking = asks_as(self.grants, practice)
        own = {} if works else {"participation__in": self.grants.participations}
        questions: list[Any] = list(PracticeQuestion.objects.with_names().filter(practice=practice, **own))
        for question in questions if works else ():
            act = ReopenQuestion if question.answered_on else AnswerQuestion
            question.act = OneClick(question.address_of(f"partnerships:{act.key}"), str(act.button), question.version)
        waits = any(one.participation == asking and not one.answered_on for one in questions)
        ask = asking and not waits and AskPractice.button_on(practice, self.grants)
        return super().get_context_data(
            strand=offer.strand,
            section="partners" if is_own else "others",
            is_own=is_own,
            asking=asking,
            ask=OneClick(ask.url, ask.label, practice.version) if ask else None,
            questions=questions,
            offer=offer,
            practice=practice,
            parts=[
                (_("Problem"), "problem", practice.problem),
                (_("Solution"), "solution", practice.solution),
                (_("Result"), "result", practice.result),
            ],
            works=works,
            crumbs=[*(practice.get_crumbs() if is_own else self._way_here(asking)), (practice.title, "")],
            **kwargs,
        )

    def _way_here(self, asking: Participation | None) -> list[tuple[str, str]]:
        """From the list of the strand for which the reader asks, or of the newest that the reader reads."""
        strand = asking.strand if asking else self.request.strands[0]
        return crumbs(strand, (_("Other strands"), strand.address_of(f"partnerships:{OtherPractices.name}")))
