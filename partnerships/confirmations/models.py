"""A text that both sides confirm: its lines, its canonical form, and the record to which it belongs."""

import copy
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.access import Grants
from core.texts import LANGUAGES, reader_language, writer_language
from partnerships.enums import PairingStatus
from partnerships.pairings.models import Pairing
from partnerships.workflow import STAFF

# A condition that every row meets, also where it is joined to others by OR.
EVERY_ROW = ~Q(pk__in=[])


# The names that an item may have for its words, the first that it has.
_STEMS = ("title", "name", "what", "text")


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line in the languages that it is written in (`words`, by language).

    `side` is `eu`, `counterpart`, `both` or empty; `until` a date or period in ISO 8601, or empty. `more` are further
    texts of the line, by name, each in its languages.
    """

    words: dict[str, str] = field(default_factory=dict)
    side: str = ""
    until: str = ""
    more: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The words in the reader's language, else in the other one."""
        return next((text for _language, text in in_order(self.words)), "")


def in_order(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """What is written, by language, the reader's first."""
    order = sorted(LANGUAGES, key=lambda language: language != reader_language())
    return [(language, words[language]) for language in order if words.get(language)]


def line_of(item: Any) -> TextLine:
    """An item of a list as a line: its title, name or text in each language, with its side and its day if it has them.

    Its other texts in two languages follow. An item without any of these is told by its values one after the other.
    """
    if not isinstance(item, Mapping):
        return _free_line(str(item))
    side, until = str(item.get("side") or ""), str(item.get("until") or "")
    for stem in _STEMS:
        if words := _in_languages(item, stem):
            stems = [name.removesuffix("_en") for name in item if name.endswith("_en") and name != f"{stem}_en"]
            more = {other: found for other in stems if (found := _in_languages(item, other))}
            return TextLine(words, side, until, more)
        if item.get(stem):
            return _free_line(str(item[stem]), side, until)
    rest = [str(value) for name, value in item.items() if name not in ("side", "until") and value]
    return _free_line(" · ".join(rest), side, until)


def _in_languages(item: Mapping[str, Any], stem: str) -> dict[str, str]:
    return {language: str(text) for language in LANGUAGES if (text := item.get(f"{stem}_{language}"))}


def _free_line(text: str, side: str = "", until: str = "") -> TextLine:
    return TextLine({writer_language(text): text}, side, until)


_HEADING = re.compile(r"^ *\[")
_BAR = re.compile(r"[|\\]")


def canonical_text(*, kind: str, pairing: str, edition: int, body: dict[str, Any]) -> str:
    """One text as every reader and machine gets it: what is hashed, stored and handed out as a file.

    Unicode NFC, lines ended by LF alone and without blanks at their end, fields in the record's own order; a list
    has one line an item, and its values separated by ` | `. So two texts are equal where their bytes are: a line
    that looks like a field's name is set in by a blank, a bar or backslash inside a value follows a backslash.
    """
    lines = ["World Cities text 1", f"kind: {kind}", f"pairing: {pairing}", f"edition: {edition}", *text_lines(body)]
    return "\n".join(lines).rstrip("\n") + "\n"


def same_text(one: str, other: str) -> bool:
    """Whether two texts are one and the same once they are hashed."""
    return text_lines({"text": one}) == text_lines({"text": other})


def text_lines(body: dict[str, Any]) -> list[str]:
    """A text's fields as the lines that are hashed."""
    lines: list[str] = []
    for name, value in body.items():
        lines += ["", f"[{name}]"]
        if isinstance(value, list):
            lines += [_normal(_list_line(item)) for item in value]
        else:
            text = str(value).replace("\r\n", "\n").replace("\r", "\n")
            written = "\n".join(_normal(_HEADING.sub(r" \g<0>", line)) for line in text.split("\n"))
            lines += written.strip("\n").split("\n")
    return lines


def _normal(line: str) -> str:
    return unicodedata.normalize("NFC", line.rstrip())


def _list_line(item: Any) -> str:
    parts = item.values() if isinstance(item, dict) else [item]
    return " | ".join(" ".join(_BAR.sub(r"\\\g<0>", str(part)).split()) for part in parts)


class Confirmed(models.Model):
    """A record with a text that counts once both sides have confirmed the same edition of it.

    `edition` rises with each save that changes one of `CONFIRMED_FIELDS`; a save that changes
    anything else leaves it. A confirmation of an older edition is void: that is computed, never
    stored. An app further right adds a kind of text by a model alone: `text_models` finds it.

    `TEXT_KIND` names the kind of text in addresses; of two kinds none may begin with the other and a hyphen.
    `WRITTEN_TOGETHER`: both sides write it with each other before anybody is asked to confirm it, so that until then
    it is their own. `BETWEEN_SIDES`: it stays their own, as all that passes between them. `HAS_OWN_PAGE`: its record
    has a page beside the text's. `EDITED_WITH_RECORD`: it is edited with its record, not on a page of the text.
    `EDITED_ONCE_SETTLED`: also where nobody is asked for it any more. `KEPT_ONCE_SETTLED`: then what both sides
    confirmed stands, and is not taken back. `BY_STAFF`: the strand's staff alone write it and ask for it, both sides
    confirm it. `ALSO_ONCE_CLOSED`: they can do so after their pairing is closed too. `IS_RELEASE`: a side's word is
    called a release, because what both sides gave it to is public. `PART_LABELS` and `LINE_HEADS` say what a part is
    called, and its lines above a table, by the field's name without its language.
    """

    CONFIRMED_FIELDS: tuple[str, ...] = ()
    TEXT_KIND: str = ""
    WRITTEN_TOGETHER: bool = False
    BETWEEN_SIDES: bool = False
    HAS_OWN_PAGE: bool = False
    EDITED_WITH_RECORD: bool = False
    EDITED_ONCE_SETTLED: bool = False
    KEPT_ONCE_SETTLED: bool = False
    BY_STAFF: bool = False
    ALSO_ONCE_CLOSED: bool = False
    IS_RELEASE: bool = False
    PART_LABELS: dict[str, Any] = {}
    LINE_HEADS: dict[str, Any] = {}

    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)

    _stored_body: dict[str, Any] | None

    if TYPE_CHECKING:
        pairing: Pairing
        pairing_id: int
        code: str

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raise the edition where the confirmed text changes, in the same save."""
        raised = self.pk is not None and self.text_differs()
        before = self.edition
        if raised:
            self.edition = before + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "edition"}
        try:
            super().save(*args, **kwargs)
        except BaseException:
            self.edition = before
            raise
        self._remember_body()

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **kwargs: Any) -> Any:
        """Remember the text as it was read: nobody else saves it before this instance does, but its save is refused."""
        row = super().from_db(db, field_names, values, **kwargs)
        row._remember_body()  # noqa: SLF001
        return row

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Remember what was read afresh."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        if fields is None:
            self._remember_body()

    def _remember_body(self) -> None:
        """What is stored; nothing where a part of it was left out of the query."""
        known = all(name in self.__dict__ for name in self.CONFIRMED_FIELDS)
        body = self.text_body() if known else {}
        # Texts as they are: only lists can change in place.
        kept = {name: copy.deepcopy(part) if isinstance(part, list) else part for name, part in body.items()}
        self._stored_body = kept if known else None

    def moved_in_bulk(self, fields: Collection[str]) -> set[str]:
        """A text that a pack moves is another edition too: what was confirmed before is void."""
        if not set(fields) & set(self.CONFIRMED_FIELDS):
            return set()
        self.edition += 1
        return {"edition"}

    def text_differs(self) -> bool:
        """Whether the confirmed text of this instance is another than the stored one."""
        stored = getattr(self, "_stored_body", None)
        if stored is None:
            stored = type(self)._base_manager.filter(pk=self.pk).values(*self.CONFIRMED_FIELDS).first()
        body = self.text_body()
        # Compared in the form that is hashed: a browser's line ends or a blank at a line's end are no other text.
        return stored not in (None, body) and text_lines(stored) != text_lines(body)

    @classmethod
    def kind_name(cls) -> str:
        """What the kind of text is called."""
        return str(capfirst(str(cls._meta.verbose_name)))

    @classmethod
    def named_by_code(cls) -> bool:
        """Whether a pairing has several of the kind, told apart by their code; else it has one."""
        return any(one.name == "code" for one in cls._meta.fields)

    @property
    def text_slug(self) -> str:
        """The text's name in addresses below its pairing, such as `action-plan` or `milestone-closing-meeting`."""
        return f"{self.TEXT_KIND}-{self.code}" if self.named_by_code() else self.TEXT_KIND

    def actors(self, grants: Grants) -> frozenset[str]:
        """It is a joint part of its pairing; a few kinds the staff alone write."""
        actors = self.pairing.actors(grants)
        return actors & {STAFF} if self.BY_STAFF else actors

    def get_text_page_url(self, name: str = "text") -> str:
        """The page on which the text is read and confirmed, or another one of the text's."""
        pairing = self.pairing
        return reverse(f"partnerships:{name}", args=[pairing.strand.code, pairing.code, self.text_slug])

    def get_text_edit_url(self) -> str:
        """The page on which the text is edited."""
        return self.get_text_page_url("text-edit")

    @classmethod
    def get_answer_url(cls, pairing: Pairing, slug: str) -> str:
        """Where a side reads a text of the kind and gives its word to it."""
        return reverse("partnerships:text", args=[pairing.strand.code, pairing.code, slug])

    @classmethod
    def blank(cls, pairing: Pairing) -> Self:
        """A text that nobody has written yet, unsaved."""
        text = cls()
        text.pairing = pairing
        return text

    @classmethod
    def text_rows(cls, pairing: Pairing) -> models.QuerySet[Any]:
        """The rows of a pairing that can have a text of their own."""
        rows: models.QuerySet[Any] = cls._default_manager.all()
        return rows.filter(pairing=pairing)

    @classmethod
    def written(cls) -> Q:
        """The rows in which there is anything to read; the same truth as `is_written`."""
        empty = Q()
        for name in cls.CONFIRMED_FIELDS:
            is_list = isinstance(cls._meta.get_field(name), models.JSONField)
            empty &= Q(**{name: [] if is_list else ""})
        return ~empty

    @property
    def is_written(self) -> bool:
        """Whether there is anything to read in it."""
        return any(self.text_body().values())

    def missing_label(self) -> str:
        """What is still to be written before anybody can be asked to confirm it; empty where nothing is."""
        return "" if self.is_written else str(_("Write the text first."))

    def silent_sides(self) -> list[str]:
        """The sides that have yet to write a part of their own; of most texts nobody."""
        return []

    def silent_label(self, names: str, number: int) -> str:
        """Says who has yet to write, by the names of the silent sides and their number."""
        del number
        return names

    @classmethod
    def asking(cls) -> Q:
        """The rows whose text both sides are to confirm; the same truth as `asks`."""
        return EVERY_ROW

    @property
    def asks(self) -> bool:
        """Whether both sides are to confirm the text."""
        return not self.unasked_label()

    @property
    def is_settled(self) -> bool:
        """Whether nobody is asked for the text any more, because of what became of its record."""
        return bool(self.settled_label())

    def settled_label(self) -> str:
        """Why there is nothing to confirm: what became of the record; empty while it can be confirmed."""
        return ""

    def unasked_label(self) -> str:
        """Why nobody is to confirm the text, be it settled or no longer asked for; empty where both sides are."""
        return self.settled_label()

    @property
    def is_workable(self) -> bool:
        """Whether its pairing lets anybody act on it: an open one, or a closed one where the kind says so."""
        pairing = self.pairing
        return pairing.is_open or (self.ALSO_ONCE_CLOSED and pairing.status == PairingStatus.CLOSED)

    def text_body(self) -> dict[str, Any]:
        """The confirmed text as data: field by field, in order."""
        return {name: getattr(self, name) for name in self.CONFIRMED_FIELDS}

    def taken_along(self) -> dict[str, Any]:
        """What the text takes over from other records as they are now, each time it is frozen, by its own fields."""
        return {}

    def frozen_body(self) -> dict[str, Any]:
        """The text as data with the names that others may change later, such as its record's title, as they are now."""
        return self.text_body()

    @classmethod
    def lines_of(cls, name: str, items: Iterable[Any]) -> list[TextLine]:
        """The lines of a part that is a list, of a frozen text too: told by what stands in the items alone."""
        del name
        return [line_of(item) for item in items]

    @classmethod
    def part_label(cls, name: str, pairing: Pairing) -> str:
        """What a part is called above its words; `name` is that of its field without the language."""
        del pairing
        if name in cls.PART_LABELS:
            return str(cls.PART_LABELS[name])
        names = {one.name: one.verbose_name for one in cls._meta.fields}
        return str(capfirst(str(names.get(name, name.replace("_", " ")))))

    @classmethod
    def title_of(cls, body: dict[str, Any]) -> tuple[str, str]:
        """What a frozen text is called, and the language of that: its record's title, else the kind of text."""
        for language in (reader_language(), "en", "ko") if cls.named_by_code() else ():
            if title := body.get(f"title_{language}"):
                return str(title), language
        return cls.kind_name(), reader_language()


@cache
def text_models() -> tuple[type[Confirmed], ...]:
    """Every kind of text of every app: first those that a pairing has once, then those named by their code."""
    found = [model for model in apps.get_models() if issubclass(model, Confirmed)]
    return tuple(sorted(found, key=lambda model: model.named_by_code()))


def text_model(slug: str) -> type[Confirmed] | None:
    """The kind of a text by its name in addresses; None for an unknown one."""
    for model in text_models():
        if slug.startswith(f"{model.TEXT_KIND}-") if model.named_by_code() else slug == model.TEXT_KIND:
            return model
    return None
