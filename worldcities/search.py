"""The search: its page, what it proposes while one types, and what the head of every page knows for it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext as _, gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.access import Access, Grants
from core.actions import ACTIONS, Action
from core.folding import fold, holds, in_any, models_matching, query_parts
from core.kept import KeptForReader
from core.parts import MOST_RESULTS, SearchGroup, SearchResult, collect
from core.periods import PartialDate
from core.texts import name_in_both
from events.events.actions import FURTHER_STEPS, STEPS as EVENT_STEPS
from events.models import Event
from partnerships.agreements.actions import STEPS as AGREEMENT_STEPS, SignAgreement
from partnerships.contacts.actions import STEPS as CONTACT_STEPS
from partnerships.documents.actions import STEPS as DOCUMENT_STEPS
from partnerships.enums import OPEN_PAIRING
from partnerships.follow_ups.actions import STEPS as FOLLOW_UP_STEPS
from partnerships.milestones.actions import STEPS as MILESTONE_STEPS
from partnerships.models import Agreement, Contact, Document, FollowUp, Milestone, Pairing, Project, Strand
from partnerships.pairings.actions import STEPS as PAIRING_STEPS
from partnerships.pairings.pages import to_add
from partnerships.projects.actions import AddResult, EditProject, MoveProject
from partnerships.querysets import own_pairing
from partnerships.rules import may_see_programme
from partnerships.search.parts import respelled
from partnerships.tasks.parts import read_tasks
from worldcities.handbook import chapter_of_page

LONGEST = 100  # letters of what is searched
MOST_OF_A_KIND, MOST = 3, 12  # proposals
FEW = 3  # results: fewer may mean that a word was typed wrong

# The pages that lie in no strand, and are in the menu of the person.
_OWN_PAGES = ((gettext_lazy("My account"), "accounts:account"), (gettext_lazy("Help"), "help"))


class Found(Access, TemplateView):
    """What a query finds: in any script, without accents, in any order."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its results; an empty query finds nothing.

        What finds little may have been typed wrong: what the nearest names find comes after it.
        """
        # PostgreSQL knows no text with a zero byte.
        query = self.request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST]
        groups, near, near_groups = [], "", []
        if query_parts(query):
            found = (*self.get_own(query), *self._records(query))
            groups = [group for group in found if group.results]
        count = sum(len(group.results) for group in groups)
        if query and count < FEW and (near := respelled(self.grants, query)):
            near_groups = [group for group in self._records(near) if group.results]
        facts = {"query": query, "groups": groups, "count": count, "near": near, "near_groups": near_groups}
        return super().get_context_data(**facts, **kwargs)

    def get_own(self, query: str) -> list[SearchGroup]:
        """What is the reader's own: where one goes, and what one does."""
        return [_pages(self.request, query), acts_found(self.grants, query)]

    def _records(self, query: str) -> list[SearchGroup]:
        return collect("search", grants=self.grants, query=query, among=models_matching(query))


class Search(KeptForReader, Found):
    """The page of results."""

    template_name = "worldcities/search.html"

    def get_own(self, query: str) -> list[SearchGroup]:
        """With the tasks, which take longer to read than one waits between two letters."""
        words = query_parts(query)
        tasks = [
            SearchResult(f"{one.verb}: {one.thing}", "", one.answer_url or one.url, one.about)
            for one in read_tasks(grants=self.grants, today=clock.today())
            if one.mine and holds(words, fold(f"{one.verb} {one.thing} {one.about}"))
        ]
        return [*super().get_own(query), SearchGroup.of(_("My tasks"), tasks)]


class Proposals(Found):
    """The same in short, as a part of the page that one is on: some of each kind."""

    template_name = "worldcities/proposals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """No more than the eye takes in: one of each kind, and more of those that come first."""
        context = super().get_context_data(**kwargs)
        found = [
            (group.title, results)
            for group in (*context["groups"], *context["near_groups"])
            if (results := [one for one in group.results if one.url])
        ][:MOST]
        room, groups = MOST - len(found), []
        for title, results in found:
            more = min(len(results) - 1, MOST_OF_A_KIND - 1, room)
            room -= more
            groups.append((title, results[: 1 + more]))
        # Words that call an action and its record are meant so: Enter goes there at once.
        chosen = bool(groups) and groups[0][0] == str(TITLE) and len(query_parts(context["query"])) > 1
        count = sum(len(results) for _title, results in groups)
        return context | {"groups": groups, "count": count, "chosen": chosen}


def _pages(request: HttpRequest, query: str) -> SearchGroup:
    """The pages of the navigation that are called so in either language."""
    header, words = read_header(request, request.GET.get("strand", "")), query_parts(query)
    links = [(label, url) for _key, label, url in (*header["main"], *header["more"])]
    links += [(label, reverse(name)) for label, name in _OWN_PAGES]
    results = [
        SearchResult(str(label), "", url)
        for label, url in links
        if any(holds(words, fold(called)) for called in name_in_both(label).values())
    ]
    return SearchGroup.of(pgettext("search", "Pages"), results)


TITLE = gettext_lazy("Actions")
ROWS = 30  # of a kind that are tried
_ADDED = ("contact-add", "follow-up-add", "milestone-add", "project-add", "agreement-add", "event-add", "document-add")
_STEPS: dict[Any, tuple[type[Action], ...]] = {
    Milestone: MILESTONE_STEPS,
    FollowUp: FOLLOW_UP_STEPS,
    Project: (MoveProject, EditProject, AddResult),
    Agreement: (SignAgreement, *AGREEMENT_STEPS),
    Event: (*EVENT_STEPS, *FURTHER_STEPS),
    Contact: CONTACT_STEPS,
    Document: DOCUMENT_STEPS,
    Pairing: PAIRING_STEPS,
}
_PARTNERS = tuple(f"{side}__partner__search_text" for side in ("eu", "counterpart"))


def acts_found(grants: Grants, query: str) -> SearchGroup:
    """What the reader may do now: some words of the query call the action, the others the record that it is done to.

    Of the actions those that most of the words call. One query for each kind of record, and what its rows need.
    """
    works = grants.participations or grants.staff or grants.is_administrator
    found = _results(grants, query_parts(query)) if works else ()
    return SearchGroup.of(str(TITLE), list(islice(found, MOST_RESULTS + 1)))


def _results(grants: Grants, words: list[str]) -> Iterator[SearchResult]:
    called = [(*one, {word for word in words if f" {word}" in _names(one[1].key)}) for one in _all()]
    most = max(len(found) for _model, _action, found in called)
    rows: dict[tuple[Any, ...], list[Any]] = {}
    for model, action, found in called:
        if len(found) < most or all(len(word) < 2 for word in found):
            continue
        rest = tuple(word for word in words if word not in found)
        if (model, rest) not in rows:
            rows[model, rest] = list(_rows(model, grants, rest)[:ROWS])
        for row in rows[model, rest]:
            if url := _address(action, row, grants):
                place = row.strand if model in {Pairing, Event} else f"{row.pairing.name}, {row.pairing.strand}"
                name = row.name if model is Pairing else row
                yield SearchResult(f"{action.title}: {name}", "", url, str(place))


@cache
def _all() -> list[tuple[Any, type[Action]]]:
    steps = [(model, action) for model, actions in _STEPS.items() for action in actions]
    return [*((Pairing, ACTIONS[key]) for key in _ADDED), *steps]


@cache
def _names(key: str) -> str:
    """What an action is called on its page and on its button, in both languages."""
    action = ACTIONS[key]
    found = [*name_in_both(action.title).values(), *name_in_both(action.button).values()]
    return " ".join(["", *(fold(one.replace("·", " ")) for one in found)])


def _rows(model: Any, grants: Grants, words: Iterable[str]) -> QuerySet[Any]:
    """Those that have the words, in what the reader works on."""
    rows = model.objects.visible_to(grants).with_names().order_by("pk")
    if model is Event:
        return rows.filter(in_any(words, "search_text")).reverse()
    path = "" if model is Pairing else "pairing__"
    named = in_any(words, "search_text", *(f"{path}{one}" for one in _PARTNERS))
    if path:
        rows = rows.filter(pairing__status__in=OPEN_PAIRING)
    return rows.filter(named, own_pairing(grants, path))


def _address(action: type[Action], row: Any, grants: Grants) -> str:
    """Where it is done; nothing where the reader may not, or it is not possible now."""
    if not isinstance(row, action.on):
        return next((one.url for one in to_add(row, grants) if one.label == str(action.title)), "")
    button = action.button_on(row, grants)
    return button.url if button else ""


# The pages of a strand in the navigation: the word by which a page says that it lies there, its name, its address.
MAIN = (
    ("strand", gettext_lazy("Strand"), "partnerships:strand"),
    ("events", pgettext_lazy("navigation", "Events"), "events:event-list"),
    ("projects", gettext_lazy("Projects"), "partnerships:project-list"),
    ("matching", gettext_lazy("Matching"), "partnerships:matching"),
    ("reports", pgettext_lazy("navigation", "Reports"), "reports:calendar"),
)
MORE = (
    ("indicators", gettext_lazy("Indicators"), "partnerships:indicator-list"),
    ("partners", gettext_lazy("Partners"), "partnerships:partner-list"),
    ("organisations", gettext_lazy("Organisations"), "partnerships:organisation-list"),
    ("others", gettext_lazy("Other strands"), "partnerships:other-practices"),
)


def portal(request: HttpRequest) -> dict[str, Any]:
    """Today, whether the reader's clock shows another day, the language; strands and header, read where shown."""
    language = get_language() or "en"
    strands = getattr(request, "strands", [])
    return {
        "LANGUAGE_CODE": language,
        "other_language": "en" if language == "ko" else "ko",
        "today": clock.today(),
        "is_other_day_here": timezone.localdate(clock.now()) != clock.today(),
        "portal_today": settings.PORTAL_TODAY,
        "demo": settings.DEMO,
        "openid_name": settings.OIDC_NAME,
        "help_chapter": chapter_of_page(request.resolver_match.view_name) if request.resolver_match else "",
        "strands": strands,
        "header": SimpleLazyObject(lambda: read_header(request)),
    }


@lru_cache(1_000)
def _links(code: str) -> tuple[list[tuple[str, Any, str]], list[tuple[str, Any, str]]]:
    """Of a strand, those in the navigation and those behind “More”."""
    main, more = ([(key, label, reverse(name, args=[code])) for key, label, name in pages] for pages in (MAIN, MORE))
    return main, more


def read_header(request: HttpRequest, code: str = "") -> dict[str, Any]:
    """The strand that the page stands in, the links of the navigation, those behind “More”, where the page lies.

    `code` names the strand where the address does not.
    """
    strands: Any = getattr(request, "strands", [])
    words = request.resolver_match.kwargs if request.resolver_match else {}
    strand = _strand(strands, words.get("strand", code))
    main, more = [("tasks", gettext_lazy("My tasks"), reverse("my-tasks"))], []
    if may_see_programme(getattr(request, "grants", None) or Grants()):
        main.append(("programme", gettext_lazy("Programme"), reverse("partnerships:programme")))
    if strand:
        of_strand, behind = _links(strand.code)
        main += of_strand
        more += behind
    if len(strands) != 1:
        (more or main).append(("strands", gettext_lazy("Strands"), reverse("partnerships:strand-list")))
    return {"strand": strand, "main": main, "more": more, "section": "strand" if "pairing" in words else ""}


def _strand(strands: Sequence[Strand], code: str) -> Strand | None:
    """The strand of an address; of a page of no strand the reader's only one, or the only one that runs today."""
    day = PartialDate(clock.today())
    running = [one for one in strands if not one.duration.excludes(day)]
    # An earlier round is over once the next one runs, whatever its own last day.
    followed = {one.previous_id for one in running}
    running = [one for one in running if one.pk not in followed]
    named = [one for one in strands if one.code == code]
    return next((found[0] for found in (named, strands, running) if len(found) == 1), None)
