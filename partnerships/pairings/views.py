"""The page of a pairing: the two partners, their journey, and what they have written together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core import clock
from core.actions import Button, buttons_on
from core.kept import Kept
from core.parts import panels
from partnerships.confirmations.selectors import text_states
from partnerships.contacts.cards import stream
from partnerships.documents.selectors import attached
from partnerships.enums import PairingStatus
from partnerships.hours.cards import common_hours, faces
from partnerships.milestones.cards import marked_parts, stages_at_hand
from partnerships.models import Pairing
from partnerships.pairings.actions import STEPS, OpenPairing
from partnerships.pairings.cards import large_strip
from partnerships.pairings.pages import InPairing, tabs
from partnerships.pairings.selectors import read_journeys
from partnerships.programmes.pages import crumbs
from partnerships.projects.selectors import pairing_helix, projects_of_pairing
from partnerships.rules.journey import may_read_draft, side_of
from partnerships.tasks.selectors import waiting_confirmations
from partnerships.tasks.signals import read_health

if TYPE_CHECKING:
    from core.access import Grants

NEWEST = 3  # contacts and comments that the page shows


class PairingPage(Kept, InPairing, TemplateView):
    """The two partners face to face and their whole journey."""

    template_name = "partnerships/pairings/pairing.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything of the first screen in a constant number of queries."""
        pairing = self.pairing
        (journey,) = read_journeys([pairing], clock.today())
        parts = marked_parts(journey, self.grants)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            section="strand",
            crumbs=crumbs(pairing.strand, (pairing.name, "")),
            tabs=tabs(pairing, "journey", self.grants),
            faces=faces(pairing, clock.now()),
            common_hours=common_hours(pairing),
            journey_facts=journey,
            health=read_health(grants=self.grants, pairings=[pairing], today=journey.today).get(pairing.pk),
            parts=parts,
            stages=stages_at_hand(parts),
            projects=projects_of_pairing(pairing, self.grants),
            themes=[row.theme for row in pairing.chosen_themes.select_related("theme__strand")],
            acts=_buttons(pairing, self.grants),
            may_add_milestone=pairing.is_open and bool(pairing.actors(self.grants)),
            attached=attached(self.grants, [pairing])[Pairing, pairing.pk],
            helix=pairing_helix(pairing),
            panels=panels("pairing", grants=self.grants, pairing=pairing),
            contacts=stream(self.grants, pairing, limit=NEWEST),
            contacts_url=pairing.address_of("partnerships:contact-list"),
            country=pairing.strand.side_letters("counterpart"),
            **_texts(pairing, self.grants),
            **large_strip(journey),
            **kwargs,
        )


def _buttons(pairing: Pairing, grants: Grants) -> list[Button]:
    """What the reader may do with the pairing now."""
    found = _to_confirm(pairing, grants)
    opening = OpenPairing.button_on(pairing.strand, grants) if pairing.status == PairingStatus.PLANNED else None
    if opening:
        found.append(opening._replace(url=f"{opening.url}?pairing={pairing.code}"))
    if pairing.is_open and pairing.actors(grants):
        found.append(Button(_("Record a contact"), pairing.address_of("partnerships:contact-add")))
    return found + buttons_on(pairing, STEPS, grants)


def _to_confirm(pairing: Pairing, grants: Grants) -> list[Button]:
    """The one main button of the page: to the text that waits for the reader's side, or to all of them."""
    side = side_of(grants, pairing) if pairing.is_open else ""
    owed = [row for row in waiting_confirmations([pairing]) if row.side == side] if side else []
    if not owed:
        return []
    if len(owed) == 1:
        return [Button(_("Read and confirm"), owed[0].url, "main")]
    label = _("Read and confirm %(count)s texts") % {"count": len(owed)}
    return [Button(label, pairing.address_of("partnerships:text-list"), "main")]


def _texts(pairing: Pairing, grants: Grants) -> dict[str, Any]:
    """Agreed themes and action plan with each side's word under them, in two queries; None where none was begun.

    An action plan that was never asked for is a draft, and read by those who see the sides' dealings alone.
    """
    row = Pairing.objects.select_related("agreed_themes", "action_plan").get(pk=pairing.pk)
    found = {name: getattr(row, name, None) for name in ("agreed_themes", "action_plan")}
    standings = text_states(text for text in found.values() if text)
    shown = {
        name: {"record": text, "standing": standings[type(text), text.pk]} if text else None
        for name, text in found.items()
    }
    plan = shown["action_plan"]
    if plan and not plan["standing"].asked and not may_read_draft(grants, plan["record"]):
        shown["action_plan"] = None
    return shown
