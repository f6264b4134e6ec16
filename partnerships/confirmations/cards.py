"""What a text's pages show beside its words: each side's state with its acts, the buttons, what to compare with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from partnerships.confirmations.selectors import stands
from partnerships.confirmations.text_parts import parts_of
from partnerships.confirmations.turns import side_state, turn_of
from partnerships.enums import ConfirmationState
from partnerships.models import Confirmation, TextEdition
from partnerships.rules import confirmation_actors, may_edit_text, may_read_draft, side_of
from partnerships.services.transitions import available
from partnerships.workflow import CONFIRMATION, OWN

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.confirmations.selectors import SideStanding, Standing
    from partnerships.confirmations.text_parts import Part
    from partnerships.models import Confirmed, Pairing

# Which act is which page, and how much its button weighs.
_PAGES = {"confirm": "confirm", "take-to-approval": "approval", "withdraw": "withdraw"}


@dataclass(frozen=True, slots=True)
class Button:
    """An act that the reader may carry out now; `kind` is `main`, nothing (outlined) or `word`."""

    label: str
    url: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class SideCard:
    """One side of a text: where it stands, who said so, and what the reader may do about it."""

    standing: SideStanding
    letters: str
    partner: str
    state: str
    buttons: list[Button]


def address(name: str, text: Confirmed, **query: Any) -> str:
    """The address of one of a text's pages."""
    pairing = text.pairing
    url = reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code, text.text_slug])
    return f"{url}?{'&'.join(f'{key}={value}' for key, value in query.items())}" if query else url


def word_address(name: str, pairing: Pairing, word: Confirmation) -> str:
    """The address of an act on one side's confirmation."""
    return reverse(f"partnerships:confirmation-{name}", args=[pairing.strand.code, pairing.code, word.pk])


def choice_of(word: Confirmation) -> str:
    """A confirmation as a form names it: which, in which version, of which edition."""
    return f"{word.pk}:{word.version}:{word.text.edition}"


def body_now(text: Confirmed, grants: Grants) -> dict[str, Any]:
    """A text that is not frozen yet as it stands, with what it would take along today.

    What the two sides are still writing is theirs, and the programme's: others read it once it was asked for.
    """
    if not may_read_draft(grants, text):
        return {}
    return text.frozen_body() | text.taken_along()


def earlier_edition(text: Confirmed, editions: list[TextEdition], side: str) -> TextEdition | None:
    """The edition to compare with: the newest older one that the reader's side confirmed, else the newest older one."""
    older = [edition for edition in editions if edition.edition < text.edition]
    if not older:
        return None
    words = Confirmation.objects.filter(text__in=older, state=ConfirmationState.CONFIRMED)
    confirmed = set((words.filter(side=side) if side else words).values_list("text_id", flat=True))
    return next((edition for edition in older if edition.pk in confirmed), older[0])


def side_cards(text: Confirmed, standing: Standing, grants: Grants) -> list[SideCard]:
    """Both sides of a text, EU first."""
    pairing = text.pairing
    works = text.is_workable and not text.is_settled
    return [
        SideCard(
            standing=standing.side(side),
            letters=pairing.strand.side_letters(side),
            partner=partner.name,
            state=side_state(standing.side(side)),
            buttons=_side_buttons(pairing, standing.side(side), partner.name, grants) if works else [],
        )
        for side, partner in pairing.partners
    ]


def _side_buttons(pairing: Pairing, standing: SideStanding, partner: str, grants: Grants) -> list[Button]:
    word = standing.now
    if word is None:
        return []
    word.text.pairing = pairing
    actors = confirmation_actors(grants, word)
    own = OWN in actors
    labels = {
        "confirm": _("Confirm edition %(edition)s") if own else _("Confirm for %(partner)s"),
        "take-to-approval": _("In internal approval until …"),
        "withdraw": _("Withdraw") if own else _("Withdraw for %(partner)s"),
    }
    kinds = {"confirm": "main" if own else "", "withdraw": "word"}
    found = [
        Button(
            labels[transition.name] % {"edition": word.text.edition, "partner": partner},
            word_address(_PAGES[transition.name], pairing, word),
            kinds.get(transition.name, ""),
        )
        for transition in available(CONFIRMATION, word.state, actors)
    ]
    return sorted(found, key=lambda button: button.kind != "main")


def buttons_of(text: Confirmed, standing: Standing, grants: Grants) -> list[Button]:
    """What the reader may do with the text itself: ask for its confirmation, edit it, add one another."""
    pairing = text.pairing
    if not (text.is_workable and may_edit_text(grants, text)):
        return []
    found = []
    written = text.is_written
    nobody_left = all(one.now is not None for one in standing.sides)
    mine = side_of(grants, pairing)
    if written and not nobody_left and not text.silent_sides() and not text.is_settled:
        label = _("Ask again for confirmation") if standing.asked else _("Ask both sides to confirm")
        found.append(Button(label, address("text-request", text), "" if mine in standing.waits_for else "main"))
    if text.is_settled and not text.EDITED_ONCE_SETTLED:
        return found
    mine_to_write = not written or mine in text.silent_sides()
    found.append(
        Button(
            _("Edit the text") if written else _("Write the text"),
            text.get_text_edit_url(),
            "main" if mine_to_write else "",
        )
    )
    return found


@dataclass(frozen=True, slots=True)
class ConfirmCard:
    """A text as the card draws it; `parts` are empty where the two sides are still writing it and the reader is none.

    `written` says whether there is anything to read, `country` are the letters of the other side's country.
    """

    text: Confirmed
    standing: Standing
    turn: str
    sides: list[SideCard]
    buttons: list[Button]
    parts: list[Part]
    written: bool
    country: str
    url: str


def confirm_card(text: Confirmed, grants: Grants) -> ConfirmCard:
    """The card of a saved text whose pairing is read with its names; two queries."""
    pairing = text.pairing
    standing = stands([text])[type(text), text.pk]
    frozen = TextEdition.objects.as_it_stands(text).defer("canonical").first()
    # The record's page has the title above; the card shows the words alone.
    body = frozen.body if frozen else body_now(text, grants)
    # The record's page has its own button that edits both; the first words are asked for beside the missing text.
    edited_here = text.EDITED_WITH_RECORD and text.is_written
    edit = text.get_text_edit_url()
    parts = [part for part in parts_of(type(text), pairing, body) if part.name != "title"]
    return ConfirmCard(
        text=text,
        standing=standing,
        turn=turn_of(text, standing),
        sides=side_cards(text, standing, grants),
        buttons=[button for button in buttons_of(text, standing, grants) if not (edited_here and button.url == edit)],
        parts=parts,
        written=any(part.texts or part.lines for part in parts),
        country=pairing.strand.side_letters("counterpart"),
        url=address("text", text),
    )
