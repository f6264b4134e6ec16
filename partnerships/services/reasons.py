"""Why a need and an offer meet, in words: each partner's own note in its own language inside the reader's sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.texts import TwoLanguageText, reader_language

if TYPE_CHECKING:
    from partnerships.models import Interest, Partner

# Stands for a text of another record while the sentence around it is translated.
_HOLES = {"partner": "\x01", "topic": "\x02", "note": "\x03"}
_HOLE = re.compile("([\x01-\x03])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a sentence, and the language it is in where that is not the reader's."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one partner wants or offers, said by the portal, with the partner's words in it."""

    pieces: tuple[Piece, ...]

    def __str__(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def reason_of(need: Interest, offers: Sequence[Interest], offering: Partner) -> list[Sentence]:
    """Why these meet: what the one wants, then what the other (`offering`) has for it, or that it has nothing.

    The notes stand as they are, in quotation marks, so that they read well in either language.
    """
    return [_wants(need), *(_offers(need, offer) for offer in offers)] if offers else [_wants(need), _nothing(offering)]


def as_text(sentences: Sequence[Sentence]) -> str:
    """The reason in one line, for a file or as evidence."""
    return " ".join(str(sentence) for sentence in sentences)


def _wants(need: Interest) -> Sentence:
    if need.note:
        said = _("%(partner)s wants to learn about %(topic)s: “%(note)s”")
    else:
        said = _("%(partner)s wants to learn about %(topic)s.")
    return _filled(said, need, need.participation.partner)


def _offers(need: Interest, offer: Interest) -> Sentence:
    if offer.topic_id == need.topic_id:
        said = (
            _("%(partner)s offers its experience: “%(note)s”")
            if offer.note
            else _("%(partner)s offers its experience.")
        )
    elif offer.note:
        said = _("%(partner)s offers %(topic)s, in the same thematic area: “%(note)s”")
    else:
        said = _("%(partner)s offers %(topic)s, in the same thematic area.")
    return _filled(said, offer, offer.participation.partner)


def _nothing(offering: Partner) -> Sentence:
    return _filled(_("%(partner)s has stated no offer in this thematic area."), None, offering)


def _filled(said: str, interest: Interest | None, partner: Partner) -> Sentence:
    """Put the texts into the holes of the translated sentence; its order of words is the translator's."""
    texts = {_HOLES["partner"]: _picked(partner, "name")}
    if interest is not None:
        texts[_HOLES["topic"]] = _picked(interest.topic, "name")
        texts[_HOLES["note"]] = _picked(interest, "note")
    parts = (part for part in _HOLE.split(said % _HOLES) if part)
    return Sentence(tuple(texts.get(part) or Piece(part) for part in parts))


def _picked(record: Interest | Partner | object, name: str) -> Piece:
    pair: TwoLanguageText = getattr(type(record), name)
    text, language = pair.pick(record)
    return Piece(" ".join(text.split()), "" if language == reader_language() else language)
