"""The pages of the texts of a pairing: the list, one text where it is also confirmed, its print and its file."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.kept import Kept
from core.sent_files import TEXT, send_file
from partnerships.confirmations import selectors
from partnerships.confirmations.cards import buttons_of, confirm_form, side_cards
from partnerships.documents.selectors import attached, is_attachable
from partnerships.history.services import history_link
from partnerships.models import Confirmed, TextEdition
from partnerships.pairings.pages import InPairing, tabs
from partnerships.rules import may_view_text
from partnerships.tasks.selectors import waiting_confirmations


class TextList(Kept, InPairing, TemplateView):
    """All texts of a pairing that both sides confirm, with whose turn it is."""

    template_name = "partnerships/confirmations/text_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read them in a constant number of queries."""
        pairing = self.pairing
        texts = [text for text in selectors.texts_of(pairing) if may_view_text(self.grants, text)]
        standings = selectors.text_states(texts)
        rows = [self._row(text, standings[type(text), text.pk]) for text in texts]
        return super().get_context_data(
            crumbs=[*pairing.get_crumbs(), (_("Confirmations"), "")],
            tabs=tabs(pairing, "texts", self.grants),
            rows=rows,
            waiting=[row for row in rows if row["waits"]],
            **kwargs,
        )

    def _row(self, text: Confirmed, standing: selectors.TextState) -> dict[str, Any]:
        """A text in the list, and whether it `waits` for the reader's side."""
        asked = text.pairing.side_of(self.grants) in standing.waits_for
        return {
            "text": text,
            "name": selectors.text_name(text),
            "kind": _record_kind(text),
            "is_written": text.is_written or standing.asked,
            "standing": standing,
            "turn": selectors.turn_of(text, standing),
            "states": [(one.side, selectors.side_state(one)) for one in standing.sides if one.now or one.before],
            "waits": asked and text.is_workable and not text.is_settled,
            "url": text.get_text_page_url(),
        }


def _record_kind(text: Confirmed) -> str:
    """What kind of record has the text, where it has a page of its own beside the text's and its name does not say."""
    return selectors.kind_beside(text.kind_name(), selectors.text_name(text)) if text.HAS_OWN_PAGE else ""


class OfText(InPairing):
    """A page of one text."""

    def get_text(self) -> Confirmed:
        text = selectors.find_readable_text(self.grants, self.pairing, self.kwargs["text"])
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


class TextPage(Kept, OfText, TemplateView):
    """One text, in it what changed since: where both sides stand, its older editions; whoever is asked confirms it."""

    template_name = "partnerships/confirmations/text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text with everything that the reader may do about it."""
        text = self.get_text()
        pairing = text.pairing
        standing = selectors.text_states([text])[type(text), text.pk]
        frozen = TextEdition.objects.of(text).defer("canonical").select_related("requested_by")
        editions = list(frozen) if text.pk else []
        now = next((edition for edition in editions if edition.edition == text.edition), None)
        body = now.body if now else selectors.body_now(text, self.grants)
        parts = selectors.parts_of(type(text), pairing, body)
        since = self.get_edition(text, "since")
        older = since or selectors.earlier_edition(text, editions, pairing.side_of(self.grants))
        parts = selectors.marked(selectors.parts_of(type(text), pairing, older.body), parts) if older else parts
        cards = side_cards(text, standing, self.grants)
        # A record with a page of its own has the notes on it there.
        has_notes = text.pk and not text.HAS_OWN_PAGE and is_attachable(text)
        return super().get_context_data(
            crumbs=selectors.text_crumbs(text),
            text=text,
            name=selectors.text_name(text),
            record_kind=_record_kind(text),
            standing=standing,
            turn=selectors.turn_of(text, standing),
            cards=cards,
            confirm=confirm_form(text, standing, self.grants, cards, now),
            buttons=buttons_of(text, standing, self.grants),
            more=[history_link(text)] if text.pk else [],
            parts=parts,
            now=now,
            older=older,
            editions=editions,
            attached=attached(self.grants, [text])[type(text), text.pk] if has_notes else None,
            **kwargs,
        )


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
            text=text,
            name=edition.title[0],
            edition=edition,
            parts=selectors.parts_of(type(text), pairing, edition.body),
            words=[
                (side, pairing.strand.side_letters(side), partner, words.get(side))
                for side, partner in pairing.partners
            ],
            is_current=edition.edition == text.edition,
            file_name=file_name(edition),
            file_url=f"{text.get_text_page_url('text-file')}?edition={edition.edition}",
            crumbs=[*pairing.get_crumbs(), (selectors.text_name(text), text.get_text_page_url()), (_("Print"), "")],
            **kwargs,
        )


class TextFile(OfText, TemplateView):
    """The canonical text of an edition as a file, byte for byte what was hashed."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        edition = self.get_edition(self.get_text())
        if edition is None:
            raise Http404
        return send_file(edition.canonical.encode(), name=file_name(edition), media_type=TEXT)


def file_name(edition: TextEdition) -> str:
    """What the file of an edition is called: codes are letters, digits and hyphens."""
    return f"{edition.pairing.code}-{edition.slug}-{edition.edition}.txt"


class FirstWaiting(InPairing, View):
    """Leads to the first text that waits for the reader's side, each of which leads to the next; else to the list."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        side = self.pairing.side_of(self.grants) if self.pairing.is_open else ""
        owed = [row.url for row in waiting_confirmations([self.pairing]) if row.side == side] if side else []
        return redirect(owed[0] if owed else self.pairing.address_of("partnerships:text-list"))

    post = get
