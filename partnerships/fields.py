"""The fields that several records of the programme have alike."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

CODE = RegexValidator(
    re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z"),
    _("A code has lower-case letters, digits and hyphens only, such as busan-barcelona."),
)


# Words that addresses have for themselves where a code would stand.
RESERVED = frozenset({"add", "open", "move", "edit", "terms", "periods", "updates"})


def validate_free(code: str) -> None:
    """Refuse a word that leads to another page."""
    if code in RESERVED:
        raise ValidationError(_("Addresses have this word for themselves. Choose another code."))


class CodeField(models.CharField):
    """The name of a record in addresses and packs; it changes only while nothing outside names it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        kwargs.setdefault("verbose_name", _("code"))
        super().__init__(*args, **kwargs)
        self.validators += [CODE, validate_free]


def _sources_of(text: str) -> list[str]:
    """The web addresses in a source text, which separates them by ` ; `."""
    return [address for address in (part.strip() for part in text.split(" ; ")) if address]


def validate_sources(text: str) -> None:
    """Refuse a source that is no web address: pages make links of them."""
    for address in _sources_of(text):
        if not re.match(r"https?://[^\s]+\Z", address):
            raise ValidationError(
                _("“%(address)s” is not a web address. Separate several by “ ; ”."),
                params={"address": address},
            )


class SourceField(models.TextField):
    """One or more web addresses separated by ` ; `, shown as links where the record is shown."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        kwargs.setdefault("verbose_name", _("sources"))
        super().__init__(*args, **kwargs)
        self.validators.append(validate_sources)

    def contribute_to_class(self, cls: type[models.Model], name: str, private_only: bool = False) -> None:
        """Give the row its addresses as a list, too."""
        super().contribute_to_class(cls, name, private_only)
        cls.addresses = property(lambda row: _sources_of(getattr(row, name)))  # type: ignore[attr-defined]


def name_field(label: Any, *, required: bool = False) -> models.CharField:
    """A name or title in one language."""
    return models.CharField(label, max_length=200, blank=not required)


def days_field(label: Any, default: int, help_text: Any) -> models.PositiveSmallIntegerField:
    """A threshold in days, one to a year."""
    limits = [MinValueValidator(1), MaxValueValidator(366)]
    return models.PositiveSmallIntegerField(label, default=default, help_text=help_text, validators=limits)


def has_text(model: str, name: str) -> models.CheckConstraint:
    """The database's own word that a text stands in at least one language."""
    return models.CheckConstraint(
        name=f"{model}_{name}_given",
        condition=~models.Q(**{f"{name}_en": "", f"{name}_ko": ""}),
    )
