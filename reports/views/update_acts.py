"""The acts on a city update: submit, take back, return, accept."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ActForm
from core.acts import ActPage, refusal_by
from partnerships.services.transitions import check_transition
from reports.forms.updates import ReturnForm
from reports.models import CityUpdate
from reports.rules import may_decide_update, may_write_update, update_actors
from reports.services.update_decisions import accept_update, check_decidable, return_update
from reports.services.update_gaps import gaps_of
from reports.services.updates import submit_update, take_back_update
from reports.views.updates import InUpdate
from reports.workflow import CITY_UPDATE


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

    template_name = "reports/update_submit.html"
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
