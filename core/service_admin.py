"""Records that the administration saves through the services of the portal's pages."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from core.admin import VersionedAdmin


class ThroughServices(VersionedAdmin):
    """A record that one service adds and one edits; a refusal becomes a form error."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """One service call, which writes the log itself; an unchanged form writes nothing."""
        row = form.instance
        # As the form has put them on its instance: a period, or a list, is one value there.
        values = {name: getattr(row, name) for name in self.changed_fields(form, formsets)}
        facts: dict[str, Any] = {"by": request.user, "grants": request.grants}  # type: ignore[attr-defined]
        if not change:
            added = self.add(row, **facts, values=values)
            row.pk, row.version = added.pk, added.version
        elif values:
            self.edit(row, **facts, version=form.cleaned_data["seen_version"], changes=values)

    def add(self, row: Any, *, values: dict[str, Any], **facts: Any) -> Any:
        """Call the service that adds one; `row` has the form's values, `values` those that differ from the defaults."""
        raise NotImplementedError

    def edit(self, row: Any, **facts: Any) -> None:
        """Call the service that edits one."""
        raise NotImplementedError
