"""What a partner says of itself in a strand: where it is, who works on it there, and a paragraph in both languages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import EditForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from partnerships.actions import JOINT
from partnerships.models import Participation
from partnerships.translations.selectors import check_length, fill, what_differs

OWN_WORDS = Participation.OWN_WORDS
LONGEST_ABOUT = 1000
LONGEST = {"department_en": 200, "department_ko": 200, "address": 300, "website": 300}
_is_address = URLValidator(schemes=["http", "https"])


class PartnerForm(EditForm):
    """The lines of a partner's page that are its own."""

    why: ClassVar[dict[str, Any]] = dict.fromkeys(
        ("department_en", "address", "website", "about_en", "about_ko"),
        gettext_lazy("Whoever reads the strand reads it on the partner's page."),
    )

    class Meta:
        model = Participation
        fields = OWN_WORDS
        field_classes: ClassVar[dict[str, Any]] = {"website": forms.CharField}
        widgets: ClassVar[dict[str, Any]] = {
            "website": forms.URLInput,
            "about_en": forms.Textarea(attrs={"rows": 4}),
            "about_ko": forms.Textarea(attrs={"rows": 4}),
        }


class EditPartner(Action):
    """Change what a partner says of itself: its own coordinators and the office of the programme."""

    key = "partner-edit"
    on = Participation
    allowed = JOINT
    form = PartnerForm
    title = gettext_lazy("Edit the city's page")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed the city's page: %(fields)s")
    undo = "partner-edit"

    @property
    def question(self) -> str:
        """Whose page."""
        return str(self.row.partner.name)

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        row = self.row
        changed = what_differs(row, changes)
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        fill(row, changed, fields=frozenset(OWN_WORDS))
        for name in OWN_WORDS:
            check_length(name, getattr(row, name), LONGEST.get(name, LONGEST_ABOUT))
        if row.website:
            try:
                _is_address(row.website)
            except ValidationError as wrong:
                raise DomainError(_("Write it like https://www.example.org."), field="website") from wrong
        row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")

    def get_context(self) -> dict[str, Any]:
        return {"section": "partners"}
