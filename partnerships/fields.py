"""The fields that several records of the programme have alike, their codes, and why many forms ask for the same."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import count
from operator import attrgetter
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.storage import Storage, storages
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.functional import lazy
from django.utils.text import format_lazy, slugify
from django.utils.translation import gettext_lazy as _, override
from django_countries import countries

from core.folding import fold
from core.texts import LANGUAGES, in_two_languages

# Why something is asked.
EITHER = lazy(lambda: str(_("One language is enough.")) if in_two_languages() else "", str)()
ONE_LANGUAGE = format_lazy("{} {}", _("Lists, mails and reports show it."), EITHER)
IN_PLACE_OF_A_SIDE = _("You act in place of a side. Both sides and the history show why.")


def document_storage() -> Storage:
    """Where files lie: outside the web root, handed out by a checked page alone."""
    return storages["documents"]


CODE = RegexValidator(
    re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*\Z"),
    _("A code has lower-case letters, digits and hyphens only, such as busan-barcelona."),
)


# Words that addresses have for themselves where a code would stand.
RESERVED = frozenset({"add", "open", "move", "edit", "terms", "periods", "updates"})
LONGEST_CODE = 80


def validate_free(code: str) -> None:
    """Refuse a word that leads to another page."""
    if code in RESERVED:
        raise ValidationError(_("Addresses have this word for themselves. Choose another code."))


class CodeField(models.CharField):
    """The name of a record in addresses and packs; it changes only while nothing outside names it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", LONGEST_CODE)
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
                _("“%(address)s” is not a web address. Separate several by “ ; ”."), params={"address": address}
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


MOST_DAYS = 366  # of a threshold


def days_field(label: Any, default: int, help_text: Any) -> models.PositiveSmallIntegerField:
    """A threshold in days, one to a year."""
    limits = [MinValueValidator(1), MaxValueValidator(MOST_DAYS)]
    return models.PositiveSmallIntegerField(label, default=default, help_text=help_text, validators=limits)


class InOrder(models.Model):
    """A row of an ordered list; `ITEM` leads to what it has at its place."""

    ITEM: str

    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position}. {attrgetter(self.ITEM)(self)}"


def once_in_order(name: str, owner: str, item: str) -> list[models.BaseConstraint]:
    """The database's own word that a list holds nothing twice, and nothing at the same place."""
    return [
        models.UniqueConstraint(fields=[owner, item], name=f"{name}_once"),
        models.UniqueConstraint(fields=[owner, "position"], name=f"{name}_order"),
    ]


def has_text(model: str, name: str) -> models.CheckConstraint:
    """The database's own word that a text stands in at least one language."""
    return models.CheckConstraint(
        name=f"{model}_{name}_given", condition=~models.Q(**{f"{name}_en": "", f"{name}_ko": ""})
    )


# What people call a country that its list calls otherwise.
_ALSO_CALLED = {
    "KR": "korea;republic of korea;대한민국",
    "GB": "uk;great britain",
    "US": "usa;united states",
    "GR": "el",
    "CZ": "czech republic",
    "AU": "호주",
    "TR": "turkey;튀르키예",
}


@cache
def codes_by_name() -> dict[str, str]:
    """The countries by code and by name in both languages, folded."""
    found = {name: code for code, names in _ALSO_CALLED.items() for name in names.split(";")}
    for language in LANGUAGES:
        with override(language):
            found |= {fold(str(countries.name(code))): code for code in countries.countries}
    return found | {code.lower(): code for code in countries.countries}


class CountriesField(forms.CharField):
    """Countries by their names in either language, separated by semicolons; the value is their codes, likewise.

    A list on the page proposes the names (`country_names`). `most` is how many there may be.
    """

    def __init__(self, *, most: int = 9, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"list": "country-names", "autocomplete": "off"}))
        super().__init__(max_length=200, **kwargs)
        self.most = most

    def to_python(self, value: Any) -> str:
        """Their codes, each once."""
        names = [one for one in (part.strip() for part in (super().to_python(value) or "").split(";")) if one]
        for name in names:
            if fold(name) not in codes_by_name():
                words = _("“%(name)s” is not known as a country. Choose one of those proposed while you type.")
                raise ValidationError(words, params={"name": name})
        if len(names) > self.most:
            raise ValidationError(_("Enter one country."))
        return ";".join(dict.fromkeys(codes_by_name()[fold(name)] for name in names))

    def prepare_value(self, value: Any) -> Any:
        """By their names, unless somebody typed something else."""
        codes = str(value or "").split(";")
        return "; ".join(str(countries.name(code)) if code in countries.countries else code for code in codes)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """A name for a code is no change."""
        try:
            return self.to_python(data) != str(initial or "")
        except ValidationError:
            return True


def country_names() -> list[str]:
    """Of all countries in the reader's language, to be proposed."""
    return sorted(str(name) for _code, name in countries)


# The codes of records: what a new one gets, and the ordered lists that repeat them as text.


def next_code(kind: str, rows: models.QuerySet[Any]) -> str:
    """The code after the highest number among the rows: `contact-3`; codes without a number do not count.

    The caller holds a lock under which nobody else takes a number.
    """
    endings = (code.rpartition("-")[2] for code in rows.values_list("code", flat=True))
    return f"{kind}-{max((int(ending) for ending in endings if ending.isdecimal()), default=0) + 1}"


def free_code(*, proposal: str, kind: str, taken: Iterable[str]) -> str:
    """A code that is none of `taken`: `closing-meeting`, `closing-meeting-2`; without English words `milestone-1`."""
    used = RESERVED.union(taken)
    base = slugify(proposal.replace("_", "-"))[:LONGEST_CODE].strip("-")
    if base and base not in used:
        return base
    stem, first = (base, 2) if base else (kind, 1)
    numbered = (f"{stem[: LONGEST_CODE - 6].strip('-')}-{number}" for number in count(first))
    return next(code for code in numbered if code not in used)


def codes_of(records: Iterable[Any]) -> str:
    """The codes in order, as packs write them."""
    return ";".join(record.code for record in records)


def codes_in(text: str) -> list[str]:
    """The codes that such a text holds, in order."""
    return [code for code in text.split(";") if code]


def replace_rows(
    through: type[models.Model], owner: dict[str, models.Model], item: str, records: Sequence[models.Model]
) -> None:
    """Write the rows of a list afresh: a position that two rows swap would meet itself half-way.

    `owner` names the saved record, whose text of codes the caller has put into the same save; `item` is the field that
    each of `records` fills.
    """
    through._default_manager.filter(**owner).delete()
    add_rows(through, owner, item, records)


def add_rows(
    through: type[models.Model], owner: dict[str, models.Model], item: str, records: Sequence[models.Model]
) -> None:
    """Write the rows of a list of a new record."""
    for position, record in enumerate(records, start=1):
        through(**owner, **{item: record}, position=position).save()
