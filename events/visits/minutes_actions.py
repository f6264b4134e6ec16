"""What people do to the minutes of an event for one pairing: write them, object to them, take an objection back."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext as _, gettext_lazy

from accounts.enums import MailKind
from core import clock
from core.access import Grants
from core.audit import register
from core.errors import AlreadyDone, DomainError
from core.models import write_audit
from events.events.services import mail_people
from events.models import AgendaItem, Event, Minutes, MinutesObjection
from events.visits.actions import AtEventAction, Begins
from events.visits.forms import MinutesForm, ObjectionForm
from events.visits.models import LONGEST_ITEM_TEXT, LONGEST_ITEM_TITLE, LONGEST_OBJECTION, LONGEST_SUMMARY, MOST_ITEMS
from partnerships.actions import VoidsConfirmations
from partnerships.confirmations.services import text_edited
from partnerships.enums import OWN, SIDE
from partnerships.models import TextEdition
from partnerships.tasks.selectors import other_side
from partnerships.translations.selectors import check_length

QUOTED = 200  # characters of an objection that its withdrawal quotes
TEXTS = ("said_en", "said_ko", "decision_en", "decision_ko")
register(
    "minutes-written", gettext_lazy("Began to write the minutes"), news=gettext_lazy("%(city)s wrote in %(what)s.")
)


def _plain(text: Any) -> str:
    """Trimmed, with the ends of lines that a database keeps alike whichever browser sent them."""
    return str(text or "").replace("\r\n", "\n").strip()


def _kept_items(minutes: Minutes, given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The items as they are kept: trimmed, without empty ones, with the place that each had on the agenda at first.

    Where the agenda is put in another order later, the minutes are no other text. Raises DomainError on `items`.
    """
    rows: list[dict[str, Any]] = [
        {"item": int(item.get("item") or 0), "position": 0}
        | {name: _plain(item.get(name)) for name in Minutes.ITEM_TEXTS}
        for item in given
    ]
    kept = [item for item in rows if any(item[name] for name in TEXTS)]
    if len(kept) > MOST_ITEMS:
        raise DomainError(_("These are too many items: at most %(most)s.") % {"most": MOST_ITEMS}, field="items")
    positions = _positions(minutes.event, kept)
    positions |= {item["item"]: item["position"] for item in minutes.items if item.get("item")}
    for item in kept:
        item["position"] = positions.get(item["item"], 0)
        if not (item["title_en"] or item["title_ko"]):
            raise DomainError(_("Enter what each item is about."), field="items")
        for name in Minutes.ITEM_TEXTS:
            check_length("items", item[name], LONGEST_ITEM_TITLE if name.startswith("title") else LONGEST_ITEM_TEXT)
    return kept


def _positions(event: Event, items: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    keys = [item["item"] for item in items if item["item"]]
    found = dict(AgendaItem.objects.filter(event=event, pk__in=keys).values_list("pk", "position"))
    if set(keys) - found.keys():
        raise DomainError(_("This item is on the agenda of another event."), field="items")
    if len(set(keys)) != len(keys):
        raise DomainError(_("An item of the agenda is listed twice in the minutes."), field="items")
    return found


class EditMinutes(VoidsConfirmations, Begins):
    """Write the summary and the items in their order; the first words begin the minutes.

    What both sides had confirmed is void once the text is another, and both are asked again.
    """

    key = "minutes-edit"
    news = gettext_lazy("%(city)s wrote in %(what)s.")
    on = Minutes
    form = MinutesForm
    template = "events/visits/minutes_edit.html"
    submit_label = gettext_lazy("Save the minutes")
    logged = gettext_lazy("Changed the minutes: %(fields)s; now edition %(edition)s")

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """The minutes; else those to come, looked for again once their pairing is held."""
        written = super(Begins, cls).find
        if row := written(grants, words, locked=locked):
            return row
        row = super().find(grants, words)
        if row is None or not locked:
            return row
        row = super().locked(row)
        return written(grants, words, locked=True) or row

    @classmethod
    def locked(cls, row: Any) -> Any:
        """Raises DomainError where another has begun them: there is no version to compare with."""
        if row.pk:
            return super(Begins, cls).locked(row)
        row = super().locked(row)
        if Minutes.objects.filter(event=row.event, pairing=row.pairing).exists():
            message = _("Someone else began these minutes meanwhile. Nothing was saved; open the page again.")
            raise DomainError(message)
        return row

    def perform(self, *, changes: Mapping[str, Any]) -> str:
        """`changes` are `summary_en`, `summary_ko`, `items`; an item is as in the model, one without words is left out.

        Raises AlreadyDone, DomainError with the field at fault.
        """
        row, begun = self.row, bool(self.row.pk)
        row.code = row.code or row.event.code
        changed = self._changed(changes)
        if not changed:
            raise AlreadyDone(_("Nothing was changed."))
        for name, value in changed.items():
            setattr(row, name, value)
        if not row.is_written:
            self._refuse_empty()
        row.save(by=self.by)
        if begun:
            self.log(fields=", ".join(sorted(changed)), edition=row.edition)
        else:
            self.is_logged = True
            write_audit(action="minutes-written", record=row, by=self.by)
        text_edited(by=self.by, record=row, reason=self.reason)
        if TextEdition.objects.as_it_is(row).exists():
            return _("Saved as edition %(edition)s. Both sides are asked to confirm it.") % {"edition": row.edition}
        return _("Saved. Ask both sides to confirm the minutes once they are complete.")

    def _changed(self, changes: Mapping[str, Any]) -> dict[str, Any]:
        row = self.row
        given: dict[str, Any] = {}
        for name in sorted({"summary_en", "summary_ko"} & changes.keys()):
            given[name] = _plain(changes[name])
            check_length(name, given[name], LONGEST_SUMMARY)
        if "items" in changes:
            given["items"] = _kept_items(row, changes["items"])
        return {name: value for name, value in given.items() if value != getattr(row, name)}

    def _refuse_empty(self) -> None:
        if self.row.pk and TextEdition.objects.of(self.row).exists():
            raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="summary_en")
        if not self.row.pk:
            raise DomainError(_("Write a summary, or what was said of one item at least."), field="summary_en")

    @property
    def title(self) -> str:
        """Whether they are begun."""
        return _("Edit the minutes") if self.row.pk else _("Write the minutes")


class AddObjection(AtEventAction):
    """Object for the own side to the edition that was read; the other side gets a mail.

    The side's confirmation is another matter: it is given or withdrawn by itself.
    """

    key = "minutes-objection-add"
    news = gettext_lazy("%(city)s objects to %(what)s: it waits for an answer.")
    on = Minutes
    allowed = frozenset({SIDE})
    form = ObjectionForm
    title = gettext_lazy("Object to the minutes")
    button = gettext_lazy("Object")
    logged = gettext_lazy("Objected to edition %(edition)s of the minutes")
    undo = "minutes-objection-withdraw"

    def perform(self, *, text: str) -> str:
        """Raises DomainError on `text`."""
        row, text = self.row, text.strip()
        if not text:
            raise DomainError(_("Write what you object to."), field="text")
        check_length("text", text, LONGEST_OBJECTION)
        self.log(edition=row.edition)
        facts = {"side": row.pairing.side_of(self.grants), "by": self.by, "by_label": self.by.kept_name}
        self.added = MinutesObjection(minutes=row, edition=row.edition, text=text, **facts)
        self.added.save()
        self._notify_other_side(self.added)
        return _("Your objection is shown beside the text. You can withdraw it.")

    def _notify_other_side(self, objection: MinutesObjection) -> None:
        minutes, pairing = self.row, self.row.pairing
        participation = getattr(pairing, f"{other_side(objection.side)}_id")
        context = {
            "pairing": pairing,
            # In the language of the mail that is being written.
            "event": lazy(lambda: minutes.event.title, str)(),
            "partner": lazy(lambda: objection.partner.name, str)(),
            "edition": objection.edition,
            "by": self.by.kept_name,
            "text": objection.text,
            "link": settings.BASE_URL + minutes.get_absolute_url(),
        }
        key = f"minutes:{objection.pk}"
        mail_people(MailKind.OBJECTION, key, [participation], self.by, "minutes_objection", context)

    @property
    def question(self) -> str:
        """To which edition."""
        return _("To edition %(edition)s of the minutes.") % {"edition": self.row.edition}

    def get_done_url(self) -> str:
        return str(self.row.get_absolute_url())


class WithdrawObjection(AtEventAction):
    """Take back an objection of the own side; it stays beside the text, in whose history it is told."""

    key = "minutes-objection-withdraw"
    news = gettext_lazy("%(city)s withdrew its objection to %(what)s.")
    on = MinutesObjection
    allowed = frozenset({OWN})
    title = gettext_lazy("Withdraw an objection")
    button = gettext_lazy("Withdraw the objection")
    danger = True
    logged = gettext_lazy("Withdrew an objection to edition %(edition)s of the minutes")

    def check_possible(self) -> None:
        if self.row.withdrawn_at:
            raise AlreadyDone(_("This objection is withdrawn already."))
        super().check_possible()

    def perform(self) -> str:
        self.row.withdrawn_at = clock.now()
        self.row.save()
        return _("The objection is withdrawn.")

    @property
    def outcome(self) -> Minutes:
        minutes: Minutes = self.row.minutes
        return minutes

    def get_form_kwargs(self) -> dict[str, Any]:
        """Nobody changes an objection: it has no versions."""
        return {}

    def log_parameters(self) -> dict[str, Any]:
        return {"edition": self.row.edition}

    @property
    def question(self) -> str:
        """Which one, and what stays."""
        return _("Withdraw “%(text)s”? It stays beside the text as withdrawn.") % {"text": self.row.text[:QUOTED]}
