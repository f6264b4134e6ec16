"""Organisations: what strands say of one, and which ones a new name resembles, in either script.

A name is taken as its trigrams, in Hangul its pairs of syllables, each weighing the less the more names and cities
have it: so "City", "University" and 재단 say little without a list of them. Two names resemble each other where what
they share makes up most of the weight of both.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from django.db.models import Value
from django.utils.translation import gettext as _

from core.access import Grants
from core.folding import fold
from partnerships.enums import StrandPart
from partnerships.models import City, DirectoryEntry, DirectoryOrganisation, Organisation, Strand, StrandImplementer

THRESHOLD = 0.7  # from here on two names are shown to whoever adds one
MOST = 6  # as many as one looks at
_PLACE = 3  # names that a city's own name counts for
# Forms of companies and foundations, often in brackets, and words that say nothing.
_SILENT = re.compile(
    r"주식회사|유한회사|재단법인|사단법인|\([주유재사株]\)|\b(?:co|inc|ltd|llc|gmbh|corp|of|the|and|for|to|in)\b"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")


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

    Their keys, the most alike first, each with how much: 1 is the same name. `places` are the names of cities, in any
    script: that two bear the same one says little.
    """
    known = [(key, [grams for name in its_names for grams in _variants(name)]) for key, its_names in existing]
    number = Counter(gram for _key, variants in known for gram in frozenset().union(*variants))
    for place in places:
        number.update({gram: _PLACE for grams in _variants(place) for gram in grams})

    def weight(grams: frozenset[str]) -> float:
        return sum(1 / (1 + number[gram]) ** 0.6 for gram in grams)

    mine = [(grams, weight(grams)) for name in names for grams in _variants(name)]
    found: dict[int, float] = {}
    for key, variants in known:
        for grams in variants:
            for own, heavy in mine:
                if shared := weight(own & grams):
                    whole = weight(grams)
                    score = shared / min(heavy, whole) / 2 + shared / (heavy + whole)
                    found[key] = max(found.get(key, 0.0), round(score, 3))
    alike = [(key, score) for key, score in found.items() if score >= THRESHOLD]
    return sorted(alike, key=lambda item: (-item[1], item[0]))[:MOST]


def _variants(name: str) -> list[frozenset[str]]:
    """A name as a whole, what stands outside and inside of its brackets, and its first letters, each as its grams."""
    folded = _SILENT.sub(" ", fold(name))
    words = re.findall("[a-z]+", folded)
    letters = "".join(word[0] for word in words) if len(words) > 2 else ""
    texts = dict.fromkeys([folded, _BRACKETS.sub(" ", folded), *_BRACKETS.findall(folded), letters])
    return [grams for text in texts if (grams := _grams(text))]


def _grams(text: str) -> frozenset[str]:
    """Of Hangul, where a name is written with or without blanks, pairs of syllables; of each other word, trigrams."""
    words = [f" {word} " for word in re.findall("[a-z0-9]+", text)]
    found = {word[at : at + 3] for word in words for at in range(len(word) - 2)}
    hangul = "".join(re.findall("[가-힣]+", text))
    return frozenset(found | {hangul[at : at + 2] for at in range(max(len(hangul) - 1, min(len(hangul), 1)))})


# As what organisations act in a strand as a whole.


def acting_in(strand: Strand) -> list[tuple[StrandPart, str, str, str]]:
    """As what an organisation acts, its code, and its names in both languages; by the part, then in order. One query.

    Who implements the strand does so by being named there.
    """
    names = [f"organisation__{name}" for name in ("code", "name_en", "name_ko")]
    entries = DirectoryOrganisation.objects.filter(strand=strand).exclude(part="").order_by()
    implementers = StrandImplementer.objects.filter(strand=strand).order_by()
    rows = entries.values_list("part", *names, Value(0)).union(
        implementers.values_list(Value(StrandPart.IMPLEMENTER.value), *names, "position")
    )
    order = StrandPart.values
    ordered = sorted(rows, key=lambda row: (order.index(row[0]), row[4], row[2]))
    return list(dict.fromkeys((StrandPart(part), *named) for part, *named, _position in ordered))


def parts_by_code(strand: Strand) -> dict[str, str]:
    """The same in words, by the organisation's code."""
    found: dict[str, list[str]] = {}
    for part, code, *_names in acting_in(strand):
        found.setdefault(code, []).append(str(part.label))
    return {code: ", ".join(labels) for code, labels in found.items()}


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
