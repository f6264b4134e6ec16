"""The acts that the chapters on contacts repeat: record one with what follows, remark on a pairing."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from core.texts import writer_language
from partnerships.models import Project
from partnerships.services.contacts import add_comment, record_contact
from partnerships.services.wall_times import moment_at

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread

# The hour at which what was written during the day is recorded, and the minutes after a call until it is.
EVENING, SOON = 17, 10


def contact(
    story: Story,
    pairing: str,
    *,
    on: int,
    who: str,
    kind: str,
    text: str,
    people: str,
    side: str = "",
    at: tuple[str, str] | None = None,
    minutes: int | None = None,
    project: str = "",
    follows: tuple[tuple[str, str, int, str], ...] = (),
) -> Thread:
    """What passed between the sides, recorded soon after it. `at` is an hour and its zone.

    `follows` are side, person, day, text.
    """
    yield story.date(on)
    day = story.date(on)
    values: dict[str, Any] = {
        "kind": kind,
        "side": side,
        "on": day,
        "who": people,
        f"what_{writer_language(text)}": text,
        "project": Project.objects.filter(strand=story.strand, code=project).select_related("pairing").first(),
    }
    if at:
        moment, _twice = moment_at(day, dt.time.fromisoformat(at[0]), ZoneInfo(at[1]))
        values |= {"starts_at": moment, "minutes": minutes, "time_zone": at[1]}
    promises = [
        {
            f"what_{writer_language(what)}": what,
            "side": promising,
            "owner": story.people[box] if box else None,
            "due_on": story.day(due),
        }
        for promising, box, due, what in follows
    ]
    recorded = story.at(moment + dt.timedelta(minutes=(minutes or 0) + SOON), who) if at else story.on(on, who, EVENING)
    with recorded as acting:
        record_contact(**acting, pairing=story.pairing(pairing), values=values, follow_ups=promises)


def comment(story: Story, pairing: str, *, on: int, who: str, text: str) -> Thread:
    """A remark on the pairing."""
    yield story.date(on)
    with story.on(on, who, EVENING, 30) as acting:
        add_comment(**acting, record=story.pairing(pairing), text=text)
