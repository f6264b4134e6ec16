"""What a partner says of itself in a strand: where it is, who works on it there, and a paragraph in both languages."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import EditForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.stored_files import files_of_act
from partnerships.actions import JOINT
from partnerships.documents.forms import PictureField
from partnerships.documents.services import keep_picture
from partnerships.models import Participation
from partnerships.translations.selectors import check_length, fill, what_differs

OWN_WORDS = Participation.OWN_WORDS
LOGO, WITHOUT_LOGO = "logo", "without_logo"
LONGEST_ABOUT = 1000
LONGEST = {"department_en": 200, "department_ko": 200, "address": 300, "website": 300}
_is_address = URLValidator(schemes=["http", "https"])


class PartnerForm(EditForm):
    """The lines of a partner's page that are its own."""

    why: ClassVar[dict[str, Any]] = dict.fromkeys(
        ("department_en", "address", "website", "about_en", "about_ko"),
        gettext_lazy("Whoever reads the strand reads it on the partner's page."),
    )

    logo = PictureField(label=gettext_lazy("Logo"), required=False)
    without_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)

    class Meta:
        model = Participation
        fields = OWN_WORDS
        field_classes: ClassVar[dict[str, Any]] = {"website": forms.CharField}
        widgets: ClassVar[dict[str, Any]] = {
            "website": forms.URLInput,
            "about_en": forms.Textarea(attrs={"rows": 4}),
            "about_ko": forms.Textarea(attrs={"rows": 4}),
        }

    def __init__(self, *args: Any, record: Participation, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        if not record.logo:
            del self.fields[WITHOUT_LOGO]

    def refuse(self, refusal: DomainError) -> None:
        """The file is the logo."""
        if refusal.field == "file":
            refusal.field = LOGO
        super().refuse(refusal)

    @property
    def changes(self) -> dict[str, Any]:
        """With whether the logo goes."""
        return super().changes | ({WITHOUT_LOGO: True} if self.cleaned_data.get(WITHOUT_LOGO) else {})


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
        row, texts = self.row, {name: value for name, value in changes.items() if name in OWN_WORDS}
        picture, removes = changes.get(LOGO), WITHOUT_LOGO in changes
        changed = what_differs(row, texts)
        if not (changed or picture or removes):
            raise AlreadyDone(_("Nothing was changed."))
        fill(row, changed, fields=frozenset(OWN_WORDS))
        for name in OWN_WORDS:
            check_length(name, getattr(row, name), LONGEST.get(name, LONGEST_ABOUT))
        if row.website:
            try:
                _is_address(row.website)
            except ValidationError as wrong:
                raise DomainError(_("Write it like https://www.example.org."), field="website") from wrong
        before, storage = row.logo.name, row.logo.storage
        with files_of_act():
            if picture:
                keep_picture(row.logo, picture)
            elif removes:
                row.logo = ""
            row.save(by=self.by)
        if before and before != row.logo.name:
            transaction.on_commit(lambda: storage.delete(before))
        self.log(fields=", ".join(sorted([*changed, *([LOGO] if picture or removes else [])])))
        return _("Saved.")

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """The words; a file that is gone does not come back."""
        found = super().get_undo_values(form) or {}
        return {name: value for name, value in found.items() if name in OWN_WORDS} or None

    def get_context(self) -> dict[str, Any]:
        return {"section": "partners"}
