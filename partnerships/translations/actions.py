"""Adding a text that was written once, such as a reason, in the other language."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy

from core.access import Grants
from core.act_forms import ActForm
from core.actions import Action
from core.errors import AlreadyDone, StaleRecord
from core.models import Versioned, write_audit
from core.texts import other_language, writer_language
from partnerships.documents.services import log_document
from partnerships.history.selectors import pairing_of
from partnerships.models import ClosingDay, Document, LevelChange
from partnerships.translations.selectors import check_length
from partnerships.translations.services import keys_of, may_translate, once_models, once_rows, once_url, written_in

LONGEST = 5000


class TranslateForm(ActForm):
    """The text in the other language; emptied, it is missing again. `before` is what stood there for its reader."""

    keeps_drafts = True

    before = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), required=False, max_length=LONGEST)

    def __init__(self, *args: Any, language: str, before: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("In English") if language == "en" else _("In Korean")
        self.initial = {"text": before, **self.initial, "before": before}


class TranslateText(Action):
    """Add a text in the language that it was not written in, for whoever works on the record that it lies in."""

    key = "text-translate"
    news = gettext_lazy("%(city)s added a translation to %(what)s.")
    on: Any = LevelChange  # and whatever else has texts that are written once
    form = TranslateForm
    title = gettext_lazy("Add the other language")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Added a text in the other language")
    undo = "text-translate"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        model = once_models().get(words["once_kind"])
        if model is None or words["once_field"] not in model.WRITTEN_ONCE:
            return None
        for key in keys_of(model):
            rows = once_rows(model, key, grants, words["strand"]).exclude(**{words["once_field"]: ""})
            rows = rows if key else rows.with_names()
            rows = rows.select_for_update(of=("self",), no_key=True) if locked else rows
            if row := rows.filter(pk=words["once"]).first():
                row.once_field = words["once_field"]
                if key:
                    record = written_in(model, key)._default_manager.with_names().get(pk=row.text_record.pk)
                    setattr(row, key, record)
                return row
        return None

    @classmethod
    def locked(cls, row: Any) -> Any:
        current = type(row)._default_manager.select_for_update(of=("self",), no_key=True).filter(pk=row.pk).first()
        if current is None:
            raise StaleRecord
        current.once_field = row.once_field
        for key in row.WRITTEN_IN:
            setattr(current, key, getattr(row, key))
        return current

    @property
    def text(self) -> str:
        return str(getattr(self.row, self.row.once_field))

    @property
    def before(self) -> str:
        return str(getattr(self.row, f"{self.row.once_field}_other"))

    @cached_property
    def actors(self) -> frozenset[str]:
        """Whoever can act on the record that it lies in."""
        return frozenset(self.row.text_record.actors(self.grants))

    @property
    def is_allowed(self) -> bool:
        return may_translate(self.grants, self.row.text_record)

    @property
    def needs_reason(self) -> bool:
        return False

    def check_version(self, version: int | None) -> None:
        """The text itself is compared: other fields of its row may have changed."""

    def check_possible(self) -> None:
        """Refuse what lies in a pairing that is over."""
        if pairing := pairing_of(self.row.text_record):
            pairing.check_open()

    def perform(self, *, text: str, before: str = "") -> str:
        """Raises AlreadyDone, StaleRecord where another has written it meanwhile, DomainError on `text`."""
        row, text, name = self.row, text.strip(), f"{self.row.once_field}_other"
        if text == self.before:
            raise AlreadyDone(_("Nothing was changed."))
        if before.strip() != self.before:
            raise StaleRecord
        most = row._meta.get_field(row.once_field).max_length
        check_length("text", text, most or LONGEST)
        setattr(row, name, " ".join(text.split()) if most else text)  # what has a limit is one line
        if isinstance(row, Versioned):
            row.save(by=self.by)
        else:
            row.save(update_fields=[name])
        return _("Saved.")

    def log(self, **parameters: Any) -> None:
        if not self.is_logged:
            self.is_logged = True
            owner = self.row.text_record
            if isinstance(owner, Document):
                log_document(self.key, owner, self.by, **parameters)
            else:
                if isinstance(owner, ClosingDay):
                    parameters["whose"] = owner.participation_id
                write_audit(action=self.key, by=self.by, record=owner, **parameters)

    @property
    def url(self) -> str:
        return once_url(self.row, self.row.once_field)

    @property
    def question(self) -> str:
        """What was written."""
        return f"“{self.text}”"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"language": other_language(writer_language(self.text)), "before": self.before}

    def get_done_url(self) -> str:
        return str(self.row.text_record.get_absolute_url())

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.text_record.get_crumbs(), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        owner = self.row.text_record
        pairing = pairing_of(owner)
        return {"pairing": pairing, "strand": pairing.strand if pairing else owner.strand}
