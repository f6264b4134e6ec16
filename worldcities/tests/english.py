"""Which words of a Korean text are English without a reason; pages, mails and files are all asked so."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models

from events.models import AgendaItem, Delegate
from partnerships.models import (
    City,
    ClosingDay,
    Document,
    Milestone,
    Organisation,
    Pairing,
    Partner,
    PlanItem,
    Stage,
    Strand,
    Theme,
)
from reports.imports.models import Import
from reports.models import PublicityItem, ReportingPeriod

LINK = re.compile(r"https?://\S+")
LATIN = re.compile(r"[A-Za-zÀ-ɏ]{3,}")
# Addresses, time zones, codes of records, hashes: no words of any language. What stands in quotation marks is
# somebody's title or sentence, told in the middle of ours.
NO_WORDS = re.compile(
    r"“[^”]*”|\b[0-9a-f]{64}\b|\b[0-9a-f]{4}(?: [0-9a-f]{4}){3,}\b|\bexample\.org\b|"
    # A proper name in the other language, behind the Korean one.
    r"(?<=[가-힣]) ?\([A-Z][\w-]*(?: [A-Z][\w-]*| \([A-Z][\w-]*\))*\)|"
    r"https?://\S+|[\w.+-]+@[\w.-]+|\b[A-Z]\w+(?:/[A-Z][\w-]+)+\b|\b[a-z0-9]+(?:-[a-z0-9]+)+\b"
)
# Initials, which Korean writes in Latin letters too, proper names, and a language's own name for itself.
INITIALS = re.compile(r"[A-Z]{3,5}|IoT|MoU")
ALLOWED = {"SynchroniCity", "GeoNames", "English", "WebP", "Esc"}
WRITTEN_IN = {"partnerships", "events", "reports"}
# So many letters make a sentence.
SENTENCE = 12


def names() -> tuple[str, ...]:
    """Names that stay as their bearers write them, and codes, longest first."""
    found: set[str] = {"Natural Earth"}
    for user in get_user_model().objects.all():
        found |= {user.given_name, user.family_name, user.get_full_name(), user.name_native}
        posts = ((getattr(user, f"{post}_en"), getattr(user, f"{post}_ko")) for post in ("function", "office"))
        found |= {english for english, korean in posts if not korean}
    found |= {str(delegate) for delegate in Delegate.objects.all()}
    for model in (City, Partner):
        found |= set(model.objects.values_list("name_local", flat=True))
    as_typed = (
        (ClosingDay, "name"), (Document, "title"), (AgendaItem, "place"), (PublicityItem, "outlet"), (Import, "name"),
    )  # fmt: skip
    for named, name in as_typed:
        found |= set(named.objects.values_list(name, flat=True))
    for coded in (City, Milestone, Organisation, Pairing, Partner, PlanItem, ReportingPeriod, Stage, Strand, Theme):
        found |= set(coded.objects.values_list("code", flat=True))
    return tuple(sorted(found - {""}, key=len, reverse=True))


def typed_texts() -> tuple[str, ...]:
    """What people and packs have written in Latin letters and the portal shows as it is, longest first.

    The English half of a text is none of them where its Korean half is there: a Korean reader is owed that.
    """
    found: set[str] = set()
    for model in apps.get_models():
        if model._meta.app_label in WRITTEN_IN and not model.__name__.startswith("Historical"):
            for row in model._default_manager.values(*_typed_fields(model)):
                found |= set(_typed(row))
    return tuple(sorted(found, key=len, reverse=True))


def _typed_fields(model: type[models.Model]) -> list[str]:
    kinds = (models.CharField, models.TextField, models.JSONField)
    fields = [field for field in model._meta.concrete_fields if isinstance(field, kinds) and not field.choices]
    # A frozen text is made of the others.
    return [field.name for field in fields if field.name not in {"snapshot", "body"}]


def _typed(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line.strip() for line in value.splitlines() if LATIN.search(line))
    elif isinstance(value, list):
        for inner in value:
            yield from _typed(inner)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not (key.endswith("_en") and value.get(f"{key.removesuffix('_en')}_ko")):
                yield from _typed(inner)


def english_words(texts: Iterable[str], excused: Iterable[str], typed: Iterable[str] = ()) -> list[str]:
    """The texts, cut to 80 letters, that hold words in Latin letters for which a Korean reader sees no reason.

    `excused` are names and codes, `typed` sentences that stay as somebody wrote them, both longest first (`names`,
    `typed_texts`). Of those, one of a few words excuses itself alone, a longer one also where it stands inside.
    """
    alone = frozenset(typed)
    inside = [text for text in typed if len(text) >= SENTENCE]
    found = {}
    for text in dict.fromkeys(texts):
        if text.strip() in alone or not LATIN.search(text):
            continue
        rest = LINK.sub(" ", text)
        for sentence in inside:
            rest = rest.replace(sentence, " ")
        rest = NO_WORDS.sub(" ", rest)
        for name in excused:
            if name in rest:
                rest = re.sub(rf"\b{re.escape(name)}\b", " ", rest)
        words = [word for word in LATIN.findall(rest) if word not in ALLOWED and not INITIALS.fullmatch(word)]
        if words:
            found[" ".join(text.split())[:80]] = None
    return list(found)
