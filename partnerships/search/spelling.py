"""What a search may have meant that finds little: the names that are nearest to its words."""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import pairwise
from typing import Any

from django.db.models import F, Q

from core import clock
from core.access import Grants
from core.folding import query_parts
from partnerships.models import Organisation, Participation, Project, Theme
from partnerships.people.selectors import posts_on

SHORTEST, LONG = 4, 8  # letters of a word: from here on one, and two of them may be wrong


def respelled(grants: Grants, query: str) -> str:
    """The query with the nearest names in place of words that no name has; empty where that changes nothing.

    Names are those of partners, people, organisations, projects and topics that the reader sees; one query at most.
    """
    words = query_parts(query)
    pieces = [piece for word in words if len(_letters(word)) >= SHORTEST for piece in _pieces(word)]
    names = _names_with(grants, pieces) if pieces else set()
    meant = [word if any(word in name for name in names) else nearest(word, names) or word for word in words]
    return "" if meant == words else " ".join(meant)


def nearest(word: str, names: Iterable[str]) -> str:
    """Of some folded names the one that is the word but for a letter or two, else begins so; nothing where none is.

    >>> nearest("barcelone", ["valencia", "barcelona"])
    'barcelona'
    """
    typed, wrong = _letters(word), _wrong(word)
    names = set(names)
    for meant in (names, {name[: len(word)] for name in names}) if wrong else ():
        near = {letters: name for name in meant if abs(len(letters := _letters(name)) - len(typed)) <= wrong}
        # A letter that is another one counts in both words, one that is too many in one of them.
        if found := get_close_matches(typed, sorted(near), n=1, cutoff=1 - (wrong + 0.01) / len(typed)):
            return near[found[0]]
    return ""


def _letters(word: str) -> str:
    """Hangul by its letters: of a syllable one may be wrong."""
    return unicodedata.normalize("NFD", word)


def _wrong(word: str) -> int:
    letters = len(_letters(word))
    return (letters >= SHORTEST) + (letters >= LONG)


def _pieces(word: str) -> list[str]:
    """As many pieces and one more than letters may be wrong: one of them is right, and a name with it can be meant."""
    count = min(_wrong(word) + 1, len(word))
    ends = [len(word) * number // count for number in range(count + 1)]
    return [word[start:end] for start, end in pairwise(ends)]


def _names_with(grants: Grants, pieces: Iterable[str]) -> set[str]:
    """The words of names that have any of the pieces; none of an address of mail, which not everybody sees."""
    members, roles, _deputies = posts_on(clock.today(), grants)
    sources = (
        (Participation.objects.visible_to(grants), "partner__search_text"),
        (Organisation.objects.visible_to(grants), "search_text"),
        (Project.objects.visible_to(grants), "search_text"),
        (Theme.objects.visible_to(grants), "search_text"),
        (members, "user__search_text"),
        (roles, "user__search_text"),
    )
    found: list[Any] = []
    for rows, path in sources:
        having = Q.create([Q(**{f"{path}__contains": piece}) for piece in pieces], connector=Q.OR)
        found.append(rows.filter(having).order_by().annotate(found=F(path)).values_list("found", flat=True))
    texts = found[0].union(*found[1:]).order_by()
    return {word for text in texts for word in text.split() if "@" not in word}
