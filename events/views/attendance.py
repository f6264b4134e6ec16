"""Saying who came to an event."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.acts import refusal_by
from core.errors import DomainError
from events.forms.delegations import AttendanceForm
from events.models import Delegate
from events.services.attendance import check_begun, record_attendance
from events.services.event_places import check_works
from events.views.nominating import OfDelegation


class Attendance(OfDelegation):
    """Says who came."""

    template_name = "events/attendance.html"
    form_class = AttendanceForm
    title = gettext_lazy("Who came")
    submit_label = gettext_lazy("Save")
    undone_by = "events:attendance"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With everybody whose nomination stands."""
        rows = Delegate.objects.active().filter(delegation=self.delegation.pk or 0).order_by("nominated_at", "number")
        return super().get_form_kwargs() | {"people": list(rows)}

    def get_refusal(self) -> str:
        """Why it cannot be said now, where it cannot."""
        return refusal_by(check_works, self.event) or refusal_by(check_begun, self.event) or self._nobody()

    def _nobody(self) -> str:
        """That there is nobody of whom it could be said."""
        return "" if self.delegation.pk else _("Nobody was nominated, so nobody can have come.")

    def act(self, form: Any) -> str:
        """Save who came."""
        if nobody := self._nobody():
            raise DomainError(nobody)
        record_attendance(**self.given(form), attended=form.attended)
        return _("Saved.")
