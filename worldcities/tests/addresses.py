"""Every address of the portal, read from the resolver itself, and how to fill one with seeded records."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import admin
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.resolvers import RegexPattern

ADMIN = "admin:"
OF_A_VERSION = ("object_id", "history_id")


@dataclass(frozen=True)
class Address:
    """A route: its name with its namespaces, and the words that its path takes, in order."""

    name: str
    words: tuple[str, ...]
    named: bool
    by_place: bool = False

    @property
    def is_admin(self) -> bool:
        return self.name.startswith(ADMIN)

    def path(self, values: Mapping[str, Any]) -> str:
        """Its path with the values of its words."""
        if not self.words:
            return reverse(self.name)
        if self.by_place:
            return reverse(self.name, args=[values[word] for word in self.words])
        return reverse(self.name, kwargs={word: values[word] for word in self.words})


def _words(pattern: Any) -> tuple[str, ...]:
    return tuple(getattr(pattern, "converters", None) or re.compile(str(pattern)).groupindex)


def _by_place(pattern: Any) -> bool:
    """Whether it takes words without names, as simple-history's versions of a record do."""
    return isinstance(pattern, RegexPattern) and pattern.regex.groups > len(pattern.regex.groupindex)


def _walk(resolver: URLResolver, namespace: str = "", words: tuple[str, ...] = ()) -> Iterator[Address]:
    for route in resolver.url_patterns:
        own = (*words, *_words(route.pattern))
        if isinstance(route, URLResolver):
            inner = f"{namespace}{route.namespace}:" if route.namespace else namespace
            yield from _walk(route, inner, own)
        elif isinstance(route, URLPattern):
            by_place = _by_place(route.pattern)
            yield Address(
                f"{namespace}{route.name or route.pattern}",
                OF_A_VERSION if by_place else own,
                bool(route.name),
                by_place,
            )


def addresses() -> list[Address]:
    """All of them, in the resolver's order; of those with one name the one with most words, which stands last.

    A document on a record of the whole strand leaves the pairing out: `test_strand_documents.py` opens those.
    """
    return list({address.name: address for address in _walk(get_resolver())}.values())


def words_of_admin(name: str) -> dict[str, Any]:
    """The first record of the model that a route of Django admin is about, and its first version."""
    for model in admin.site._registry:
        if name.startswith(f"{ADMIN}{model._meta.app_label}_{model._meta.model_name}_"):
            record = model._default_manager.order_by("pk").first()
            assert record, f"seed a {model._meta.label}"
            version = record.history.order_by("pk").first() if hasattr(record, "history") else None
            return {"object_id": record.pk, "history_id": version.pk if version else 0}
    return {}
