"""The task to get in touch again, once a pairing has been without contact for as long as its strand allows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core import clock
from core.contributions import Task
from core.texts import reader_language
from partnerships.enums import PairingStatus, Side
from partnerships.services.activity import silence, whose_turn
from partnerships.services.waiting import other_side, partner_name

if TYPE_CHECKING:
    from partnerships.contributions.tasks import Reader
    from partnerships.models import FollowUp, Milestone, Pairing
    from partnerships.services.waiting import WaitingConfirmation


def who_owes(
    today: dt.date,
    *,
    confirmations: Iterable[WaitingConfirmation],
    milestones: Iterable[Milestone],
    follow_ups: Iterable[FollowUp],
) -> dict[int, set[str]]:
    """By pairing, the sides that owe the other something: a word that is asked, what is overdue, what is late."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in confirmations:
        found[row.pairing.pk].add(row.side)
    for milestone in milestones:
        if milestone.is_overdue(today):
            found[milestone.pairing_id] |= {side.value for side in Side if milestone.responsible in (side, "both")}
    for follow_up in follow_ups:
        if follow_up.is_late(today):
            found[follow_up.pairing_id].add(follow_up.side)
    return found


def get_in_touch(reader: Reader, pairings: Sequence[Pairing], owing: Mapping[int, set[str]]) -> Iterator[Task]:
    """One for each active pairing that is silent too long, for the side whose turn it is; else for the reader's own."""
    silences = silence(pairings, clock.end_of(reader.today))
    for pairing in pairings:
        quiet, most = silences[pairing.pk], pairing.strand.silence_days
        if quiet.days is None or quiet.days < most or pairing.status != PairingStatus.ACTIVE:
            continue
        owe = owing.get(pairing.pk, set())
        turn = whose_turn(quiet, owe)
        side = turn or reader.side(pairing)
        place = [pairing.strand.code, pairing.code]
        days = ngettext("%(count)s day without contact.", "%(count)s days without contact.", quiet.days)
        yield Task(
            verb=pgettext("task", "Contact"),
            thing=_("Get in touch with %(partner)s") % {"partner": partner_name(pairing, other_side(side))},
            language=reader_language(),
            url=reverse("partnerships:contact-list", args=place),
            why=f"{days % {'count': quiet.days}} {_why(partner_name(pairing, side), turn, owe)}".strip(),
            due=reader.today - dt.timedelta(days=quiet.days - most),
            button=_("Record a contact"),
            answer_url=reverse("partnerships:contact-add", args=place),
            **reader.waits(pairing, side),  # type: ignore[arg-type]
        )


def _why(partner: str, turn: str, owe: set[str]) -> str:
    """Why it is this side's turn; nothing where either may begin."""
    if not turn:
        return ""
    if owe == {turn}:
        return _("%(partner)s owes an answer or a promise.") % {"partner": partner}
    return _("%(partner)s has been silent longer.") % {"partner": partner}
