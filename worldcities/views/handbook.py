"""The handbook: its chapters by role, and one chapter. Anybody may read it, signed in or not."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from worldcities.handbook import CHAPTERS, SHELVES, neighbours, read_chapter


def _link(name: str | None) -> tuple[str, str] | None:
    """Address and title of a chapter."""
    return (reverse("help-chapter", args=[name]), read_chapter(name).title) if name else None


@method_decorator(login_not_required, name="dispatch")
class Help(TemplateView):
    """What there is to read, by role."""

    template_name = "worldcities/help.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The shelves with their chapters, and every chapter in order."""
        shelves = [(shelf, [_link(name) for name in shelf.chapters]) for shelf in SHELVES]
        return super().get_context_data(shelves=shelves, chapters=[_link(name) for name in CHAPTERS], **kwargs)


@method_decorator(login_not_required, name="dispatch")
class HelpChapter(TemplateView):
    """One chapter in the reader's language, with the way to those beside it."""

    template_name = "worldcities/help_chapter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The chapter's text and its neighbours; a name that no chapter has is not found."""
        name = kwargs["chapter"]
        if name not in CHAPTERS:
            raise Http404
        prose = read_chapter(name)
        before, after = (_link(one) for one in neighbours(name))
        crumbs = [(_("Help"), reverse("help")), (prose.title, "")]
        return super().get_context_data(prose=prose, crumbs=crumbs, before=before, after=after, **kwargs)
