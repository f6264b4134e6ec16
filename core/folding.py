"""Text folded for search and order: any script, no accents, the same on every database."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection, models

from core.texts import reader_language

# Letters that NFKD leaves whole although readers type them as plain Latin.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "þ": "th", "ð": "d"})


def fold(text: str) -> str:
    """Casefold, drop marks, map stubborn letters; Hangul stays whole syllables.

    >>> fold("Málaga Łódź 부산")
    'malaga lodz 부산'
    """
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(unicodedata.normalize("NFC", bare.translate(_LETTERS)).split())


# PostgreSQL indexes no longer text: a third of a page, without what the index keeps for itself.
INDEXED_BYTES = 2600


LONG = 50_000  # letters at most of a text that is searched and never sorted by: it has no index


class FoldedField(models.CharField):
    """Keeps the folded form of other fields of its row, in binary order on every database.

    `sources` are the row's attributes; several are joined by a blank, so a search finds words
    of any of them. PostgreSQL sorts it by code point (collation C), as SQLite does by itself.
    """

    def __init__(self, *args: Any, sources: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 700)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("blank", True)
        self.sources = sources
        super().__init__(*args, **kwargs)

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Fold afresh at each save, so that it can never be out of date."""
        texts = (_text_of(getattr(model_instance, source, "")) for source in self.sources)
        folded = fold(" ".join(text for text in texts if text))[: self.max_length]
        if self.max_length != LONG:
            folded = folded.encode()[:INDEXED_BYTES].decode(errors="ignore")
        setattr(model_instance, self.attname, folded)
        return folded

    def db_parameters(self, connection: Any) -> Any:
        """Ask PostgreSQL for code point order."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters

    def deconstruct(self) -> Any:
        """Carry the sources into migrations and historical models."""
        name, path, args, kwargs = super().deconstruct()
        kwargs["sources"] = self.sources
        return name, path, args, kwargs


def _text_of(value: Any) -> str:
    """A text, or all texts in lists and objects, such as minutes item by item."""
    if isinstance(value, (list, dict)):
        parts = value.values() if isinstance(value, dict) else value
        return " ".join(_text_of(one) for one in parts if isinstance(one, (str, list, dict)))
    return str(value or "")


# Two consonants that a Korean keyboard joins where no vowel follows.
_PAIRS = ("ㄱㄴㄴㄹㄹㄹㄹㄹㄹㄹㅂ", "ㅅㅈㅎㄱㅁㅂㅅㅌㅍㅎㅅ")
_JOINED = {
    unicodedata.normalize("NFKD", joined): unicodedata.normalize("NFKD", one + two)
    for joined, one, two in zip("ㄳㄵㄶㄺㄻㄼㄽㄾㄿㅀㅄ", *_PAIRS, strict=True)
}
_FIRST_CONSONANT, _FIRST_SYLLABLE, _SYLLABLES_EACH = 0x1100, 0xAC00, 588


def query_parts(query: str) -> list[str]:
    """The folded words of a query. PostgreSQL knows no text with a zero byte."""
    return fold(query.replace("\x00", " ")).split()


def initials(word: str) -> str:
    """A folded word with Korean consonants as a regular expression: each stands for the syllables that it begins.

    >>> initials(fold("ㅂㅅ"))
    '[바-빟ᄇ] ?[사-싷ᄉ]'
    """
    letters = "".join(_JOINED.get(letter, letter) for letter in word)
    if not re.search("[ᄀ-ᄒ]", letters):
        return ""
    return " ?".join(_begun_by(letter) for letter in letters)


def _begun_by(letter: str) -> str:
    if not "ᄀ" <= letter <= "ᄒ":
        return re.escape(letter)
    first = _FIRST_SYLLABLE + (ord(letter) - _FIRST_CONSONANT) * _SYLLABLES_EACH
    return f"[{chr(first)}-{chr(first + _SYLLABLES_EACH - 1)}{letter}]"


def holds(words: Iterable[str], text: str) -> bool:
    """Whether a folded text holds every one of some folded words, as `matching` asks the database."""
    return all(re.search(pattern, text) if (pattern := initials(word)) else word in text for word in words)


def matching(words: str, *, field: str = "search_text") -> models.Q:
    """The condition that a folded field holds every word of a query, in any order; of consonants, its syllables."""
    condition = models.Q()
    for word in query_parts(words):
        pattern = initials(word)
        condition &= models.Q(**{f"{field}__regex": pattern} if pattern else {f"{field}__contains": word})
    return condition


def in_any(words: Iterable[str], *fields: str) -> models.Q:
    """The condition that every word stands in one of several folded fields."""
    condition = models.Q()
    for word in words:
        condition &= models.Q.create([matching(word, field=field) for field in fields], connector=models.Q.OR)
    return condition


@cache
def _searched() -> list[type[models.Model]]:
    """The models with a folded text, without their saved versions."""
    found = [model for model in apps.get_models() if not hasattr(model, "instance_type")]
    return [model for model in found if any(field.name == "search_text" for field in model._meta.fields)]


def models_matching(words: str) -> set[type[models.Model]]:
    """The models of which any row has all words in its folded text, whoever reads it; one query."""
    operators: dict[str, str] = connection.operators  # type: ignore[attr-defined]
    asked = [(word, initials(word)) for word in query_parts(words)]
    patterns = [pattern or f"%{connection.ops.prep_for_like_query(word)}%" for word, pattern in asked]
    among = _searched()
    each_word = (f"search_text {operators['regex' if pattern else 'contains']}" for _word, pattern in asked)
    known = " AND ".join(each_word) or "1 = 1"
    each = (
        f'SELECT {number} WHERE EXISTS (SELECT 1 FROM "{model._meta.db_table}" WHERE {known})'  # noqa: S608
        for number, model in enumerate(among)
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(each), patterns * len(among))
        return {among[number] for (number,) in cursor.fetchall()}


def _name_order() -> str:
    return "order_ko" if reader_language() == "ko" else "search_text"


class ByName(models.F):
    """The order in which the reader finds a name on the page: `order_by(ByName("partner__"), "pk")`.

    On Korean pages it is that of the Korean names, else of the English ones; such records keep two folded texts,
    `search_text` beginning with the English name and `order_ko` with the Korean one. The language is asked when
    the query is made, so a column may name its order once for all.
    """

    def __init__(self, path: str = "") -> None:
        super().__init__(f"{path}search_text")
        self.path = path

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Any:
        """The field of the reader's language."""
        return models.F(f"{self.path}{_name_order()}").resolve_expression(*args, **kwargs)


def name_key(row: Any) -> str:
    """The same order for rows that are already read: `sorted(partners, key=name_key)`."""
    return getattr(row, _name_order())
