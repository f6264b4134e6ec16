"""City updates: tasks of those who write and of those who accept, their history, and what acts call them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.text import Truncator
from django.utils.translation import gettext as _, pgettext

from core import clock
from core.access import Grants
from core.flat_rows import as_record, flat
from core.parts import Task
from core.texts import reader_language
from partnerships.enums import OPEN_PAIRING, OWN
from partnerships.history.pairing_history import outside_programme
from partnerships.history.services import RecordKind
from partnerships.models import Pairing, Participation
from partnerships.tasks.selectors import COORDINATES, PARTICIPATIONS, STAFF, TODAY, Waiting, picked
from partnerships.translations.services import TextPage
from reports.audit_actions import UPDATE_REMINDED
from reports.enums import UpdateAct, UpdateStatus
from reports.models import CityUpdate, ProgressReport, ReportingPeriod, UpdateStep
from reports.periods.models import ASKED_FOR, LOCKED
from reports.periods.selectors import with_reports
from reports.updates.actions import WriteUpdate

MOST_LETTERS = 200  # of a reason in a task


def _above(update: CityUpdate) -> list[tuple[str, str]]:
    """The period and the update's page."""
    period = update.period
    return [(str(period), period.get_absolute_url()), (str(update.participation.partner), update.get_absolute_url())]


def _writable(updates: Sequence[CityUpdate]) -> list[CityUpdate]:
    """Those that are not handed in, of periods whose report is not out; one query at most."""
    with_reports([row.period for row in updates if "report" not in vars(row.period)], clock.today())
    return [row for row in updates if row.is_owed]


KIND = RecordKind(
    "city-update",
    CityUpdate,
    WriteUpdate.do,
    lambda grants, update: OWN in update.actors(grants),
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


_PERIOD, _UPDATE, _ENDED, _SUBMITTED = "period-over", "update-begun", "pairing-over", "update-submitted"


def update_rows() -> Iterator[QuerySet[Any, Any]]:
    """Periods that are over, with the updates of all cities; own pairings that are; what tells that some wait."""
    periods = ReportingPeriod.objects.active().filter(strand__in=COORDINATES, ends_on__lt=TODAY)
    issued = ProgressReport.objects.issued().filter(period=OuterRef("pk"), pairing=None).order_by("-revision")
    names = ("id", "strand_id", "code", "kind", "name_en", "name_ko", "due_on", "strand__id", "strand__code")
    yield flat(_PERIOD, periods, None, *names, newest=Subquery(issued.values("status")[:1]))
    updates = CityUpdate.objects.filter(period__in=periods.order_by().values("pk"))
    returned = UpdateStep.objects.filter(update=OuterRef("pk"), act=UpdateAct.RETURNED).order_by("-at", "-id")
    why = {name: Subquery(returned.values(name)[:1]) for name in ("reason", "reason_other")}
    yield flat(_UPDATE, updates, None, "id", "period_id", "participation_id", "status", **why)
    own = Q(eu__in=PARTICIPATIONS) | Q(counterpart__in=PARTICIPATIONS)
    ended = Pairing.objects.exclude(status__in=OPEN_PAIRING).filter(own)
    yield flat(_ENDED, ended, "pk", "strand_id", "eu_id", "counterpart_id")
    submitted = CityUpdate.objects.filter(period__skipped_at=None, status=UpdateStatus.SUBMITTED)
    yield flat(_SUBMITTED, submitted.filter(period__strand__in=STAFF), None, "id")


def of_updates(*, waiting: Waiting) -> Iterable[Task]:
    """What the own partner has to write or complete, what the other side owes, and what waits for staff."""
    yield from _owed(waiting)
    if waiting.rows(_SUBMITTED):
        yield from _to_accept(waiting.grants)


def _owed(waiting: Waiting) -> Iterator[Task]:
    """Of each period that is over and not out: the own updates, and those of the other sides."""
    periods = []
    for _pairing, facts in waiting.rows(_PERIOD):
        period = as_record(ReportingPeriod, facts)
        if period.due_on >= waiting.today - ASKED_FOR and facts["newest"] not in LOCKED:
            periods.append(period)
    if not periods:
        return
    partners = _partners(waiting, {period.strand_id for period in periods})
    begun = {(facts["period_id"], facts["participation_id"]): facts for _pairing, facts in waiting.rows(_UPDATE)}
    for period in sorted(periods, key=lambda row: (row.due_on, row.pk)):
        for part, of_pairing in partners.values():
            facts = begun.get((period.pk, part.pk))
            row = as_record(CityUpdate, facts) if facts else CityUpdate()
            row.period, row.participation = period, part
            if part.strand_id != period.strand_id or row.is_handed_in:
                continue
            if part.pk in waiting.grants.participations:
                across = [
                    other
                    for other, pairing in partners.values()
                    if pairing and other != part and part in (pairing.eu, pairing.counterpart)
                ]
                why = {name: (facts or {}).get(name) or "" for name in ("reason", "reason_other")}
                yield _own_task(row, UpdateStep(**why).in_reading_language("reason"), across)
            else:
                yield _other_task(row, of_pairing)


def _partners(waiting: Waiting, strands: set[int]) -> dict[int, tuple[Participation, Pairing | None]]:
    """The own partner, and both sides of the reader's pairings, each with the first pairing that it is in."""
    found: dict[int, tuple[Participation, Pairing | None]] = {}
    ended = {key for key, facts in waiting.rows(_ENDED) if facts["strand_id"] in strands}
    others = Pairing.objects.filter(pk__in=ended).with_names() if ended else ()
    for pairing in sorted([*waiting.pairings.values(), *others], key=lambda row: row.code):
        for part in (pairing.eu, pairing.counterpart):
            found.setdefault(part.pk, (part, pairing))
    elsewhere = {facts[side] for _key, facts in waiting.rows(_ENDED) for side in ("eu_id", "counterpart_id")}
    if alone := waiting.grants.participations - set(found) - elsewhere:
        for part in Participation.objects.filter(pk__in=alone, strand__in=strands).select_related("partner", "strand"):
            found.setdefault(part.pk, (part, None))
    return found


def _own_task(row: CityUpdate, reason: str, across: Iterable[Participation]) -> Task:
    if not row.pk:
        verb, button = pgettext("task", "Write the city update"), pgettext("city update", "Write it")
        why = _("The period is over. The records of it are drafted already.")
    elif row.status == UpdateStatus.RETURNED:
        verb, button = pgettext("task", "Complete the city update"), pgettext("city update", "Complete it")
        why = _("It was returned: “%(reason)s”") % {"reason": Truncator(reason).chars(MOST_LETTERS)}
    else:
        verb, button = pgettext("task", "Finish the city update"), pgettext("city update", "Continue writing")
        why = _("It is started but not submitted.")
    return Task(
        verb=verb,
        thing=str(row.period),
        language=_language(row.period),
        url=row.get_absolute_url(),
        answer_url=row.address_of("reports:update-write"),
        why=why,
        due=row.period.due_on,
        button=button,
        owed_to=tuple(str(other.partner.name) for other in across),
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


def _to_accept(grants: Grants) -> Iterator[Task]:
    """What was submitted and waits for staff, but for periods whose report is out; one query."""
    issued = ProgressReport.objects.issued().filter(period=OuterRef("period"), pairing=None).order_by("-revision")
    rows = CityUpdate.objects.with_names().filter(period__strand__in=grants.staff, period__skipped_at=None)
    rows = rows.filter(status=UpdateStatus.SUBMITTED).annotate(newest=Subquery(issued.values("status")[:1]))
    for row in rows.order_by("period__due_on", "submitted_at", "pk"):
        if row.newest in LOCKED:
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
