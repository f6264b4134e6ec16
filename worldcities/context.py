"""What every page needs: where it stands in time, and the strands the reader can switch to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from core import clock
from partnerships.models import Strand
from worldcities.handbook import chapter_of_page

if TYPE_CHECKING:
    from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """Today, whether the reader's clock shows another day, the strands (read where a page shows them), the language."""
    language = get_language() or "en"
    return {
        "LANGUAGE_CODE": language,
        "other_language": "en" if language == "ko" else "ko",
        "today": clock.today(),
        "is_other_day_here": timezone.localdate(clock.now()) != clock.today(),
        "portal_today": settings.PORTAL_TODAY,
        "demo": settings.DEMO,
        "help_chapter": chapter_of_page(request.resolver_match.view_name) if request.resolver_match else "",
        "strands": SimpleLazyObject(lambda: _strands(request)),
    }


def _strands(request: HttpRequest) -> list[Strand]:
    grants = getattr(request, "grants", None)
    if grants is None or grants.user_id is None:
        return []
    return list(Strand.objects.visible_to(grants))
