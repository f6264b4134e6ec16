"""The search: its page, and what it proposes while one types."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from core import clock
from core.access import Access
from core.folding import fold, holds, models_matching, query_parts
from core.kept import KeptForReader
from core.parts import SearchGroup, SearchResult, collect
from core.texts import name_in_both
from partnerships.search.parts import respelled
from partnerships.tasks.parts import read_tasks
from worldcities.acts import TITLE, acts_found
from worldcities.context import read_header

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
