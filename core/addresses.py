"""The address of a record's page, and of what is done to it, from the words that lead to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse


class Addressed:
    """A record with a page below its strand. `ADDRESS` has the words of its address, with the look-ups of their values.

    `PAGE` is the name of the page; actions on the record have addresses below it, with the same words.
    """

    PAGE: ClassVar[str]
    ADDRESS: ClassVar[dict[str, str]]

    def address_of(self, name: str, **words: Any) -> str:
        """The address of one of its pages."""
        return reverse(name, kwargs={word: self._value_of(path) for word, path in self.ADDRESS.items()} | words)

    def get_absolute_url(self) -> str:
        """Its page."""
        return self.address_of(self.PAGE)

    def get_crumbs(self) -> list[tuple[str, str]]:
        """Name and address of the pages that lead to it from its strand, its own the last."""
        raise NotImplementedError

    def _value_of(self, path: str) -> Any:
        value: Any = self
        for name in path.split("__"):
            value = getattr(value, name)
        return value
