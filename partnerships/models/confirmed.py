"""The record whose text both sides confirm, and that text in its canonical form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from partnerships.models.pairing import Pairing

_HEADING = re.compile(r"^ *\[")
_BAR = re.compile(r"[|\\]")


class Confirmed(models.Model):
    """A record with a text that counts once both sides have confirmed the same edition of it.

    `edition` rises with each save that changes one of `CONFIRMED_FIELDS`; a save that changes
    anything else leaves it. A confirmation of an older edition is void: that is computed, never
    stored. `TEXT_KIND` names the kind of text in addresses. `WRITTEN_TOGETHER` says that both sides write it with
    each other before anybody is asked to confirm it, so that until then it is their own.
    """

    CONFIRMED_FIELDS: ClassVar[tuple[str, ...]] = ()
    TEXT_KIND: ClassVar[str] = ""
    WRITTEN_TOGETHER: ClassVar[bool] = False

    edition = models.PositiveIntegerField(_("edition"), default=1, editable=False)

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

    def moved_in_bulk(self, fields: Collection[str]) -> set[str]:
        """A text that a pack moves is another edition too: what was confirmed before is void."""
        if not set(fields) & set(self.CONFIRMED_FIELDS):
            return set()
        self.edition += 1
        return {"edition"}

    def text_differs(self) -> bool:
        """Whether the confirmed text of this instance is another than the stored one."""
        stored = type(self)._base_manager.filter(pk=self.pk).values(*self.CONFIRMED_FIELDS).first()
        # Compared in the form that is hashed: a browser's line ends or a blank at a line's end are no other text.
        return stored is not None and _fields(stored) != _fields(self.text_body())

    @property
    def text_slug(self) -> str:
        """The text's name in addresses below its pairing, such as `action-plan` or `milestone-closing-meeting`."""
        return f"{self.TEXT_KIND}-{self.code}" if getattr(self, "code", "") else self.TEXT_KIND

    def text_body(self) -> dict[str, Any]:
        """The confirmed text as data: field by field, in order."""
        return {name: getattr(self, name) for name in self.CONFIRMED_FIELDS}


def canonical_text(*, kind: str, pairing: str, edition: int, body: dict[str, Any]) -> str:
    """One text as every reader and machine gets it: what is hashed, stored and handed out as a file.

    Unicode NFC, lines ended by LF alone and without blanks at their end, fields in the record's own order; a list
    has one line an item, and its values separated by ` | `. So two texts are equal where their bytes are: a line
    that looks like a field's name is set in by a blank, a bar or backslash inside a value follows a backslash.
    """
    lines = ["World Cities text 1", f"kind: {kind}", f"pairing: {pairing}", f"edition: {edition}", *_fields(body)]
    return "\n".join(lines).rstrip("\n") + "\n"


def same_text(one: str, other: str) -> bool:
    """Whether two texts are one and the same once they are hashed."""
    return _fields({"text": one}) == _fields({"text": other})


def _fields(body: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, value in body.items():
        lines += ["", f"[{name}]"]
        if isinstance(value, list):
            lines += [_normal(_line(item)) for item in value]
        else:
            text = str(value).replace("\r\n", "\n").replace("\r", "\n")
            written = "\n".join(_normal(_HEADING.sub(r" \g<0>", line)) for line in text.split("\n"))
            lines += written.strip("\n").split("\n")
    return lines


def _normal(line: str) -> str:
    return unicodedata.normalize("NFC", line.rstrip())


def _line(item: Any) -> str:
    parts = item.values() if isinstance(item, dict) else [item]
    return " | ".join(" ".join(_BAR.sub(r"\\\g<0>", str(part)).split()) for part in parts)
