"""What people do to follow-ups: add and edit one, finish, drop and reopen it."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from accounts.models import User
from core import clock
from core.access import Grants
from core.act_forms import ActForm, EditForm, ReasonForm, check_script
from core.date_fields import DateField
from core.formats import bracketed
from core.texts import writer_language
from partnerships.actions import JOINT, Edits, PairingAction
from partnerships.enums import FollowUpState
from partnerships.fields import ONE_LANGUAGE
from partnerships.follow_ups.models import FollowUp
from partnerships.follow_ups.selectors import choosable, find_origin, people_of
from partnerships.follow_ups.services import add_follow_up, write_follow_up
from partnerships.hours.selectors import warn_of_days
from partnerships.models import Pairing

# What the actions on a row carry along, so that the reader comes back to the same rows.
KEPT = ("state", "side", "q", "sort", "page")
_OPEN, _DONE, _DROPPED = FollowUpState


NOBODY = pgettext_lazy("person of a follow-up", "Nobody in particular")


class PersonField(forms.ModelChoiceField):
    """One of those who may be the person of a pairing's follow-up, named with the partner they work for."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=FollowUp.objects.none(), required=False, empty_label=NOBODY, **kwargs)
        self.pairing: Pairing

    def offer(self, pairing: Pairing, *, also: int | None = None) -> None:
        """Say who may be chosen; `also` is the person who is it already."""
        self.pairing, self.queryset = pairing, choosable(pairing, also=also)

    @cached_property
    def partners(self) -> dict[int, str]:
        """For which partner each works, read where the choices are shown."""
        names = {side: partner.name for side, partner in self.pairing.partners}
        return {key: names[min(sides)] for key, sides in people_of(self.pairing).items() if len(sides) == 1}

    def label_from_instance(self, obj: User) -> str:
        """The name, and the partner; staff work for none."""
        partner = self.partners.get(obj.pk)
        return bracketed(str(obj), str(partner)) if partner else str(obj)


WHY: dict[str, Any] = {"due_on": gettext_lazy("Late after this day.")}


class FollowUpAddForm(ActForm):
    """One line: what, which side, who, and until when."""

    why: dict[str, Any] = WHY

    what = forms.CharField(
        label=gettext_lazy("What"),
        max_length=500,
        validators=[check_script],
        widget=forms.TextInput(attrs={"size": 40, "autocomplete": "off"}),
    )
    side = forms.ChoiceField(label=gettext_lazy("Side"))
    owner = PersonField(label=pgettext_lazy("follow-up", "Person"))
    due_on = DateField(label=pgettext_lazy("table head", "Until"))

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["side"].choices = pairing.side_choices  # type: ignore[attr-defined]
        self.fields["owner"].offer(pairing)  # type: ignore[attr-defined]
        warn_of_days(self, pairing, "due_on")

    @property
    def given(self) -> dict[str, Any]:
        """The text belongs to the language that it is written in."""
        values = super().given
        text = values.pop("what")
        return {"values": values | {f"what_{writer_language(text)}": text}}


class FollowUpEditForm(EditForm):
    """One row of the list; what became of it is asked once it is closed."""

    keeps_drafts = True

    why: dict[str, Any] = {
        **WHY,
        "what": ONE_LANGUAGE,
        "result": gettext_lazy("Visible to both sides and the programme staff."),
    }

    owner = PersonField(label=pgettext_lazy("follow-up", "Person"))

    class Meta:
        model = FollowUp
        fields: list[str] = ["what_en", "what_ko", "side", "owner", "due_on", "result"]
        widgets: dict[str, Any] = {
            "what_en": forms.TextInput(attrs={"size": 34}),
            "what_ko": forms.TextInput(attrs={"size": 40}),
            "result": forms.Textarea(attrs={"rows": 2}),
        }
        field_classes: dict[str, Any] = {"due_on": DateField}
        labels: dict[str, Any] = {"side": gettext_lazy("Side"), "due_on": pgettext_lazy("table head", "Until")}

    def __init__(self, *args: Any, record: FollowUp, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.fields["side"].choices = record.pairing.side_choices  # type: ignore[attr-defined]
        self.fields["owner"].offer(record.pairing, also=record.owner_id)  # type: ignore[attr-defined]
        if record.state == FollowUpState.OPEN:
            self.fields.pop("result")
        warn_of_days(self, record.pairing, "due_on")


class _Reaching(ActForm):
    """An act that somebody else may have done since: then there is nothing to compare."""

    reached: str = ""

    def clean(self) -> dict[str, Any]:
        """Ask for the version unless the record has come where the act leads."""
        if self.record.state == self.reached:
            return self.cleaned_data
        return super().clean()


class FollowUpFinishForm(_Reaching):
    """Done, with a word about what became of it, if there is any."""

    why: dict[str, Any] = {"result": gettext_lazy("Visible to both sides and the programme staff.")}

    reached = FollowUpState.DONE
    result = forms.CharField(
        label=gettext_lazy("What became of it"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class FollowUpDropForm(_Reaching, ReasonForm):
    """Not pursued, and why."""

    reached = FollowUpState.DROPPED


class FollowUpReopenForm(_Reaching):
    """Open again."""

    reached = FollowUpState.OPEN


def with_filters(url: str, asked: Mapping[str, str], **query: str) -> str:
    """An address with the filters that the list has now."""
    kept = {key: asked[key] for key in KEPT if asked.get(key)} | query
    return f"{url}?{urlencode(kept)}" if kept else url


class FromList(PairingAction):
    """An action that begins in the pairing's list, and goes back to it."""

    def get_back_url(self) -> str:
        return with_filters(self.row.pairing.address_of("partnerships:follow-up-list"), self.asked)

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.pairing.get_crumbs(), (_("Follow-ups"), FromList.get_back_url(self)), (str(self.title), "")]


class AddFollowUp(FromList):
    """Add a promise of one side; `?from=milestone:<code>` names the record that it comes from.

    What adds it writes the log: contacts add follow-ups too.
    """

    key = "follow-up-add"
    on = Pairing
    form = FollowUpAddForm
    title = gettext_lazy("Add a follow-up")
    button = pgettext_lazy("verb", "Add")
    undo = "follow-up-drop"

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> QuerySet[Any]:
        """The pairings of which the reader sees what passes between the sides."""
        rows: QuerySet[Pairing] = super().rows(locked=locked)
        return rows if grants is None else rows.with_dealings_for(grants)  # type: ignore[attr-defined]

    def perform(self, *, values: dict[str, Any], origin: Model | None = None) -> str:
        """Raises DomainError with the field at fault."""
        self.added = add_follow_up(by=self.by, pairing=self.row, values=values, origin=origin or self.origin)
        return _("Added to the follow-ups.")

    @cached_property
    def origin(self) -> Any:
        """The record that the address names. Raises Http404 for one that the pairing does not have."""
        kind, _colon, code = self.asked.get("from", "").partition(":")
        found = find_origin(grants=self.grants, pairing=self.row, kind=kind, code=code) if kind else None
        if kind and found is None:
            raise Http404
        return found

    @property
    def question(self) -> str:
        return self.origin.get_origin_label() if self.origin else ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"pairing": self.row}

    def get_initial(self) -> dict[str, Any]:
        """The reader's own side."""
        return {"side": self.row.side_of(self.grants)}

    def get_back_url(self) -> str:
        """The record it comes from, else the list."""
        return self.origin.get_absolute_url() if self.origin else super().get_back_url()


class OnFollowUp(FromList):
    """An action on one follow-up, which goes back to its row."""

    on = FollowUp
    state_field = "state"

    def save_as(self, state: FollowUpState) -> None:
        """Save it in a state, closed today unless it is open."""
        row = self.row
        row.state, row.closed_on = state, None if state == _OPEN else clock.today()
        row.save(by=self.by)

    @property
    def question(self) -> str:
        return str(self.row.what)

    def get_consequences(self) -> list[str]:
        """Whose promise it is, where it is the other side's."""
        told, partner = self.notice_to(self.row.side), dict(self.row.pairing.partners)[self.row.side]
        return [_("Promised by %(who)s.") % {"who": partner.name}, *told] if told else []

    def get_done_url(self) -> str:
        return self.get_back_url()

    def get_back_url(self) -> str:
        return f"{super().get_back_url()}#{self.row.code}"


class EditFollowUp(Edits, OnFollowUp):
    """Change what was promised, by whom, until when, or what became of it; its form is in the list."""

    key = "follow-up-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    form = FollowUpEditForm
    title = gettext_lazy("Edit a follow-up")
    button = gettext_lazy("Save")
    logged = gettext_lazy("Changed a follow-up: %(fields)s")
    undo = "follow-up-edit"

    def write(self, changed: dict[str, Any]) -> None:
        write_follow_up(self.row, changed)

    @property
    def question(self) -> str:
        """The form shows which one."""
        return ""


class FinishFollowUp(OnFollowUp):
    """Close it as done today, by one click or with what became of it."""

    key = "follow-up-finish"
    news = gettext_lazy("%(city)s marked %(what)s as done.")
    states = frozenset({_OPEN})
    target = _DONE
    form = FollowUpFinishForm
    title = gettext_lazy("Finish a follow-up")
    button = pgettext_lazy("follow-up", "Done")
    logged = gettext_lazy("Finished a follow-up")
    undo = "follow-up-reopen"

    def perform(self, *, result: str = "") -> str:
        self.row.result = result.strip() or self.row.result
        self.save_as(_DONE)
        return _("Done. You can reopen it.")


class DropFollowUp(OnFollowUp):
    """Close it as one that nobody pursues any more; the reason is kept as what became of it."""

    key = "follow-up-drop"
    news = gettext_lazy("%(city)s decided not to pursue %(what)s.")
    states = frozenset({_OPEN})
    target = _DROPPED
    reason_of = JOINT
    form = FollowUpDropForm
    title = gettext_lazy("Do not pursue a follow-up")
    button = gettext_lazy("Mark as not pursued")
    logged = gettext_lazy("Decided not to pursue a follow-up")
    undo = "follow-up-reopen"

    def perform(self) -> str:
        self.row.result = self.reason
        self.save_as(_DROPPED)
        return _("No longer pursued. You can reopen it.")


class ReopenFollowUp(OnFollowUp):
    """Open it again, with its old day and with what is known of it."""

    key = "follow-up-reopen"
    news = gettext_lazy("%(city)s opened %(what)s again.")
    states = frozenset({_DONE, _DROPPED})
    target = _OPEN
    form = FollowUpReopenForm
    title = gettext_lazy("Reopen a follow-up")
    button = pgettext_lazy("follow-up", "Reopen")
    logged = gettext_lazy("Reopened a follow-up")
    undo = "follow-up-finish"

    def perform(self) -> str:
        if self.row.state == _DROPPED:
            self.undo = DropFollowUp.key
        self.save_as(_OPEN)
        return _("Open again.")

    def get_consequences(self) -> list[str]:
        return [*super().get_consequences(), _("It is open again, and its side gets the task.")]

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        """As it was closed before, with what was written of it."""
        del form
        return {"reason" if self.undo == DropFollowUp.key else "result": self.row.result}


STEPS = (EditFollowUp, FinishFollowUp, DropFollowUp, ReopenFollowUp)
