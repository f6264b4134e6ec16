"""The pages of themes: the list of a strand's thematic areas, and one area or topic."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from partnerships.models import Pairing, Theme
from partnerships.views.interest_lines import stated_on_theme
from partnerships.views.strands import InStrand, crumbs


class ThemeList(InStrand, TemplateView):
    """The strand's thematic areas with their topics and the pairings that chose them."""

    template_name = "partnerships/theme_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Areas in the pack's order, each with its topics."""
        strand = self.get_strand()
        themes = list(Theme.objects.filter(strand=strand).prefetch_related(_pairings_of_theme()))
        areas = [
            (area, [topic for topic in themes if topic.parent_id == area.pk])
            for area in themes
            if area.parent_id is None
        ]
        return super().get_context_data(
            strand=strand,
            areas=areas,
            section="themes",
            crumbs=crumbs(strand, (_("Thematic areas"), "")),
            **kwargs,
        )


def _pairings_of_theme() -> Prefetch:
    return Prefetch("pairings", queryset=Pairing.objects.with_names())


class ThemePage(InStrand, TemplateView):
    """A thematic area or a topic: what lies below it and which pairings chose it."""

    template_name = "partnerships/theme.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The theme among those of the strand, else 404."""
        strand = self.get_strand()
        theme = self.get_or_404(
            Theme.objects.visible_to(self.grants).select_related("parent__strand", "strand"),
            strand=strand,
            code=self.kwargs["theme"],
        )
        topics = list(Theme.objects.filter(parent=theme).select_related("strand"))
        pairings = Pairing.objects.visible_to(self.grants).filter(themes__in=[theme, *topics]).distinct().with_names()
        areas = reverse("partnerships:theme-list", args=[strand.code])
        above = [(theme.parent.name, theme.parent.get_absolute_url())] if theme.parent else []
        return super().get_context_data(
            strand=strand,
            theme=theme,
            topics=topics,
            pairings=list(pairings),
            stated=stated_on_theme(strand, theme, topics),
            section="themes",
            crumbs=crumbs(strand, (_("Thematic areas"), areas), *above, (theme.name, "")),
            **kwargs,
        )
