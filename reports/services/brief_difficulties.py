"""What is difficult in a pairing, as its brief tells it: what is late, waits, was moved or not reported, with why."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.formats import format_date, format_period
from partnerships.enums import MilestoneStatus
from partnerships.models import DateChange
from partnerships.services.health import read_health
from partnerships.services.signals import CONFIRMATION_LATE, FOLLOW_UP_LATE, MILESTONE_LATE
from partnerships.services.strips import state_word
from partnerships.services.waiting import due_follow_ups, partner_name, waiting_confirmations
from reports.rendering.briefs import BriefPart, Entry
from reports.services.brief_parts import Told, marked, said, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerships.models import Milestone


def difficult(told: Told) -> BriefPart:
    """What is late with its reason, then the other signals, then objections and what moved, with why."""
    late = [row for row in told.journey.milestones if row.is_overdue(told.today)] if told.pairing.is_open else []
    late.sort(key=lambda row: (row.forecast.last_day or dt.date.max, row.pk))
    return BriefPart(
        name="difficult",
        title=pgettext("brief of a pairing", "What is difficult"),
        nothing=_("Nothing is late, and no signal asks for attention."),
        url=f"{told.pairing.get_absolute_url()}#milestones-heading",
        entries=[
            *(
                Entry(said(row, "title"), row.get_absolute_url(), state_word(row, told.today), typed(row.reason))
                for row in late
            ),
            *_late_words(told),
            *_late_promises(told),
            *_signals(told),
            *_objections(told),
            *_moved(told),
            *_unreported(told),
        ],
    )


def _late_words(told: Told) -> list[Entry]:
    """Confirmations that wait longer than they may."""
    return [
        Entry(
            marked(*row.title),
            row.url,
            note=_("%(partner)s was asked on %(day)s and has not confirmed.")
            % {"partner": partner_name(told.pairing, row.side), "day": format_date(row.asked_on)},
        )
        for row in waiting_confirmations([told.pairing])
        if row.due < told.today and told.pairing.is_open
    ]


def _late_promises(told: Told) -> list[Entry]:
    """Follow-ups after their day; who promised is a side, no person."""
    if not told.pairing.is_open:
        return []
    url = reverse("partnerships:follow-up-list", args=told.address)
    return [
        Entry(
            said(row, "what"),
            url,
            note=_("%(partner)s promised it by %(day)s.")
            % {"partner": partner_name(told.pairing, row.side), "day": format_date(row.due_on)},
        )
        for row in due_follow_ups([told.pairing], told.today)
        if row.is_late(told.today)
    ]


def _signals(told: Told) -> list[Entry]:
    """The other reasons to look at it, the worst first."""
    health = read_health(grants=told.grants, pairings=[told.pairing], today=told.today).get(told.pairing.pk)
    told_already = {MILESTONE_LATE, CONFIRMATION_LATE, FOLLOW_UP_LATE}
    signals = health.signals if health else []
    return [Entry(one.sentence, one.url) for one in signals if one.kind not in told_already]


def _objections(told: Told) -> list[Entry]:
    return [
        Entry(
            said(row, "title"),
            row.get_absolute_url(),
            _("%(partner)s objects") % {"partner": partner_name(told.pairing, row.objection_side)},
            typed(row.objection),
        )
        for row in told.journey.milestones
        if row.objection
    ]


def _moved(told: Told) -> list[Entry]:
    """Milestones that come, or came, later than in the first plan, and why where somebody said so."""
    gone = (MilestoneStatus.CANCELLED, MilestoneStatus.UNKNOWN)
    rows = [row for row in told.journey.milestones if row.status not in gone and not row.is_overdue(told.today)]
    rows = [row for row in rows if row.shown_period.days_after(row.baseline) > 0]
    whys = _reasons_of_moves(rows)
    return [
        Entry(
            said(row, "title"),
            row.get_absolute_url(),
            _("%(now)s instead of %(before)s")
            % {"now": format_period(row.shown_period), "before": format_period(row.baseline)},
            typed(row.reason or whys.get(row.pk, "")) or _("no reason is recorded"),
        )
        for row in sorted(rows, key=lambda row: (row.shown_period.last_day or dt.date.min, row.pk), reverse=True)
    ]


def _reasons_of_moves(rows: Sequence[Milestone]) -> dict[int, str]:
    """Why each was moved last, by its number; one query."""
    changes = DateChange.objects.filter(milestone__in=rows).order_by("at", "pk")
    return {key: reason for key, reason in changes.values_list("milestone", "reason") if key is not None}


def _unreported(told: Told) -> list[Entry]:
    """Of how many milestones nobody has said what became of them: neither done nor late."""
    count = told.journey.progress.not_reported
    words = ngettext("%(count)s milestone not reported", "%(count)s milestones not reported", count)
    url = reverse("partnerships:milestone-list", args=[told.pairing.strand.code, told.pairing.code])
    url = f"{url}?status={MilestoneStatus.UNKNOWN}"
    return [Entry(words % {"count": count}, url)] if count else []
