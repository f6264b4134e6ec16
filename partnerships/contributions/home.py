"""What this app adds to my tasks beside the tasks: clocks, activity, what changed, the pairings as strips."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from core import clock
from core.contributions import Panel, provides
from partnerships.models import Pairing
from partnerships.rules import side_of
from partnerships.services.activity import silence
from partnerships.services.changes import read_changes
from partnerships.services.health import read_health
from partnerships.services.journeys import read_journeys
from partnerships.services.strips import large_strip, side_labels, small_strips
from partnerships.services.waiting import other_side, partner_name
from partnerships.views.clocks import faces

if TYPE_CHECKING:
    import datetime as dt

    from core.access import Grants
    from partnerships.services.activity import Silence

MOST = 20
# So many of the reader's own pairings have their clocks and their activity beside the tasks.
BESIDE = 4


@provides("home")
def my_pairings(*, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime) -> Iterable[Panel]:
    """The reader's pairings with their clocks, activity and journeys; the others of the strands one reads below."""
    visible = Pairing.objects.visible_to(grants).order_by("-strand__starts_on", "code")
    mine = list(visible.coordinated_by(grants).for_page()) if grants.participations else []
    # What is open comes before what is over.
    mine.sort(key=lambda pairing: not pairing.is_open)
    others = list(visible.exclude(pk__in=[pairing.pk for pairing in mine]).with_names()[: MOST + 1])
    own = [pairing for pairing in mine if pairing.is_open][:BESIDE]
    if own:
        yield Panel("partnerships/home_clocks.html", {"clocks": _clocks(own, grants, now)}, place="head")
        silences = silence(own, clock.end_of(today))
        rows = [_activity(pairing, silences[pairing.pk], grants) for pairing in own]
        yield Panel("partnerships/home_activity.html", {"rows": rows}, place="aside")
    watched = mine or [pairing for pairing in others if pairing.strand_id in grants.staff | grants.authority]
    if watched or grants.staff or grants.authority:
        yield Panel("partnerships/home_changes.html", read_changes(grants=grants, since=since, now=now), place="aside")
    yield _strips(mine, others, grants, today)


def _clocks(pairings: Sequence[Pairing], grants: Grants, now: dt.datetime) -> list[Any]:
    """The own side's clock first, then those of the partners across, each city once."""
    found: dict[int, Any] = {}
    for pairing in pairings:
        mine = side_of(grants, pairing)
        for face in sorted(faces(pairing, now), key=lambda face: face.side != mine):
            if face.time:
                found.setdefault(face.partner.pk, face)
    return list(found.values())


def _activity(pairing: Pairing, quiet: Silence, grants: Grants) -> dict[str, Any]:
    """How long nothing happened with whom, and whose last act that was."""
    mine = side_of(grants, pairing)
    across = other_side(mine)
    most = pairing.strand.silence_days
    return {
        "pairing": pairing,
        "partner": partner_name(pairing, across),
        "silence": quiet,
        "most": most,
        "state": _state(quiet.days, most),
        "sides": [
            (side, pairing.strand.side_letters(side), partner_name(pairing, side), quiet.last.get(side))
            for side in (mine, across)
        ],
    }


def _state(days: int | None, most: int) -> str:
    if days is None or days < most:
        return "on-track"
    return "at-risk" if days >= 2 * most else "watch"


def _strips(mine: Sequence[Pairing], others: Sequence[Pairing], grants: Grants, today: dt.date) -> Panel:
    journeys = read_journeys([*mine, *others], today)
    health = read_health(grants=grants, pairings=[*mine, *others], today=today)
    strips = small_strips(journeys)
    rows = [(journey, strip, health.get(journey.pairing.pk)) for journey, strip in zip(journeys, strips, strict=True)]
    only = journeys[0] if len(mine) == 1 else None
    return Panel(
        "partnerships/home_pairings.html",
        {
            "mine": rows[: len(mine)],
            "others": rows[len(mine) :][:MOST],
            "more": len(others) > MOST,
            "only": only,
            **(side_labels(journeys[0]) if journeys else {}),
            **(large_strip(only) if only else {}),
        },
    )
