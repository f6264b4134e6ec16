"""What people do to publicity: add, edit, withdraw an item and bring it back."""

import datetime as dt
import unicodedata
from typing import Any

from django.db.models import Max
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.act_forms import ReasonForm
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.templatetags.portal import written
from partnerships.actions import JOINT, OFFICE
from partnerships.models import Pairing
from partnerships.translations.selectors import fill, what_differs
from partnerships.workflow import actors_in
from reports.actions import NewInStrand, check_fields
from reports.enums import PublicityLanguage
from reports.models import PublicityItem
from reports.public.forms import PublicityForm
from reports.public.selectors import (
    items_with_link,
)

LINES = ("outlet", "title", "published_by")
FIELDS = frozenset({"pairing", "published_on", "language", "link", *LINES})


def _in_lines(values: dict[str, Any]) -> dict[str, Any]:
    """The values with names and titles as one line each, without control characters."""
    return {name: _line(value) if name in LINES else value for name, value in values.items()}


def _line(text: str) -> str:
    return " ".join("".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in text).split())


class OnPublicity(Action):
    """An action on one item, which goes back to its place in the list."""

    on = PublicityItem
    allowed: frozenset[str] = JOINT

    @property
    def question(self) -> str:
        """Which one."""
        return format_html("{}, {}", written(self.row.title), written(self.row.outlet))

    def get_context(self) -> dict[str, Any]:
        return {"section": "reports"}


class WritePublicity(OnPublicity):
    """An action that writes what an item is: of a pairing, or of the strand as a whole."""

    form = PublicityForm

    def get_form_kwargs(self) -> dict[str, Any]:
        """The pairings an item can be of: for the office all of the strand, for a coordinator the own."""
        strand = self.row.strand
        office = bool(OFFICE & strand.actors(self.grants))
        rows = Pairing.objects.filter(strand=strand).with_names().order_by("code")
        mine = self.grants.participations
        pairings = [row for row in rows if office or {row.eu_id, row.counterpart_id} & mine]
        return {"record": self.row, "pairings": pairings, "office": office}

    def check_item(self, *, again: bool) -> None:
        """`again` says that it is another item though one with its link is in the list. Raises DomainError."""
        row = self.row
        if row.pairing is not None and row.pairing.strand_id != row.strand_id:
            raise DomainError(_("Choose a pairing of this strand."), field="pairing")
        if not JOINT & row.actors(self.grants):
            raise DomainError(_("Choose a pairing of your own."), field="pairing")
        check_fields(row, FIELDS)
        # In Korea the next day begins earlier than in Brussels.
        if row.published_on > clock.today() + dt.timedelta(days=1):
            raise DomainError(_("This day has not come yet."), field="published_on")
        if row.language not in PublicityLanguage.values:
            raise DomainError(_("Choose the language it was published in."), field="language")
        if not again and (same := items_with_link(row.strand, row.link, but=row)):
            facts = {"number": same[0].number, "title": same[0].title, "outlet": same[0].outlet}
            message = _("This link is already in the list: number %(number)s, “%(title)s”, %(outlet)s.") % facts
            raise DomainError(message, field="link")


class AddPublicity(NewInStrand, WritePublicity):
    """Add an item, which keeps the side of who adds it, and a number of its own; `?pairing=` names its pairing."""

    key = "publicity-add"
    news = gettext_lazy("%(city)s added %(what)s to the publicity.")
    listed_at, listed_as = "reports:publicity", gettext_lazy("Publicity")
    title = gettext_lazy("Add publicity")
    button = pgettext_lazy("verb", "Add")
    question: Any = gettext_lazy("An article, a broadcast or a page about the cooperation. Progress reports list it.")
    logged = gettext_lazy("Added a publicity item")
    undo = "publicity-withdraw"

    def perform(self, *, values: dict[str, Any], again: bool = False) -> str:
        """`values` are those of FIELDS. Raises DomainError with the field at fault."""
        row = self.row
        fill(row, _in_lines(values), fields=FIELDS)
        self.check_item(again=again)
        row.side = row.pairing.side_of(self.grants) if row.pairing else ""
        row.number = (PublicityItem.objects.filter(strand=row.strand_id).aggregate(last=Max("number"))["last"] or 0) + 1
        row.save(by=self.by)
        return _("Added.")

    @property
    def actors(self) -> frozenset[str]:
        """Whoever coordinates one of the strand's pairings may add an item of it."""
        return actors_in(self.grants, self.row.strand_id)

    def get_initial(self) -> dict[str, Any]:
        """Of the pairing that the address names, where it is one of the strand."""
        code = self.asked.get("pairing", "").replace("\x00", "")
        rows = Pairing.objects.visible_to(self.grants).filter(strand=self.row.strand, code=code)
        chosen = rows.first() if code else None
        return {"pairing": chosen.pk} if chosen else {}


class EditPublicity(WritePublicity):
    """Change what an item is, or which pairing it is of."""

    key = "publicity-edit"
    title = gettext_lazy("Edit publicity")
    button = gettext_lazy("Save")
    question = ""
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "publicity-edit"

    def check_possible(self) -> None:
        if self.row.withdrawn_at:
            raise DomainError(_("It was withdrawn. Bring it back first."))

    def perform(self, *, changes: dict[str, Any], again: bool = False) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        changed = what_differs(self.row, _in_lines(changes))
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        fill(self.row, changed, fields=FIELDS)
        self.check_item(again=again or "link" not in changed)
        self.row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")


class WithdrawPublicity(OnPublicity):
    """No report names it any more; the list does."""

    key = "publicity-withdraw"
    news = gettext_lazy("%(city)s withdrew %(what)s.")
    reason_of = JOINT
    form = ReasonForm
    title = gettext_lazy("Withdraw publicity")
    button = gettext_lazy("Withdraw")
    danger = True
    logged = gettext_lazy("Withdrew a publicity item")
    undo = "publicity-restore"

    def check_possible(self) -> None:
        if self.row.withdrawn_at:
            raise AlreadyDone(pgettext("publicity item", "It was withdrawn already."))

    def perform(self) -> str:
        self.row.withdrawn_at, self.row.withdrawn_reason = clock.now(), self.reason
        self.row.save(by=self.by)
        return _("Withdrawn. It can be brought back.")


class RestorePublicity(OnPublicity):
    """Reports name it again."""

    key = "publicity-restore"
    news = gettext_lazy("%(city)s brought %(what)s back.")
    title = gettext_lazy("Bring publicity back")
    button = gettext_lazy("Bring it back")
    logged = gettext_lazy("Brought a publicity item back")
    undo = "publicity-withdraw"

    def check_possible(self) -> None:
        if not self.row.withdrawn_at:
            raise AlreadyDone(_("This item was not withdrawn."))

    def perform(self) -> str:
        self.row.withdrawn_at, self.row.withdrawn_reason = None, ""
        self.row.save(by=self.by)
        return _("Brought back.")


STEPS = (EditPublicity, WithdrawPublicity, RestorePublicity)
