"""For each pairing under way the days on which its two sides were in touch, and how long they have not been."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import ngettext

from core import clock
from core.formats import month_label
from core.periods import PartialDate, Period
from core.pictures.gaps import GapPicture, gap_picture
from partnerships.enums import PairingStatus
from partnerships.models import Pairing
from partnerships.rules import may_see_dealings
from partnerships.services.activity import Silence, contact_days, silence, silence_state
from partnerships.services.waiting import partner_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.access import Grants
    from partnerships.models import Strand

DAYS = 183  # that the picture shows, half a year up to today


@dataclass(frozen=True, slots=True)
class GapRow:
    """A pairing with its silence, in words and as a picture; `turn` is the partner that has been silent longer."""

    pairing: Pairing
    silence: Silence
    state: str
    words: str
    turn: str
    picture: GapPicture

    @property
    def longest(self) -> Period | None:
        """The longest gap that the picture shows; None where it shows no day of contact."""
        gap = self.picture.longest
        return Period(PartialDate(gap.first), PartialDate(gap.last)) if gap and gap.days else None

    @property
    def longest_words(self) -> str:
        """How long that was."""
        return _days_words(self.picture.longest.days) if self.picture.longest else ""


def contact_gaps(*, grants: Grants, strand: Strand, today: dt.date) -> list[GapRow]:
    """The pairings under way of which the reader may see signals, the longest silent first; three queries."""
    active = Pairing.objects.filter(strand=strand, status=PairingStatus.ACTIVE).with_names()
    found = read_gaps([row for row in active if may_see_dealings(grants, row)], today)
    return sorted(found, key=lambda row: -(row.silence.days or 0))


def read_gaps(pairings: Sequence[Pairing], today: dt.date) -> list[GapRow]:
    """The row of each pairing (read with its strand and names), in their order; two queries."""
    if not pairings:
        return []
    silences, days = silence(pairings, clock.end_of(today)), contact_days(pairings, today, days=DAYS)
    return [_row(pairing, silences[pairing.pk], days[pairing.pk], today) for pairing in pairings]


def _row(pairing: Pairing, quiet: Silence, days: dict[str, set[dt.date]], today: dt.date) -> GapRow:
    words, limit = _days_words(quiet.days or 0), pairing.strand.silence_days
    return GapRow(
        pairing=pairing,
        silence=quiet,
        state=silence_state(quiet.days, limit),
        words=words,
        turn=partner_name(pairing, quiet.side) if quiet.side else "",
        picture=gap_picture(days, today, span=DAYS, limit=limit, gap_label=words, month_label=month_label),
    )


def _days_words(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
