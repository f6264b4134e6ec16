"""The pages of the texts of a pairing: the list, one text, its print and its file, and confirming several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from core.action_views import ActPage
from core.errors import DomainError
from core.kept import Kept
from core.sent_files import TEXT, send_file
from partnerships.confirmations.actions import confirm_several
from partnerships.confirmations.cards import buttons_of, side_cards
from partnerships.confirmations.forms import SeveralForm, parse_choice
from partnerships.confirmations.selectors import (
    TextState,
    body_now,
    earlier_edition,
    find_readable_text,
    side_state,
    text_crumbs,
    text_states,
    texts_of,
    turn_of,
)
from partnerships.confirmations.text_parts import compare_parts, kind_beside, names_of, parts_of, text_name
from partnerships.documents.selectors import attached, is_attachable
from partnerships.history.services import history_link
from partnerships.models import Confirmation, Confirmed, TextEdition, text_model
from partnerships.pairings.pages import InPairing, tabs
from partnerships.rules.journey import may_view_text, side_of
from partnerships.tasks.selectors import text_url

if TYPE_CHECKING:
    from core.access import Grants
    from partnerships.models import Pairing


class TextList(Kept, InPairing, TemplateView):
    """All texts of a pairing that both sides confirm, with whose turn it is."""

    template_name = "partnerships/confirmations/text_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Read them in a constant number of queries."""
        pairing = self.pairing
        texts = [text for text in texts_of(pairing) if may_view_text(self.grants, text)]
        standings = text_states(texts)
        asked = {one.now.text_id for standing in standings.values() for one in standing.sides if one.now}
        frozen = TextEdition.objects.filter(pk__in=asked).defer("canonical").in_bulk()
        rows = [self._row(text, standings[type(text), text.pk], frozen) for text in texts]
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=[*pairing.get_crumbs(), (_("Confirmations"), "")],
            tabs=tabs(pairing, "texts", self.grants),
            rows=rows,
            waiting=[row for row in rows if row["choice"]],
            country=pairing.strand.side_letters("counterpart"),
            several_url=pairing.address_of("partnerships:confirm-several"),
            **kwargs,
        )

    def _row(self, text: Confirmed, standing: TextState, frozen: dict[int, TextEdition]) -> dict[str, Any]:
        """A text in the list; `choice` and `confirm_url` name the reader's own confirmation where it waits."""
        pairing = text.pairing
        word = next((one.now for one in standing.sides if one.now is not None), None)
        edition = frozen[word.text_id] if word else None
        mine = side_of(self.grants, pairing)
        asked = mine in standing.waits_for and text.is_workable and not text.is_settled
        own = standing.side(mine).now if asked else None
        if own:
            own.text.pairing = pairing
        return {
            "text": text,
            "name": text_name(text),
            "kind": _record_kind(text),
            "is_written": text.is_written or standing.asked,
            "standing": standing,
            "turn": turn_of(text, standing),
            "states": [(one.side, side_state(one)) for one in standing.sides if one.now or one.before],
            "parts": parts_of(type(text), pairing, edition.body if edition else body_now(text, self.grants)),
            "choice": f"{own.pk}:{own.version}:{own.text.edition}" if own else "",
            "confirm_url": own.address_of("partnerships:confirmation-confirm") if own else "",
            "url": text.get_text_page_url(),
        }


def _record_kind(text: Confirmed) -> str:
    """What kind of record has the text, where it has a page of its own beside the text's and its name does not say."""
    return kind_beside(text.kind_name(), text_name(text)) if text.HAS_OWN_PAGE else ""


class OfText(InPairing):
    """A page of one text."""

    def get_text(self) -> Confirmed:
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


class TextPage(Kept, OfText, TemplateView):
    """One text: what it says, where both sides stand with it, what changed since, and its older editions."""

    template_name = "partnerships/confirmations/text.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The text with everything that the reader may do about it."""
        text = self.get_text()
        pairing = text.pairing
        standing = text_states([text])[type(text), text.pk]
        frozen = TextEdition.objects.of(text).defer("canonical").select_related("requested_by")
        editions = list(frozen) if text.pk else []
        now = next((edition for edition in editions if edition.edition == text.edition), None)
        body = now.body if now else body_now(text, self.grants)
        parts = parts_of(type(text), pairing, body)
        since = self.get_edition(text, "since")
        older = since or earlier_edition(text, editions, side_of(self.grants, pairing))
        # A record with a page of its own has the notes on it there.
        has_notes = text.pk and not text.HAS_OWN_PAGE and is_attachable(text)
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            crumbs=[*text_crumbs(text)[:-1], (text_name(text), "")],
            text=text,
            name=text_name(text),
            record_kind=_record_kind(text),
            standing=standing,
            turn=turn_of(text, standing),
            cards=side_cards(text, standing, self.grants),
            buttons=buttons_of(text, standing, self.grants),
            more=[history_link(text)] if text.pk else [],
            parts=parts,
            now=now,
            older=older,
            changes=compare_parts(parts_of(type(text), pairing, older.body), parts) if older else [],
            editions=editions,
            attached=attached(self.grants, [text])[type(text), text.pk] if has_notes else None,
            country=pairing.strand.side_letters("counterpart"),
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
            file_url=f"{text.get_text_page_url('text-file')}?edition={edition.edition}",
            crumbs=[*pairing.get_crumbs(), (text_name(text), text.get_text_page_url()), (_("Print"), "")],
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


def _may_confirm_several(grants: Grants, pairing: Pairing) -> bool:
    """A coordinator for the own side: whoever acts for a side does so text by text, with a reason."""
    return bool(side_of(grants, pairing))


class ConfirmSeveral(ActPage, InPairing):
    """Confirms several texts at once, for the own side: asks once, with the list."""

    template_name = "partnerships/confirmations/confirm_several.html"
    form_class = SeveralForm
    rule = _may_confirm_several
    title = gettext_lazy("Confirm several at once")
    submit_label = gettext_lazy("Confirm all of them")

    def get_record(self) -> Pairing:
        return self.pairing

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form finds its texts in the address or in what was sent."""
        return {}

    def get_initial(self) -> dict[str, Any]:
        return {"text": [one for one in self.request.GET.getlist("text") if parse_choice(one)]}

    def get_done_url(self) -> str:
        return self.pairing.address_of("partnerships:text-list")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a choice there is nothing to ask."""
        if not self.get_initial()["text"]:
            messages.info(request, _("Choose at least one text."))
            return redirect(self.get_done_url())
        return super().get(request, *args, **kwargs)

    def get_question(self) -> str:
        return _("You confirm all of them for %(partner)s, or none if one of them has changed.") % {
            "partner": names_of(self.pairing, [side_of(self.grants, self.pairing)])
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = self.request.POST.getlist("text") or self.request.GET.getlist("text")
        chosen = {found[0] for one in sent if (found := parse_choice(one))}
        words = self._asked(chosen)
        texts = [
            (
                word.text.title,
                word.text,
                parts_of(text_model(word.text.slug) or Confirmed, self.pairing, word.text.body),
                text_url(self.pairing, word.text.slug),
            )
            for word in words
        ]
        strand = self.pairing.strand
        return super().get_context_data(
            strand=strand,
            pairing=self.pairing,
            crumbs=[*self.pairing.get_crumbs(), (str(self.title), "")],
            texts=texts,
            country=strand.side_letters("counterpart"),
            **kwargs,
        )

    def act(self, form: Any) -> str:
        given = {confirmation: (version, edition) for confirmation, version, edition in form.chosen}
        words = self._asked(set(given))
        if len(words) != len(given):
            raise DomainError(
                _("One of them is not for you to confirm here. Nothing was confirmed; choose in the list again.")
            )
        done = confirm_several(
            by=self.request.user,
            grants=self.grants,
            confirmations=[(word, *given[word.pk]) for word in words],
        )
        count = len(done)
        return ngettext("%(count)s text confirmed.", "%(count)s texts confirmed.", count) % {"count": count}

    def _asked(self, chosen: set[int]) -> list[Confirmation]:
        mine = side_of(self.grants, self.pairing)
        rows = Confirmation.objects.filter(text__pairing=self.pairing, side=mine, pk__in=chosen)
        found = list(rows.select_related("text").order_by("text__slug", "pk"))
        for word in found:
            word.text.pairing = self.pairing
        return found
