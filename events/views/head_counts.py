"""The acts on head counts: add one, withdraw it, bring it back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm, ReasonForm
from core.acts import refusal_by
from events.forms.head_counts import HeadCountForm
from events.models import HeadCount
from events.rules import may_edit_head_count
from events.services.event_places import check_works
from events.services.head_counts import add_head_count, restore_head_count, withdraw_head_count
from events.views.event_acts import OnEvent
from events.views.places import OfEvent


class HeadCountAdd(OnEvent):
    """Adds how many people a source counts."""

    form_class = HeadCountForm
    title = gettext_lazy("Add a head count")
    submit_label = pgettext_lazy("verb", "Add")
    question = gettext_lazy("How many people a source counts, in its words. Delegates are counted separately.")
    undone_by = "events:head-count-withdraw"
    undone_at: ClassVar[dict[str, str]] = {"head_count": "pk"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"event": self.event}

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_head_count(by=self.request.user, grants=self.grants, event=self.event, values=form.values)
        return _("Added.")


class OnHeadCount(OfEvent):
    """An act on one head count."""

    rule: ClassVar[Any] = may_edit_head_count
    given_as = "head_count"

    def get_record(self) -> HeadCount:
        """The head count of the address among those of the event, else 404."""
        rows = HeadCount.objects.visible_to(self.grants).filter(event=self.event)
        row: HeadCount = self.get_or_404(rows, pk=self.kwargs["head_count"])
        row.event = self.event
        return row

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return refusal_by(check_works, self.event)

    def get_question(self) -> str:
        """Which one."""
        return _("“%(head_count)s”") % {"head_count": self.record}


class HeadCountWithdraw(OnHeadCount):
    """Withdraws one that is wrong."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw the head count")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    undone_by = "events:head-count-restore"

    def act(self, form: Any) -> str:
        """Withdraw it."""
        withdraw_head_count(**self.given(form), reason=form.cleaned_data["reason"])
        return _("Withdrawn. It can be brought back.")


class HeadCountRestore(OnHeadCount):
    """Brings a withdrawn one back."""

    form_class = ActForm
    title = gettext_lazy("Bring the head count back")
    submit_label = gettext_lazy("Bring it back")
    undone_by = "events:head-count-withdraw"

    def get_consequences(self) -> list[str]:
        """What it brings about."""
        return [_("The event's page and reports count it again.")]

    def act(self, form: Any) -> str:
        """Bring it back."""
        restore_head_count(**self.given(form))
        return _("It counts again.")
