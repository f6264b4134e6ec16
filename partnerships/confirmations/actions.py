"""What a side does about a text that it is asked to confirm: approve it internally, confirm it, take that back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError, NotAllowed, check_reason
from core.formats import format_date
from partnerships import models
from partnerships.actions import JOINT, OFFICE, VoidsConfirmations
from partnerships.confirmations import forms, selectors, services
from partnerships.enums import OWN, STAFF, ConfirmationState, Side
from partnerships.fields import codes_of, replace_rows
from partnerships.pairings.selectors import check_of_strand, check_workable
from partnerships.tasks.selectors import next_waiting
from partnerships.translations.selectors import check_length

_REQUESTED, _IN_APPROVAL, _CONFIRMED, _WITHDRAWN = ConfirmationState
_WAITING = frozenset({_REQUESTED, _IN_APPROVAL})


class OnConfirmation(Action):
    """An action on one side's confirmation: of its own coordinators, and of staff in their place with a reason."""

    on = models.Confirmation
    state_field = "state"
    # An administrator keeps the records and confirms nothing.
    allowed = frozenset({OWN, STAFF})
    reason_of = frozenset({STAFF})
    template = "partnerships/confirmations/confirmation_act.html"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """Held in the order text, edition, confirmation."""
        row = super().find(grants, words)
        # A milestone that no longer asks for its own text has no page of it either.
        text = row and selectors.find_readable_text(grants, row.pairing, row.text.slug)
        if text and locked:
            return cls.locked(row)
        if text:
            row.text.record = text
        return text and row

    @classmethod
    def locked(cls, row: Any) -> Any:
        return services.lock_confirmation(row)

    def check_possible(self) -> None:
        """Refuse what belongs to a pairing that is over, what is settled, and another edition than the text's."""
        check_workable(self.text)
        # What both confirmed can be taken back from a text that nobody is asked for, unless the kind keeps it.
        if self.target != _WITHDRAWN or self.text.KEPT_ONCE_SETTLED:
            services.check_asks(self.text)
        if self.state != _WITHDRAWN:
            self.check_edition(self.row.text.edition)
        super().check_possible()

    def check_edition(self, edition: int) -> None:
        """Refuse an edition that was read, where the text has another one now. Raises DomainError."""
        if not edition == self.row.text.edition == self.text.edition:
            words = _("The text has changed since: it is edition %(edition)s now. Read it, and act on that one.")
            raise DomainError(words % {"edition": self.text.edition})

    @property
    def text(self) -> models.Confirmed:
        text: models.Confirmed = self.row.text.record
        return text

    @property
    def is_own(self) -> bool:
        """Whether the person is of the side that is asked."""
        return OWN in self.actors

    @property
    def names(self) -> dict[str, Any]:
        """What its sentences name: the side that is asked, the other one, the edition."""
        sides = {"partner": self.row.side, "other": next(side for side in Side.values if side != self.row.side)}
        names: dict[str, Any] = {key: selectors.names_of(self.row.pairing, [side]) for key, side in sides.items()}
        return names | {"edition": self.row.text.edition}

    @property
    def confirmed(self) -> set[str]:
        """The sides that have confirmed the edition."""
        return set(self.row.text.confirmations.filter(state=_CONFIRMED).values_list("side", flat=True))

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*selectors.text_crumbs(self.text), (str(self.title), "")]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "must_give_reason": not self.is_own}

    def get_context(self) -> dict[str, Any]:
        return {"text": self.text, "name": self.row.text.title[0], "edition": self.row.text}


class TakeToApproval(OnConfirmation):
    """Tell until when the side's internal approval runs, by whom (a function, no name), under which number."""

    key = "confirmation-approval"
    states = _WAITING
    form = forms.ApprovalForm
    title = gettext_lazy("In internal approval")
    button = gettext_lazy("In internal approval until …")
    submit_label = gettext_lazy("Save")

    def perform(self, *, until: dt.date, function: str, document: str = "") -> str:
        """Raises AlreadyDone where it stands there already, DomainError with the field at fault."""
        row = self.row
        if until < clock.today():
            raise DomainError(_("This day has passed. Give a day from today on."), field="until")
        if not function.strip():
            raise DomainError(_("Give the function of the person who approves."), field="function")
        before = (row.state, row.approval_until, row.approver_function, row.approver_document)
        after = (_IN_APPROVAL, until, function.strip(), document.strip())
        if before == after:
            raise AlreadyDone(_("It is already so."))
        row.state, row.approval_until, row.approver_function, row.approver_document = after
        row.save(by=self.by)
        services.log_confirmation(
            self.key, self.by, row, self.reason, on_behalf=not self.is_own, until=until.isoformat()
        )
        return _("In internal approval until %(day)s.") % {"day": format_date(until)}

    @property
    def question(self) -> str:
        return _("The other side sees by when %(partner)s expects to approve it.") % self.names


class ConfirmText(OnConfirmation):
    """Confirm the edition that the person has read; it counts once both sides have.

    A side is led on to what else waits for it in the pairing.
    """

    key = "confirmation-confirm"
    states = _WAITING
    target = _CONFIRMED
    form = forms.ConfirmForm
    undo = "confirmation-withdraw"
    following: Any = None

    def perform(self, *, edition: int, function: str = "", document: str = "") -> str:
        """Raises DomainError where the same person has confirmed for the other side."""
        self.check_edition(edition)
        approved = {"function": function, "document": document}
        if services.confirm(
            by=self.by, confirmation=self.row, reason=self.reason, on_behalf=not self.is_own, **approved
        ):
            told = _("Both cities have confirmed edition %(edition)s: it is now in force.")
        else:
            told = _(
                "%(partner)s has confirmed edition %(edition)s. It is not in force until %(other)s confirms it too."
            )
        self.following = next_waiting(self.row) if self.is_own else None
        # It is read on the page of another text.
        return f"{self.row.text.title[0]}: {told % self.names}" if self.following else told % self.names

    def get_done_url(self) -> str:
        return str(self.following.url) if self.following else super().get_done_url()

    def check_possible(self) -> None:
        """A side that has confirmed it hears that."""
        if self.state == _CONFIRMED and self.row.text.edition == self.text.edition:
            raise AlreadyDone(_("%(partner)s has confirmed edition %(edition)s already.") % self.names)
        super().check_possible()

    @property
    def title(self) -> str:
        return _("Read and confirm edition %(edition)s: %(text)s") % (self.names | {"text": self.row.text.title[0]})

    @property
    def button(self) -> str:
        return (_("Confirm edition %(edition)s") if self.is_own else _("Confirm for %(partner)s")) % self.names

    @property
    def weight(self) -> str:
        """The own side's weighs most."""
        return "main" if self.is_own else ""

    @property
    def submit_label(self) -> str:
        own = _("Confirm edition %(edition)s")
        return (own if self.is_own else _("Confirm edition %(edition)s for %(partner)s")) % self.names

    @property
    def question(self) -> str:
        """Whether it counts by it, or waits for the other side."""
        words = _("It is not in force until %(other)s confirms it too.")
        if self.confirmed - {self.row.side}:
            words = _("%(other)s has confirmed this edition. Once %(partner)s confirms it too, it is in force.")
        return words % self.names

    def get_consequences(self) -> list[str]:
        return selectors.moved_days(self.text, self.row.text)

    def get_instead(self) -> tuple[str, str] | None:
        """What was taken over by a newer edition, or is confirmed already, is not asked again."""
        if self.row.text.edition != self.text.edition:
            words = _("The text has changed: it is edition %(edition)s now.") % {"edition": self.text.edition}
            return words, self.get_done_url()
        return (self.refusal, self.get_done_url()) if self.state == _CONFIRMED else None

    def get_context(self) -> dict[str, Any]:
        """With the frozen text, what changed since the edition that the side knew marked in it."""
        text, edition, pairing = self.text, self.row.text, self.row.pairing
        parts = selectors.parts_of(type(text), pairing, edition.body)
        editions = list(models.TextEdition.objects.of(text).filter(edition__lt=edition.edition).defer("canonical"))
        older = selectors.earlier_edition(text, editions, self.row.side)
        parts = selectors.marked(selectors.parts_of(type(text), pairing, older.body), parts) if older else parts
        country = pairing.strand.side_letters("counterpart")
        return super().get_context() | {"parts": parts, "older": older, "country": country}


class WithdrawConfirmation(OnConfirmation):
    """Take a confirmation back; a milestone that both had completed is open again."""

    key = "confirmation-withdraw"
    states = frozenset({_CONFIRMED})
    target = _WITHDRAWN
    reason_of = OnConfirmation.allowed
    form = forms.WithdrawForm
    title = gettext_lazy("Withdraw the confirmation")
    submit_label = gettext_lazy("Withdraw")
    weight = "word"
    danger = True

    def perform(self) -> str:
        services.withdraw(by=self.by, confirmation=self.row, reason=self.reason, on_behalf=not self.is_own)
        return _("Withdrawn. The side can be asked again once the text is right.")

    @property
    def button(self) -> str:
        return (_("Withdraw") if self.is_own else _("Withdraw for %(partner)s")) % self.names

    @property
    def question(self) -> str:
        return _("%(partner)s withdraws its confirmation of edition %(edition)s.") % self.names

    def get_consequences(self) -> list[str]:
        if len(self.confirmed) < len(Side.values):
            return []
        return [_("The text is no longer in force; a milestone that it completed is open again.")]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row}


SIDE_ACTIONS: tuple[type[OnConfirmation], ...] = (TakeToApproval, ConfirmText, WithdrawConfirmation)


LONGEST_TEXT = 50_000  # letters of one text, in one language
FORMS: dict[type[models.Confirmed], Any] = {
    models.AgreedThemes: forms.AgreedThemesForm,
    models.ActionPlan: forms.ActionPlanForm,
    models.Closing: forms.ClosingForm,
    models.Project: forms.ProjectTextForm,
}


class OnText(Action):
    """An action on one text of a pairing, of whatever kind; one that nobody has written yet is unsaved."""

    on = models.Confirmed
    allowed = JOINT

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """By its name in the pairing. Where nobody has begun it, whoever begins it holds the pairing."""
        rows = models.Pairing.objects.visible_to(grants).with_names().order_by("pk")
        pairing: Any = rows.filter(strand__code=words["strand"], code=words["pairing"]).first()
        text = selectors.find_readable_text(grants, pairing, words["text"]) if pairing else None
        if text is None or not locked:
            return text
        if text.pk is None:
            models.Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
            text = selectors.find_readable_text(grants, pairing, words["text"])
        return cls.locked(text)

    @classmethod
    def locked(cls, row: Any) -> Any:
        return services.lock_text(row)

    def check_possible(self) -> None:
        """Refuse what belongs to a pairing that is over, and a text that is settled."""
        check_workable(self.row)
        if words := self.row.settled_label():
            raise DomainError(words)

    @property
    def url(self) -> str:
        return str(self.row.get_text_page_url(self.key))

    def get_done_url(self) -> str:
        return str(self.row.get_text_page_url())

    def get_back_url(self) -> str:
        return self.get_done_url()

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*selectors.text_crumbs(self.row), (str(self.title), "")]


class RequestConfirmation(OnText):
    """Ask both sides to confirm the text as it stands; gives its edition."""

    key = "text-request"
    template = "partnerships/confirmations/text_act.html"
    title = gettext_lazy("Ask both sides to confirm")
    submit_label = gettext_lazy("Ask both sides")
    question = gettext_lazy("The text is frozen and both sides are asked to confirm it. It is in force once both have.")

    def perform(self) -> str:
        """Raises AlreadyDone where nobody is left to ask, DomainError where the text is empty."""
        self.added = services.request_confirmation(by=self.by, text=self.row)
        return _("Both sides are asked to confirm edition %(edition)s.") % {"edition": self.added.edition}

    def get_context(self) -> dict[str, Any]:
        text, pairing = self.row, self.row.pairing
        parts = selectors.parts_of(type(text), pairing, selectors.body_now(text, self.grants))
        country = pairing.strand.side_letters("counterpart")
        return {"text": text, "name": selectors.text_name(text), "parts": parts, "country": country}


class EditText(VoidsConfirmations, OnText):
    """Edit a text that has no other page; what it costs is said before the button."""

    key = "text-edit"
    news = gettext_lazy("%(city)s wrote in %(what)s.")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Wrote edition %(edition)s: %(fields)s")
    undo = "text-edit"

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """A text of a kind that is edited here; others are edited with their record."""
        text = super().find(grants, words, locked=locked)
        return text if type(text) in FORMS else None

    def perform(self, *, changes: dict[str, Any], steps: bool = False) -> str:
        """`changes` are fields of the text, and of agreed themes the `themes` in their order.

        The steps of an action plan are taken afresh with it, or alone where `steps` asks for that. Of a closing a
        coordinator writes the own side's part, the office those of either with a reason. Raises NotAllowed,
        AlreadyDone, DomainError with the field at fault.
        """
        row, values = self.row, dict(changes)
        themes: Sequence[models.Theme] | None = values.pop("themes", None)
        if themes is not None:
            self._check_themes(themes)
            values["theme_codes"] = codes_of(themes)
        if wrong := set(values) - set(row.CONFIRMED_FIELDS):
            message = f"no text of {row.TEXT_KIND}: {sorted(wrong)}"
            raise ValueError(message)
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        behalf = self._check_own_part(values) if isinstance(row, models.Closing) else {}
        if values or steps:
            values |= {name: value for name, value in row.taken_along().items() if getattr(row, name) != value}
        if isinstance(row, models.Project):
            self._check_not_emptied(values)
        if not values:
            raise AlreadyDone(_("Nothing was changed."))
        for name, value in values.items():
            if isinstance(value, str):
                check_length(name, value, LONGEST_TEXT)
            setattr(row, name, value)
        row.save(by=self.by)
        self.log(fields=", ".join(values), edition=row.edition, **behalf)
        services.text_edited(by=self.by, record=row, reason=self.reason)
        if themes is not None:
            self._show_themes(themes)
        if selectors.present_edition(row):
            return _("Saved as edition %(edition)s. Both sides are asked to confirm it.") % {"edition": row.edition}
        return _("Saved.")

    def _check_themes(self, themes: Sequence[models.Theme]) -> None:
        if not themes:
            raise DomainError(_("Choose at least one theme."), field="theme_1")
        check_of_strand(strand_id=self.row.pairing.strand_id, records=[("theme_1", theme) for theme in themes])
        if len({theme.pk for theme in themes}) != len(themes):
            raise DomainError(_("A theme is chosen twice."), field="theme_1")

    def _show_themes(self, themes: Sequence[models.Theme]) -> None:
        """The pairing shows them from now on."""
        pairing = models.Pairing.objects.select_for_update(no_key=True).get(pk=self.row.pairing_id)
        if pairing.theme_codes != codes_of(themes):
            pairing.theme_codes = codes_of(themes)
            pairing.save(by=self.by)
        replace_rows(models.PairingTheme, {"pairing": pairing}, "theme", themes)

    def _check_own_part(self, values: dict[str, Any]) -> dict[str, str]:
        """Refuse the other side's part, to the office without a reason; for which side it is written."""
        sides = {side for side in Side.values if any(name.startswith(f"{side}_") for name in values)}
        foreign = sides - {self.row.pairing.side_of(self.grants)}
        if not foreign:
            self.reason = ""
        elif not self.actors & OFFICE:
            raise NotAllowed
        else:
            check_reason(self.reason)
        return {"on_behalf": foreign.pop()} if len(foreign) == 1 else {}

    def _check_not_emptied(self, values: dict[str, Any]) -> None:
        agreed = {"agreed_en": self.row.agreed_en, "agreed_ko": self.row.agreed_ko} | values
        if not any(value.strip() for value in agreed.values()) and models.TextEdition.objects.of(self.row).exists():
            raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="agreed_en")

    @property
    def form(self) -> type[Any]:
        form: type[Any] = FORMS[type(self.row)]
        return form

    @property
    def title(self) -> str:
        return _("Edit: %(text)s") % {"text": selectors.text_name(self.row)}

    def get_initial(self) -> dict[str, Any]:
        """The steps are taken afresh where the address says so."""
        return {"steps": True} if "steps" in self.asked else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        row = self.row
        given: dict[str, Any] = {"record": row, "pairing": row.pairing}
        if isinstance(row, models.ActionPlan) and selectors.present_edition(row):
            given["newer_steps"] = row.taken_along()["items"] != row.items
        if isinstance(row, models.Closing):
            mine, office = row.pairing.side_of(self.grants), bool(self.actors & OFFICE)
            sides = Side.values if office else [mine]
            given |= {"sides": sides, "must_give_reason": office and not mine, "may_say_why": office}
        return given

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Nothing where it was begun: there is no text to go back to."""
        return super().get_undo_values(form) if "seen_version" in form.fields else None
