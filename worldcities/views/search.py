"""The search over everything that the reader may see."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from core.access import Access
from core.parts import collect


class Search(Access, TemplateView):
    """Names in any script, without accents, in any order."""

    template_name = "worldcities/search.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Each app contributes its results; an empty query finds nothing."""
        # PostgreSQL knows no text with a zero byte.
        query = self.request.GET.get("q", "").replace("\x00", " ").strip()[:100]
        groups = collect("search", grants=self.grants, query=query) if query else []
        groups = [group for group in groups if group.results]
        count = sum(len(group.results) for group in groups)
        return super().get_context_data(query=query, groups=groups, count=count, **kwargs)
