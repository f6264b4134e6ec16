"""How the portal reads a date, for the script beside the field: what it understood, and who is off on that day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.urls import resolve
from django.views.generic import View

from core.access import Access
from core.date_fields import DateField, PartialDateField, format_understood
from core.formats import written_date
from core.periods import DAY, PartialDate
from partnerships.hours.selectors import off_on
from partnerships.models import Pairing, Strand

if TYPE_CHECKING:
    from django.http import HttpRequest


class ReadDate(Access, View):
    """Reads `text` as the field of its `kind` does; `page` is where it stands, of which place days off are told."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Always an answer: a text that is no date is told by its fault."""
        answer = JsonResponse(self._read(request))
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _read(self, request: HttpRequest) -> dict[str, Any]:
        field = DateField(required=False) if request.GET.get("kind") == "day" else PartialDateField()
        try:
            found = field.clean(request.GET.get("text", ""))
        except ValidationError as refused:
            readings = (refused.params or {}).get("readings", ())
            return {"fault": refused.messages[0], "readings": [written_date(one) for one in readings]}
        return self._understood(found) if found else {}

    def _understood(self, found: PartialDate | dt.date) -> dict[str, Any]:
        known = {"words": format_understood(found), "written": written_date(found)}
        day = found if isinstance(found, dt.date) else found.day if found.precision == DAY else None
        if day is None:
            return known
        place = self._place()
        return known | {"day": day.isoformat(), "off": off_on(place, day) if place else []}

    def _place(self) -> Pairing | Strand | None:
        """The pairing or strand of the page, where the reader sees it."""
        try:
            words = resolve(self.request.GET.get("page", "")).kwargs
            if "pairing" in words:
                pairings = Pairing.objects.visible_to(self.grants).for_page()
                return self.get_or_404(pairings, strand__code=words["strand"], code=words["pairing"])
            return self.get_or_404(Strand.objects.visible_to(self.grants), code=words["strand"])
        except (Http404, KeyError):
            return None
