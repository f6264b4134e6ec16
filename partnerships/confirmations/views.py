"""The pages on which the texts of a pairing are read: the list, one text, its print and its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from core.sent_files import TEXT, send_file
from partnerships.confirmations.cards import (
    address,
    body_now,
    buttons_of,
    choice_of,
    earlier_edition,
    side_cards,
    word_address,
)
from partnerships.confirmations.selectors import Standing, stands
from partnerships.confirmations.text_parts import Part, compare_parts, kind_beside, parts_of, text_name
from partnerships.confirmations.text_services import find_readable_text, texts_of
from partnerships.confirmations.turns import side_state, turn_of
from partnerships.models import TextEdition
from partnerships.pairings.pages import InPairing
from partnerships.rules import may_view_text, side_of
from partnerships.services.attachable import is_attachable
from partnerships.services.attached import Attached, attached
from partnerships.views.strands import crumbs
from partnerships.views.tabs import tabs

if TYPE_CHECKING:
    from partnerships.models import Confirmed


@dataclass(frozen=True, slots=True)
class Row:
    """A text in the list. `choice` and `confirm_url` name the reader's own confirmation where it waits."""

    text: Confirmed
    name: str
    kind: str
    is_written: bool
    standing: Standing
    turn: str
    states: list[tuple[str, str]]
    parts: list[Part]
    choice: str
    confirm_url: str
    url: str


class TextList(InPairing, TemplateView):
    """All texts of a pairing that both sides confirm, with whose turn it is."""

    template_name = "partnerships/confirmations/text_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read them in a constant number of queries."""
        pairing = self.pairing
        texts = [text for text in texts_of(pairing) if may_view_text(self.grants, text)]
        standings = stands(texts)
        asked = {one.now.text_id for standing in standings.values() for one in standing.sides if one.now}
        frozen = TextEdition.objects.filter(pk__in=asked).defer("canonical").in_bulk()
        rows = [self._row(text, standings[type(text), text.pk], frozen) for text in texts]
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=crumbs(pairing.strand, (pairing.name, pairing.get_absolute_url()), (_("Confirmations"), "")),
            tabs=tabs(pairing, "texts", self.grants),
            rows=rows,
            waiting=[row for row in rows if row.choice],
            country=pairing.strand.side_letters("counterpart"),
            several_url=reverse("partnerships:confirm-several", args=[pairing.strand.code, pairing.code]),
            **kwargs,
        )

    def _row(self, text: Confirmed, standing: Standing, frozen: dict[int, TextEdition]) -> Row:
        pairing = text.pairing
        word = next((one.now for one in standing.sides if one.now is not None), None)
        edition = frozen[word.text_id] if word else None
        mine = side_of(self.grants, pairing)
        own = (
            standing.side(mine).now if mine in standing.waits_for and text.is_workable and not text.is_settled else None
        )
        return Row(
            text=text,
            name=text_name(text),
            kind=kind_beside(kind_of_record(text), text_name(text)),
            is_written=text.is_written or standing.asked,
            standing=standing,
            turn=turn_of(text, standing),
            states=[(one.side, side_state(one)) for one in standing.sides if one.now or one.before],
            parts=parts_of(type(text), pairing, edition.body if edition else body_now(text, self.grants)),
            choice=choice_of(own) if own else "",
            confirm_url=word_address("confirm", pairing, own) if own else "",
            url=address("text", text),
        )


def kind_of_record(text: Confirmed) -> str:
    """What kind of record has the text, where it has a page of its own beside the text's; empty else."""
    return capfirst(str(text._meta.verbose_name)) if text.HAS_OWN_PAGE else ""


class OfText(InPairing):
    """A page of one text."""

    def get_text(self) -> Confirmed:
        """The text of the address, else 404."""
        text = find_readable_text(self.grants, self.pairing, self.kwargs["text"])
        if text is None:
            raise Http404
        return text

    def get_edition(self, text: Confirmed, name: str = "edition") -> TextEdition | None:
        """The frozen edition that the query names, the newest without one; 404 for one that was never frozen."""
        editions = TextEdition.objects.of(text) if text.pk else TextEdition.objects.none()
        wanted = self.request.GET.get(name, "")
        if not wanted:
            return editions.first() if name == "edition" else None
        if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 10):
            raise Http404
        return self.get_or_404(editions, edition=int(wanted))


class TextPage(OfText, TemplateView):
    """One text: what it says, where both sides stand with it, what changed since, and its older editions."""

    template_name = "partnerships/confirmations/text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text with everything that the reader may do about it."""
        text = self.get_text()
        pairing = text.pairing
        standing = stands([text])[type(text), text.pk]
        frozen = TextEdition.objects.of(text).defer("canonical").select_related("requested_by")
        editions = list(frozen) if text.pk else []
        now = next((edition for edition in editions if edition.edition == text.edition), None)
        body = now.body if now else body_now(text, self.grants)
        parts = parts_of(type(text), pairing, body)
        older = self._older(text, editions)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=crumbs(
                pairing.strand,
                (pairing.name, pairing.get_absolute_url()),
                (_("Confirmations"), reverse("partnerships:text-list", args=[pairing.strand.code, pairing.code])),
                (text_name(text), ""),
            ),
            text=text,
            name=text_name(text),
            record_kind=kind_beside(kind_of_record(text), text_name(text)),
            standing=standing,
            turn=turn_of(text, standing),
            cards=side_cards(text, standing, self.grants),
            buttons=buttons_of(text, standing, self.grants),
            parts=parts,
            now=now,
            older=older,
            changes=compare_parts(parts_of(type(text), pairing, older.body), parts) if older else [],
            editions=editions,
            attached=self._attached(text),
            country=pairing.strand.side_letters("counterpart"),
            **kwargs,
        )

    def _attached(self, text: Confirmed) -> Attached | None:
        """The notes on it; a record with a page of its own has them there."""
        if not text.pk or kind_of_record(text) or not is_attachable(text):
            return None
        return attached(self.grants, [text])[type(text), text.pk]

    def _older(self, text: Confirmed, editions: list[TextEdition]) -> TextEdition | None:
        asked = self.get_edition(text, "since")
        return asked or earlier_edition(text, editions, side_of(self.grants, text.pairing))


class TextPrint(OfText, TemplateView):
    """Exactly the frozen text of an edition with both sides' words, for an internal file."""

    template_name = "partnerships/confirmations/text_print.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The edition that is asked for, else the newest; 404 where none was ever frozen."""
        text = self.get_text()
        edition = self.get_edition(text)
        if edition is None:
            raise Http404
        pairing = text.pairing
        words = {word.side: word for word in edition.confirmations.order_by("asked_at", "pk")}
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            text=text,
            name=edition.title[0],
            edition=edition,
            parts=parts_of(type(text), pairing, edition.body),
            words=[
                (side, pairing.strand.side_letters(side), partner, words.get(side))
                for side, partner in pairing.partners
            ],
            country=pairing.strand.side_letters("counterpart"),
            is_current=edition.edition == text.edition,
            file_name=file_name(edition),
            file_url=address("text-file", text, edition=edition.edition),
            crumbs=crumbs(
                pairing.strand,
                (pairing.name, pairing.get_absolute_url()),
                (text_name(text), address("text", text)),
                (_("Print"), ""),
            ),
            **kwargs,
        )


class TextFile(OfText, TemplateView):
    """The canonical text of an edition as a file, byte for byte what was hashed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Hand it out."""
        edition = self.get_edition(self.get_text())
        if edition is None:
            raise Http404
        return send_file(edition.canonical.encode(), name=file_name(edition), media_type=TEXT)


def file_name(edition: TextEdition) -> str:
    """What the file of an edition is called: codes are letters, digits and hyphens."""
    return f"{edition.pairing.code}-{edition.slug}-{edition.edition}.txt"
