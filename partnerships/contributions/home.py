"""What this app adds to my tasks beside the tasks: clocks, contacts, what changed, the pairings as strips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from core.parts import Panel
from partnerships.models import Pairing
from partnerships.rules import side_of
from partnerships.services.changes import read_changes
from partnerships.services.contact_gaps import read_gaps
from partnerships.services.health import read_health
from partnerships.services.journeys import read_journeys
from partnerships.services.strips import large_strip, side_labels, small_strips
from partnerships.services.waiting import other_side, partner_name
from partnerships.views.clocks import common_hours_of, faces

if TYPE_CHECKING:
    import datetime as dt

    from core.access import Grants
    from partnerships.services.contact_gaps import GapRow

MOST = 20
# So many of the reader's own pairings have their clocks and their contacts beside the tasks.
BESIDE = 4


def my_pairings(*, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime) -> Iterable[Panel]:
    """The reader's pairings with their clocks, contacts and journeys; the others of the strands one reads below.

    What is over stands on the boards of its strands; it is shown here only where nothing else is.
    """
    # The own ones first, so that they are not lost among many; what is open before what is over.
    rows = Pairing.objects.visible_to(grants).for_page().own_first(grants)
    visible = list(rows.open()[: 2 * MOST + 1]) or list(rows[: 2 * MOST + 1])
    mine = [pairing for pairing in visible if side_of(grants, pairing)]
    if not mine and grants.participations:
        mine = list(rows.coordinated_by(grants)[:MOST])
    own = [pairing for pairing in mine if pairing.is_open][:BESIDE]
    if own:
        clocks = {"clocks": _clocks(own, grants, now), "common": common_hours_of(own, now)}
        yield Panel("partnerships/home.html#clocks", clocks, place="head")
        gaps = [_contact_gap(gap, grants) for gap in read_gaps(own, today)]
        yield Panel("partnerships/home.html#contact_gaps", {"rows": gaps}, place="aside")
    if grants.participations or grants.staff or grants.authority:
        changes = read_changes(grants=grants, since=since, now=now)
        yield Panel("partnerships/home_changes.html", changes, place="aside", long=True)
    yield _strips(mine, [pairing for pairing in visible if not side_of(grants, pairing)], grants, today)


def _clocks(pairings: Sequence[Pairing], grants: Grants, now: dt.datetime) -> list[Any]:
    """The own side's clock first, then those of the partners across, each city once."""
    found: dict[int, Any] = {}
    for pairing in pairings:
        mine = side_of(grants, pairing)
        for face in sorted(faces(pairing, now), key=lambda face: face.side != mine):
            if face.time:
                found.setdefault(face.partner.pk, face)
    return list(found.values())


def _contact_gap(gap: GapRow, grants: Grants) -> dict[str, Any]:
    """How long the two sides have not been in touch, and when each last was, the reader's own side first."""
    pairing, mine = gap.pairing, side_of(grants, gap.pairing)
    across = other_side(mine)
    return {
        "gap": gap,
        "partner": partner_name(pairing, across),
        "most": pairing.strand.silence_days,
        "alone": partner_name(pairing, other_side(gap.silence.side)) if gap.silence.side else "",
        "add_url": reverse("partnerships:contact-add", args=[pairing.strand.code, pairing.code]),
        "sides": [
            (side, pairing.strand.side_letters(side), partner_name(pairing, side), gap.silence.last.get(side))
            for side in (mine, across)
        ],
    }


def _strips(mine: Sequence[Pairing], others: Sequence[Pairing], grants: Grants, today: dt.date) -> Panel:
    shown = [*mine, *others[:MOST]]
    journeys = {journey.pairing.pk: journey for journey in read_journeys(shown, today)}
    health = read_health(grants=grants, pairings=shown, today=today)
    only = journeys[mine[0].pk] if len(mine) == 1 else None

    def groups(pairings: Sequence[Pairing]) -> list[tuple[Any, list[Any]]]:
        """By strand, each with its own scale."""
        found = []
        for _key, some in groupby(pairings, key=lambda pairing: pairing.strand_id):
            ways = [journeys[pairing.pk] for pairing in some]
            rows = [
                (way, strip, health.get(way.pairing.pk)) for way, strip in zip(ways, small_strips(ways), strict=True)
            ]
            found.append((ways[0].pairing.strand, rows))
        return found

    return Panel(
        "partnerships/home_pairings.html",
        {
            "mine": groups(mine),
            "others": groups(others[:MOST]),
            "more": len(others) > MOST or len(mine) + len(others) > 2 * MOST,
            "only": only,
            "health": health.get(only.pairing.pk) if only else None,
            **(side_labels(journeys[shown[0].pk]) if shown else {}),
            **(large_strip(only) if only else {}),
        },
    )
