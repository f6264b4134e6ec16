"""City updates: tasks of those who write and of those who accept, their history, and what acts call them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock
from core.flat_rows import flat
from core.parts import Task
from core.texts import reader_language
from partnerships.history.pairing_history import outside_programme
from partnerships.history.services import RecordKind
from partnerships.models import Pairing, Participation
from partnerships.tasks.selectors import picked
from partnerships.tasks.waiting import COORDINATES, STAFF, TODAY, Waiting
from partnerships.translations.services import TextPage
from partnerships.workflow import OWN
from reports.audit_actions import UPDATE_REMINDED
from reports.enums import UpdateAct, UpdateStatus
from reports.models import CityUpdate, ReportingPeriod, UpdateStep
from reports.periods.models import ASKED_FOR
from reports.periods.selectors import with_reports
from reports.updates.actions import WriteUpdate

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from core.access import Grants

MOST_LETTERS = 200  # of a reason in a task


def _above(update: CityUpdate) -> list[tuple[str, str]]:
    """The period and the update's page."""
    period = update.period
    return [(str(period), period.get_absolute_url()), (str(update.participation.partner), update.get_absolute_url())]


def _writable(updates: Sequence[CityUpdate]) -> list[CityUpdate]:
    """Those that are not handed in, of periods whose report is not out; one query."""
    with_reports([row.period for row in updates], clock.today())
    return [row for row in updates if row.is_owed]


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
TEXT_PAGE = TextPage(CityUpdate, "reports:update-write", _writable)


def on_their_way(grants: Grants) -> Q:
    """The steps of updates, with their reasons, for those who read at most what was submitted."""
    followed = CityUpdate.objects.followed_by(grants).order_by().values("pk")
    return Q(object_type=CityUpdate._meta.label_lower) & ~Q(object_id__in=followed)


def reminded(grants: Grants) -> Q:
    """Whom staff reminded, for those who answer for the strand."""
    return Q(action=UPDATE_REMINDED) & outside_programme(grants)


_PERIOD, _SUBMITTED = "period-over", "update-submitted"


def update_rows() -> Iterator[QuerySet[Any, Any]]:
    """What tells that an update may be owed, or waits to be accepted."""
    owed = ReportingPeriod.objects.active().filter(strand__in=COORDINATES, ends_on__lt=TODAY)
    yield flat(_PERIOD, owed, None, "due_on")
    submitted = CityUpdate.objects.filter(period__skipped_at=None, status=UpdateStatus.SUBMITTED)
    yield flat(_SUBMITTED, submitted.filter(period__strand__in=STAFF), None, "id")


def of_updates(*, waiting: Waiting) -> Iterable[Task]:
    """What the own partner has to write or complete, what the other side owes, and what waits for staff."""
    since = (waiting.today - ASKED_FOR).isoformat()
    if any(facts["due_on"] >= since for _pairing, facts in waiting.rows(_PERIOD)):
        yield from _owed(waiting.grants, waiting.today)
    if waiting.rows(_SUBMITTED):
        yield from _to_accept(waiting.grants, waiting.today)


def _owed(grants: Grants, today: dt.date) -> Iterator[Task]:
    """Of each period that is over and not out: the own updates, and those of the other sides."""
    # The own partner, and both sides of the reader's pairings, each with the first pairing that it is in.
    partners: dict[int, tuple[Participation, Pairing | None]] = {}
    for pairing in Pairing.objects.coordinated_by(grants).with_names().order_by("code"):
        for part in (pairing.eu, pairing.counterpart):
            partners.setdefault(part.pk, (part, pairing))
    for part in Participation.objects.filter(pk__in=grants.participations).select_related("partner", "strand"):
        partners.setdefault(part.pk, (part, None))
    strands = {part.strand_id for part, _pairing in partners.values()}
    rows = ReportingPeriod.objects.active().filter(strand__in=strands, ends_on__lt=today, due_on__gte=today - ASKED_FOR)
    periods = [row for row in with_reports(rows.select_related("strand").in_order(), today) if not row.is_locked]
    updates = CityUpdate.objects.filter(period__in=periods, participation__in=list(partners))
    begun = {(row.period_id, row.participation_id): row for row in updates}
    returned = [row for row in begun.values() if row.status == UpdateStatus.RETURNED]
    steps = UpdateStep.objects.filter(update__in=returned, act=UpdateAct.RETURNED).order_by("at", "id")
    reasons = dict(steps.values_list("update", "reason"))
    for period in periods:
        for part, of_pairing in partners.values():
            row = begun.get((period.pk, part.pk), CityUpdate())
            row.period, row.participation = period, part
            if part.strand_id != period.strand_id or row.is_handed_in:
                continue
            if part.pk in grants.participations:
                yield _own_task(row, reasons.get(row.pk, ""))
            else:
                yield _other_task(row, of_pairing)


def _own_task(row: CityUpdate, reason: str) -> Task:
    if not row.pk:
        verb, button = pgettext("task", "Write the city update"), pgettext("city update", "Write it")
        why = _("The period is over. The records of it are drafted already.")
    elif row.status == UpdateStatus.RETURNED:
        verb, button = pgettext("task", "Complete the city update"), pgettext("city update", "Complete it")
        why = _("It was returned: “%(reason)s”") % {"reason": Truncator(reason).chars(MOST_LETTERS)}
    else:
        verb, button = pgettext("task", "Finish the city update"), pgettext("city update", "Go on writing")
        why = _("It is begun and not submitted.")
    return Task(
        verb=verb,
        thing=str(row.period),
        language=_language(row.period),
        url=row.get_absolute_url(),
        answer_url=row.address_of("reports:update-write"),
        why=why,
        due=row.period.due_on,
        button=button,
        about=str(row.participation.partner.name),
    )


def _other_task(row: CityUpdate, pairing: Pairing | None) -> Task:
    return Task(
        verb=pgettext("task", "City update"),
        thing=str(row.period),
        language=_language(row.period),
        url=row.period.get_absolute_url(),
        why=_("The other side's part of the report is not submitted."),
        due=row.period.due_on,
        button=pgettext("city update", "Open the period"),
        pairing_id=pairing.pk if pairing else None,
        mine=False,
        waits_for=str(row.participation.partner.name),
        about=pairing.name if pairing else "",
    )


def _to_accept(grants: Grants, today: dt.date) -> Iterator[Task]:
    """What was submitted and waits for staff, but for periods whose report is out; two queries."""
    rows = CityUpdate.objects.with_names().filter(
        Q(period__strand__in=grants.staff), period__skipped_at=None, status=UpdateStatus.SUBMITTED
    )
    found = list(rows.order_by("period__due_on", "submitted_at", "pk"))
    with_reports([row.period for row in found], today)
    for row in found:
        if row.period.is_locked:
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
