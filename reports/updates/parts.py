"""City updates: tasks of those who write and of those who accept, their history, and what acts call them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.parts import Task
from core.texts import reader_language
from partnerships.history.pairing_history import outside_programme
from partnerships.history.services import RecordKind
from partnerships.models import Pairing, Participation
from partnerships.tasks.selectors import picked
from partnerships.translations.services import TextPage
from partnerships.workflow import OWN
from reports.audit_actions import UPDATE_REMINDED
from reports.enums import HANDED_IN, UpdateAct, UpdateStatus
from reports.models import CityUpdate, ReportingPeriod, UpdateStep
from reports.periods.models import ASKED_FOR
from reports.periods.selectors import standings
from reports.updates.actions import WriteUpdate

if TYPE_CHECKING:
    from core.access import Grants

MOST_LETTERS = 200  # of a reason in a task


def _above(update: CityUpdate) -> list[tuple[str, str]]:
    """The period and the update's page."""
    period = update.period
    return [(str(period), period.get_absolute_url()), (str(update.participation.partner), update.get_absolute_url())]


def _writable(updates: Sequence[CityUpdate]) -> list[CityUpdate]:
    """Those that are not handed in, of periods whose report is not out; one query."""
    stand = standings([row.period for row in updates], clock.today())
    return [
        row
        for row in updates
        if row.status not in HANDED_IN and not row.period.is_skipped and not stand[row.period_id].is_locked
    ]


KIND = RecordKind(
    "city-update",
    CityUpdate,
    WriteUpdate.do,
    lambda grants, update: OWN in update.actors(grants),
    ("period__strand", "participation__partner", "participation__strand"),
    above=_above,
    # The other side reads what was submitted, not how it came to be.
    told_to="followed_by",
)
TEXT_PAGE = TextPage(
    CityUpdate,
    lambda strand, update, _field: reverse(
        "reports:update-write", args=[strand, update.period.code, update.participation.partner.code]
    ),
    _writable,
)


def on_their_way(grants: Grants) -> Q:
    """The steps of updates, with their reasons, for those who read at most what was submitted."""
    followed = CityUpdate.objects.followed_by(grants).order_by().values("pk")
    return Q(object_type=CityUpdate._meta.label_lower) & ~Q(object_id__in=followed)


def reminded(grants: Grants) -> Q:
    """Whom staff reminded, for those who answer for the strand."""
    return Q(action=UPDATE_REMINDED) & outside_programme(grants)


def of_updates(*, grants: Grants, today: dt.date) -> Iterable[Task]:
    """What the own partner has to write or complete, what the other side owes, and what waits for staff."""
    if grants.participations:
        yield from _owed(grants, today)
    if grants.staff:
        yield from _to_accept(grants, today)


def _owed(grants: Grants, today: dt.date) -> Iterator[Task]:
    """Of each period that is over and not out: the own updates, and those of the other sides."""
    pairings = list(Pairing.objects.coordinated_by(grants).with_names().order_by("code"))
    partners = _partners(pairings)
    own = Participation.objects.filter(pk__in=grants.participations).select_related("partner", "strand")
    partners |= {part.pk: (part, partners[part.pk][1] if part.pk in partners else None) for part in own}
    strands = {part.strand_id for part, _pairing in partners.values()}
    rows = ReportingPeriod.objects.active().filter(strand__in=strands, ends_on__lt=today, due_on__gte=today - ASKED_FOR)
    periods = list(rows.select_related("strand").in_order())
    states = standings(periods, today)
    periods = [period for period in periods if not states[period.pk].is_locked]
    updates = {
        (row.period_id, row.participation_id): row
        for row in CityUpdate.objects.filter(period__in=periods, participation__in=list(partners))
    }
    reasons = _reasons(updates.values())
    for period in periods:
        for part, pairing in partners.values():
            update = updates.get((period.pk, part.pk))
            if part.strand_id != period.strand_id or (update is not None and update.status in HANDED_IN):
                continue
            if part.pk in grants.participations:
                yield _own_task(period, part, update, reasons)
            else:
                yield _other_task(period, part, pairing)


def _partners(pairings: Iterable[Pairing]) -> dict[int, tuple[Participation, Pairing | None]]:
    """Both sides of the reader's pairings, each with the first pairing that it is in."""
    found: dict[int, tuple[Participation, Pairing | None]] = {}
    for pairing in pairings:
        for part in (pairing.eu, pairing.counterpart):
            found.setdefault(part.pk, (part, pairing))
    return found


def _reasons(updates: Iterable[CityUpdate]) -> Mapping[int, str]:
    """Why each returned one was returned last; one query."""
    returned = [row.pk for row in updates if row.status == UpdateStatus.RETURNED]
    rows = UpdateStep.objects.filter(update__in=returned, act=UpdateAct.RETURNED).order_by("at", "id")
    found: dict[int, str] = defaultdict(str)
    if returned:
        found.update({row.update_id: row.reason for row in rows})
    return found


def _own_task(
    period: ReportingPeriod, part: Participation, update: CityUpdate | None, reasons: Mapping[int, str]
) -> Task:
    args = [period.strand.code, period.code, part.partner.code]
    facts: dict[str, Any] = {
        "thing": str(period),
        "language": _language(period),
        "url": reverse("reports:update", args=args),
        "answer_url": reverse("reports:update-write", args=args),
        "due": period.due_on,
        "about": str(part.partner.name),
    }
    if update is not None and update.status == UpdateStatus.RETURNED:
        reason = Truncator(reasons.get(update.pk, "")).chars(MOST_LETTERS)
        return Task(
            verb=pgettext("task", "Complete the city update"),
            why=_("It was returned: “%(reason)s”") % {"reason": reason},
            button=pgettext("city update", "Complete it"),
            **facts,
        )
    if update is not None:
        return Task(
            verb=pgettext("task", "Finish the city update"),
            why=_("It is begun and not submitted."),
            button=pgettext("city update", "Go on writing"),
            **facts,
        )
    return Task(
        verb=pgettext("task", "Write the city update"),
        why=_("The period is over. The records of it are drafted already."),
        button=pgettext("city update", "Write it"),
        **facts,
    )


def _other_task(period: ReportingPeriod, part: Participation, pairing: Pairing | None) -> Task:
    return Task(
        verb=pgettext("task", "City update"),
        thing=str(period),
        language=_language(period),
        url=period.get_absolute_url(),
        why=_("The other side's part of the report is not submitted."),
        due=period.due_on,
        button=pgettext("city update", "Open the period"),
        pairing_id=pairing.pk if pairing else None,
        mine=False,
        waits_for=str(part.partner.name),
        about=pairing.name if pairing else "",
    )


def _to_accept(grants: Grants, today: dt.date) -> Iterator[Task]:
    """What was submitted and waits for staff, but for periods whose report is out; two queries."""
    rows = CityUpdate.objects.with_names().filter(
        Q(period__strand__in=grants.staff), period__skipped_at=None, status=UpdateStatus.SUBMITTED
    )
    found = list(rows.order_by("period__due_on", "submitted_at", "pk"))
    states = standings({row.period_id: row.period for row in found}.values(), today)
    for row in found:
        if states[row.period_id].is_locked:
            continue
        partner, language = picked(row.participation.partner, "name")
        yield Task(
            verb=pgettext("task", "Accept the city update"),
            thing=partner,
            language=language,
            url=row.get_absolute_url(),
            why=str(row.period),
            due=row.period.due_on,
            button=pgettext("city update", "Read it"),
            about=str(row.period.strand),
        )


def _language(period: ReportingPeriod) -> str:
    """The language of the period's own name; the kind of a report is named in the reader's."""
    text, language = picked(period, "name")
    return language if text else reader_language()
