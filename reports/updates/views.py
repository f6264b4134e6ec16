"""A partner's update for a period: where it is found, and the page that reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.act_forms import ActForm
from core.actions import Button
from core.acts import ActPage, refusal_by
from core.texts import LANGUAGES, reader_language
from partnerships.models import Participation
from partnerships.transitions import available, check_transition
from reports.enums import OPEN_UPDATE, PeriodState, Question, ReportStatus, UpdateStatus
from reports.models import CityUpdate
from reports.periods.pages import InPeriod, period_address
from reports.rules import may_decide_update, may_follow_update, may_view_update, may_write_update, update_actors
from reports.updates.drafting import Draft, read_draft
from reports.updates.forms import ReturnForm
from reports.updates.gaps import gaps_of
from reports.updates.lines import UpdateLine, lines_of, stored_line
from reports.updates.places import check_open_period, find_update
from reports.updates.selectors import state_of_update
from reports.updates.services import submit_update, take_back_update
from reports.updates.steps import accept_update, check_decidable, last_body, last_reason, read_chain, return_update
from reports.workflow import CITY_UPDATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.access import Grants
    from reports.periods.rows import ReportLine
    from reports.periods.selectors import Standing
    from reports.updates.selectors import UpdateRow

# Which act is which page, what its button says, and how much it weighs.
_BUTTONS = {
    "accept": ("update-accept", pgettext_lazy("verb", "Accept"), "main"),
    "return": ("update-return", pgettext_lazy("verb", "Return"), ""),
    "take-back": ("update-take-back", pgettext_lazy("verb", "Take back"), ""),
}


class InUpdate(InPeriod):
    """A page of one partner's update for one period; who may not read it does not find it."""

    @cached_property
    def participation(self) -> Participation:
        """The partner of the address in the period's strand, else 404."""
        rows = Participation.objects.filter(strand=self.period.strand_id).select_related("partner")
        row: Participation = self.get_or_404(rows, partner__code=self.kwargs["partner"])
        row.strand = self.period.strand
        return row

    @cached_property
    def update(self) -> CityUpdate:
        """The update; a new one where nobody began it. Who may not know of it gets 404."""
        row = find_update(self.period, self.participation)
        if not may_view_update(self.grants, row):
            raise Http404
        return row

    @cached_property
    def is_inside(self) -> bool:
        """Whether the reader sees the chain, and an open update as it is being written."""
        return may_follow_update(self.grants, self.update)

    @cached_property
    def refused(self) -> str:
        """Why its update may not be changed now; nothing where it may."""
        return refusal_by(check_open_period, self.period)

    @cached_property
    def draft(self) -> Draft:
        """What the records say; nothing where the update is out of the partner's hands."""
        if self.update.status not in OPEN_UPDATE:
            return Draft([])
        return read_draft(self.participation, self.period, clock.today())

    @cached_property
    def lines(self) -> list[UpdateLine]:
        """The lines of the update as they stand."""
        return lines_of(self.update, self.draft.lines)

    def address(self, name: str) -> str:
        """An address of the update."""
        return period_address(self.period, name, self.kwargs["partner"])

    def update_crumbs(self, *below: tuple[str, str]) -> list[tuple[str, str]]:
        """From the strand over its reports and the period to the update, and down to the page."""
        here = (self.participation.partner.name, self.address("update") if below else "")
        return self.period_crumbs(here, *below)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With whose it is."""
        facts = {"partner": self.participation.partner, "side": self.participation.side}
        return super().get_context_data(**facts | kwargs)


@dataclass(frozen=True, slots=True)
class Answer:
    """One question with its answer in the languages that it is written in, and the lines that stand below it."""

    question: Question
    languages: Sequence[tuple[str, str]]
    lines: Sequence[UpdateLine]
    dropped: int = 0


class UpdatePage(InUpdate, TemplateView):
    """The update to read: how it stands, what it says, what was done with it, and what can be done now."""

    template_name = "reports/updates/update.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        update = self.update
        look, word = state_of_update(update)
        works = not self.refused
        own = self.participation.pk in self.grants.participations
        return super().get_context_data(
            crumbs=self.update_crumbs(),
            update=update,
            begun=bool(update.pk),
            look=look,
            word=word,
            is_late=self._is_late(),
            days_over=(clock.today() - self.period.due_on).days,
            refused=self.refused if own or self.period.strand_id in self.grants.staff else "",
            buttons=self._buttons() if works else [],
            reason=self._reason(),
            answers=self._answers(),
            chain=read_chain(update) if update.pk and self.is_inside else [],
            history_url=self._history_url(),
            **kwargs,
        )

    def _is_late(self) -> bool:
        owed = not self.refused and self.update.status in OPEN_UPDATE
        return owed and self.period.is_late_on(clock.today())

    def _reason(self) -> str:
        returned = self.update.pk and self.update.status == UpdateStatus.RETURNED and self.is_inside
        return last_reason(self.update) if returned else ""

    def _buttons(self) -> list[Button]:
        """What the reader may do now, by the table of transitions."""
        acts = {act.name for act in available(CITY_UPDATE, self.update.status, update_actors(self.grants, self.update))}
        found = []
        if "edit" in acts:
            label = pgettext("city update", "Go on writing") if self.update.pk else pgettext("city update", "Write it")
            found.append(Button(label, self.address("update-write"), "main"))
            if self.update.pk:
                found.append(Button(pgettext("verb", "Submit"), self.address("update-submit")))
        found += [
            Button(str(label), self.address(page), kind)
            for name, (page, label, kind) in _BUTTONS.items()
            if name in acts and self.update.pk
        ]
        return found

    def _answers(self) -> list[Answer]:
        if not self.update.pk:
            return []
        texts, lines = self._sentence()
        order = sorted(LANGUAGES, key=lambda language: language != reader_language())
        return [
            Answer(
                question,
                [(one, texts[f"{question.value}_{one}"]) for one in order if texts.get(f"{question.value}_{one}")],
                [line for line in lines if line.question == question and line.stands],
                sum(line.question == question and not line.stands for line in lines) if self.is_inside else 0,
            )
            for question in Question
        ]

    def _sentence(self) -> tuple[Mapping[str, str], Sequence[UpdateLine]]:
        """What the reader is told: the other side what was submitted last, whoever is inside what stands now."""
        if not self.is_inside and (body := last_body(self.update)):
            return body["answers"], [stored_line(row) for row in body["lines"]]
        update = self.update
        names = [f"{question.value}_{language}" for question in Question for language in LANGUAGES]
        return {name: getattr(update, name) for name in names}, self.lines

    def _history_url(self) -> str:
        if not (self.update.pk and self.is_inside):
            return ""
        args = [self.period.strand.code, "city-update", self.update.pk]
        return reverse("partnerships:record-history", args=args)


# The one thing that is next in a period, for whoever reads its page.

MAIN = "main"


def next_step(
    grants: Grants, standing: Standing, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]
) -> Button | None:
    """What the reader does next: write the own update, accept updates, draft, go on, correct, decide; None for nobody.

    `reports` are those of the period, newest of each scope.
    """
    if standing.state == PeriodState.SKIPPED:
        return None
    period = standing.period
    if period.strand_id in grants.staff:
        return _of_staff(standing, partners, reports)
    if period.strand_id in grants.authority:
        report = standing.report
        if standing.state == PeriodState.SENT and report is not None:
            report.strand, report.period = period.strand, period
            return Button(_("Accept or return the report"), report.get_absolute_url(), MAIN)
        return None
    return own_update(partners)


def own_update(partners: Iterable[UpdateRow]) -> Button | None:
    """The first of the updates that the reader writes and that waits; None where none does."""
    row = next((row for row in partners if row.write_url), None)
    if row is None:
        return None
    returned = row.update is not None and row.update.status == UpdateStatus.RETURNED
    words = _("Complete the update of %(partner)s") if returned else _("Write the update of %(partner)s")
    return Button(words % {"partner": row.participation.partner.name}, row.write_url, MAIN)


def _of_staff(standing: Standing, partners: Sequence[UpdateRow], reports: Sequence[ReportLine]) -> Button | None:
    period = standing.period
    waiting = [row for row in partners if row.waits_for_staff]
    of_strand = next((line.report for line in reports if line.report.pairing_id is None), None)
    if waiting and not standing.is_locked:
        words = ngettext("Look at %(count)s update", "Look at %(count)s updates", len(waiting))
        return Button(words % {"count": len(waiting)}, period_address(period, "updates-accept"), MAIN)
    if of_strand is not None and of_strand.status == ReportStatus.DRAFT:
        return Button(_("Go on with the report"), of_strand.get_absolute_url(), MAIN)
    if of_strand is not None and of_strand.status == ReportStatus.RETURNED:
        return Button(_("Correct the report"), of_strand.get_absolute_url(), MAIN)
    if of_strand is None and standing.is_owed:
        return Button(_("Draft the report"), period_address(period, "report-add"), MAIN)
    return None


# The acts on a city update: submit, take back, return, accept.


class OnUpdate(ActPage, InUpdate):
    """An act on an update that somebody began; `name` is the transition's."""

    form_class: ClassVar[type[Any]] = ActForm
    name: ClassVar[str]
    given_as = "update"

    def get_record(self) -> CityUpdate:
        """The update, else 404."""
        if not self.update.pk:
            raise Http404
        return self.update

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Where the page lies."""
        return super().get_context_data(crumbs=self.update_crumbs((str(self.title), "")), **kwargs)

    def get_done_url(self) -> str:
        """The update's page."""
        return self.address("update")

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        if self.refused:
            return self.refused
        return refusal_by(
            check_transition,
            table=CITY_UPDATE,
            name=self.name,
            state=self.record.status,
            actors=update_actors(self.grants, self.record),
            reason="-",
        )


class UpdateSubmit(OnUpdate):
    """Hands it in, after showing what is missing."""

    template_name = "reports/updates/update_submit.html"
    rule: ClassVar[Any] = may_write_update
    name = "submit"
    title = gettext_lazy("Submit the city update")
    submit_label = pgettext_lazy("verb", "Submit")
    undone_by = "reports:update-take-back"

    def get_question(self) -> str:
        """What it means."""
        told = _(
            "Programme staff get an e-mail, and the other side can read it. Until it is accepted you can take it back."
        )
        return f"{told} {_('Once accepted it stands in the report, which everybody in the strand reads.')}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what stands against it, and what is pointed out."""
        gaps = gaps_of(self.record, self.lines, clock.today())
        return super().get_context_data(
            needed=[gap for gap in gaps if gap.needed],
            hints=[gap for gap in gaps if not gap.needed],
            write_url=self.address("update-write"),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Submit it."""
        submit_update(**self.given(form))
        return _("Submitted. Programme staff were told.")


class UpdateTakeBack(OnUpdate):
    """Takes it back to write on."""

    rule: ClassVar[Any] = may_write_update
    name = "take-back"
    title = gettext_lazy("Take the city update back")
    submit_label = pgettext_lazy("verb", "Take back")
    question = gettext_lazy("It is a draft again. What you had submitted stays in the chain.")
    undone_by = "reports:update-submit"

    def act(self, form: Any) -> str:
        """Take it back."""
        take_back_update(**self.given(form))
        return _("Taken back. It is a draft again.")


class _Decides(OnUpdate):
    """What staff decide on it."""

    rule: ClassVar[Any] = may_decide_update

    def get_refusal(self) -> str:
        """Why it cannot be decided now, and what comes first."""
        return self.refused or refusal_by(check_decidable, self.name, self.grants, self.record, "-")


class UpdateReturn(_Decides):
    """Returns it with a reason."""

    form_class: ClassVar[type[Any]] = ReturnForm
    name = "return"
    title = gettext_lazy("Return the city update")
    submit_label = pgettext_lazy("verb", "Return")

    def act(self, form: Any) -> str:
        """Return it."""
        return_update(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Returned. The partner's coordinators were told.")


class UpdateAccept(_Decides):
    """Accepts it for the report."""

    name = "accept"
    title = gettext_lazy("Accept the city update")
    submit_label = pgettext_lazy("verb", "Accept")
    question = gettext_lazy(
        "It goes into the progress report as it stands. You can still return it until the report is issued."
    )

    def act(self, form: Any) -> str:
        """Accept it."""
        accept_update(**self.given(form))
        return _("Accepted. The partner's coordinators were told.")
