"""Which names resemble a new one, in either script: pure functions, the same answer every time.

A name is taken apart into words. In Latin script these are its words without those that say nothing ("of", "Ltd.");
in Hangul, where a name is written with or without blanks, what is left of it between the words that many names
share. Words count by what they tell: a distinctive one 1, the name of a place less, a common one ("City",
"University", 재단) least, forms of companies (주식회사, "Inc.") nothing. Two names resemble each other where the weight
of the words they share, exactly or but for a few letters, makes up most of the weight of both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

from core.folding import fold

THRESHOLD = 0.65  # from here on two names are shown to whoever adds one
MOST = 6  # as many as one looks at
DISTINCTIVE, PLACE, TELLING, COMMON = 1.0, 0.5, 0.5, 0.25
# How alike two words must be to be taken for one, mistyped: in Hangul two syllables of three tell much more.
LATIN_ALIKE, HANGUL_ALIKE = 0.8, 0.5
BEGINNING = 0.7  # a word of Hangul that begins another: 기아, 기아자동차
SHORTEST_ACRONYM = 3


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


SILENT = _listed("""
    of the and for in at to de del der des di do da du la le les el los las och og van von und et e y a an
    inc ltd llc plc corp corporation co company gmbh ag sa sl oy ab bv nv spa srl
""")
COMMON_WORDS = _listed("""
    city cities town metropolitan municipal municipality government administration region regional provincial
    institute school college academy foundation association society agency authority office department ministry
    directorate general center national international european republic korea korean europe global group holdings
    research development promotion industry technology cooperation network organisation committee
""")
# What kind of body it is parts two of one city: its council, its university.
TELLING_WORDS = _listed("university council district gu assembly parliament chamber")
COMMON_KO = _listed("""
    특별자치시 특별자치도 특별시 광역시 구청 시청 군청 도청 대학원 연구원 연구소 진흥원 개발원 산업 국제 한국 교류 협력
    재단 센터 협회 협의회 연합회 연합 기관 공사 공단 정부 본부 그룹
""")
TELLING_KO = _listed("대학교 대학 의회 총국 위원회")
# One word for several ways of writing it.
SAME = {"centre": "center", "centres": "center", "centers": "center", "univ": "university"}
# The forms of companies and foundations in Korean, which stand before or behind a name, often in brackets.
FORMS_KO = ("주식회사", "유한회사", "재단법인", "사단법인", "(주)", "(유)", "(재)", "(사)", "(株)")

_HANGUL = re.compile("[가-힣]")
# Runs of Hangul that only blanks and points part belong together.
_RUN = re.compile(r"[가-힣](?:[\s·.,&-]*[가-힣])*|[^\W_가-힣]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile("[^가-힣]+")


class Token(NamedTuple):
    """A word of a name and how much it tells."""

    text: str
    weight: float


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as it is compared: any key, and all names that it goes by."""

    key: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Resemblance:
    """One that resembles the new name, and how much: 1 is the same words."""

    key: int
    score: float


def resembling(names: Iterable[str], existing: Iterable[Named], *, places: Collection[str] = ()) -> list[Resemblance]:
    """The `existing` ones that one of the new `names` resembles, the most alike first; at most MOST.

    `places` are the names of cities, in any script: that two bear the same one says little.
    """
    known = frozenset(folded for place in places if (folded := fold(place)))
    mine = [words for name in names for words in _variants(name, known)]
    found: dict[int, float] = {}
    for other in existing:
        theirs = [words for name in other.names for words in _variants(name, known)]
        score = max((_likeness(one, two) for one in mine for two in theirs), default=0.0)
        if score >= THRESHOLD:
            found[other.key] = max(score, found.get(other.key, 0.0))
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Resemblance(key, round(score, 3)) for key, score in ordered[:MOST]]


def _likeness(one: tuple[Token, ...], two: tuple[Token, ...]) -> float:
    """From 0 (nothing in common) to 1 (the same words, in whatever order)."""
    if not one or not two:
        return 0.0
    whole = sum(word.weight for word in (*one, *two))
    return max(2 * _shared(one, two) / whole, _acronym(one, two), _acronym(two, one), _run_together(one, two))


def _shared(one: tuple[Token, ...], two: tuple[Token, ...]) -> float:
    """The weight of the words in common; each word is paired once, the best pairs first."""
    pairs = sorted(
        (
            (alike * min(first.weight, second.weight), -here, -there)
            for here, first in enumerate(one)
            for there, second in enumerate(two)
            if (alike := _alike(first.text, second.text))
        ),
        reverse=True,
    )
    used: set[tuple[str, int]] = set()
    shared = 0.0
    for weight, here, there in pairs:
        if not used & {("one", here), ("two", there)}:
            used |= {("one", here), ("two", there)}
            shared += weight
    return shared


@lru_cache(maxsize=65_536)
def _alike(one: str, two: str) -> float:
    """How alike two words are; 0 where they are different words, or of two scripts."""
    if one == two:
        return 1.0
    hangul = bool(_HANGUL.search(one))
    least = HANGUL_ALIKE if hangul else LATIN_ALIKE
    if hangul != bool(_HANGUL.search(two)) or one.isdigit() or two.isdigit():
        return 0.0
    if not hangul and min(len(one), len(two)) <= SHORTEST_ACRONYM:
        return 0.0  # of three letters, one is a third
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    # Which of two words comes first must not matter.
    ratio = max(matcher.ratio(), SequenceMatcher(None, two, one, autojunk=False).ratio())
    if hangul and min(len(one), len(two)) > 1 and (one.startswith(two) or two.startswith(one)):
        ratio = max(ratio, BEGINNING)
    return ratio if ratio >= least else 0.0


def _acronym(one: tuple[Token, ...], two: tuple[Token, ...]) -> float:
    """Whether the one word of `one` is made of the first letters of `two`."""
    if len(one) != 1 or len(two) < SHORTEST_ACRONYM:
        return 0.0
    return 0.9 if one[0].text == "".join(word.text[0] for word in two) else 0.0


def _run_together(one: tuple[Token, ...], two: tuple[Token, ...]) -> float:
    """Whether they are the same but for the blanks: Samwon FA, SamwonFA."""
    return 0.95 if "".join(word.text for word in one) == "".join(word.text for word in two) else 0.0


@lru_cache(maxsize=16_384)
def _variants(name: str, places: frozenset[str]) -> tuple[tuple[Token, ...], ...]:
    """A name, and where it has brackets what stands outside and inside of them, each as words."""
    folded = fold(name).replace("european union", "eu")
    for form in FORMS_KO:
        folded = folded.replace(form, " ")
    texts = [folded, _BRACKETS.sub(" ", folded), *_BRACKETS.findall(folded)]
    return tuple(dict.fromkeys(words for text in texts if (words := tuple(dict.fromkeys(_tokens(text, places))))))


def _tokens(text: str, places: frozenset[str]) -> Iterator[Token]:
    for run in _RUN.findall(text.replace("'", "")):
        if _HANGUL.match(run):
            yield from _hangul_tokens(_BETWEEN.sub("", run), places)
        elif run not in SILENT:
            word = SAME.get(run, run)
            yield Token(word, _weight(word, places))


def _weight(word: str, places: frozenset[str]) -> float:
    if word in places:
        return PLACE
    if word in TELLING_WORDS:
        return TELLING
    return COMMON if word in COMMON_WORDS else DISTINCTIVE


def _hangul_tokens(run: str, places: frozenset[str]) -> Iterator[Token]:
    """Cut a run of Hangul at the words that many names share, the longest first; a lone syllable tells little."""
    shared, weights = _shared_in_hangul(places)
    for piece in shared.split(run):
        if piece:
            yield Token(piece, weights.get(piece, COMMON if len(piece) == 1 else DISTINCTIVE))


@lru_cache(maxsize=16)
def _shared_in_hangul(places: frozenset[str]) -> tuple[re.Pattern[str], dict[str, float]]:
    """The words that many Korean names share, as one pattern, with their weights."""
    weights = dict.fromkeys(COMMON_KO, COMMON) | dict.fromkeys(TELLING_KO, TELLING)
    weights |= {place: PLACE for place in places if _HANGUL.search(place) and len(place) > 1}
    ordered = sorted(weights, key=lambda word: (-len(word), word))
    return re.compile(f"({'|'.join(re.escape(word) for word in ordered)})"), weights
