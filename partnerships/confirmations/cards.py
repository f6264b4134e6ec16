"""What a text's pages show beside its words: each side's state with its acts, the buttons, what to compare with."""

from typing import Any, cast

from django.utils.translation import gettext as _

from accounts.models import User
from core.access import Grants
from core.actions import Button, buttons_on
from partnerships.confirmations import selectors
from partnerships.confirmations.actions import SIDE_ACTIONS, ConfirmText
from partnerships.models import Confirmation, Confirmed, TextEdition
from partnerships.tasks.selectors import next_waiting


def side_cards(text: Confirmed, standing: selectors.TextState, grants: Grants) -> list[dict[str, Any]]:
    """Both sides of a text, EU first: where each stands, who said so, and what the reader may do about it."""
    pairing = text.pairing
    works = text.is_workable and not text.is_settled
    return [
        {
            "standing": standing.side(side),
            "letters": pairing.strand.side_letters(side),
            "partner": partner.name,
            "state": selectors.side_state(standing.side(side)),
            "buttons": _side_buttons(text, standing.side(side).now, grants) if works else [],
        }
        for side, partner in pairing.partners
    ]


def _side_buttons(text: Confirmed, confirmation: Confirmation | None, grants: Grants) -> list[Button]:
    if confirmation is None:
        return []
    confirmation.text.pairing, confirmation.text.record = text.pairing, text
    return sorted(buttons_on(confirmation, SIDE_ACTIONS, grants), key=lambda button: button.kind != "main")


def confirm_form(
    text: Confirmed, standing: selectors.TextState, grants: Grants, cards: list[dict[str, Any]], now: TextEdition | None
) -> dict[str, Any] | None:
    """What stands at the foot of a text that waits for the reader's own side; None where it does not.

    `now` is its frozen edition. Beside the form stand, in place of the side's card, its other acts, the way to the next
    edition where days have moved since, and the next text that waits for the side.
    """
    card = next((one for one in cards if any(button.kind == "main" for button in one["buttons"])), None)
    if card is None or now is None:
        return None
    row = standing.side(text.pairing.side_of(grants)).now
    action = ConfirmText(row, by=cast("User", None), grants=grants)
    others, card["buttons"] = [button for button in card["buttons"] if button.kind != "main"], []
    if moved := selectors.moved_days(text, now):
        others.insert(0, Button(_("Make the next edition with these days"), f"{text.get_text_edit_url()}?steps=on"))
    if following := next_waiting(action.row):
        label = _("Next: %(text)s") % {"text": following.title[0]}
        others.append(Button(label, following.url, "word"))
    form = action.form(**action.get_form_kwargs())
    return {"action": action, "form": form, "moved": moved, "buttons": others}


def buttons_of(text: Confirmed, standing: selectors.TextState, grants: Grants) -> list[Button]:
    """What the reader may do with the text itself: ask for its confirmation, edit it, add one another."""
    pairing = text.pairing
    if not (text.is_workable and text.actors(grants)):
        return []
    found: list[Button] = []
    written, mine = text.is_written, pairing.side_of(grants)
    nobody_left = all(one.now is not None for one in standing.sides)
    if written and not nobody_left and not text.silent_sides() and not text.is_settled:
        label = _("Ask again for confirmation") if standing.asked else _("Ask both sides to confirm")
        kind = "" if mine in standing.waits_for else "main"
        found.append(Button(label, text.get_text_page_url("text-request"), kind))
    if text.is_settled and not text.EDITED_ONCE_SETTLED:
        return found
    label = _("Edit the text") if written else _("Write the text")
    mine_to_write = not written or mine in text.silent_sides()
    found.append(Button(label, text.get_text_edit_url(), "main" if mine_to_write else ""))
    return found


def confirm_card(text: Confirmed, grants: Grants) -> dict[str, Any]:
    """The card of a saved text whose pairing is read with its names; two queries.

    `parts` are empty where the two sides are still writing it and the reader is none; `written` says whether there is
    anything to read.
    """
    pairing = text.pairing
    standing = selectors.text_states([text])[type(text), text.pk]
    was_asked = any(side.now or side.before for side in standing.sides)
    frozen = TextEdition.objects.as_it_is(text).defer("canonical").first() if was_asked else None
    # The record's page has the title above; the card shows the words alone.
    body = frozen.body if frozen else selectors.body_now(text, grants)
    # The record's page has its own button that edits both; the first words are asked for beside the missing text.
    edited_here = text.EDITED_WITH_RECORD and text.is_written
    edit = text.get_text_edit_url()
    parts = [part for part in selectors.parts_of(type(text), pairing, body) if part.name != "title"]
    return {
        "text": text,
        "standing": standing,
        "turn": selectors.turn_of(text, standing),
        "sides": side_cards(text, standing, grants),
        "buttons": [one for one in buttons_of(text, standing, grants) if not (edited_here and one.url == edit)],
        "parts": parts,
        "written": any(part.texts or part.lines for part in parts),
        "country": pairing.strand.side_letters("counterpart"),
        "url": text.get_text_page_url(),
    }


def take_main(card: dict[str, Any]) -> list[Button]:
    """The main button of a card, which then stands beside the page's title and not in the card; none, or one."""
    offered = [card["buttons"], *(side["buttons"] for side in card["sides"])]
    found = [button for those in offered for button in those if button.kind == "main"][:1]
    for those in offered:
        those[:] = [button for button in those if button not in found]
    return found
