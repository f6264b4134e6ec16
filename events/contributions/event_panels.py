"""The panels of events on the pages of pairings, strands, partners and milestones, and on my tasks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from core.contributions import Panel, provides
from events.columns.event_words import apart_words
from events.models import Event
from events.rules import may_add_event, may_add_event_of
from events.services.event_glances import (
    events_completing,
    events_hosted,
    events_of_pairing,
    events_of_strand,
)
from events.services.event_milestones import conflicting
from events.services.event_places import workable_among
from events.services.event_states import possible_acts
from events.services.next_events import next_events
from events.views.places import event_address
from partnerships.enums import ConfirmationBy

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Milestone, Pairing, Participation, Strand


@provides("home")
def coming(*, grants: Grants, today: dt.date, now: dt.datetime, since: dt.datetime) -> Iterable[Panel]:
    """The reader's next events, in the time of the place and of both sides."""
    del now, since
    if grants.strands:
        rows = next_events(grants, today)
        if rows:
            yield Panel("events/panels.html#next_events", {"rows": rows}, place="aside")


@provides("pairing")
def of_pairing(*, grants: Grants, pairing: Pairing, today: dt.date) -> Iterable[Panel]:
    """The last and the next events of a pairing."""
    strand = pairing.strand
    may_add = pairing.is_open and may_add_event_of(grants, pairing)
    yield _panel(
        "pairing",
        strand,
        lines=events_of_pairing(grants, pairing, today),
        all_url=reverse("events:pairing-events", args=[strand.code, pairing.code]),
        add_url=_add_url(strand, pairing=pairing.code) if may_add else "",
    )


@provides("strand")
def of_strand(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """The last and the next events of a strand."""
    yield _panel(
        "strand",
        strand,
        lines=events_of_strand(grants, strand, today),
        all_url=reverse("events:event-list", args=[strand.code]),
        add_url=_add_url(strand) if may_add_event(grants, strand) else "",
    )


@provides("partner")
def of_partner(*, grants: Grants, participation: Participation, today: dt.date) -> Iterable[Panel]:
    """The events that a partner hosts."""
    strand = participation.strand
    here = urlencode({"host": participation.partner.code})
    yield _panel(
        "partner",
        strand,
        lines=events_hosted(grants, participation, today),
        all_url=f"{reverse('events:event-list', args=[strand.code])}?{here}",
    )


@provides("milestone")
def of_milestone(*, grants: Grants, milestone: Milestone, today: dt.date) -> Iterable[Panel]:
    """The events that complete a milestone, each with the way to report it held, first of all those on other days."""
    strand = milestone.pairing.strand
    lines = events_completing(grants, milestone, today)
    if not lines:
        return
    apart = conflicting(milestone, [line.event for line in lines])
    if apart:
        conflicts = [(event, apart_words(event, milestone)) for event in apart]
        yield Panel("events/panels.html#milestone_conflicts", {"conflicts": conflicts}, place="head")
    reportable = {event.pk for event in workable_among([line.event for line in lines])}
    rows = [(line, _report_url(grants, line.event, today) if line.event.pk in reportable else "") for line in lines]
    both = milestone.confirmation == ConfirmationBy.BOTH
    country = strand.side_letters("counterpart")
    yield Panel("events/panels.html#milestone", {"rows": rows, "country": country, "confirmed_by_both": both})


def _panel(whose: str, strand: Strand, **facts: Any) -> Panel:
    context = {"whose": whose, "country": strand.side_letters("counterpart"), "add_url": "", **facts}
    return Panel("events/event_table.html#on_page", context)


def _add_url(strand: Strand, **chosen: str) -> str:
    url = reverse("events:event-add", args=[strand.code])
    return f"{url}?{urlencode(chosen)}" if chosen else url


def _report_url(grants: Grants, event: Event, today: dt.date) -> str:
    """Where the reader reports it held, once its first day has come; empty where that is not possible."""
    possible = "report-held" in possible_acts(grants, event, today)
    return event_address(event, "event-held") if possible else ""
