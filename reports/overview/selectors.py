"""What a brief tells of a pairing: what was achieved, what is difficult, what comes next, what is to be decided."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.blocks import Text, Written
from core.formats import format_date, format_period, join_names
from core.texts import reader_language, writer_language
from events.delegations.selectors import waiting_places
from events.events.labels import when_label
from events.models import Event
from events.visits.selectors import waiting_interests
from partnerships.codes import codes_in
from partnerships.enums import REACHED, MilestoneStatus, ProjectLevel
from partnerships.models import Agreement, DateChange, Project
from partnerships.pairings.cards import state_text
from partnerships.rules.journey import side_of
from partnerships.tasks.selectors import due_follow_ups, partner_name, picked, waiting_confirmations
from partnerships.tasks.signals import CONFIRMATION_LATE, FOLLOW_UP_LATE, MILESTONE_LATE, read_health
from reports.enums import HANDED_IN
from reports.models import CityUpdate, ReportingPeriod
from reports.overview.rendering import BriefPart, Entry, spread
from reports.periods.selectors import standings

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.access import Grants
    from partnerships.models import Milestone, Pairing, Participation
    from partnerships.pairings.selectors import Journey

_BOTH = ("eu", "counterpart")


@dataclass(frozen=True)
class BriefScope:
    """What the parts are read from: a pairing on a day, for a reader."""

    grants: Grants
    journey: Journey
    events: Sequence[Event]

    @property
    def pairing(self) -> Pairing:
        """The pairing itself."""
        return self.journey.pairing

    @property
    def today(self) -> dt.date:
        """The day."""
        return self.journey.today

    @property
    def address(self) -> list[str]:
        """The words of the pairing's address."""
        return [self.pairing.strand.code, self.pairing.code]


def shown(record: object, name: str) -> Written:
    """A text of a record, which says so where it is in the other language."""
    return marked(*picked(record, name))


def marked(text: str, language: str) -> Written:
    """A text that says so where it is not in the language of the brief."""
    return text if language == reader_language() else Text(text, language)


def typed(text: str) -> Written:
    """A text in its writer's language."""
    return marked(text, writer_language(text)) if text else ""


def achieved(told: BriefScope) -> BriefPart:
    """Agreements signed, levels reached, milestones done, events held: of each kind the newest first."""
    milestones = [row for row in told.journey.milestones if row.status == MilestoneStatus.DONE]
    done = {row.code for row in milestones}
    entries = spread([_agreements(told), _levels(told), _milestones_done(milestones), _events_held(told, done)])
    return BriefPart(
        name="achieved",
        title=pgettext("brief of a pairing", "What was achieved"),
        nothing=_("Nothing is recorded as done yet."),
        url=told.pairing.get_absolute_url(),
        entries=entries,
        kinds=("agreement", "level", "milestone", "event"),
    )


def _agreements(told: BriefScope) -> list[Entry]:
    rows = Agreement.objects.visible_to(told.grants).filter(pairing=told.pairing).signed()
    found = sorted(rows, key=lambda row: (row.signed_on or dt.date.min, row.pk), reverse=True)
    return [
        Entry(
            shown(row, "title"),
            row.get_absolute_url(),
            format_date(row.signed_on_date),
            str(row.get_kind_display()),
            "agreement",
        )
        for row in _with_pairing(found, told)
    ]


def _with_pairing[Row: (Agreement, Project)](rows: Sequence[Row], told: BriefScope) -> Sequence[Row]:
    for row in rows:
        row.pairing = told.pairing
        row.strand = told.pairing.strand
    return rows


def _levels(told: BriefScope) -> list[Entry]:
    rows = Project.objects.visible_to(told.grants).filter(pairing=told.pairing, level__in=REACHED)
    found = sorted(rows, key=lambda row: (-REACHED.index(ProjectLevel(row.level)), -_ordinal(row.level_since), row.pk))
    return [
        Entry(
            shown(row, "title"),
            row.get_absolute_url(),
            format_date(row.level_since),
            pgettext("brief of a pairing", "project, %(level)s") % {"level": row.get_level_display()},
            "level",
        )
        for row in _with_pairing(found, told)
    ]


def _ordinal(day: dt.date | None) -> int:
    return day.toordinal() if day else 0


def _milestones_done(milestones: Sequence[Milestone]) -> list[Entry]:
    found = sorted(milestones, key=lambda row: (row.shown_period.last_day or dt.date.min, row.pk), reverse=True)
    return [
        Entry(shown(row, "title"), row.get_absolute_url(), format_period(row.shown_period), kind="milestone")
        for row in found
    ]


def _events_held(told: BriefScope, done: set[str]) -> list[Entry]:
    """The newest first; one that completed a milestone is told as that, and a part of a mission by its mission."""
    rows = [row for row in told.events if row.status == "held" and row.part_of_id is None]
    rows = [row for row in rows if not done & set(codes_in(row.milestone_codes))]
    return [
        Entry(shown(row, "title"), row.get_absolute_url(), when_label(row), str(row.get_kind_display()), "event")
        for row in reversed(rows)
    ]


def coming(told: BriefScope) -> BriefPart:
    """Open milestones and events to come, in the order of their days; what an event completes is told by the event."""
    goes_on = told.pairing.is_open
    events = [row for row in told.events if goes_on and row.is_open and row.part_of_id is None]
    events = [row for row in events if _last(row) >= told.today]
    by_event = {code for row in events for code in codes_in(row.milestone_codes)}
    milestones = [
        row
        for row in (told.journey.milestones if goes_on else [])
        if row.status == MilestoneStatus.PLANNED and row.code not in by_event and _last(row) >= told.today
    ]
    found: list[Milestone | Event] = [*milestones, *events]
    rows = sorted(
        (row for row in found if row.shown_period),
        key=lambda row: (row.shown_period.first_day or dt.date.max, _last(row), row.title),
    )
    return BriefPart(
        name="next",
        title=pgettext("brief of a pairing", "Next dates"),
        nothing=_("Nothing more is planned."),
        url=told.pairing.get_absolute_url(),
        entries=[
            Entry(shown(row, "title"), row.get_absolute_url(), format_period(row.shown_period), _kind_of(row, told))
            for row in rows
        ],
    )


def _last(row: Milestone | Event) -> dt.date:
    return row.shown_period.last_day or dt.date.max


def _kind_of(row: Milestone | Event, told: BriefScope) -> str:
    """An event's kind, or who answers for a milestone."""
    if isinstance(row, Event):
        return str(row.get_kind_display())
    names = [str(partner.name) for side, partner in told.pairing.partners if row.responsible in {side, "both"}]
    return join_names(names)


def difficult(told: BriefScope) -> BriefPart:
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
                Entry(shown(row, "title"), row.get_absolute_url(), state_text(row, told.today), typed(row.reason))
                for row in late
            ),
            *_late_confirmations(told),
            *_late_promises(told),
            *_signals(told),
            *_objections(told),
            *_moved(told),
            *_unreported(told),
        ],
    )


def _late_confirmations(told: BriefScope) -> list[Entry]:
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


def _late_promises(told: BriefScope) -> list[Entry]:
    """Follow-ups after their day; who promised is a side, no person."""
    if not told.pairing.is_open:
        return []
    url = reverse("partnerships:follow-up-list", args=told.address)
    return [
        Entry(
            shown(row, "what"),
            url,
            note=_("%(partner)s promised it by %(day)s.")
            % {"partner": partner_name(told.pairing, row.side), "day": format_date(row.due_on)},
        )
        for row in due_follow_ups([told.pairing], told.today)
        if row.is_late(told.today)
    ]


def _signals(told: BriefScope) -> list[Entry]:
    """The other reasons to look at it, the worst first."""
    health = read_health(grants=told.grants, pairings=[told.pairing], today=told.today).get(told.pairing.pk)
    told_already = {MILESTONE_LATE, CONFIRMATION_LATE, FOLLOW_UP_LATE}
    signals = health.signals if health else []
    return [Entry(one.sentence, one.url) for one in signals if one.kind not in told_already]


def _objections(told: BriefScope) -> list[Entry]:
    return [
        Entry(
            shown(row, "title"),
            row.get_absolute_url(),
            _("%(partner)s objects") % {"partner": partner_name(told.pairing, row.objection_side)},
            typed(row.objection),
        )
        for row in told.journey.milestones
        if row.objection
    ]


def _moved(told: BriefScope) -> list[Entry]:
    """Milestones that come, or came, later than in the first plan, and why where somebody said so."""
    gone = (MilestoneStatus.CANCELLED, MilestoneStatus.UNKNOWN)
    rows = [row for row in told.journey.milestones if row.status not in gone and not row.is_overdue(told.today)]
    rows = [row for row in rows if row.shown_period.days_after(row.baseline) > 0]
    whys = _reasons_of_moves(rows)
    return [
        Entry(
            shown(row, "title"),
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


def _unreported(told: BriefScope) -> list[Entry]:
    """Of how many milestones nobody has said what became of them: neither done nor late."""
    count = told.journey.progress.not_reported
    words = ngettext("%(count)s milestone not reported", "%(count)s milestones not reported", count)
    url = reverse("partnerships:milestone-list", args=[told.pairing.strand.code, told.pairing.code])
    url = f"{url}?status={MilestoneStatus.UNKNOWN}"
    return [Entry(words % {"count": count}, url)] if count else []


def decisions(told: BriefScope) -> BriefPart:
    """What waits for the side that the reader coordinates; who coordinates none reads what waits for both."""
    entries = [*_to_confirm(told), *_interests(told), *_places(told), *_updates(told)] if told.pairing.is_open else []
    return BriefPart(
        name="decisions",
        title=pgettext("brief of a pairing", "Decisions wanted"),
        nothing=_("Nothing waits for a decision."),
        url=reverse("partnerships:text-list", args=told.address),
        entries=entries,
    )


def _sides(told: BriefScope) -> tuple[str, ...]:
    own = side_of(told.grants, told.pairing)
    return (own,) if own else _BOTH


def _parts(told: BriefScope) -> list[Participation]:
    """The participations of those sides."""
    pairing = told.pairing
    return [pairing.eu if side == "eu" else pairing.counterpart for side in _sides(told)]


def _to_confirm(told: BriefScope) -> Iterable[Entry]:
    for row in waiting_confirmations([told.pairing]):
        if row.side in _sides(told):
            yield Entry(
                marked(*row.title),
                row.url,
                note=_("%(partner)s to confirm by %(day)s")
                % {"partner": partner_name(told.pairing, row.side), "day": format_date(row.due)},
            )


def _interests(told: BriefScope) -> Iterable[Entry]:
    for interests in waiting_interests([told.pairing], told.today):
        count = len(interests)
        text = ngettext(
            "%(count)s interest from the visit: a project, or not pursued",
            "%(count)s interests from the visit: projects, or not pursued",
            count,
        )
        yield Entry(shown(interests[0].event, "title"), interests[0].get_open_url(), note=text % {"count": count})


def _places(told: BriefScope) -> Iterable[Entry]:
    for row in waiting_places([part.pk for part in _parts(told)], told.today):
        if not row.wants(told.today):
            continue
        left = row.left or 0
        text = ngettext(
            "%(partner)s: %(count)s place to fill by %(day)s",
            "%(partner)s: %(count)s places to fill by %(day)s",
            left,
        ) % {
            "count": left,
            "partner": row.participation.partner.name,
            "day": format_date(row.event.nominate_until),
        }
        yield Entry(shown(row.event, "title"), row.get_absolute_url(), note=text)


def _updates(told: BriefScope) -> Iterable[Entry]:
    """Updates that are owed for periods that are over, while no report on the whole strand is out."""
    periods = list(ReportingPeriod.objects.filter(strand=told.pairing.strand).active().in_order())
    stand = standings(periods, told.today)
    owed = [period for period in periods if stand[period.pk].is_owed]
    parts = _parts(told)
    sent = CityUpdate.objects.filter(period__in=owed, participation__in=parts, status__in=HANDED_IN)
    done = set(sent.values_list("period", "participation"))
    for period in owed:
        for part in parts:
            if (period.pk, part.pk) in done:
                continue
            address = [told.pairing.strand.code, period.code, part.partner.code]
            yield Entry(
                str(period),
                reverse("reports:update", args=address),
                note=_("%(partner)s: update due %(day)s")
                % {"partner": part.partner.name, "day": format_date(period.due_on)},
            )
