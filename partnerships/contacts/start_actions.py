"""What makes a project of a contact."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import audit
from core.errors import DomainError
from partnerships.actions import StartsProject
from partnerships.contacts.actions import OnContact
from partnerships.projects.services import named_after

audit.register("found-in-contact", gettext_lazy("Contact on %(new)s."))


class StartFromContact(OnContact, StartsProject):
    """Start a project from what was said; the contact is then about it. Of its words a project takes the name alone."""

    key = "contact-project"
    button = gettext_lazy("Start a project")
    logged = gettext_lazy("Started the project “%(project)s” from a contact")

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.withdrawn_at:
            raise DomainError(_("This contact is withdrawn. Bring it back before you change it."))
        if self.row.project is not None:
            raise DomainError(_("This contact is about a project already."))

    def perform(self, *, values: Mapping[str, Any] | None = None) -> str:
        """Raises DomainError with the field at fault."""
        row = self.row
        project = self.start(values or {}, found=[("found-in-contact", {"new": row.on.isoformat()})])
        # One outside of the pairing shows nothing that passes between its sides.
        if project.pairing_id == row.pairing_id:
            row.project = project
        row.save(by=self.by)
        self.log(project=str(project))
        self.added = project
        return _("The project is started. Next, describe it and enter who takes part.")

    @property
    def proposal(self) -> dict[str, Any]:
        return {**super().proposal, **named_after(self.row), "lead": self.row.side}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.row}
