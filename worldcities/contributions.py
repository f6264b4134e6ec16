"""What the portal itself adds to its pages: chapters among what is found, and the way to see the first steps again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.contributions import Panel, SearchGroup, SearchResult, provides
from worldcities.handbook import chapters_with, read_chapter

if TYPE_CHECKING:
    import datetime as dt

    from core.access import Grants


@provides("search")
def chapters_found(*, grants: Grants, query: str) -> Iterable[SearchGroup]:
    """Chapters that hold every word; everybody may read them."""
    results = [
        SearchResult(
            name=read_chapter(name).title,
            language=get_language() or "en",
            url=reverse("help-chapter", args=[name]),
        )
        for name in chapters_with(query)
    ]
    yield SearchGroup.of(_("Handbook"), results)


@provides("account")
def steps_put_away(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """For whoever has put the first steps away."""
    away = get_user_model().objects.exclude(first_steps_put_away_at=None)
    if grants.user_id is not None and away.filter(pk=grants.user_id).exists():
        yield Panel("worldcities/account_first_steps.html", {})
