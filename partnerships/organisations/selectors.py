"""Organisations: what strands say of one, and which ones a new name resembles, in either script.

A name is taken apart into words. In Latin script these are its words without those that say nothing ("of", "Ltd.");
in Hangul, where a name is written with or without blanks, what is left of it between the words that many names
share. Words count by what they tell: a distinctive one 1, the name of a place less, a common one ("City",
"University", 재단) least, forms of companies (주식회사, "Inc.") nothing. Two names resemble each other where the weight
of the words they share, exactly or but for a few letters, makes up most of the weight of both.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core.folding import fold
from partnerships.models import City, Organisation, Strand

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import DirectoryEntry

THRESHOLD = 0.65  # from here on two names are shown to whoever adds one
MOST = 6  # as many as one looks at
DISTINCTIVE, PLACE, TELLING, COMMON, SILENT = 1.0, 0.5, 0.5, 0.25, 0.0
# How alike two words must be to be taken for one, mistyped: in Hangul two syllables of three tell much more.
LATIN_ALIKE, HANGUL_ALIKE = 0.8, 0.5
BEGINNING = 0.7  # a word of Hangul that begins another: 기아, 기아자동차
SHORTEST_ACRONYM = 3


def _weighed(words: Mapping[float, str]) -> dict[str, float]:
    return {word: weight for weight, text in words.items() for word in text.split()}


# What kind of body it is parts two of one city: its council, its university.
_LATIN = _weighed(
    {
        SILENT: "of the and for in at to de del der des di do da du la le les el los las och og van von und et e y a "
        "an inc ltd llc plc corp corporation co company gmbh ag sa sl oy ab bv nv spa srl",
        COMMON: "city cities town metropolitan municipal municipality government administration region regional "
        "provincial institute school college academy foundation association society agency authority office "
        "department ministry directorate general center national international european republic korea korean europe "
        "global group holdings research development promotion industry technology cooperation network organisation "
        "committee",
        TELLING: "university council district gu assembly parliament chamber",
    }
)
_KOREAN = _weighed(
    {
        COMMON: "특별자치시 특별자치도 특별시 광역시 구청 시청 군청 도청 대학원 연구원 연구소 진흥원 개발원 산업 국제 "
        "한국 교류 협력 재단 센터 협회 협의회 연합회 연합 기관 공사 공단 정부 본부 그룹",
        TELLING: "대학교 대학 의회 총국 위원회",
    }
)
# One word for several ways of writing it.
SAME = {"centre": "center", "centres": "center", "centers": "center", "univ": "university"}
# The forms of companies and foundations in Korean, which stand before or behind a name, often in brackets.
FORMS_KO = ("주식회사", "유한회사", "재단법인", "사단법인", "(주)", "(유)", "(재)", "(사)", "(株)")

_HANGUL = re.compile("[가-힣]")
# Runs of Hangul that only blanks and points part belong together.
_RUN = re.compile(r"[가-힣](?:[\s·.,&-]*[가-힣])*|[^\W_가-힣]+")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_BETWEEN = re.compile("[^가-힣]+")


def resembling_organisations(*, name_en: str, name_ko: str, without: int | None = None) -> list[Organisation]:
    """The organisations of the whole portal that one of the two names resembles, the most alike first.

    Organisations are shared, so those of other strands count too, and the names of those that were merged stand
    for what they became. `without` leaves one out. Three queries.
    """
    rows = Organisation.objects.order_by("pk").values_list("pk", "merged_into_id", "name_en", "name_ko", "code")
    existing = (
        (merged or pk, (english, korean, code.replace("-", " ")))
        for pk, merged, english, korean, code in rows
        if (merged or pk) != without
    )
    places = [name for names in City.objects.values_list("name_en", "name_ko", "name_local") for name in names if name]
    found = resembling((name_en, name_ko), existing, places=places)
    by_key = Organisation.objects.select_related("city").in_bulk([key for key, _score in found])
    return [by_key[key] for key, _score in found]


def resembling(
    names: Iterable[str], existing: Iterable[tuple[int, Iterable[str]]], *, places: Collection[str] = ()
) -> list[tuple[int, float]]:
    """Which of the `existing` ones, each a key and all its names, one of the new `names` resembles; at most MOST.

    Their keys, the most alike first, each with how much: 1 is the same words. `places` are the names of cities, in any
    script: that two bear the same one says little.
    """
    known = frozenset(folded for place in places if (folded := fold(place)))
    mine = [words for name in names for words in _variants(name, known)]
    found: dict[int, float] = {}
    for key, its_names in existing:
        theirs = [words for name in its_names for words in _variants(name, known)]
        score = max((_likeness(one, two) for one in mine for two in theirs), default=0.0)
        if score >= THRESHOLD:
            found[key] = max(score, found.get(key, 0.0))
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [(key, round(score, 3)) for key, score in ordered[:MOST]]


def _likeness(one: dict[str, float], two: dict[str, float]) -> float:
    """From 0 (nothing in common) to 1 (the same words, in whatever order); the same but for the blanks: Samwon FA."""
    shared = 2 * _shared(one, two) / sum((*one.values(), *two.values()))
    run_together = 0.95 if "".join(one) == "".join(two) else 0.0
    return max(shared, run_together, _acronym(one, two), _acronym(two, one))


def _shared(one: dict[str, float], two: dict[str, float]) -> float:
    """The weight of the words in common; each word is paired once, the best pairs first."""
    pairs = sorted(
        (
            (alike * min(one[first], two[second]), -here, -there)
            for here, first in enumerate(one)
            for there, second in enumerate(two)
            if (alike := _alike(first, second))
        ),
        reverse=True,
    )
    mine, theirs, shared = set(), set(), 0.0
    for weight, here, there in pairs:
        if here not in mine and there not in theirs:
            mine.add(here)
            theirs.add(there)
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


def _acronym(one: dict[str, float], two: dict[str, float]) -> float:
    """Whether the one word of `one` is made of the first letters of `two`."""
    made = len(one) == 1 and len(two) >= SHORTEST_ACRONYM and "".join(one) == "".join(word[0] for word in two)
    return 0.9 if made else 0.0


@lru_cache(maxsize=16_384)
def _variants(name: str, places: frozenset[str]) -> list[dict[str, float]]:
    """A name, and where it has brackets what stands outside and inside of them, each as words with their weights."""
    folded = fold(name).replace("european union", "eu")
    for form in FORMS_KO:
        folded = folded.replace(form, " ")
    texts = dict.fromkeys([folded, _BRACKETS.sub(" ", folded), *_BRACKETS.findall(folded)])
    return [words for text in texts if (words := dict(_tokens(text, places)))]


def _tokens(text: str, places: frozenset[str]) -> Iterator[tuple[str, float]]:
    """A run of Hangul is cut at the words that many names share, the longest first; a lone syllable tells little."""
    shared, weights = _shared_in_hangul(places)
    for run in _RUN.findall(text.replace("'", "")):
        if _HANGUL.match(run):
            for piece in filter(None, shared.split(_BETWEEN.sub("", run))):
                yield piece, weights.get(piece, COMMON if len(piece) == 1 else DISTINCTIVE)
        elif weight := _LATIN.get(word := SAME.get(run, run), DISTINCTIVE):
            yield word, PLACE if word in places else weight


@lru_cache(maxsize=16)
def _shared_in_hangul(places: frozenset[str]) -> tuple[re.Pattern[str], dict[str, float]]:
    """The words that many Korean names share, as one pattern, with their weights."""
    weights = _KOREAN | {place: PLACE for place in places if _HANGUL.search(place) and len(place) > 1}
    ordered = sorted(weights, key=lambda word: (-len(word), word))
    return re.compile(f"({'|'.join(re.escape(word) for word in ordered)})"), weights


# What strands say of a record that they share.


def description_of(record: Any, *, strand: Strand, grants: Grants) -> dict[str, list[tuple[Any, str]]]:
    """The `notes` and the `sources` of all strands on a record, each with whose it is; one query.

    This strand's own come first and need no name; another says what has not been said yet, and is named to whoever
    may know of it.
    """
    notes: dict[str, str] = {}
    sources: dict[str, str] = {}
    for entry in _own_first(record.entries.select_related("strand"), strand):
        may_know = grants.is_administrator or entry.strand_id in grants.strands
        whose = "" if entry.strand_id == strand.pk else str(entry.strand) if may_know else _("another strand")
        if entry.note:
            notes.setdefault(entry.note, whose)
        for address in entry.addresses:
            sources.setdefault(address, whose)
    by_strand = groupby(sources, key=lambda address: sources[address])
    return {"notes": list(notes.items()), "sources": [(list(texts), whose) for whose, texts in by_strand]}


def sources_of(record: Any, strand: Strand) -> str:
    """The web addresses that strands give for a record, each once, as one text; without a query for fetched entries."""
    entries = _own_first(record.entries.all(), strand)
    return " ; ".join(dict.fromkeys(address for entry in entries for address in entry.addresses))


def _own_first(rows: Iterable[DirectoryEntry], strand: Strand) -> list[DirectoryEntry]:
    return sorted(rows, key=lambda entry: (entry.strand_id != strand.pk, entry.pk))
