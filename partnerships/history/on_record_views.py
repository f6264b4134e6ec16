"""What the acts have alike that add something to any record of a pairing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from partnerships.confirmations.text_parts import kind_beside
from partnerships.documents.selectors import find_attachable, kind_label, pairing_of
from partnerships.models import Pairing
from partnerships.pairings.pages import OfPairing

if TYPE_CHECKING:
    from django.db import models


class OnRecord(OfPairing):
    """An act that adds something to a record of a pairing."""

    @cached_property
    def target(self) -> models.Model:
        """The record of the address among those the reader may see, else 404."""
        found = find_attachable(
            grants=self.grants, pairing=self.pairing, slug=self.kwargs["kind"], pk=self.kwargs["record"]
        )
        if found is None:
            raise Http404
        return found

    def get_record(self) -> Pairing:
        """The pairing of the record, by which it is judged who may add."""
        return pairing_of(self.target)

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of what is yet to be."""
        return {}

    def get_undo_kwargs(self, form: Any) -> dict[str, Any]:
        """What was added is found in its pairing, on whichever record it hangs."""
        words: dict[str, Any] = super().get_undo_kwargs(form)
        return {name: word for name, word in words.items() if name not in {"kind", "record"}}

    def get_question(self) -> str:
        """On what it hangs."""
        kind = kind_label(self.target)
        name = self.pairing.name if isinstance(self.target, Pairing) else str(self.target)
        return _("%(kind)s: %(name)s") % {"kind": kind, "name": name} if kind_beside(kind, name) else name

    def get_done_url(self) -> str:
        """The record's page."""
        target: Any = self.target
        return str(target.get_absolute_url())

    def get_places(self) -> list[tuple[str, str]]:
        """Below the record where that has a page of its own."""
        target: Any = self.target
        record = [] if isinstance(target, Pairing) else [(str(target), target.get_absolute_url())]
        return [*record, (str(self.title), "")]
