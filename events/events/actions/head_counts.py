"""What people do to head counts, of how many people a source counts at an event: add, edit, withdraw, bring back."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ReasonForm
from core.errors import AlreadyDone, DomainError
from core.models import write_audit
from events.events.actions.texts import OnEvent
from events.events.forms import HeadCountForm
from events.events.models import LONGEST_WORDS, MOST_PEOPLE
from events.models import HeadCount
from partnerships.enums import Side
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill

FIELDS = frozenset({"whom_en", "whom_ko", "least", "most", "side", "source"})


def _write(row: HeadCount, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    check_either_language(row, "whom")
    for name in ("whom_en", "whom_ko"):
        check_length(name, getattr(row, name), LONGEST_WORDS)
    if not 0 <= row.least <= MOST_PEOPLE or row.most > MOST_PEOPLE:
        raise DomainError(_("Give a number up to %(most)s.") % {"most": MOST_PEOPLE}, field="least")
    if row.least > row.most:
        raise DomainError(_("The larger number comes second."), field="most")
    if row.side not in ("", *Side.values):
        raise DomainError(_("Choose one of the two sides, or both."), field="side")
    if not row.source:
        raise DomainError(_("Say where the number stands: it needs a source."), field="source")
    check_sources(row.source)


class AboutHeadCount(OnEvent):
    """An action whose entry in the log is the event's."""

    def log(self, **parameters: Any) -> None:
        if not self.is_logged:
            self.is_logged = True
            write_audit(action=self.key, by=self.by, record=self.event, reason=self.reason, **parameters)


class AddHeadCount(AboutHeadCount):
    """Add what a source counts, with the next number at its event."""

    key = "head-count-add"
    form = HeadCountForm
    title = gettext_lazy("Add a head count")
    submit_label = pgettext_lazy("verb", "Add")
    question = gettext_lazy("How many people a source counts, in its words. Delegates are counted separately.")
    logged = gettext_lazy("Added a head count")
    undo = "head-count-withdraw"

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are whom (in one language at least), `least` and `most` people, `side`, `source`.

        Raises DomainError with the field at fault.
        """
        last = HeadCount.objects.filter(event=self.row).aggregate(last=Max("number"))["last"] or 0
        self.added = HeadCount(event=self.row, number=last + 1)
        _write(self.added, values)
        self.added.save(by=self.by)
        return _("Added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"event": self.row}


class OnHeadCount(AboutHeadCount):
    """An action on one head count."""

    on = HeadCount

    @property
    def question(self) -> str:
        """Which one."""
        return _("“%(head_count)s”") % {"head_count": self.row}


class EditHeadCount(OnHeadCount):
    """Put right what was written, in the administration."""

    key = "head-count-edit"
    logged = gettext_lazy("Edited a head count")

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises DomainError with the field at fault."""
        _write(self.row, changes)
        self.row.save(by=self.by)
        return _("Saved.")


class WithdrawHeadCount(OnHeadCount):
    """Let one that is wrong no longer count; it stays with the event."""

    key = "head-count-withdraw"
    reason_of = OnEvent.allowed
    form = ReasonForm
    title = gettext_lazy("Withdraw the head count")
    submit_label = gettext_lazy("Withdraw")
    danger = True
    logged = gettext_lazy("Withdrew a head count")
    undo = "head-count-restore"

    def perform(self) -> str:
        if self.row.withdrawn_at:
            raise AlreadyDone(_("It was withdrawn already."))
        self.row.withdrawn_at = clock.now()
        self.row.save(by=self.by)
        return _("Withdrawn. It can be brought back.")


class RestoreHeadCount(OnHeadCount):
    """Let a withdrawn one count again."""

    key = "head-count-restore"
    title = gettext_lazy("Bring the head count back")
    submit_label = gettext_lazy("Bring it back")
    logged = gettext_lazy("Brought a head count back")
    undo = "head-count-withdraw"

    def perform(self) -> str:
        if not self.row.withdrawn_at:
            raise AlreadyDone(_("It counts already."))
        self.row.withdrawn_at = None
        self.row.save(by=self.by)
        return _("It counts again.")

    def get_consequences(self) -> list[str]:
        return [_("The event's page and reports count it again.")]
