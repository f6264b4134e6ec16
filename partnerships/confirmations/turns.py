"""Whose turn it is with a text, in words: the sentences that stand beside the two-part mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core import clock
from core.formats import format_date, format_signer
from partnerships.confirmations.text_parts import names_of
from partnerships.confirmations.text_services import lost_confirmations
from partnerships.enums import ConfirmationState

if TYPE_CHECKING:
    from partnerships.confirmations.selectors import SideStanding, Standing
    from partnerships.models import Confirmed, Pairing


def turn_of(text: Confirmed, standing: Standing) -> str:
    """Where a text stands and who must act, by name; also which side has yet to write a part of its own."""
    pairing = text.pairing
    written = text.is_written
    if (settled := text.settled_words()) and not (text.KEPT_ONCE_SETTLED and standing.both):
        # Of one that was only recorded there may be no text at all.
        return settled if written else _("Its text is not kept here.")
    silent = text.silent_sides()
    if written and silent and not standing.asked:
        return text.silent_words(names_of(pairing, silent), len(silent))
    return turn(pairing, standing, written=written)


def turn(pairing: Pairing, standing: Standing, *, written: bool = True) -> str:
    """Where a text stands and who must act: “Busan has confirmed edition 2. It counts once Barcelona …”."""
    words: dict[str, object] = {"edition": standing.edition}
    if not written:
        return _("Nobody has written the text yet.")
    if standing.both:
        return _("Both sides have confirmed edition %(edition)s. It counts.") % words
    if not standing.asked:
        return _("Edition %(edition)s is written; nobody was asked to confirm it.") % words
    confirmed = sorted(standing.confirmed)
    if confirmed:
        other = next(one.side for one in standing.sides if not one.confirmed)
        words |= {"done": names_of(pairing, confirmed), "waiting": names_of(pairing, [other])}
        return _("%(done)s has confirmed edition %(edition)s. It counts once %(waiting)s confirms it too.") % words
    words["waiting"] = names_of(pairing, standing.waits_for)
    return _("Edition %(edition)s waits for %(waiting)s.") % words


def side_state(side: SideStanding) -> str:
    """One side's state in words, with its day: “In internal approval until 2 December 2026”."""
    if side.now is None:
        if side.before is None:
            return _("Not asked yet")
        if side.before.state == ConfirmationState.WITHDRAWN:
            return _("Withdrew its confirmation of edition %(edition)s on %(day)s") % {
                "edition": side.before.text.edition,
                "day": _day(side.before.withdrawn_at),
            }
        return _("Confirmed edition %(edition)s, which is void") % {"edition": side.before.text.edition}
    if side.now.state == ConfirmationState.CONFIRMED:
        sentence = _("Confirmed on its behalf on %(day)s") if side.now.on_behalf else _("Confirmed on %(day)s")
        return sentence % {"day": _day(side.now.confirmed_at)}
    if side.now.state == ConfirmationState.IN_APPROVAL:
        return _("In internal approval until %(day)s") % {"day": format_date(side.now.approval_until)}
    if side.before is not None and side.before.state == ConfirmationState.CONFIRMED:
        return _("Asked again on %(day)s; had confirmed edition %(edition)s") % {
            "day": _day(side.now.asked_at),
            "edition": side.before.text.edition,
        }
    return _("Asked on %(day)s") % {"day": _day(side.now.asked_at)}


def lost_words(text: Confirmed) -> list[str]:
    """What an edit of a text costs, to be read before it: which confirmations become void, by name and date."""
    pairing, lost = text.pairing, lost_confirmations(text)
    if not lost:
        return []
    words = [
        _("%(partner)s: confirmed by %(person)s on %(day)s")
        % {
            "partner": names_of(pairing, [row.side]),
            "person": format_signer(row.by, row.by_label),
            "day": _day(row.confirmed_at),
        }
        for row in lost
    ]
    if len(lost) > 1:
        head = _("Saving this edit voids both confirmations; both sides must confirm again.")
    else:
        head = _("Saving this edit voids the confirmation of %(partner)s; both sides must confirm again.") % {
            "partner": names_of(pairing, [lost[0].side])
        }
    return [head, *words]


def _day(moment: object) -> str:
    return format_date(clock.day_of(moment)) if moment else ""  # type: ignore[arg-type]
