"""Who took part in events, as numbers alone: by side, sector and gender, and what sources count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from events.delegations.selectors import Participants, figures_of
from events.enums import Gender
from events.models import Delegation, HeadCount
from partnerships.enums import Sector, Side
from reports.progress.compiling.plain import Plain, both, fields, ref

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from events.models import Event
    from reports.progress.compiling.scope import Scope

# A number of persons of one gender below this would tell of single persons.
FEWEST = 5
FEW, KEPT = "few", "kept"


def read_delegations(scope: Scope, events: Sequence[Event]) -> list[tuple[Delegation, Participants]]:
    """The delegations to some events with their figures, of a pairing's report those of its partners; two queries."""
    by_id = {event.pk: event for event in events}
    rows = Delegation.objects.filter(event__in=by_id).select_related("participation__partner")
    if scope.pairing is not None:
        rows = rows.filter(participation__in=[scope.pairing.eu_id, scope.pairing.counterpart_id])
    place = {key: position for position, key in enumerate(by_id)}
    delegations = sorted(rows, key=lambda row: (place[row.event_id], row.participation.partner.code))
    for row in delegations:
        row.event = by_id[row.event_id]
        row.participation.strand = scope.strand
    figures = figures_of(delegations, owner="delegation")
    return [(row, figures[row.pk]) for row in delegations if figures[row.pk].total or figures[row.pk].is_recorded]


def participants_of(found: Sequence[tuple[Delegation, Participants]]) -> Plain:
    """The people of all delegations, and event by event; who took part in two events counts twice.

    `came` counts those of whom somebody has said that they came; None where nobody has said anything.
    """
    by_event: dict[Event, list[Participants]] = {}
    for row, one in found:
        by_event.setdefault(row.event, []).append(one)
    return {
        **_counted([one for _row, one in found]),
        "genders": given_genders(_sum(one.genders for _row, one in found)),
        "events": [
            {"name": both(event, "title"), **fields(event, "code", "url"), **_counted(figures)}
            for event, figures in by_event.items()
        ],
    }


def came(found: Iterable[tuple[Delegation, Participants]]) -> int | None:
    """How many came, of those of whom it was said; None where it was said of nobody. The portal counts the same."""
    recorded = [one.attended for _row, one in found if one.is_recorded]
    return sum(recorded) if recorded else None


def _counted(figures: Sequence[Participants]) -> Plain:
    sides, sectors = _sum(one.sides for one in figures), _sum(one.sectors for one in figures)
    recorded = [one for one in figures if one.is_recorded]
    return {
        "sides": {side: sides[side] for side in Side.values},
        "sectors": {sector: sectors[sector] for sector in (*Sector.values, "")},
        "total": sum(sides.values()),
        "came": sum(one.attended for one in recorded) if recorded else None,
        "absent": sum(one.absent for one in recorded) if recorded else None,
        "delegations": len(figures),
        "recorded": len(recorded),
    }


def _sum(counters: Iterable[Mapping[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for counter in counters:
        found.update(counter)
    return found


def given_genders(numbers: Mapping[str, int]) -> dict[str, int | str] | None:
    """How many of each gender, none where nobody gave one.

    A number below five is not told (`few`), nor (`kept`) the smallest of the others where what is not told would be
    known from the sum to be so few. How many gave none is told: it is no gender.
    """
    if not any(number for gender, number in numbers.items() if gender != Gender.NOT_GIVEN):
        return None
    told: dict[str, int | str] = {
        gender: numbers.get(gender, 0) if numbers.get(gender, 0) >= FEWEST or gender == Gender.NOT_GIVEN else FEW
        for gender in Gender.values
    }
    hidden = [gender for gender, number in told.items() if number == FEW]
    shown = [gender for gender in told if gender not in hidden and gender != Gender.NOT_GIVEN]
    if shown and 0 < sum(numbers.get(gender, 0) for gender in hidden) < FEWEST:
        told[min(shown, key=lambda gender: numbers[gender])] = KEPT
    return told


def delegation_ref(row: Delegation, amount: int) -> Plain:
    """A delegation as a row behind a figure: the partner, the event, how many; nobody by name."""
    event, partner = row.event, row.participation.partner
    name = {
        language: ": ".join(
            [
                getattr(partner, f"name_{language}") or partner.name_en,
                getattr(event, f"title_{language}") or event.title_en or event.title_ko,
            ]
        )
        for language in ("en", "ko")
    }
    found = ref("delegation", f"{event.code}/{partner.code}", name, row.get_absolute_url())
    return found | {"amount": amount}


def read_head_counts(events: Sequence[Event]) -> list[Plain]:
    """What sources count at some events, as they say it; one query."""
    by_id = {event.pk: event for event in events}
    rows = HeadCount.objects.active().filter(event__in=by_id)
    place = {key: position for position, key in enumerate(by_id)}
    return [
        {
            "event": by_id[row.event_id].code,
            "name": both(by_id[row.event_id], "title"),
            "url": by_id[row.event_id].get_absolute_url(),
            **fields(row, "whom", "least", "most", "side", "source"),
        }
        for row in sorted(rows, key=lambda row: (place[row.event_id], row.number))
    ]
