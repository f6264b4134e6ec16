"""What people do to pairings: open and edit one, close or discontinue it, and take it up again."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _, gettext_lazy, ngettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.act_forms import Act, ActForm, EditForm, ReasonForm, reason_field
from core.actions import Action, Button
from core.errors import DomainError
from core.folding import ByName
from core.texts import in_reading_order
from partnerships.actions import JOINT, OFFICE, PairingAction, lock_strand
from partnerships.confirmations.selectors import TextState, text_states, turn_of
from partnerships.enums import OPEN_PAIRING, PairingStatus
from partnerships.fields import EITHER, codes_of, free_code, replace_rows
from partnerships.models import AgreedThemes, Closing, Milestone, Participation, PlanItem, Strand, Theme
from partnerships.pairings.models import LONGEST_TEXT, Pairing, PairingTheme
from partnerships.pairings.selectors import check_of_strand, check_pairing
from partnerships.plan.services import make_milestone
from partnerships.programmes.selectors import next_step, set_up_steps
from partnerships.translations.selectors import check_length, fill, real_changes


def _text(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=4000, widget=area)


class PairingOpenForm(Act):
    """Which two, why these two, which themes they agreed and who agreed them."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "why": EITHER,
        "agreed_by": gettext_lazy("It is part of the text that both sides confirm."),
        "summary": gettext_lazy("It opens the pairing's page."),
    }

    eu = forms.TypedChoiceField(label=gettext_lazy("EU partner"), coerce=int)
    counterpart = forms.TypedChoiceField(label=gettext_lazy("Partner of the other side"), coerce=int)
    why_en = _text(gettext_lazy("Why these two, in English"))
    why_ko = _text(gettext_lazy("Why these two, in Korean"))
    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Agreed themes"),
        help_text=gettext_lazy("Shown in the strand's order; both sides can change it later."),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    agreed_by_en = _text(gettext_lazy("Who agreed them, in English"), rows=2)
    agreed_by_ko = _text(gettext_lazy("Who agreed them, in Korean"), rows=2)
    summary_en = _text(gettext_lazy("Summary in English"))
    summary_ko = _text(gettext_lazy("Summary in Korean"))

    def __init__(
        self,
        *args: Any,
        strand: Strand,
        participations: Sequence[Participation],
        pairings: Sequence[Pairing],
        themes: Sequence[Theme],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.participations = {row.pk: row for row in participations}
        self.by_key = {theme.pk: theme for theme in themes}
        self.pairings = pairings
        active = [pairing for pairing in pairings if pairing.status == PairingStatus.ACTIVE]
        paired = {key for pairing in active for key in (pairing.eu_id, pairing.counterpart_id)}
        for side in ("eu", "counterpart"):
            choices = [(row.pk, _name(row, paired)) for row in participations if row.side == side]
            self.fields[side].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]
            self.fields[side].label = strand.side_name(side)
        self.fields["themes"].choices = _grouped(themes)  # type: ignore[attr-defined]

    @property
    def given(self) -> dict[str, Any]:
        """The two, and what is written of them.

        The themes come in the strand's order, after those that a planned pairing of the two has in its own.
        """
        eu, counterpart = (self.participations[self.cleaned_data[side]] for side in ("eu", "counterpart"))
        planned = (row for row in self.pairings if (row.eu_id, row.counterpart_id) == (eu.pk, counterpart.pk))
        known = next((row.theme_codes for row in planned), "").split(";")
        chosen = [theme for key, theme in self.by_key.items() if key in self.cleaned_data["themes"]]
        chosen.sort(key=lambda theme: known.index(theme.code) if theme.code in known else len(known))
        values = {name: self.cleaned_data[name] for name in in_reading_order("why", "agreed_by", "summary")}
        return {"eu": eu, "counterpart": counterpart, "values": {**values, "themes": chosen}}


def _name(participation: Participation, paired: Collection[int]) -> str:
    name = participation.partner.name
    return _("%(partner)s (in an open pairing)") % {"partner": name} if participation.pk in paired else name


def _grouped(themes: Sequence[Theme]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Each area with its topics: an area can be agreed as a whole too."""
    groups: dict[int, list[Theme]] = {theme.pk: [theme] for theme in themes if theme.parent_id is None}
    for theme in themes:
        if theme.parent_id is not None:
            groups.setdefault(theme.parent_id, []).append(theme)
    return [(group[0].name, [(theme.pk, _theme_name(theme)) for theme in group]) for group in groups.values()]


def _theme_name(theme: Theme) -> str:
    return theme.name if theme.parent_id else _("%(area)s as a whole") % {"area": theme.name}


class PairingEditForm(EditForm):
    """What the pairing says of itself: a summary, and why these two."""

    keeps_drafts = True

    why: dict[str, Any] = {"summary": gettext_lazy("It opens the pairing's page."), "why": EITHER}

    class Meta:
        model = Pairing
        fields = ["summary_en", "summary_ko", "why_en", "why_ko"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4


class PairingCloseForm(ActForm):
    """Closes the pairing; without a closing that both confirmed, the office says why."""

    def __init__(self, *args: Any, must_give_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if must_give_reason:
            self.fields["reason"] = reason_field(
                required=True,
                help_text=gettext_lazy("The closing is not confirmed by both sides; enter why it is closed."),
            )


TEXTS = [f"{name}_{language}" for name in Pairing.BILINGUAL for language in ("en", "ko")]


class OpenPairing(Action):
    """Open a pairing of two that take part: active, with the strand's plan as its milestones and its agreed themes."""

    key = "pairing-open"
    on = Strand
    allowed = OFFICE
    form = PairingOpenForm
    template = "partnerships/pairings/pairing_open.html"
    title = gettext_lazy("Open a pairing")
    button = pgettext_lazy("create", "Open the pairing")
    weight = "main"
    logged = ngettext_lazy(
        "Opened the pairing with %(milestones)s milestone",
        "Opened the pairing with %(milestones)s milestones",
        "milestones",
    )

    def perform(
        self,
        *,
        eu: Participation,
        counterpart: Participation,
        values: dict[str, Any],
        predecessor: Pairing | None = None,
    ) -> str:
        """`values` are a pairing's texts, `agreed_by_…`, and `themes` in the order agreed.

        A planned pairing of the two is taken over with its predecessor. The strand is locked: each code is given once,
        and no item is added half-way. Raises DomainError with the field at fault.
        """
        two: dict[str, Any] = {"strand": self.row, "eu": eu, "counterpart": counterpart}
        planned = Pairing.objects.select_for_update(no_key=True).filter(**two, status=PairingStatus.PLANNED)
        found, themes = planned.order_by("pk").first(), values.get("themes", ())
        check_pairing(**two, status=PairingStatus.ACTIVE, pairing=found)
        row = found or Pairing()
        row.strand, row.eu, row.counterpart = self.row, eu, counterpart
        self._write(row, values, themes)
        row.predecessor = predecessor or row.predecessor
        row.status = PairingStatus.ACTIVE
        row.save(by=self.by)
        if themes:
            replace_rows(PairingTheme, {"pairing": row}, "theme", themes)
        codes = list(Milestone.objects.filter(pairing=row).values_list("code", flat=True))
        items = self._items.exclude(milestones__pairing=row)
        for item in items:
            codes.append(make_milestone(by=self.by, item=item, pairing=row, taken=codes).code)
        agreed_by = {name: text for name, text in values.items() if name.startswith("agreed_by_") and text}
        if row.theme_codes or agreed_by:
            self._write_themes(row, agreed_by)
        self.added = row
        self.log(milestones=len(items))
        return _("Opened %(pairing)s.") % {"pairing": row.name}

    def _write(self, row: Pairing, values: dict[str, Any], themes: Sequence[Theme]) -> None:
        """Set texts, themes and code. Raises DomainError with the field at fault."""
        if not any(str(values.get(name, "")).strip() for name in ("why_en", "why_ko")):
            raise DomainError(_("Write why these two work together."), field="why")
        for name in TEXTS:
            check_length(name, values.get(name, ""), LONGEST_TEXT)
            setattr(row, name, values.get(name) or getattr(row, name))
        check_of_strand(strand_id=self.row.pk, records=[("themes", theme) for theme in themes])
        if len(set(themes)) != len(themes):
            raise DomainError(_("A theme is chosen twice."), field="themes")
        if themes:
            row.theme_codes = codes_of(themes)
        if not row.code:
            taken = Pairing.objects.filter(strand=self.row).values_list("code", flat=True)
            names = f"{row.counterpart.partner.code}-{row.eu.partner.code}"
            row.code = free_code(proposal=names, kind="pairing", taken=taken)

    def _write_themes(self, row: Pairing, agreed_by: dict[str, str]) -> None:
        """The agreed themes begin with what is said of them now, as edition 1."""
        agreed = AgreedThemes.objects.filter(pairing=row).first() or AgreedThemes(pairing=row)
        for name, value in {"theme_codes": row.theme_codes, **agreed_by}.items():
            setattr(agreed, name, value)
        agreed.save(by=self.by)

    @property
    def _items(self) -> QuerySet[PlanItem]:
        """The strand's plan, in its order."""
        return PlanItem.objects.filter(strand=self.row).select_related("stage")

    @cached_property
    def _open(self) -> list[Pairing]:
        return list(Pairing.objects.filter(strand=self.row).open().with_names())

    @property
    def _waiting(self) -> list[Pairing]:
        """Those that are planned."""
        return [pairing for pairing in self._open if pairing.status == PairingStatus.PLANNED]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Who takes part, who is in an open pairing already, and the strand's themes."""
        rows = Participation.objects.filter(strand=self.row).select_related("partner")
        return {
            "strand": self.row,
            "participations": list(rows.order_by(ByName("partner__"), "pk")),
            "pairings": self._open,
            "themes": list(Theme.objects.filter(strand=self.row).order_by("position", "pk")),
        }

    def get_initial(self) -> dict[str, Any]:
        """The two of the planned pairing that the address names, with its themes and texts."""
        pairing = next((row for row in self._waiting if row.code == self.asked.get("pairing")), None)
        if pairing is None:
            return {}
        themes = [row.theme_id for row in pairing.chosen_themes.order_by("position")]
        texts = {name: getattr(pairing, name) for name in TEXTS}
        return {"eu": pairing.eu_id, "counterpart": pairing.counterpart_id, "themes": themes, **texts}

    def get_done_url(self) -> str:
        """The page of the pairing; of the first one, what is missing before it works."""
        page, opened = super().get_done_url(), Pairing.objects.filter(strand=self.row)
        is_first = self.added and not opened.exclude(status=PairingStatus.PLANNED).exclude(pk=self.added.pk).exists()
        return next_step(self.row, page) if is_first else page

    def get_context(self) -> dict[str, Any]:
        """The plan that becomes its milestones, how much of it is past, and what waits to be opened."""
        items, today = list(self._items), clock.today()
        return {
            "items": items,
            "past": sum(1 for item in items if (last := item.forecast.last_day) and last < today),
            "planned": self._waiting,
            "country": self.row.side_letters("counterpart"),
            "section": "strand",
            "set_up": set_up_steps(self.row),
            "step": "partnerships:pairing-open",
        }


class EditPairing(PairingAction):
    """Describe in other words what it is about, and why these two."""

    key = "pairing-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    on = Pairing
    form = PairingEditForm
    title = gettext_lazy("Edit the pairing")
    button = gettext_lazy("Edit the summary")
    submit_label = gettext_lazy("Save")
    weight = "word"
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "pairing-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """Of `changes` the texts are written. Raises AlreadyDone, DomainError on what is too long."""
        row = self.row
        changed = real_changes(row, {name: text for name, text in changes.items() if name in TEXTS})
        fill(row, changed, fields=TEXTS)
        for name in changed:
            check_length(name, getattr(row, name), LONGEST_TEXT)
        row.save(by=self.by)
        self.log(fields=", ".join(changed))
        return _("Saved.")

    def get_done_url(self) -> str:
        """The page that shows these texts."""
        return str(self.row.address_of("partnerships:pairing-about"))

    def get_back_url(self) -> str:
        return self.get_done_url()


class MovePairing(Action):
    """A step of a pairing as a whole, to its `target`."""

    on = Pairing
    allowed = OFFICE
    done: Any

    def perform(self) -> str:
        self.row.status = self.target
        self.row.save(by=self.by)
        return str(self.done)


class ClosePairing(MovePairing):
    """Close it: either side with a closing that both confirmed, the office also without, for a reason."""

    key = "pairing-close"
    news = gettext_lazy("%(city)s closed %(what)s.")
    states = frozenset({PairingStatus.ACTIVE})
    target = PairingStatus.CLOSED
    allowed = JOINT
    form = PairingCloseForm
    template = "partnerships/pairings/pairing_close.html"
    refused_template = "partnerships/pairings/pairing_close_refused.html"
    title = gettext_lazy("Close the pairing")
    button = gettext_lazy("Close the pairing")
    weight = "word"
    question = gettext_lazy(
        "Its milestones stay as they are, and nobody changes anything any more. Staff can reopen it."
    )
    done = gettext_lazy("The pairing is closed.")
    logged = gettext_lazy("Closed the pairing")
    undo = "pairing-reopen"

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """The closing, as whoever confirms or withdraws it: their word comes before or after, not between."""
        Closing.objects.select_for_update().filter(pairing__in=rows).order_by("pk").first()

    @classmethod
    def button_on(cls, row: Pairing, grants: Grants) -> Button | None:
        """Also while a side cannot close it yet: the page shows what is missing."""
        possible = row.status in cls.states and row.actors(grants)
        return Button(str(cls.button), row.address_of("partnerships:pairing-close"), cls.weight) if possible else None

    def check_possible(self) -> None:
        super().check_possible()
        if not self.text_state.both and not self.actors & OFFICE:
            raise DomainError(_("Either side can close it once both have confirmed the closing."))

    @property
    def needs_reason(self) -> bool:
        """Without a confirmed closing the office gives one."""
        return not self.text_state.both and bool(self.actors & OFFICE)

    @cached_property
    def closing(self) -> Closing:
        """Its closing; one nobody has begun comes unsaved."""
        closing = Closing.objects.filter(pairing=self.row).first() or Closing()
        closing.pairing = self.row
        return closing

    @cached_property
    def text_state(self) -> TextState:
        return text_states([self.closing])[Closing, self.closing.pk]

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "must_give_reason": self.needs_reason}

    def get_context(self) -> dict[str, Any]:
        """Where both sides stand with the closing, and where it is."""
        return {
            "standing": self.text_state,
            "turn": turn_of(self.closing, self.text_state),
            "closing_url": self.row.address_of("partnerships:text", text="closing"),
        }


class DiscontinuePairing(MovePairing):
    """End it before its closing."""

    key = "pairing-discontinue"
    news = gettext_lazy("%(city)s discontinued %(what)s.")
    states = frozenset(OPEN_PAIRING)
    target = PairingStatus.DISCONTINUED
    reason_of = OFFICE
    form = ReasonForm
    title = gettext_lazy("Discontinue the pairing")
    submit_label = gettext_lazy("Discontinue")
    weight = "word"
    danger = True
    question = gettext_lazy("The two sides stop before the closing. Nothing is deleted; the pairing can be reopened.")
    done = gettext_lazy("The pairing is discontinued.")
    logged = gettext_lazy("Discontinued the pairing")
    undo = "pairing-reopen"


class ReopenPairing(MovePairing):
    """Take it up again, unless the two have another open one."""

    key = "pairing-reopen"
    news = gettext_lazy("%(city)s opened %(what)s again.")
    states = frozenset({PairingStatus.CLOSED, PairingStatus.DISCONTINUED})
    target = PairingStatus.ACTIVE
    reason_of = OFFICE
    form = ReasonForm
    title = gettext_lazy("Reopen the pairing")
    submit_label = gettext_lazy("Reopen")
    done = gettext_lazy("The pairing is active again.")
    logged = gettext_lazy("Reopened the pairing")

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """The strand, as whoever opens a pairing: of two at once the second finds the first."""
        lock_strand(rows)

    @cached_property
    def was_planned(self) -> bool:
        """Whether it ended before it was opened: then it waits for that again, with the plan for its milestones."""
        over = (PairingStatus.CLOSED, PairingStatus.DISCONTINUED)
        before = self.row.history.exclude(status__in=over).order_by("-version", "-history_id").first()
        return before is not None and before.status == PairingStatus.PLANNED

    @property
    def question(self) -> str:
        """What it is then."""
        return self.planned if self.was_planned else _("Both sides can go on working in it.")

    @property
    def planned(self) -> str:
        return _("It is planned again, until it is opened.")

    def perform(self) -> str:
        row, status = self.row, PairingStatus.PLANNED if self.was_planned else self.target
        check_pairing(strand=row.strand, eu=row.eu, counterpart=row.counterpart, status=status, pairing=row)
        row.status = status
        row.save(by=self.by)
        return self.planned if self.was_planned else str(self.done)


STEPS = (EditPairing, ClosePairing, DiscontinuePairing, ReopenPairing)
