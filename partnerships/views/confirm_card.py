"""What a record's own page shows of the text that both sides confirm: the words, both sides, what the reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from partnerships.models import TextEdition
from partnerships.services.standings import stands
from partnerships.services.text_parts import parts_of
from partnerships.services.turns import turn_of
from partnerships.views.text_cards import address, body_now, buttons_of, side_cards

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Confirmed
    from partnerships.services.standings import Standing
    from partnerships.services.text_parts import Part
    from partnerships.views.text_cards import Button, SideCard


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
