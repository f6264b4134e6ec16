"""What people do to a text of a pairing: edit it where it has no other page, and ask both sides to confirm it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.access import Grants
from core.actions import Action
from core.errors import AlreadyDone, DomainError, NotAllowed, check_reason
from partnerships.actions import JOINT, OFFICE, VoidsConfirmations
from partnerships.codes import codes_of, set_themes
from partnerships.confirmations.forms import ActionPlanForm, AgreedThemesForm, ClosingForm, ProjectTextForm
from partnerships.confirmations.selectors import body_now, find_readable_text, present_edition, text_crumbs
from partnerships.confirmations.services import lock_text, request_confirmation, text_edited
from partnerships.confirmations.text_parts import parts_of, text_name
from partnerships.enums import Side
from partnerships.models import ActionPlan, AgreedThemes, Closing, Confirmed, Pairing, Project, TextEdition, Theme
from partnerships.pairings.services import check_of_strand, check_workable
from partnerships.rules.journey import side_of
from partnerships.translations.selectors import check_length

LONGEST_TEXT = 50_000  # letters of one text, in one language
FORMS: dict[type[Confirmed], Any] = {
    AgreedThemes: AgreedThemesForm,
    ActionPlan: ActionPlanForm,
    Closing: ClosingForm,
    Project: ProjectTextForm,
}


class OnText(Action):
    """An action on one text of a pairing, of whatever kind; one that nobody has written yet is unsaved."""

    on = Confirmed
    allowed = JOINT

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """By its name in the pairing. Where nobody has begun it, whoever begins it holds the pairing."""
        rows = Pairing.objects.visible_to(grants).with_names().order_by("pk")
        pairing: Any = rows.filter(strand__code=words["strand"], code=words["pairing"]).first()
        text = find_readable_text(grants, pairing, words["text"]) if pairing else None
        if text is None or not locked:
            return text
        if text.pk is None:
            Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
            text = find_readable_text(grants, pairing, words["text"])
        return cls.locked(text)

    @classmethod
    def locked(cls, row: Any) -> Any:
        return lock_text(row)

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
        return [*text_crumbs(self.row), (str(self.title), "")]


class RequestConfirmation(OnText):
    """Ask both sides to confirm the text as it stands; gives its edition."""

    key = "text-request"
    template = "partnerships/confirmations/text_act.html"
    title = gettext_lazy("Ask both sides to confirm")
    submit_label = gettext_lazy("Ask both sides")
    question = gettext_lazy("The text is frozen and both sides are asked to confirm it. It is in force once both have.")

    def perform(self) -> str:
        """Raises AlreadyDone where nobody is left to ask, DomainError where the text is empty."""
        self.added = request_confirmation(by=self.by, text=self.row)
        return _("Both sides are asked to confirm edition %(edition)s.") % {"edition": self.added.edition}

    def get_context(self) -> dict[str, Any]:
        text, pairing = self.row, self.row.pairing
        parts = parts_of(type(text), pairing, body_now(text, self.grants))
        country = pairing.strand.side_letters("counterpart")
        return {"text": text, "name": text_name(text), "parts": parts, "country": country}


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
        themes: Sequence[Theme] | None = values.pop("themes", None)
        if themes is not None:
            self._check_themes(themes)
            values["theme_codes"] = codes_of(themes)
        if wrong := set(values) - set(row.CONFIRMED_FIELDS):
            message = f"no text of {row.TEXT_KIND}: {sorted(wrong)}"
            raise ValueError(message)
        values = {name: value for name, value in values.items() if getattr(row, name) != value}
        behalf = self._check_own_part(values) if isinstance(row, Closing) else {}
        if values or steps:
            values |= {name: value for name, value in row.taken_along().items() if getattr(row, name) != value}
        if isinstance(row, Project):
            self._check_not_emptied(values)
        if not values:
            raise AlreadyDone(_("Nothing was changed."))
        for name, value in values.items():
            if isinstance(value, str):
                check_length(name, value, LONGEST_TEXT)
            setattr(row, name, value)
        row.save(by=self.by)
        self.log(fields=", ".join(values), edition=row.edition, **behalf)
        text_edited(by=self.by, record=row, reason=self.reason)
        if themes is not None:
            self._show_themes(themes)
        if present_edition(row):
            return _("Saved as edition %(edition)s. Both sides are asked to confirm it.") % {"edition": row.edition}
        return _("Saved.")

    def _check_themes(self, themes: Sequence[Theme]) -> None:
        if not themes:
            raise DomainError(_("Choose at least one theme."), field="theme_1")
        check_of_strand(strand_id=self.row.pairing.strand_id, records=[("theme_1", theme) for theme in themes])
        if len({theme.pk for theme in themes}) != len(themes):
            raise DomainError(_("A theme is chosen twice."), field="theme_1")

    def _show_themes(self, themes: Sequence[Theme]) -> None:
        """The pairing shows them from now on."""
        pairing = Pairing.objects.select_for_update(no_key=True).get(pk=self.row.pairing_id)
        if pairing.theme_codes != codes_of(themes):
            pairing.theme_codes = codes_of(themes)
            pairing.save(by=self.by)
        set_themes(pairing=pairing, themes=themes)

    def _check_own_part(self, values: dict[str, Any]) -> dict[str, str]:
        """Refuse the other side's part, to the office without a reason; for which side it is written."""
        sides = {side for side in Side.values if any(name.startswith(f"{side}_") for name in values)}
        foreign = sides - {side_of(self.grants, self.row.pairing)}
        if not foreign:
            self.reason = ""
        elif not self.actors & OFFICE:
            raise NotAllowed
        else:
            check_reason(self.reason)
        return {"on_behalf": foreign.pop()} if len(foreign) == 1 else {}

    def _check_not_emptied(self, values: dict[str, Any]) -> None:
        agreed = {"agreed_en": self.row.agreed_en, "agreed_ko": self.row.agreed_ko} | values
        if not any(value.strip() for value in agreed.values()) and TextEdition.objects.of(self.row).exists():
            raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="agreed_en")

    @property
    def form(self) -> type[Any]:
        form: type[Any] = FORMS[type(self.row)]
        return form

    @property
    def title(self) -> str:
        return _("Edit: %(text)s") % {"text": text_name(self.row)}

    def get_initial(self) -> dict[str, Any]:
        """The steps are taken afresh where the address says so."""
        return {"steps": True} if "steps" in self.asked else {}

    def get_form_kwargs(self) -> dict[str, Any]:
        row = self.row
        given: dict[str, Any] = {"record": row, "pairing": row.pairing}
        if isinstance(row, ActionPlan) and present_edition(row):
            given["newer_steps"] = row.taken_along()["items"] != row.items
        if isinstance(row, Closing):
            mine, office = side_of(self.grants, row.pairing), bool(self.actors & OFFICE)
            sides = Side.values if office else [mine]
            given |= {"sides": sides, "must_give_reason": office and not mine, "may_say_why": office}
        return given

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """Nothing where it was begun: there is no text to go back to."""
        return super().get_undo_values(form) if "seen_version" in form.fields else None
