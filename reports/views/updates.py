"""A partner's update for a period: where it is found, and the page that reads it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import pgettext, pgettext_lazy
from django.views.generic import TemplateView

from core import clock
from core.actions import Button
from core.acts import refusal_by
from core.texts import LANGUAGES, reader_language
from partnerships.models import Participation
from partnerships.services.transitions import available
from reports.enums import OPEN_UPDATE, Question, UpdateStatus
from reports.models import CityUpdate
from reports.rules import may_follow_update, may_view_update, update_actors
from reports.services.update_drafting import Draft, read_draft
from reports.services.update_lines import UpdateLine, lines_of, stored_line
from reports.services.update_places import check_open_period, find_update
from reports.services.update_standings import state_of_update
from reports.services.update_steps import last_body, last_reason, read_chain
from reports.views.places import InPeriod, period_address
from reports.workflow import CITY_UPDATE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

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

    template_name = "reports/update.html"

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
        texts, lines = self._said()
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

    def _said(self) -> tuple[Mapping[str, str], Sequence[UpdateLine]]:
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
