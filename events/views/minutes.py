"""The minutes of an event for one pairing: item by item, with what follows, both sides' words and their objections."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.generic import TemplateView

from core.parts import OneClick
from events.models import Minutes
from events.rules import may_edit_minutes, may_object_to_minutes, may_withdraw_objection
from events.services.minutes import find_minutes
from events.services.visit_notes import writing_refused
from events.views.event_pairings import InEventPairing
from partnerships.confirmations.cards import confirm_card
from partnerships.services.history import timeline
from partnerships.views.follow_ups import follow_ups_from

if TYPE_CHECKING:
    from events.models import MinutesObjection

RECENT = 8  # acts of the history that the page shows


class InMinutes(InEventPairing):
    """A page about the minutes of a pairing."""

    @cached_property
    def minutes(self) -> Minutes:
        """The minutes of the address; unsaved where nobody has begun them."""
        return find_minutes(self.event, self.pairing)

    def minutes_places(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """Below the event."""
        return [(pgettext("of a meeting", "Minutes"), self.of_pairing("minutes") if below else ""), *below]


class MinutesPage(InMinutes, TemplateView):
    """What was said and decided, item by item; who confirmed it, who objects, what follows."""

    template_name = "events/minutes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minutes, or what to do to begin them; a constant number of queries."""
        event, pairing, minutes = self.event, self.pairing, self.minutes
        begun = bool(minutes.pk)
        refused = writing_refused(event, pairing) if not begun and may_edit_minutes(self.grants, minutes) else ""
        return super().get_context_data(
            pairing=pairing,
            crumbs=self.event_crumbs(*self.minutes_places()),
            minutes=minutes,
            begun=begun,
            refused=refused,
            works=pairing.is_open and may_edit_minutes(self.grants, minutes) and not refused,
            edit_url=minutes.get_text_edit_url(),
            **(self._written() if begun else {}),
            **kwargs,
        )

    def _written(self) -> dict[str, Any]:
        minutes, pairing = self.minutes, self.pairing
        card = confirm_card(minutes, self.grants)
        objections = minutes.objections.select_related("by").order_by("at", "id")
        objects = pairing.is_open and may_object_to_minutes(self.grants, minutes) and not minutes.is_settled
        return {
            # The text stands on the page itself, item by item.
            "card": replace(card, written=False),
            "parts": [part for part in card.parts if part.name != "follow_ups"],
            "objections": [self._objection(row) for row in objections],
            "object_url": self.of_pairing("minutes-objection-add") if objects else "",
            "entries": timeline(minutes, limit=RECENT),
            "versions_url": reverse("partnerships:record-history", args=[pairing.strand.code, "minutes", minutes.pk]),
            **follow_ups_from(self.grants, minutes),
        }

    def _objection(self, row: MinutesObjection) -> dict[str, Any]:
        """An objection with its partner, and how it is taken back."""
        row.minutes = self.minutes
        withdraw = None
        if row.withdrawn_at is None and self.pairing.is_open and may_withdraw_objection(self.grants, row):
            url = self.of_pairing("minutes-objection-withdraw", row.pk)
            withdraw = OneClick(url, _("Withdraw the objection"), 1)
        return {"row": row, "partner": dict(self.pairing.partners)[row.side], "withdraw": withdraw}
