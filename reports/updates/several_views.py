"""Staff deal with several updates of a period at once: accept those that wait, remind of those that are owed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import clock
from reports.periods.pages import OfPeriod
from reports.rules import may_decide_updates
from reports.updates.forms import SeveralForm
from reports.updates.reminders import Owed, read_owed, remind_updates
from reports.updates.selectors import UpdateRow, rows_to_accept
from reports.updates.steps import accept_updates, result_label

if TYPE_CHECKING:
    from collections.abc import Iterable


class OfUpdates(OfPeriod):
    """An act on several updates of a period."""

    form_class: ClassVar[type[Any]] = SeveralForm
    rule: ClassVar[Any] = may_decide_updates


class UpdatesAccept(OfUpdates):
    """Accepts the updates that are ticked; each is named with what became of it."""

    template_name = "reports/updates/updates_accept.html"
    title = gettext_lazy("Accept city updates")
    submit_label = gettext_lazy("Accept the ticked ones")

    @cached_property
    def rows(self) -> list[UpdateRow]:
        """Those that wait."""
        return rows_to_accept(self.grants, self.record, clock.today())

    @cached_property
    def choices(self) -> dict[str, UpdateRow]:
        """Each by its number and the version that the page shows."""
        return {f"{row.update.pk}-{row.update.version}": row for row in self.rows if row.update}

    def get_form_kwargs(self) -> dict[str, Any]:
        """What can be chosen. One that was read in an older version can be too: it is refused by itself."""
        sent = self.request.POST.getlist("chosen") if self.request.method == "POST" else []
        keys = {key.partition("-")[0] for key in self.choices}
        known = [one for one in sent if re.fullmatch(r"[0-9]+-[0-9]{1,9}", one) and one.partition("-")[0] in keys]
        return {"choices": [*self.choices, *known], "nothing": _("Choose at least one update.")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the list."""
        return super().get_context_data(rows=self.choices, **kwargs)

    def act(self, form: Any) -> str:
        """Accept them."""
        rows = {key.partition("-")[0]: row.update for key, row in self.choices.items() if row.update}
        chosen = [(rows[key], int(version)) for key, _dash, version in _parted(form.cleaned_data["chosen"])]
        found = accept_updates(by=self.request.user, grants=self.grants, period=self.record, chosen=chosen)
        refused = [result_label(one) for one in found if one.refused]
        if refused:
            form.after_words.append(lambda: refused)
        return " ".join(result_label(one) for one in found if not one.refused)


class UpdatesRemind(OfUpdates):
    """Writes to the partners that are ticked; each is named with what became of it."""

    template_name = "reports/updates/updates_remind.html"
    title = gettext_lazy("Remind cities of their updates")
    submit_label = gettext_lazy("Send the reminders")

    @cached_property
    def owed(self) -> list[Owed]:
        """Who owes an update."""
        return read_owed(by=self.request.user, grants=self.grants, period=self.record)

    def get_form_kwargs(self) -> dict[str, Any]:
        """What can be chosen."""
        nothing = _("Choose at least one partner that owes its update.")
        return {"choices": [str(one.row.participation.pk) for one in self.owed], "nothing": nothing}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the list."""
        return super().get_context_data(rows=self.owed, **kwargs)

    def act(self, form: Any) -> str:
        """Send."""
        chosen = {int(one) for one in form.cleaned_data["chosen"]}
        found = remind_updates(by=self.request.user, grants=self.grants, period=self.record, participations=chosen)
        return " ".join(one.words for one in found)


def _parted(chosen: Iterable[str]) -> Iterable[tuple[str, str, str]]:
    return [one.partition("-") for one in chosen]
