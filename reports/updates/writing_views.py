"""Writing a city update: the page with its form, and the answers to the script that saves as one types."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar

from django.http import JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View

from core import clock
from core.acts import CONFLICT, REFUSED, ActPage, refusal_by
from core.errors import AlreadyDone, DomainError, NotAllowed, StaleRecord
from core.formats import format_time
from partnerships.transitions import check_transition
from reports.rules import may_write_update, update_actors
from reports.updates.forms import UpdateForm
from reports.updates.gaps import Gap, gap_summary, gaps_of
from reports.updates.services import save_update
from reports.updates.steps import last_reason
from reports.updates.views import InUpdate
from reports.workflow import CITY_UPDATE

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from reports.models import CityUpdate


class Writes(InUpdate):
    """Saves what the form holds."""

    request: Any
    rule: ClassVar[Any] = may_write_update

    def save(self, form: UpdateForm) -> CityUpdate:
        """The one service call."""
        return save_update(
            by=self.request.user,
            grants=self.grants,
            period=self.period,
            participation=self.participation,
            version=form.cleaned_data["seen_version"] or None,
            answers=form.answers,
            lines=form.wishes,
        )

    def refusal(self) -> str:
        """Why nothing can be written now, in the words of the services; nothing where it can."""
        if self.refused:
            return self.refused
        actors, state = update_actors(self.grants, self.update), self.update.status
        return refusal_by(check_transition, table=CITY_UPDATE, name="edit", state=state, actors=actors, reason="")


class UpdateWrite(ActPage, Writes):
    """The three questions, each with the drafted lines below; one button saves, one goes on to submitting."""

    template_name = "reports/updates/update_write.html"
    form_class: ClassVar[type[Any]] = UpdateForm
    title = gettext_lazy("Write the city update")
    submit_label = pgettext_lazy("city update", "Save draft")

    def get_record(self) -> CityUpdate:
        """The update, also one that nobody began."""
        return self.update

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the lines."""
        return {"record": self.record, "lines": self.lines}

    def get_refusal(self) -> str:
        """Why nothing can be written now, where nothing can."""
        return self.refusal()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With what is still missing, and what the last update announced."""
        gaps = gaps_of(self.update, self.lines, clock.today())
        return super().get_context_data(
            crumbs=self.update_crumbs((str(self.title), "")),
            update=self.update,
            gaps=gaps,
            gap_summary=gap_summary(gaps),
            reason=last_reason(self.update) if self.update.pk else "",
            last_time=self.draft.last_time,
            left_out=self.draft.left_out,
            save_url=self.address("update-save"),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        """Save it; what the script of the page has saved already is saved."""
        with suppress(AlreadyDone):
            self.save(form)
        return _("Saved.")

    def get_done_url(self) -> str:
        """On to submitting, or back to writing."""
        return self.address("update-submit" if "submit" in self.request.POST else "update-write")

    def get_back_url(self) -> str:
        """The update's page."""
        return self.address("update")


class UpdateSave(Writes, View):
    """Saves for the script of the page: answers with the new version and what is missing, or says why not.

    Nothing is lost by a refusal: the page keeps what was typed.
    """

    http_method_names = ["post"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Find the update (404) and ask its rule (403)."""
        self.require(self.update)
        response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        """Save."""
        form = UpdateForm(request.POST, record=self.update, lines=self.lines)
        if not form.is_valid():
            return _refused(form)
        try:
            row = self.save(form)
        except AlreadyDone:
            row = self.update
        except NotAllowed as refused:
            return JsonResponse({"message": str(refused)}, status=403)
        except StaleRecord:
            return JsonResponse({"message": _conflict()}, status=CONFLICT)
        except DomainError as refused:
            return JsonResponse({"message": str(refused)}, status=REFUSED)
        return self._saved(row)

    def _saved(self, row: CityUpdate) -> JsonResponse:
        """The version it has now, when that was, and what is missing."""
        del self.update, self.lines
        self.update = row
        gaps = gaps_of(row, self.lines, clock.today())
        moment = timezone.localtime(clock.now())
        return JsonResponse(
            {
                "version": row.version,
                "saved_at": moment.isoformat(timespec="seconds"),
                "message": _("Saved at %(time)s.") % {"time": format_time(moment)},
                "summary": gap_summary(gaps),
                "gaps": [_plain(gap) for gap in gaps],
            }
        )


def _plain(gap: Gap) -> dict[str, Any]:
    return {"words": gap.words, "place": gap.place, "needed": gap.needed}


def _refused(form: UpdateForm) -> JsonResponse:
    if form.is_stale:
        return JsonResponse({"message": _conflict()}, status=CONFLICT)
    words = [str(error) for errors in form.errors.values() for error in errors]
    return JsonResponse({"message": " ".join(words)}, status=REFUSED)


def _conflict() -> str:
    return _(
        "This update was saved elsewhere meanwhile, by another person or in another tab. What you type here stays on "
        "this page and is no longer saved by itself. Press “Save draft” to compare and go on."
    )
