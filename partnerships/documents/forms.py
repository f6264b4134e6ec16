"""The forms of documents and of notes of one's own side."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core.act_forms import Act, ActForm, EditForm, ReasonForm
from core.errors import DomainError
from core.formats import format_size
from core.texts import writer_language
from partnerships.documents.models import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, LONGEST_VERSION_NOTE, FileType
from partnerships.documents.uploads import ALLOWED, CheckedFile, check_upload, most_bytes
from partnerships.enums import Audience
from partnerships.models import Document

# The field of a file that becomes a document, or a version of one.


def _allowed() -> str:
    return _("Allowed: %(types)s; at most %(most)s. Place and device are removed from images.") % {
        "types": ALLOWED,
        "most": format_size(most_bytes()),
    }


class DocumentInput(forms.FileInput):
    """Lets the browser offer the allowed types first, and know the most that a file may have."""

    def build_attrs(self, base_attrs: dict[str, Any], extra_attrs: dict[str, Any] | None = None) -> dict[str, Any]:
        """`data-most` is in bytes; a script may tell before anything is sent, and the server tells in any case."""
        own = {
            "accept": ",".join(ending for one in FileType for ending in one.endings),
            "data-most": str(most_bytes()),
            "data-too-large": _("This file is larger than %(most)s. Choose another one.")
            % {"most": format_size(most_bytes())},
        }
        return super().build_attrs({**own, **base_attrs}, extra_attrs)


class UploadField(forms.FileField):
    """A file that the portal takes; its value is the CheckedFile that services store."""

    widget = DocumentInput
    default_error_messages: ClassVar[dict[str, Any]] = {
        "required": gettext_lazy("Choose a file."),
        "missing": gettext_lazy("Choose a file."),
        "empty": gettext_lazy("The file is empty."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", pgettext_lazy("form", "File"))
        kwargs.setdefault("help_text", lazy(_allowed, str)())
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> CheckedFile | None:
        """Look at the file."""
        upload = super().clean(data, initial)
        if not upload:
            return None
        try:
            return check_upload(upload)
        except DomainError as refused:
            raise ValidationError(str(refused)) from refused


def _pictures() -> str:
    return _("JPEG, PNG, WebP or GIF, at most %(most)s. Place and device are taken out.") % {
        "most": format_size(most_bytes())
    }


class PictureField(UploadField):
    """The same for a picture that a page shows (`keep_picture`)."""

    widget: Any = DocumentInput(attrs={"accept": ".jpg,.jpeg,.png,.webp,.gif"})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(help_text=lazy(_pictures, str)(), **kwargs)


WHO = gettext_lazy("Who may see it")
READERS = gettext_lazy(
    "Both sides: with programme staff and the contracting authority. Everybody: also the other pairings and observers."
)


def _offer_audiences(form: forms.BaseForm, allowed: Sequence[str], side_name: str) -> None:
    """Let the readers be chosen that are possible, one's own side by its name; nobody is asked where one is."""
    only = _("Only %(side)s") % {"side": side_name}
    labels = {value: only if value == Audience.OWN_SIDE else label for value, label in Audience.choices}
    field: Any = form.fields["audience"]
    field.choices = [(value, labels[value]) for value in allowed]
    if len(allowed) == 1:
        field.widget, field.disabled = forms.HiddenInput(), True
        form.initial["audience"] = allowed[0]


class DocumentSelect(forms.Select):
    """Documents by their titles, each marked with the language that it is written in."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One choice; only that of no document speaks the reader's language."""
        option = super().create_option(*args, **kwargs)
        if option["value"]:
            option["attrs"]["lang"] = writer_language(str(option["label"]))
        return option


class DocumentAddForm(Act):
    """A file, and what it is; without a title it is called as its file."""

    keeps_drafts = True

    file = UploadField()
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=LONGEST_TITLE,
        required=False,
        help_text=gettext_lazy("If left empty, it takes the name of the file."),
    )
    description = forms.CharField(
        label=gettext_lazy("Description"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    audience = forms.ChoiceField(label=WHO, widget=forms.RadioSelect, initial=Audience.PAIRING, help_text=READERS)

    def __init__(self, *args: Any, allowed: Sequence[str], side_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_audiences(self, allowed, side_name)


class DocumentEditForm(EditForm):
    """What a document says of itself, and who may see it."""

    keeps_drafts = True

    class Meta:
        model = Document
        fields: list[str] = ["title", "description", "audience"]
        widgets: dict[str, Any] = {"description": forms.Textarea(attrs={"rows": 3}), "audience": forms.RadioSelect}
        labels: dict[str, Any] = {"audience": WHO}

    def __init__(self, *args: Any, allowed: Sequence[str], side_name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer_audiences(self, allowed, side_name)
        self.fields["audience"].help_text = format_lazy(
            "{} {}", READERS, gettext_lazy("Everybody who may see it sees all its versions.")
        )


class DocumentVersionForm(ActForm):
    """A newer file."""

    file = UploadField()
    note = forms.CharField(label=gettext_lazy("What is new"), max_length=LONGEST_VERSION_NOTE, required=False)


class DocumentWithdrawForm(ReasonForm):
    """Why it is handed out no more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("Visible to everybody who can see the document.")


class NoteForm(Act):
    """A note of the own side."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "text": gettext_lazy("Visible to your side only, not to the other side or the programme staff.")
    }

    text = forms.CharField(
        label=pgettext_lazy("of one side", "Note"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 4})
    )
