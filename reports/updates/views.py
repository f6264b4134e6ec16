"""A partner's update for a period: the page that reads it, and those that write it and accept several."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core import clock
from core.access import Access
from core.action_views import CONFLICT, REFUSED, ActionView
from core.actions import buttons_on
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord, refusal_by
from core.formats import format_time
from core.models import one_act
from core.texts import reading_order
from partnerships.programmes.pages import InStrand
from reports.enums import OPEN_UPDATE, Question, UpdateAct, UpdateStatus
from reports.updates.actions import STEPS, WriteUpdate
from reports.updates.forms import UpdateForm
from reports.updates.models import ANSWERS
from reports.updates.selectors import UpdateLine, gap_summary, gaps_of, last_step, look_of, read_chain, stored_line


class UpdatePage(InStrand, TemplateView):
    """The update to read: how far it is, what it reports, what was done with it, and what can be done now."""

    template_name = "reports/updates/update.html"

    @cached_property
    def action(self) -> WriteUpdate:
        """Writing it, as the reader would, who perhaps may not; 404 for who may not know of it."""
        update = WriteUpdate.find(self.grants, self.kwargs)
        if update is None:
            raise Http404
        return WriteUpdate(update, by=self.request.user, grants=self.grants)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        update, grants = self.action.row, self.grants
        period, today = update.period, clock.today()
        look, label = look_of(update)
        refused = refusal_by(period.check_open)
        is_inside = update.pk is not None and update.is_followed_by(grants)
        is_returned = is_inside and update.status == UpdateStatus.RETURNED
        history = [update.strand.code, "city-update", update.pk]
        is_own = update.participation_id in grants.participations or period.strand_id in grants.staff
        return super().get_context_data(
            strand=period.strand,
            section="reports",
            crumbs=update.get_crumbs(),
            update=update,
            look=look,
            word=label,
            is_late=not refused and update.status in OPEN_UPDATE and period.is_late_on(today),
            days_over=(today - period.due_on).days,
            refused=refused if is_own else "",
            buttons=buttons_on(update, STEPS if update.pk else [WriteUpdate], grants),
            returned=last_step(update, UpdateAct.RETURNED) if is_returned else None,
            answers=self._answers(is_inside=is_inside) if update.pk else [],
            chain=read_chain(update) if is_inside else [],
            history_url=reverse("partnerships:record-history", args=history) if is_inside else "",
            **kwargs,
        )

    def _answers(self, *, is_inside: bool) -> list[dict[str, Any]]:
        """Each question with its answer in the languages that it is written in, and the lines below it."""
        texts, lines = self._reported(is_inside=is_inside)
        found = []
        for question in Question:
            own = [line for line in lines if line.question == question]
            kept = [line for line in own if line.is_kept]
            written = [(one, texts[f"{question}_{one}"]) for one in reading_order() if texts.get(f"{question}_{one}")]
            dropped = len(own) - len(kept) if is_inside else 0
            found.append({"question": question, "languages": written, "lines": kept, "dropped": dropped})
        return found

    def _reported(self, *, is_inside: bool) -> tuple[Mapping[str, str], Sequence[UpdateLine]]:
        """For the other side what was submitted last, for whoever is inside what it is now."""
        update = self.action.row
        if not is_inside and (step := last_step(update, UpdateAct.SUBMITTED)):
            return step.body["answers"], [stored_line(row) for row in step.body["lines"]]
        return {name: getattr(update, name) for name in ANSWERS}, self.action.lines


class WritePage(ActionView):
    """The three questions, each with the drafted lines below; one button saves, one goes on to submitting."""

    def act(self, form: UpdateForm) -> str:
        """Save it; what the script of the page has saved already is saved."""
        with suppress(AlreadyDone):
            super().act(form)
        return _("Saved.")

    def get_done_url(self) -> str:
        """On to submitting, or back to writing."""
        following = "update-submit" if "submit" in self.request.POST else "update-write"
        return str(self.action.row.address_of(f"reports:{following}"))


class UpdateSave(Access, View):
    """Saves for the script of the page: answers with the new version and what is missing, or says why not.

    Nothing is lost by a refusal: the page keeps what was typed.
    """

    http_method_names = ["post"]

    def _find(self, *, locked: bool) -> WriteUpdate:
        row = WriteUpdate.find(self.grants, self.kwargs, locked=locked)
        if row is None:
            raise Http404
        action = WriteUpdate(row, by=self.request.user, grants=self.grants)
        if not action.is_allowed:
            raise NotAllowed
        return action

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Who may not is not told of methods either."""
        self._find(locked=False)
        return super().http_method_not_allowed(request, *args, **kwargs)

    def post(self, request: HttpRequest, **words: str) -> HttpResponse:
        """Save."""
        del words
        try:
            with one_act():
                action = self._find(locked=True)
                form = WriteUpdate.form(request.POST, **action.get_form_kwargs())
                if not form.is_valid():
                    return _refused(form)
                with suppress(AlreadyDone):
                    action.carry_out(**form.given)
        except NotAllowed:
            raise
        except StaleRecord:
            return JsonResponse({"message": _conflict()}, status=CONFLICT)
        except DomainError as refused:
            return JsonResponse({"message": str(refused)}, status=REFUSED)
        del action.lines
        gaps = gaps_of(action.row, action.lines, clock.today())
        moment = timezone.localtime(clock.now())
        answer = {
            "version": action.row.version,
            "saved_at": moment.isoformat(timespec="seconds"),
            "message": _("Saved at %(time)s.") % {"time": format_time(moment)},
            "summary": gap_summary(gaps),
            "gaps": gaps,
        }
        return JsonResponse(answer)


def _refused(form: UpdateForm) -> JsonResponse:
    if form.is_stale:
        return JsonResponse({"message": _conflict()}, status=CONFLICT)
    errors = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"message": " ".join(errors)}, status=REFUSED)


def _conflict() -> str:
    return _(
        "This update was saved elsewhere meanwhile, by another person or in another tab. What you type here "
        "stays on this page but is no longer saved automatically. Press “Save draft” to compare and continue."
    )


class AcceptPage(ActionView):
    """Several at once: those that were not accepted are said beside those that were."""

    def act(self, form: Any) -> str:
        message = super().act(form)
        if refused := self.action.refused:  # type: ignore[attr-defined]
            form.after_words.append(lambda: refused)
        return message
