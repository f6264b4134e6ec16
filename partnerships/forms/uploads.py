"""The field of a file that becomes a document, or a version of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.errors import DomainError
from core.formats import format_size
from partnerships.services.uploads import ALLOWED, ENDINGS, check_upload, most_bytes

if TYPE_CHECKING:
    from partnerships.services.uploads import CheckedFile


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
            "accept": ",".join(ENDINGS),
            "data-most": str(most_bytes()),
            "data-too-large": _("This file is larger than %(most)s. Choose another one.")
            % {"most": format_size(most_bytes())},
        }
        return super().build_attrs({**base_attrs, **own}, extra_attrs)


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
