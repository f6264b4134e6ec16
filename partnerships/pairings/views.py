"""The page of a pairing: the two partners, their journey, and what they have written together."""

from typing import Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.access import Grants
from core.actions import Button, buttons_on
from core.kept import Kept
from partnerships.contacts.cards import newest
from partnerships.documents.selectors import attached
from partnerships.enums import PairingStatus
from partnerships.hours.cards import faces_context, read_faces
from partnerships.milestones.tables import marked_parts, stages_at_hand
from partnerships.models import Pairing
from partnerships.pairings.actions import STEPS, OpenPairing
from partnerships.pairings.cards import large_strip, stops_of
from partnerships.pairings.pages import InPairing, tabs, to_add
from partnerships.pairings.selectors import read_journeys
from partnerships.programmes.pages import crumbs
from partnerships.projects.selectors import projects_of_pairing
from partnerships.tasks.selectors import waiting_confirmations
from partnerships.tasks.signals import read_health

NEWEST = 3  # contacts and comments that the page shows
WORST = 1  # signals that the page shows unfolded


class PairingPage(Kept, InPairing, TemplateView):
    """The two partners face to face and their whole journey."""

    template_name = "partnerships/pairings/pairing.html"
    live: Any = {"faces": ("partnerships/pairings/pairing.html#faces", faces_context)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the page in a constant number of queries."""
        pairing, grants = self.pairing, self.grants
        (journey,) = read_journeys([pairing], clock.today())
        stops = stops_of(journey)
        parts = marked_parts(journey, stops)
        health = read_health(grants=grants, pairings=[pairing], today=journey.today).get(pairing.pk)
        return super().get_context_data(
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, "")),
            tabs=tabs(pairing, "journey", grants),
            journey_facts=journey,
            health=health,
            signals=health.signals[:WORST] if health else [],
            more_signals=health.signals[WORST:] if health else [],
            rows=[row for _part, rows in parts for row in rows],
            stages=stages_at_hand(parts),
            from_sources=bool(journey.milestones) and all(row.from_sources for row in journey.milestones),
            projects=projects_of_pairing(pairing, grants),
            acts=_buttons(pairing, grants),
            adds=to_add(pairing, grants),
            contacts=newest(grants, pairing, limit=NEWEST),
            faces=read_faces(pairing, grants),
            **large_strip(journey, stops),
            **kwargs,
        )


class AboutPairing(Kept, InPairing, TemplateView):
    """What is seldom read of a pairing: why these two, their themes, sources, own notes, and what is done to it."""

    template_name = "partnerships/pairings/pairing_about.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        pairing = self.pairing
        return super().get_context_data(
            section="strand",
            crumbs=[*pairing.get_crumbs(), (_("About this pairing"), "")],
            tabs=tabs(pairing, "about", self.grants),
            themes=[row.theme for row in pairing.chosen_themes.select_related("theme__strand")],
            attached=attached(self.grants, [pairing])[Pairing, pairing.pk],
            acts=buttons_on(pairing, STEPS, self.grants),
            **kwargs,
        )


def _buttons(pairing: Pairing, grants: Grants) -> list[Button]:
    """What the reader is to do now, and the contact that can be recorded at any time."""
    found = _to_confirm(pairing, grants)
    opening = OpenPairing.button_on(pairing.strand, grants) if pairing.status == PairingStatus.PLANNED else None
    if opening:
        found.append(opening._replace(url=f"{opening.url}?pairing={pairing.code}"))
    if pairing.is_open and pairing.actors(grants):
        found.append(Button(_("Record a contact"), pairing.address_of("partnerships:contact-add")))
    return found


def _to_confirm(pairing: Pairing, grants: Grants) -> list[Button]:
    """The one main button of the page: to the text that waits for the reader's side, or to the first of them."""
    side = pairing.side_of(grants) if pairing.is_open else ""
    owed = [row for row in waiting_confirmations([pairing]) if row.side == side] if side else []
    if not owed:
        return []
    several = _("Read and confirm %(count)s texts") % {"count": len(owed)}
    return [Button(several if len(owed) > 1 else _("Read and confirm"), owed[0].url, "main")]
