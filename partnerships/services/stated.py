"""What the partners of a strand need and offer now, read once and arranged for matching."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from core.folding import ByName
from partnerships.enums import InterestKind, PairingStatus
from partnerships.models import Interest, Pairing, Participation
from partnerships.services.matching import Market, Pair, Statement

if TYPE_CHECKING:
    from partnerships.models import Strand, Theme

_COLUMNS = (
    "pk",
    "participation_id",
    "kind",
    "weight",
    "topic_id",
    "topic__parent_id",
    "topic__position",
    "topic__code",
)


@dataclass(frozen=True, slots=True)
class Stated:
    """What the partners of a strand state, as matching takes it.

    The place of a partner is that among `participations`, by name; the place of a topic that among `topics`, in
    the strand's order, each with its area. `silent` are the partners that state nothing.
    """

    market: Market
    participations: list[Participation]
    places: dict[int, int]
    topics: list[tuple[int, int | None]]
    silent: list[Participation]

    def side(self, side: str) -> list[int]:
        """The places of one side's partners."""
        return [place for place, row in enumerate(self.participations) if row.side == side]

    def about(self, theme: Theme | None) -> frozenset[int] | None:
        """The places of a topic, or of the topics of an area; None, which is all, without a theme."""
        if theme is None:
            return None
        return frozenset(place for place, topic in enumerate(self.topics) if theme.pk in topic)

    def paired(self, pairings: Iterable[tuple[int, int]]) -> frozenset[Pair]:
        """The pairs of places that are pairings, given by their participations."""
        return frozenset((self.places[eu], self.places[counterpart]) for eu, counterpart in pairings)


def read_stated(strand: Strand, *, pairing: Pairing | None = None) -> Stated:
    """All that holds in a strand; for a pairing what its two state, and who else offers what they need. Two queries."""
    rows = Interest.objects.stated().filter(participation__strand=strand)
    if pairing is not None:
        sides = [pairing.eu_id, pairing.counterpart_id]
        needs = Interest.objects.stated().filter(participation__in=sides, kind=InterestKind.NEED).values("topic")
        rows = rows.filter(Q(participation__in=sides) | Q(kind=InterestKind.OFFER, topic__in=needs))
    listed = list(rows.order_by().values_list(*_COLUMNS))
    participations = list(
        Participation.objects.filter(strand=strand)
        .select_related("partner", "strand")
        .order_by(ByName("partner__"), "partner__code")
    )
    places = {row.pk: place for place, row in enumerate(participations)}
    # By position, then by code: the order in which a strand's themes stand.
    topics = sorted({row[4:8] for row in listed}, key=lambda topic: topic[2:])
    topic_places = {topic[0]: place for place, topic in enumerate(topics)}
    made: dict[str, list[Statement]] = {InterestKind.NEED: [], InterestKind.OFFER: []}
    for pk, participation, kind, weight, topic, area, *_order in listed:
        # A topic without an area is an area of its own.
        made[kind].append(Statement(places[participation], topic_places[topic], area or topic, weight, pk))
    stating = {row[1] for row in listed}
    return Stated(
        market=Market(needs=made[InterestKind.NEED], offers=made[InterestKind.OFFER]),
        participations=participations,
        places=places,
        topics=[(topic, area) for topic, area, *_order in topics],
        silent=[row for row in participations if row.pk not in stating],
    )


def pairings_in(strand: Strand) -> dict[tuple[int, int], Pairing]:
    """The pairings of a strand by their two participations, the open one where there are several; one query.

    A discontinued one is no pairing any more: its two are a suggestion like any others.
    """
    rows = Pairing.objects.filter(strand=strand).exclude(status=PairingStatus.DISCONTINUED).with_names()
    found: dict[tuple[int, int], Pairing] = {}
    for row in rows.order_by("code"):
        key = (row.eu_id, row.counterpart_id)
        if key not in found or row.is_open:
            found[key] = row
    return found
