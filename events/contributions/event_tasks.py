"""Tasks and signals of events: what is over, and nobody has said whether it was held."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.contributions import RISK, WATCH, Signal, Task, provides
from core.formats import format_period
from events.models import Event
from events.services.waiting_events import WaitingEvent, unreported_among, unreported_in, unreported_of
from partnerships.contributions.tasks import inexact
from partnerships.models import Pairing
from partnerships.services.waiting import picked

if TYPE_CHECKING:
    from core.access import Grants

EVENT_UNREPORTED = "event-unreported"


@provides("tasks")
def of_events(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """Either side says of its pairing's own events whether they were held; the staff of what serves several."""
    if grants.participations:
        pairings = list(Pairing.objects.open().coordinated_by(grants).with_names().order_by("pk"))
        for waiting in unreported_of(pairings, today):
            yield _task(waiting)
    for waiting in unreported_in(grants.staff, today):
        yield _task(waiting)


def _task(waiting: WaitingEvent) -> Task:
    event, pairing = waiting.event, waiting.pairing
    title, language = picked(event, "title")
    planned = _("Planned for %(when)s.") % {"when": format_period(event.shown_period)}
    return Task(
        verb=pgettext("task", "Report"),
        thing=title,
        language=language,
        url=event.get_absolute_url(),
        why=f"{planned} {_('Nobody has said whether it was held.')}",
        due=event.shown_period.last_day,
        when=inexact(event.shown_period),
        button=_("Say whether it was held"),
        answer_url=reverse("events:event-held", args=[event.strand.code, event.code]),
        pairing_id=pairing.pk if pairing else None,
        about=pairing.name if pairing else str(event.strand),
    )


@provides("signals")
def of_unreported(*, pairings: Sequence[Pairing], today: dt.date) -> Iterable[Signal]:
    """Events of a pairing that are over and not reported, one signal a pairing; a risk once a silence would be one."""
    waiting: dict[int, list[Event]] = defaultdict(list)
    rows = {pairing.pk: pairing for pairing in pairings if pairing.is_open}
    for row in unreported_among(list(rows.values()), today):
        if row.pairing is not None:
            waiting[row.pairing.pk].append(row.event)
    for key, events in waiting.items():
        yield _signal(rows[key], events, today)


def _signal(pairing: Pairing, events: Sequence[Event], today: dt.date) -> Signal:
    first = events[0]
    days = max((today - last).days for event in events if (last := event.shown_period.last_day))
    if len(events) == 1:
        sentence = _("“%(event)s” is over, and nobody has said whether it was held") % {"event": first.title}
        url = first.get_absolute_url()
    else:
        words = ngettext(
            "%(count)s event is over, and nobody has said whether it was held",
            "%(count)s events are over, and nobody has said whether they were held",
            len(events),
        )
        sentence = words % {"count": len(events)}
        url = reverse("events:pairing-events", args=[pairing.strand.code, pairing.code])
    return Signal(EVENT_UNREPORTED, RISK if days >= pairing.strand.silence_days else WATCH, pairing.pk, sentence, url)
