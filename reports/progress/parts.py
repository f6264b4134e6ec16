"""What progress reports add to the pages further left: tasks, histories, names in the log, what search finds."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, override, pgettext

from accounts.models import User
from core.access import Grants
from core.flat_rows import flat
from core.folding import fold, matching
from core.parts import MOST_RESULTS, SearchGroup, SearchResult, Task
from core.texts import LANGUAGES, reader_language, writer_language
from partnerships.enums import STAFF, PairingStatus
from partnerships.history.services import RecordKind
from partnerships.models import Pairing
from partnerships.querysets import own_pairing
from partnerships.tasks.parts import confirmation_task
from partnerships.tasks.selectors import PARTICIPATIONS, Waiting, waiting_confirmations
from reports.enums import PeriodKind, PeriodState, ReportAct, ReportStatus
from reports.models import JointReport, ProgressReport, ReportingPeriod, ReportStep, SectionText
from reports.periods.models import ASKED_FOR
from reports.periods.selectors import with_reports
from reports.progress import actions

_CLOSED = "closed-with-report"
_SEARCHED = ("strand__name_en", "strand__name_ko", "strand__code", "period__name_en", "period__name_ko", "period__code")


def _above(report: ProgressReport) -> list[tuple[str, str]]:
    """The period."""
    return [(str(report.period), report.period.get_absolute_url())]


def _edit_text(text: SectionText, *, by: User, grants: Grants, version: int, changes: Mapping[str, str]) -> None:
    """Write in one section, as its history gives an older version back."""
    texts = {language: changes[f"text_{language}"] for language in LANGUAGES if f"text_{language}" in changes}
    actions.WriteReport.do(text.report, by=by, grants=grants, written={text.section: (version, texts)})


PROGRESS_REPORT_KIND = RecordKind(
    "progress-report",
    ProgressReport,
    actions.WriteReport.do,
    lambda grants, report: STAFF in report.actors(grants),
    ProgressReport.NAMED_WITH,
    above=_above,
    told_to="followed_by",
)
SECTION_TEXT_KIND = RecordKind(
    "section-text",
    SectionText,
    _edit_text,
    lambda grants, text: STAFF in text.report.actors(grants),
    JointReport.NAMED_WITH,
    above=lambda text: [*_above(text.report), (str(text.report), text.report.get_absolute_url())],
)

# What everybody who reads an issued report reads of its way; how it was made, and who took it along, is told to fewer.
_TOLD = [one.key for one in (actions.IssueReport, actions.AcceptReport, actions.ReturnReport, actions.ReviseReport)]


def in_the_making(grants: Grants) -> Q:
    """How reports are made, for those who do not follow it; that a draft was discarded is told of its period."""
    followed = ProgressReport.objects.followed_by(grants).order_by().values("pk")
    of_report = Q(object_type=ProgressReport._meta.label_lower) & ~Q(action__in=_TOLD) & ~Q(object_id__in=followed)
    texts = SectionText.objects.visible_to(grants).order_by().values("pk")
    of_text = Q(object_type=SectionText._meta.label_lower) & ~Q(object_id__in=texts)
    if grants.is_administrator:
        return of_report | of_text
    office = Q(strand_id__in=grants.staff | grants.authority)
    own = Q(pairing_id__in=Pairing.objects.filter(own_pairing(grants)).order_by().values("pk"))
    return of_report | of_text | Q(action=actions.DiscardReport.key) & ~office & ~own


def closed_rows() -> Iterator[QuerySet[Any, Any]]:
    """The reader's closed pairings with a joint report that asks for confirmation."""
    rows = JointReport.objects.filter(JointReport.asking(), pairing__status=PairingStatus.CLOSED)
    own = Q(pairing__eu__in=PARTICIPATIONS) | Q(pairing__counterpart__in=PARTICIPATIONS)
    yield flat(_CLOSED, rows.filter(own), "pairing_id", "id")


def of_reports(*, waiting: Waiting) -> Iterable[Task]:
    """Reports that staff owe, those that the authority decides on, and what a side of a closed pairing confirms."""
    grants, today = waiting.grants, waiting.today
    if grants.staff:
        yield from _owed(grants, today)
    if grants.authority - grants.staff:
        yield from _to_decide(grants)
    if closed := {key for key, _facts in waiting.rows(_CLOSED)}:
        # They are confirmed after the pairing is closed too; the tasks of open pairings come by themselves.
        pairings = Pairing.objects.filter(pk__in=closed).with_names().order_by("pk")
        for row in waiting_confirmations(list(pairings)):
            if row.text.slug.startswith(f"{JointReport.TEXT_KIND}-"):
                yield confirmation_task(grants, today, row)


def _owed(grants: Grants, today: dt.date) -> Iterator[Task]:
    """Of each period that is over: the report is due, late, or was returned."""
    rows = ReportingPeriod.objects.active().filter(strand__in=grants.staff, due_on__gte=today - ASKED_FOR)
    owed = [period for period in with_reports(rows.select_related("strand").in_order(), today) if period.is_owed]
    drafts = {row.period_id: row for row in ProgressReport.objects.drafts().filter(period__in=owed, pairing=None)}
    returned = [row.report for row in owed if row.state == PeriodState.RETURNED and row.report]
    reasons: dict[int, str] = {
        row.report_id: row.in_reading_language("reason")
        for row in ReportStep.objects.filter(report__in=returned, act=ReportAct.RETURNED).order_by("at", "id")
    }
    for period in owed:
        yield _owed_task(period, drafts.get(period.pk), reasons)


def _owed_task(period: ReportingPeriod, draft: ProgressReport | None, reasons: dict[int, str]) -> Task:
    if draft is not None:
        draft.strand, draft.period = period.strand, period
    report = period.report if period.state == PeriodState.RETURNED else None
    url = (report or period).get_absolute_url()
    words = period.sentence
    if report and (reason := reasons.get(report.pk)):
        words = f"{words} {_('Reason')}: {reason}"
    return Task(
        verb=pgettext("task", "Correct") if report else pgettext("task", "Report"),
        thing=str(period),
        language=reader_language(),
        url=draft.get_absolute_url() if draft else url,
        why=words,
        due=None if report else period.due_on,
        button=_("Open the draft") if draft else _("Open the report") if report else _("Open the period"),
        about=str(period.strand),
    )


def _to_decide(grants: Grants) -> Iterator[Task]:
    """Issued reports that nothing replaces: the authority accepts or returns them."""
    strands = grants.authority - grants.staff
    rows = ProgressReport.objects.newest_issued().filter(strand__in=strands, status=ReportStatus.ISSUED)
    rows = rows.filter(~Q(issued_by=grants.user_id) | Q(issued_by=None))
    for row in rows.with_names().order_by("issued_at", "pk"):
        yield Task(
            verb=pgettext("task", "Decide"),
            thing=str(row),
            language=reader_language(),
            url=row.get_absolute_url(),
            why=_("%(person)s has issued it: accept it or return it with a reason.") % {"person": row.issued_label},
            due=None,
            button=_("Read and decide"),
            about=str(row.strand),
        )


def found(*, grants: Grants, query: str, **_facts: Any) -> Iterable[SearchGroup]:
    """Issued reports by their strand's, their period's and their partners' names; the newest first."""
    rows = ProgressReport.objects.visible_to(grants).newest_issued().with_names().in_order()
    results = [
        SearchResult(name := str(row), writer_language(name), row.get_absolute_url(), note=row.get_status_display())
        for row in rows.filter(_matching(query))[: MOST_RESULTS + 1]
    ]
    yield SearchGroup.of(_("Progress reports"), results)


def _matching(query: str) -> Q:
    """Every word stands in a partner's name, in that of strand or period, in a code, or in the kind of report."""
    words = fold(query.replace("\x00", " ")).split()
    condition = Q() if words else Q(pk__in=[])
    for word in words:
        named = Q(period__kind__in=_kinds(word))
        for path in _SEARCHED:
            named |= Q(**{f"{path}__icontains": word})
        for side in ("eu", "counterpart"):
            named |= matching(word, field=f"pairing__{side}__partner__search_text")
        condition &= named
    return condition


def _kinds(word: str) -> list[str]:
    """The kinds of reports that a word names, in either language."""
    found = []
    for language in LANGUAGES:
        with override(language):
            found += [kind.value for kind in PeriodKind if word in fold(str(kind.label))]
    return found
