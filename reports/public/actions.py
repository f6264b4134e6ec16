"""What people do to publicity, and to the public results of a pairing: write, release and withdraw them."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Max
from django.utils.html import format_html
from django.utils.translation import gettext as _, gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError
from core.models import write_audit
from core.templatetags.portal import written
from partnerships.actions import JOINT, OFFICE, Restores, Withdraws
from partnerships.confirmations.cards import side_cards
from partnerships.confirmations.selectors import lost_confirmations, text_states
from partnerships.confirmations.services import (
    confirm,
    lock_confirmation,
    lock_text,
    request_confirmation,
    text_edited,
    withdraw,
)
from partnerships.enums import SIDE, actors_in
from partnerships.models import Pairing, TextEdition
from partnerships.pairings.selectors import check_workable
from partnerships.translations.selectors import check_length, fill, real_changes
from reports.actions import NewInStrand, check_fields
from reports.audit_actions import RESULTS_WRITTEN
from reports.enums import PublicityLanguage
from reports.models import PublicityItem, PublicResults
from reports.public import selectors
from reports.public.forms import PublicityForm, ReleaseResultsForm, ResultsForm, WithdrawalForm
from reports.public.models import LONGEST_SUMMARY, LONGEST_TEXT, LONGEST_TITLE, TEXTS

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

    def check_item(self) -> None:
        """Raises DomainError with the field at fault."""
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

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are those of FIELDS. Raises DomainError with the field at fault."""
        row = self.row
        fill(row, _in_lines(values), fields=FIELDS)
        self.check_item()
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

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Raises AlreadyDone, DomainError with the field at fault."""
        changed = real_changes(self.row, _in_lines(changes))
        fill(self.row, changed, fields=FIELDS)
        self.check_item()
        self.row.save(by=self.by)
        self.log(fields=", ".join(sorted(changed)))
        return _("Saved.")


class WithdrawPublicity(Withdraws, OnPublicity):
    """No report names it any more; the list does."""

    key = "publicity-withdraw"
    news = gettext_lazy("%(city)s withdrew %(what)s.")
    title = gettext_lazy("Withdraw publicity")
    button = gettext_lazy("Withdraw")
    logged = gettext_lazy("Withdrew a publicity item")
    undo = "publicity-restore"
    done = gettext_lazy("Withdrawn. It can be brought back.")

    def check_possible(self) -> None:
        if self.row.withdrawn_at:
            raise AlreadyDone(pgettext("publicity item", "It was withdrawn already."))


class RestorePublicity(Restores, OnPublicity):
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


STEPS = (EditPublicity, WithdrawPublicity, RestorePublicity)


MOST_ITEMS = 60
SUMMARIES = ("summary_en", "summary_ko")
# Who is reached by an address is a person, more often than not.
_MAIL = re.compile(r"(?<![^\s@<>])[^\s@<>]+@[^\s@<>]+\.[^\s@<>]{2,}")


class OnPublicResults(Action):
    """An action on the public results of a pairing, also once it is closed; its row is unsaved where nobody began them.

    Who may not know of drafts between the sides does not find it.
    """

    on = PublicResults
    allowed: frozenset[str] = JOINT

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        pairings = Pairing.objects.with_dealings_for(grants).with_names()
        pairing = pairings.filter(strand__code=words["strand"], code=words["pairing"]).first()
        if pairing is None:
            return None
        row: Any = selectors.find_results(pairing)
        if locked and row.pk is None:
            # Of two who begin them one is second, and finds what the other has written.
            Pairing.objects.select_for_update(of=("self",), no_key=True).order_by("pk").get(pk=pairing.pk)
            row = selectors.find_results(pairing)
        return lock_text(row) if locked and row.pk is not None else row

    @classmethod
    def locked(cls, row: PublicResults) -> Any:
        """Raises DomainError where another has begun them meanwhile."""
        return lock_text(row)

    def check_possible(self) -> None:
        check_workable(self.row)

    @property
    def side(self) -> str:
        """The reader's own side; empty for the office."""
        return str(self.row.pairing.side_of(self.grants))


class EditResults(OnPublicResults):
    """Write the summary and the chosen records, in their order; who has released what is shown above the form.

    What both sides had released is taken off where the text is another, and both are asked for the new edition.
    """

    key = "results-edit"
    news = gettext_lazy("%(city)s wrote in %(what)s.")
    form = ResultsForm
    template = "reports/progress/results_edit.html"
    title = gettext_lazy("Public results")
    button = gettext_lazy("Save")
    logged = gettext_lazy("Changed the public results, now edition %(edition)s: %(fields)s")

    def perform(self, *, changes: Mapping[str, Any], adds: bool = False) -> str:
        """`changes` are `summary_en`, `summary_ko` and `items`. Raises AlreadyDone, DomainError."""
        row, is_begun = self.row, self.row.pk is not None
        changed = _changed(row, changes)
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        for name, value in changed.items():
            setattr(row, name, value)
        if not row.is_written and (not is_begun or TextEdition.objects.of(row).exists()):
            raise DomainError(_("Write a summary, or choose a record at least."), field="summary_en")
        row.save(by=self.by)
        if not is_begun:
            self.is_logged = True
            write_audit(action=RESULTS_WRITTEN, record=row, by=self.by)
        self.log(fields=", ".join(sorted(changed)), edition=row.edition)
        text_edited(by=self.by, record=row, reason=self.reason)
        if TextEdition.objects.as_it_is(row).exists():
            said = _("Saved as edition %(edition)s. Both sides are asked to agree to its release.")
            return said % {"edition": row.edition}
        if adds:
            return _("Saved. Read the text of the records that you added: it will be public.")
        return _("Saved. It is public once both sides agree to its release.")

    def get_consequences(self) -> list[str]:
        """What an edit costs: releases that are lost, and the public page with them."""
        lost = lost_confirmations(self.row)
        if len(lost) > 1:
            return [_("An edit takes the public page down until both sides agree to the release of the new edition.")]
        if not lost:
            return []
        name = dict(self.row.pairing.partners)[lost[0].side].name
        voids = _("An edit voids the agreement of %(partner)s: both sides are asked about the new edition.")
        return [voids % {"partner": name}]

    def get_back_url(self) -> str:
        return str(self.row.pairing.get_absolute_url())

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.pairing.get_crumbs(), (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        """With how far both sides are, and what the reader can do."""
        row, pairing = self.row, self.row.pairing
        standing = text_states([row])[PublicResults, row.pk] if row.pk else None
        released = selectors.own_release(self.grants, row)
        # Whether there is something left for the reader to release, or to ask for.
        waits = standing and not standing.both and row.is_written and row.is_workable
        may_release = waits and (released is None if self.side else not standing.asked)  # type: ignore[union-attr]
        return {
            "results": row,
            "cards": side_cards(row, standing, self.grants) if standing else [],
            "country": pairing.strand.side_letters("counterpart"),
            "has_earlier": bool(row.pk) and TextEdition.objects.of(row).filter(edition__lt=row.edition).exists(),
            "is_public": bool(standing and standing.both),
            "public_url": row.address_of("reports:results-pairing"),
            "preview_url": row.address_of("reports:results-preview") if row.pk else "",
            "release_url": row.address_of("reports:results-release") if may_release else "",
            "withdraw_url": row.address_of("reports:results-withdraw") if released else "",
            "own_side": self.side,
        }


def _changed(row: PublicResults, changes: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in SUMMARIES:
        text = _plain(changes.get(name, getattr(row, name)))
        check_length(name, text, LONGEST_SUMMARY)
        _check_nobody(name, text)
        if text != getattr(row, name):
            found[name] = text
    if "items" in changes:
        items = _checked(row, changes["items"])
        if items != row.items:
            found["items"] = items
    return found


def _checked(row: PublicResults, given: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The items as they are kept. A record may be added while it can be released; one that is there already stays."""
    names = ("kind", "code")
    items = [
        {name: str(item.get(name) or "") for name in names} | {name: _plain(item.get(name)) for name in TEXTS}
        for item in given
    ]
    if len(items) > MOST_ITEMS:
        raise DomainError(_("These are too many results: at most %(most)s.") % {"most": MOST_ITEMS}, field="items")
    keys = [(item["kind"], item["code"]) for item in items]
    if len(set(keys)) != len(keys):
        raise DomainError(_("A record is listed twice among the results."), field="items")
    known = {(item["kind"], item["code"]) for item in row.items}
    if set(keys) - known:
        known |= {(one["kind"], one["code"]) for one in selectors.candidates(row.pairing)}
    if set(keys) - known:
        fault = _("This record cannot be released, or not yet. Choose among those that are listed.")
        raise DomainError(fault, field="items")
    for item in items:
        if not (item["title_en"] or item["title_ko"]):
            raise DomainError(_("Enter what each result is."), field="items")
        for name in TEXTS:
            check_length("items", item[name], LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT)
            _check_nobody("items", item[name])
    return items


def _check_nobody(field: str, text: str) -> None:
    if _MAIL.search(text):
        raise DomainError(_("Leave e-mail addresses out: public results name no person."), field=field)


def _plain(text: Any) -> str:
    return str(text or "").replace("\r\n", "\n").replace("\x00", "").strip()


class ReleaseResults(OnPublicResults):
    """Release an edition for the reader's side, and ask both sides for it where nobody has; staff ask alone.

    They are public once both sides released the same edition. The log has it as a confirmation.
    """

    key = "results-release"
    form = ReleaseResultsForm
    template = "reports/progress/results_release.html"
    question = gettext_lazy(
        "What follows is public, for everybody to read and reuse, once both sides agree to its release."
    )
    undo = "results-withdraw"

    def check_possible(self) -> None:
        if self.row.pk is None:
            raise DomainError(_("Nobody has written the public results yet."))
        super().check_possible()
        if selectors.own_release(self.grants, self.row):
            raise AlreadyDone(_("Your side has already agreed to the release of this edition."))

    def perform(self, *, edition: int) -> str:
        """Raises AlreadyDone where there is nothing left to ask, DomainError where the text has changed since."""
        row = self.row
        try:
            frozen = request_confirmation(by=self.by, text=row)
        except AlreadyDone:
            if not self.side:
                raise
            frozen = TextEdition.objects.of(row).get(edition=row.edition)
        if frozen.edition != edition:
            fault = _("The text has changed since: it is edition %(edition)s now. Read it, and act on that one.")
            raise DomainError(fault % {"edition": frozen.edition})
        if self.side:
            confirm(by=self.by, confirmation=lock_confirmation(frozen.confirmations.live().get(side=self.side)))
        if selectors.is_public(row):
            return _("Both sides have agreed to the release. It is public now.")
        if self.side:
            return _("Your side has agreed to the release. It is public once the other side agrees too.")
        return _("Both sides are asked to agree to the release.")

    @property
    def title(self) -> str:
        """Which edition."""
        return _("Agree to the release of edition %(edition)s") % {"edition": self.row.edition}

    @property
    def button(self) -> str:
        """For whom."""
        if not self.side:
            return _("Ask both sides to agree to the release")
        return _("Agree to the release for %(partner)s") % {"partner": dict(self.row.pairing.partners)[self.side].name}

    def get_context(self) -> dict[str, Any]:
        """With exactly what would be public."""
        return {"shown": selectors.preview(self.row) if self.row.pk else None, **selectors.public_label()}


class WithdrawResults(OnPublicResults):
    """Take the release of the reader's side back: from this moment nothing of it is public."""

    key = "results-withdraw"
    allowed = reason_of = frozenset({SIDE})
    form = WithdrawalForm
    title = gettext_lazy("Withdraw the agreement to the release")
    button = gettext_lazy("Withdraw")
    question = gettext_lazy("The public page is taken down at once. Copies that others have made stay with them.")
    danger = True

    def check_possible(self) -> None:
        if selectors.own_release(self.grants, self.row) is None:
            raise AlreadyDone(_("Your side has not agreed to the release of this edition."))
        super().check_possible()

    def perform(self) -> str:
        released: Any = selectors.own_release(self.grants, self.row)
        withdraw(by=self.by, confirmation=lock_confirmation(released), reason=self.reason)
        return _("Withdrawn. It is no longer public.")
