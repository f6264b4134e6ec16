"""Confirming several texts at once: the page asks once, with the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.errors import DomainError
from partnerships.confirmations import services
from partnerships.confirmations.forms import SeveralForm, parse_choice
from partnerships.confirmations.text_parts import names_of, parts_of
from partnerships.models import Confirmation, Confirmed, text_model
from partnerships.pairings.pages import OfPairing
from partnerships.rules import side_of
from partnerships.services.waiting import text_url

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from core.access import Grants
    from partnerships.models import Pairing


def _may_confirm_several(grants: Grants, pairing: Pairing) -> bool:
    """A coordinator for the own side: whoever acts for a side does so text by text, with a reason."""
    return bool(side_of(grants, pairing))


class ConfirmSeveral(OfPairing):
    """Confirms several texts at once, for the own side: asks once, with the list."""

    template_name = "partnerships/confirmations/confirm_several.html"
    form_class = SeveralForm
    rule = _may_confirm_several
    title = gettext_lazy("Confirm several at once")
    submit_label = gettext_lazy("Confirm all of them")

    def get_record(self) -> Pairing:
        """The pairing."""
        return self.pairing

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form finds its texts in the address or in what was sent."""
        return {}

    def get_initial(self) -> dict[str, Any]:
        """The texts that were ticked in the list."""
        return {"text": [one for one in self.request.GET.getlist("text") if parse_choice(one)]}

    def get_done_url(self) -> str:
        """The list."""
        return reverse("partnerships:text-list", args=[self.pairing.strand.code, self.pairing.code])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without a choice there is nothing to ask."""
        if not self.get_initial()["text"]:
            messages.info(request, _("Choose at least one text."))
            return redirect(self.get_done_url())
        return super().get(request, *args, **kwargs)

    def get_question(self) -> str:
        """What counts."""
        return _("You confirm all of them for %(partner)s, or none if one of them has changed.") % {
            "partner": names_of(self.pairing, [side_of(self.grants, self.pairing)])
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the texts to be read."""
        sent = self.request.POST.getlist("text") or self.request.GET.getlist("text")
        chosen = {found[0] for one in sent if (found := parse_choice(one))}
        words = self._words(chosen)
        texts = [
            (
                word.text.title,
                word.text,
                parts_of(text_model(word.text.slug) or Confirmed, self.pairing, word.text.body),
                text_url(self.pairing, word.text.slug),
            )
            for word in words
        ]
        country = self.pairing.strand.side_letters("counterpart")
        return super().get_context_data(texts=texts, country=country, **kwargs)

    def act(self, form: Any) -> str:
        """Confirm them."""
        given = {confirmation: (version, edition) for confirmation, version, edition in form.chosen}
        words = self._words(set(given))
        if len(words) != len(given):
            raise DomainError(
                _("One of them is not for you to confirm here. Nothing was confirmed; choose in the list again.")
            )
        done = services.confirm_several(
            by=self.request.user,
            grants=self.grants,
            confirmations=[(word, *given[word.pk]) for word in words],
        )
        count = len(done)
        return ngettext("%(count)s text confirmed.", "%(count)s texts confirmed.", count) % {"count": count}

    def _words(self, chosen: set[int]) -> list[Confirmation]:
        mine = side_of(self.grants, self.pairing)
        rows = Confirmation.objects.filter(text__pairing=self.pairing, side=mine, pk__in=chosen)
        found = list(rows.select_related("text").order_by("text__slug", "pk"))
        for word in found:
            word.text.pairing = self.pairing
        return found
