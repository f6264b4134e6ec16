"""The search: its page, and what it proposes while one types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext
from django.views.generic import TemplateView

from core.folding import fold, holds, models_matching, words_of
from core.kept import KeptForReader
from core.parts import SearchGroup, SearchResult, collect
from core.texts import name_in_both
from partnerships.search.spelling import respelled
from worldcities.acts import TITLE, acts_found
from worldcities.context import read_header

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST = 100  # letters of what is searched
MOST_OF_A_KIND, MOST = 3, 12  # proposals
FEW = 3  # results: fewer may mean that a word was typed wrong

# The pages that lie in no strand, and are in the menu of the person.
_OWN_PAGES = ((gettext_lazy("My account"), "accounts:account"), (gettext_lazy("Help"), "help"))


class Search(KeptForReader, TemplateView):
    """Names in any script, without accents, in any order."""

    template_name = "worldcities/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its results; an empty query finds nothing.

        What finds little may have been typed wrong: what the nearest names find comes after it.
        """
        # PostgreSQL knows no text with a zero byte.
        query = self.request.GET.get("q", "").replace("\x00", " ").strip()[:LONGEST]
        groups = near_groups = []
        near = ""
        if words_of(query):
            own = (_pages(self.request, query), acts_found(self.grants, query))
            groups = [group for group in (*own, *self._records(query)) if group.results]
        count = sum(len(group.results) for group in groups)
        if query and count < FEW and (near := respelled(self.grants, query)):
            near_groups = [group for group in self._records(near) if group.results]
        facts = {"query": query, "groups": groups, "count": count, "near": near, "near_groups": near_groups}
        return super().get_context_data(**facts, **kwargs)

    def _records(self, query: str) -> list[SearchGroup]:
        return collect("search", grants=self.grants, query=query, among=models_matching(query))


class Proposals(Search):
    """The same in short, as a part of the page that one is on: some of each kind."""

    template_name = "worldcities/proposals.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """No more than the eye takes in, of each kind at least one as long as there is room."""
        context = super().get_context_data(**kwargs)
        room, groups = MOST, []
        for group in (*context["groups"], *context["near_groups"]):
            shown = [one for one in group.results if one.url][: min(MOST_OF_A_KIND, room)]
            room -= len(shown)
            if shown:
                groups.append((group.title, shown))
        # Words that call an action and its record are meant so: Enter goes there at once.
        chosen = bool(groups) and groups[0][0] == str(TITLE) and len(words_of(context["query"])) > 1
        return context | {"groups": groups, "count": MOST - room, "chosen": chosen}


def _pages(request: HttpRequest, query: str) -> SearchGroup:
    """The pages of the navigation that are called so in either language."""
    header, words = read_header(request, request.GET.get("strand", "")), words_of(query)
    links = [(label, url) for _key, label, url in (*header["main"], *header["more"])]
    links += [(label, reverse(name)) for label, name in _OWN_PAGES]
    results = [
        SearchResult(str(label), "", url)
        for label, url in links
        if any(holds(words, fold(called)) for called in name_in_both(label).values())
    ]
    return SearchGroup.of(pgettext("search", "Pages"), results)
