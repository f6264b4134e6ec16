"""What every page needs: where it stands in time, and its header with the strand that it stands in."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.periods import PartialDate
from partnerships.models import Strand
from partnerships.rules import may_see_programme
from worldcities.handbook import chapter_of_page

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
