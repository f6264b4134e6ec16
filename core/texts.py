"""Texts in two languages on one record: which to show, which is older than its pair, and what differs in two."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from difflib import SequenceMatcher
from typing import Any, Literal

from django.contrib.contenttypes.fields import GenericRelation
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.functional import cached_property, lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, gettext_lazy as _, override

LANGUAGES = ("en", "ko")
_written: ContextVar[Callable[[], tuple[str, ...]]] = ContextVar("_written", default=lambda: LANGUAGES)
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_LATIN = re.compile("[A-Za-z]")
UNDONE = _("Undone")  # the reason that is proposed for what takes an act back


class SecondLanguage(models.TextChoices):
    """The language beside English in which a strand's coordinators write."""

    NONE = "", _("English alone")
    KOREAN = "ko", _("Korean")
    JAPANESE = "ja", _("Japanese")
    CHINESE = "zh-hans", _("Simplified Chinese")
    VIETNAMESE = "vi", _("Vietnamese")
    INDONESIAN = "id", _("Indonesian")
    SPANISH = "es", _("Spanish")
    PORTUGUESE = "pt-br", _("Brazilian Portuguese")
    FRENCH = "fr", _("French")


def reader_language() -> str:
    """The language of the page being made: `en` or `ko`."""
    return "ko" if (get_language() or "en").startswith("ko") else "en"


@contextmanager
def written_in(languages: Callable[[], tuple[str, ...]]) -> Iterator[None]:
    """While a page is made: in which languages its strand is written, asked where somebody wants to know it."""
    token = _written.set(languages)
    try:
        yield
    finally:
        _written.reset(token)


def written_languages() -> tuple[str, ...]:
    """The languages of the strand at hand, the reader's first: English and Korean, or English alone.

    What is not among them is neither asked for nor missing. Outside of pages both are.
    """
    return tuple(reading_order(_written.get()()))


def written_of(names: Mapping[str, str]) -> list[tuple[str, str]]:
    """Codes and names of those of some languages that the strand at hand has, in their order."""
    written = written_languages()
    return [(code, name) for code, name in names.items() if code in written]


def in_two_languages() -> bool:
    """Whether the strand at hand has a language beside English."""
    return len(written_languages()) > 1


def _nothing_written() -> str:
    return str(_("Write it in at least one language.") if in_two_languages() else _("Fill this in."))


NOTHING_WRITTEN = lazy(_nothing_written, str)()


def reading_order(languages: Iterable[str] = LANGUAGES) -> list[str]:
    """Languages, the reader's first."""
    return sorted(languages, key=lambda language: language != reader_language())


def in_reading_order(*names: str) -> list[str]:
    """The fields of texts in two languages, each pair with the reader's language first."""
    return [f"{name}_{language}" for name in names for language in reading_order()]


def in_both(row: Any, name: str) -> dict[str, str]:
    """A text of a record in both languages, to be kept in words that others read: `in_both(event, "title")`."""
    return {language: getattr(row, f"{name}_{language}") for language in LANGUAGES}


def name_in_both(record: Any) -> dict[str, str]:
    """What a record is called on a page in each language, to be kept in words that others read."""
    found = {}
    for language in LANGUAGES:
        with override(language):
            found[language] = str(record)
    return found


def in_readers_language(texts: Mapping[str, str]) -> str:
    """What `in_both` kept, in the reader's language, else in the other."""
    return texts.get(reader_language()) or next((text for text in texts.values() if text), "")


def pick(english: str, korean: str) -> tuple[str, str]:
    """A text in the reader's language, else in the other one, and the language it is in."""
    if reader_language() == "ko":
        return (korean, "ko") if korean else (english, "en")
    return (english, "en") if english else (korean, "ko")


def picked(english: str, korean: str) -> str:
    """The text alone, of a row that was read as a tuple."""
    return pick(english, korean)[0]


def writer_language(text: str) -> str:
    """The language of a free text: Korean where Hangul prevails, else English.

    A syllable of Hangul stands for two letters or three, and a Korean text may quote a Latin name.
    """
    hangul = len(_HANGUL.findall(text))
    return "ko" if hangul and hangul * 2 >= len(_LATIN.findall(text)) else "en"


def in_naming_order(names: Iterable[str]) -> list[str]:
    """The fields of a form with the name that the reader's language says first in front."""
    rank = ("family_name", "given_name") if reader_language() == "ko" else ("given_name", "family_name")
    left = list(rank)
    return [left.pop(0) if name in rank else name for name in names]


def in_reading_script(latin: str, native: str) -> tuple[str, str]:
    """A person's name as the page writes it, in Korean in Hangul where it was given so, and in the other script."""
    names = (native, latin) if reader_language() == "ko" and writer_language(native) == "ko" else (latin, native)
    return names[0] or names[1], names[1] if names[1] != names[0] and names[0] else ""


class TwoLanguageText:
    """`row.title` for the pair `title_en`, `title_ko`: the reader's language, else the other."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        if row is None:
            return self
        return self.pick(row)[0]

    def pick(self, row: Any) -> tuple[str, str]:
        """The text to show and the language it is in."""
        return pick(getattr(row, f"{self.name}_en"), getattr(row, f"{self.name}_ko"))


def is_stale(field: str) -> models.Q:
    """The rows whose `stale_texts` name a field; one whose name ends or begins with that of another is another."""
    return (
        models.Q(stale_texts=field)
        | models.Q(stale_texts__startswith=f"{field} ")
        | models.Q(stale_texts__endswith=f" {field}")
        | models.Q(stale_texts__contains=f" {field} ")
    )


class AsRead(models.Model):
    """A row that knows what was read of it, to see at the save which text moved."""

    _read: tuple[Any, Any] | None = None

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, **kwargs: Any) -> Any:
        row = super().from_db(db, field_names, values, **kwargs)
        row._read = field_names, values  # noqa: SLF001
        return row


class BilingualTexts(AsRead):
    """A record with texts in two languages, which remembers which one has grown stale.

    `stale_texts` names, separated by blanks, the fields whose pair was edited later. A save that
    changes one language alone marks the other; editing that one too, or clearing either, unmarks.
    """

    BILINGUAL: tuple[str, ...] = ()

    stale_texts = models.CharField(max_length=200, blank=True, editable=False)
    translations = GenericRelation("core.Translation", "record_id", "record_type")

    class Meta:
        abstract = True

    @cached_property
    def _loaded_texts(self) -> dict[str, str]:
        """The texts as they were read: few rows are saved, so it is asked of those alone."""
        texts = {f"{name}_{language}" for name in self.BILINGUAL for language in LANGUAGES}
        read = zip(*self._read, strict=True) if self._read else ()
        return {field: value for field, value in read if field in texts}

    def refresh_from_db(self, using: Any = None, fields: Any = None, from_queryset: Any = None) -> None:
        """Remember what was read afresh, be it the row or one field that was left out before."""
        super().refresh_from_db(using=using, fields=fields, from_queryset=from_queryset)
        before = self._loaded_texts
        self._remember_texts()
        if fields is not None:
            now = self._loaded_texts
            self._loaded_texts = before | {name: now[name] for name in fields if name in now}

    def _remember_texts(self) -> None:
        self._loaded_texts = {
            field: self.__dict__[field]
            for name in self.BILINGUAL
            for field in (f"{name}_en", f"{name}_ko")
            if field in self.__dict__
        }

    def mark_stale_texts(self) -> None:
        """Work out `stale_texts` from what changed since the row was read; a pair that comes back has its own marks."""
        stale = set(self.stale_texts.split())
        for name in self.BILINGUAL:
            pair = (f"{name}_en", f"{name}_ko")
            texts = {field: getattr(self, field) for field in pair}
            # Asked after the texts: a field left out of the query is read, and remembered, by then.
            before = self._loaded_texts
            changed = [field for field in pair if before.get(field, "") != texts[field]]
            if not all(texts.values()) or len(changed) == len(pair):
                stale -= set(pair)
            elif changed and stale & set(pair) and (stood := self._marks_beside(texts)) is not None:
                stale = (stale - set(pair)) | (stood & set(pair))
            elif changed:
                newer = changed[0]
                if newer in stale:
                    stale -= {newer}
                elif before.get(newer):
                    stale |= set(pair) - {newer}
        self.stale_texts = " ".join(sorted(stale))

    def _marks_beside(self, texts: Mapping[str, str]) -> set[str] | None:
        """What was stale when these texts last stood together; None where they never did."""
        history: Any = self.history  # type: ignore[attr-defined]
        found = history.filter(**texts).values_list("stale_texts", flat=True).first()
        return None if found is None else set(found.split())

    def translation_wanted(self) -> list[str]:
        """The fields that lack the text their pair has, in the languages of the strand at hand."""
        written = written_languages()
        return [
            f"{name}_{language}"
            for name in self.BILINGUAL
            for language, other in (LANGUAGES, LANGUAGES[::-1])
            if language in written and getattr(self, f"{name}_{other}") and not getattr(self, f"{name}_{language}")
        ]


class OneLanguageTexts(AsRead):
    """A row whose texts are written once, in the language of whoever wrote them, such as a reason.

    Beside each of `WRITTEN_ONCE`, such as `reason`, `reason_other` holds the same in the other language, which whoever
    works on the record it is `WRITTEN_IN` may add: the one of these keys of the row that is set; the row itself, where
    there are none. Other words have no translation yet; those that the row had before come back with theirs.
    """

    WRITTEN_ONCE: tuple[str, ...] = ()
    WRITTEN_IN: tuple[str, ...] = ()
    SAID_ALIKE: tuple[Any, ...] = (UNDONE,)  # what the portal itself says there

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the translations of words that are new as these had them before, and of what the portal says itself."""
        moved = self.move_translations() + self._bring_back_translations()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], *moved}
        super().save(*args, **kwargs)

    def move_translations(self) -> list[str]:
        """Empty the translation of each text that has other words than were read, and fill in that of `SAID_ALIKE`."""
        read = dict(zip(*self._read, strict=True)) if self._read else {}
        moved = []
        for name in self.WRITTEN_ONCE:
            other, text = f"{name}_other", getattr(self, name)
            if read.get(other) and read.get(name) != text and read[other] == getattr(self, other):
                setattr(self, other, "")
                moved.append(other)
            alike = self.SAID_ALIKE if text and not getattr(self, other) else ()
            if said := next((both for one in alike if text in (both := name_in_both(one)).values()), None):
                setattr(self, other, said[other_language(writer_language(text))])
                moved.append(other)
        return moved

    def _bring_back_translations(self) -> list[str]:
        """Fill in what the words had when they last stood there, as where an act is undone; names what it wrote.

        What an act says itself in the other language holds. A reason is given anew with each act.
        """
        read = dict(zip(*self._read, strict=True)) if self._read else {}
        history: Any = getattr(self, "history", None)
        moved = []
        for name in self.WRITTEN_ONCE if history else ():
            other, text = f"{name}_other", getattr(self, name)
            is_new = text and name in read and read[name] != text and not name.endswith("reason")
            if is_new and not getattr(self, other):
                setattr(self, other, history.filter(**{name: text}).values_list(other, flat=True).first() or "")
                moved.append(other)
        return moved

    @property
    def text_record(self) -> Any:
        """The record that it is written in."""
        keys = (getattr(self, key) for key in self.WRITTEN_IN)
        return next((record for record in keys if record), None) if self.WRITTEN_IN else self

    def language_wanted(self, name: str) -> str:
        """The language in which a text is missing; empty where none is."""
        text = getattr(self, name)
        wanted = "" if not text or getattr(self, f"{name}_other") else other_language(writer_language(text))
        return wanted if wanted in written_languages() else ""

    def in_reading_language(self, name: str) -> str:
        """A text in the reader's language, else as it was written."""
        text, other = getattr(self, name), getattr(self, f"{name}_other")
        return str(other if other and writer_language(text) != reader_language() else text)


def other_text(name: Any) -> Any:
    """The field of a text in the language that it was not written in."""
    return models.TextField(format_lazy("{} ({})", name, _("other language")), blank=True, editable=False)


def other_language(language: str) -> str:
    """Of the two, the one that it is not."""
    return "en" if language == "ko" else "ko"


def label_of(model: type[models.Model], name: str) -> str:
    """A field, or a period of several columns, as its user knows it."""
    try:
        label = getattr(model._meta.get_field(name), "verbose_name", name)
    except FieldDoesNotExist:
        label = getattr(getattr(model, name, None), "label", name)
    return capfirst(str(label))


type Kind = Literal["same", "added", "removed"]
type Piece = tuple[Kind, str]  # a stretch of text that stands in both texts, only in the newer or only in the older

# White space, a mark that stands beside words, or a word. What is joined without a blank between stays one word:
# a Korean word with its particle, an emoji of several signs.
_WORDS = re.compile(r"\s+|[.,;:!?()\[\]{}“”‘’\"'·…、。]|[^\s.,;:!?()\[\]{}“”‘’\"'·…、。]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")
# Words of both texts together; past it they are compared line by line, so that a page never waits for a comparison.
_MOST_WORDS = 12_000


def compare_texts(old: str, new: str) -> list[Piece]:
    """The pieces of both texts in reading order; where one replaces another, the removed one comes first.

    What is not `added` gives the older text, what is not `removed` the newer one.

    >>> compare_texts("in March 2018", "in April 2018")
    [('same', 'in '), ('removed', 'March'), ('added', 'April'), ('same', ' 2018')]
    """
    return _compared(*_split(_plain(old), _plain(new)))


def _compared(before: list[str], after: list[str]) -> list[Piece]:
    changes: list[tuple[Kind, list[str]]] = []
    # Blanks are matched beside words only, else every blank of a long text would be tried against every other.
    matcher = SequenceMatcher(str.isspace, before, after)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            changes.append(("same", before[i1:i2]))
        else:
            changes += [("removed", before[i1:i2]), ("added", after[j1:j2])]
    return _joined(changes)


def before(pieces: Iterable[Piece]) -> list[Piece]:
    """The older text of a comparison, with what was removed marked."""
    return [piece for piece in pieces if piece[0] != "added"]


def after(pieces: Iterable[Piece]) -> list[Piece]:
    """The newer text of a comparison, with what was added marked."""
    return [piece for piece in pieces if piece[0] != "removed"]


def _plain(text: str) -> str:
    """One way to end a line and one way to write a syllable: a Mac's keyboard may send Hangul in parts."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n"))


def _split(old: str, new: str) -> tuple[list[str], list[str]]:
    words = _WORDS.findall(old), _WORDS.findall(new)
    if len(words[0]) + len(words[1]) > _MOST_WORDS:
        return _LINES.findall(old), _LINES.findall(new)
    return words


def _joined(changes: list[tuple[Kind, list[str]]]) -> list[Piece]:
    """Neighbours of one kind in one piece; a blank between two changed words counts as changed with them."""
    pieces: list[Piece] = []
    removed, added = "", ""

    def close() -> None:
        nonlocal removed, added
        changed: list[Piece] = [("removed", removed), ("added", added)]
        pieces.extend(piece for piece in changed if piece[1])
        removed = added = ""

    for at, (kind, words) in enumerate(changes):
        text = "".join(words)
        if kind == "removed":
            removed += text
        elif kind == "added":
            added += text
        elif text.isspace() and "\n" not in text and removed and added and at + 1 < len(changes):
            removed, added = removed + text, added + text
        elif text:
            close()
            pieces.append(("same", text))
    close()
    return pieces
