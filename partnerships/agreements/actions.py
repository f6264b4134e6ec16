"""What people do to agreements: add and edit one, and the steps from the first talk to its end."""

import datetime as dt
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.act_forms import ActForm, ReasonForm, RowsField, reason_field
from core.date_fields import DateField, PartialDateField
from core.errors import AlreadyDone, DomainError
from core.folding import ByName
from core.formats import format_date
from core.periods import PartialDate
from core.stored_files import files_of_act
from partnerships.actions import JOINT, PairingAction, VoidsConfirmations, lock_strand
from partnerships.agreements.models import LONGEST_TEXT, LONGEST_TITLE, Agreement, AgreementParty
from partnerships.agreements.selectors import is_confirmed
from partnerships.confirmations.forms import OrderedTextForm
from partnerships.confirmations.selectors import newest_edition
from partnerships.confirmations.services import text_edited
from partnerships.documents.forms import READERS, UploadField
from partnerships.documents.services import add_document
from partnerships.documents.uploads import CheckedFile
from partnerships.enums import AgreementKind, AgreementStatus, Audience, ProjectLevel
from partnerships.fields import ONE_LANGUAGE, add_rows, codes_in, codes_of, free_code, replace_rows
from partnerships.hours.selectors import warn_of_days
from partnerships.models import Organisation, Pairing, Project
from partnerships.organisations.services import check_in_directory
from partnerships.translations.selectors import check_either_language, check_length, check_sources, fill, what_differs


class AgreementForm(OrderedTextForm):
    """An agreement, new or not.

    Parties are one choice after the other, in their order; without any, the two partners are the parties.
    """

    keeps_drafts = True

    CODES = "party_codes"
    why: dict[str, Any] = {
        "title": ONE_LANGUAGE,
        "text": gettext_lazy("What both sides confirm. Leave it empty as long as you are only talking."),
        "source": gettext_lazy("Web addresses, separated by “ ; ”."),
        "note": gettext_lazy("Visible to everybody who can open the page."),
        "ask_again": gettext_lazy("Needed only where you change title or text."),
    }

    warning = gettext_lazy("Title and text are confirmed. Tick the box to change them anyway.")

    class Meta:
        model = Agreement
        fields: list[str] = ["kind", "title_en", "title_ko", "text_en", "text_ko", "source", "note"]
        widgets: dict[str, Any] = {
            "text_en": forms.Textarea(attrs={"rows": 10}),
            "text_ko": forms.Textarea(attrs={"rows": 10}),
            "source": forms.Textarea(attrs={"rows": 2}),
            "note": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(
        self, *args: Any, record: Agreement, pairing: Pairing, projects: QuerySet[Project], **kwargs: Any
    ) -> None:
        super().__init__(*args, record=record, **kwargs)
        self._offer_parties(pairing)
        self._offer_projects(pairing, projects)
        self.order_fields(["kind", "title", "text", *self.places, "projects", "source", "note"])

    def _offer_parties(self, pairing: Pairing) -> None:
        # A party that has left the directory stays a party.
        near = Q(strands=pairing.strand_id, merged_into=None) | Q(code__in=codes_in(self.record.party_codes))
        self.offer("party", _("Party %(place)s"), Organisation.objects.filter(near).distinct().order_by(ByName(), "pk"))
        self.fields["party_1"].help_text = _("Without any, the two partners themselves are the parties.")

    def _offer_projects(self, pairing: Pairing, chosen: QuerySet[Project]) -> None:
        rows = Project.objects.filter(pairing=pairing).order_by(ByName(), "pk")
        named = rows.annotate(is_chosen=Q(pk__in=chosen.order_by().values("pk")))
        found = list(named.values_list("pk", "level", "is_chosen"))
        keys = {key for key, _level, is_chosen in found if is_chosen}
        offered = [key for key, level, is_chosen in found if level != ProjectLevel.NOT_PURSUED or is_chosen]
        if offered:
            self.fields["projects"] = RowsField(
                label=_("Cooperation projects"),
                queryset=rows.filter(pk__in=offered),
                initial=sorted(keys),
                help_text=_("The projects that it is for."),
            )

    def clean(self) -> Any:
        cleaned = super().clean()
        seen: set[str] = set()
        for name in self.places:
            code = cleaned.get(name)
            if code and code in seen:
                self.add_error(name, _("An organisation is chosen twice."))
            seen.add(code)
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """What the user changed, with `parties` in their order and `projects`."""
        found = super().changes
        found.pop("projects", None)
        if self.chosen != self.before:
            found["parties"] = [self.known[code] for code in self.chosen]
        if "projects" in self.changed_data and "projects" in self.cleaned_data:
            found["projects"] = list(self.cleaned_data["projects"])
        return found

    @property
    def given(self) -> dict[str, Any]:
        if self.record.pk is not None:
            return super().given
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        values["parties"] = [self.known[code] for code in self.chosen]
        return {"values": values | {"projects": list(self.cleaned_data.get("projects", ()))}}


class AgreementSignForm(ActForm):
    """When it was signed, and why it is recorded where both sides have not confirmed the text."""

    signed_on_text = PartialDateField(
        label=pgettext_lazy("agreement", "Signed on"),
        required=True,
        error_messages={"required": gettext_lazy("Enter when it was signed.")},
    )

    file = UploadField(label=gettext_lazy("The signed file"), required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may see the file"),
        choices=[(one.value, one.label) for one in (Audience.PAIRING, Audience.STRAND)],
        initial=Audience.PAIRING,
        required=False,
        widget=forms.RadioSelect,
        help_text=READERS,
    )

    def __init__(self, *args: Any, record: Agreement, confirmed: bool, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("signed_on_text", PartialDate(clock.today()))
        if not confirmed:
            self.fields["reason"] = reason_field(
                required=True,
                label=_("Why it is recorded without a confirmed text"),
                help_text=_("For example: signed in 1983, recorded from the city's own page."),
            )
        self.order_fields(["signed_on_text", "reason", "file", "audience"])
        warn_of_days(self, record.pairing, "signed_on_text")

    @property
    def given(self) -> dict[str, Any]:
        given = super().given
        audience = given.pop("audience") or Audience.PAIRING
        return given | {"signed_on": given.pop("signed_on_text"), "upload": given.pop("file"), "audience": audience}


class AgreementLapseForm(ReasonForm):
    """Since when it no longer holds, and why."""

    why: dict[str, Any] = {"on": gettext_lazy("From this day on it is listed as lapsed.")}

    on = DateField(label=pgettext_lazy("agreement", "Lapsed on"))
    field_order = ("on", "reason")

    def __init__(self, *args: Any, record: Agreement, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.initial.setdefault("on", clock.today())
        warn_of_days(self, record.pairing, "on")


TEXTS = frozenset({"title_en", "title_ko", "text_en", "text_ko", "note", "source"})
_DISCUSSED, _DRAFTED, _SIGNED, _LAPSED = AgreementStatus
_STATES = dict(AgreementStatus.choices)


def _write(row: Agreement, values: dict[str, Any]) -> None:
    """Set what somebody wrote. Raises DomainError with the field at fault."""
    fill(row, values, fields=TEXTS | {"kind"})
    if row.kind not in AgreementKind.values:
        raise DomainError(_("Choose the kind of agreement."), field="kind")
    check_either_language(row, "title")
    for name in TEXTS & values.keys():
        check_length(name, getattr(row, name), LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT)
    if "source" in values:
        check_sources(row.source)


def _check_projects(pairing: Pairing, projects: Sequence[Project]) -> None:
    if any(project.pairing_id != pairing.pk for project in projects):
        raise DomainError(_("Choose projects of this pairing."), field="projects")


class AddAgreement(PairingAction):
    """Add an agreement to a pairing: discussed, or drafted where it comes with its text."""

    key = "agreement-add"
    news = gettext_lazy("%(city)s added the agreement %(what)s.")
    on = Pairing
    form = AgreementForm
    title = gettext_lazy("Add an agreement")
    button = gettext_lazy("Add")
    question = gettext_lazy("Without a text it is discussed; with one it is a draft that both sides can confirm.")
    logged = gettext_lazy("Added the agreement: “%(status)s”")
    log_labels: dict[str, Any] = {"status": _STATES}

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """One at a time in a strand, so that each gets a code of its own."""
        lock_strand(rows)

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are fields, `parties` in their order (without any, the two partners are) and `projects`.

        Its code is free in the strand. Raises DomainError with the field at fault.
        """
        given = dict(values)
        parties: Sequence[Organisation] = given.pop("parties", ())
        projects: Sequence[Project] = given.pop("projects", ())
        agreement = Agreement(pairing=self.row, strand=self.row.strand)
        _write(agreement, given)
        check_in_directory(strand=self.row.strand, organisations=parties, field="party_1")
        _check_projects(self.row, projects)
        taken = Agreement.objects.filter(strand=self.row.strand_id).values_list("code", flat=True)
        agreement.code = free_code(proposal=agreement.title_en, kind="agreement", taken=taken)
        agreement.party_codes = codes_of(parties)
        agreement.status = _DRAFTED if agreement.is_written else _DISCUSSED
        agreement.save(by=self.by)
        add_rows(AgreementParty, {"agreement": agreement}, "organisation", parties)
        agreement.projects.set(projects)
        self.added = agreement
        self.log(status=agreement.status)
        return _("Added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """A new one, for the project that the address names."""
        # PostgreSQL knows no text with a zero byte.
        code = self.asked.get("project", "").replace("\x00", "")
        chosen = Project.objects.visible_to(self.grants).filter(pairing=self.row, code=code)
        return {"record": Agreement(), "pairing": self.row, "projects": chosen if code else chosen.none()}

    def get_back_url(self) -> str:
        return self.row.address_of("partnerships:agreement-list")

    def get_crumbs(self) -> list[tuple[str, str]]:
        return [*self.row.get_crumbs(), (_("Agreements"), self.get_back_url()), (str(self.title), "")]


class OnAgreement(PairingAction):
    """An action on one agreement."""

    on = Agreement


class EditAgreement(VoidsConfirmations, OnAgreement):
    """Change kind, title, text, sources, note, its parties and its projects.

    The first words of the text make it a draft. Title and text are what both sides confirm: another one is another
    edition, and what they had confirmed is void. Once signed they stay as they were asked for.
    """

    key = "agreement-edit"
    news = gettext_lazy("%(city)s changed %(what)s.")
    form = AgreementForm
    title = gettext_lazy("Edit the agreement")
    button = gettext_lazy("Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    undo = "agreement-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` are fields, and `parties` and `projects`. Raises AlreadyDone, DomainError."""
        row, given = self.row, dict(changes)
        parties: Sequence[Organisation] | None = given.pop("parties", None)
        projects: Sequence[Project] | None = given.pop("projects", None)
        changed = what_differs(row, given)
        self._check_text(changed)
        _write(row, changed)
        names = list(changed)
        message = self.saved(names)
        if parties is not None and codes_of(parties) != row.party_codes:
            check_in_directory(strand=row.strand, organisations=parties, field="party_1")
            row.party_codes = codes_of(parties)
            names.append("parties")
        if projects is not None and {one.pk for one in projects} != set(row.projects.values_list("pk", flat=True)):
            _check_projects(row.pairing, projects)
            names.append("projects")
        if not names:
            raise AlreadyDone(_("Nothing was changed."))
        if row.status == _DISCUSSED and row.is_written and {"text_en", "text_ko"} & set(names):
            row.status = _DRAFTED
            names.append("status")
        row.save(by=self.by)
        if "parties" in names:
            replace_rows(AgreementParty, {"agreement": row}, "organisation", parties or ())
        if "projects" in names:
            row.projects.set(projects or ())
        self.log(fields=", ".join(sorted(names)))
        text_edited(by=self.by, record=row, reason=self.reason)
        return message

    def _check_text(self, changed: dict[str, Any]) -> None:
        """Refuse to touch a text that was signed as it had been asked for, and to empty one that was asked for."""
        row = self.row
        touched = [name for name in Agreement.CONFIRMED_FIELDS if name in changed]
        if not touched or newest_edition(row) is None:
            return
        if row.is_settled:
            words = _("Both sides were asked to confirm this text before it was signed. Take a step back to change it.")
            raise DomainError(words, field=touched[0])
        text = {"text_en": row.text_en, "text_ko": row.text_ko} | changed
        if not (text["text_en"].strip() or text["text_ko"].strip()):
            raise DomainError(_("Both sides were asked to confirm this text: it cannot be empty."), field="text_en")

    def get_form_kwargs(self) -> dict[str, Any]:
        projects = self.row.projects.all()
        return {"record": self.row, "pairing": self.row.pairing, "projects": projects, "lost": self.lost}


class DraftAgreement(OnAgreement):
    """Record that there is a draft, which may be a document."""

    key = "agreement-draft"
    news = gettext_lazy("%(city)s says that there is a draft of %(what)s.")
    states = frozenset({_DISCUSSED})
    target = _DRAFTED
    title = button = gettext_lazy("Record that there is a draft")
    submit_label = gettext_lazy("Record it")
    weight = "word"
    question = gettext_lazy(
        "For a draft that is a document. A text that is written here makes the agreement a draft by itself."
    )
    logged = gettext_lazy("Said that there is a draft")
    undo = "agreement-step-back"

    def perform(self) -> str:
        self.row.status = _DRAFTED
        self.row.save(by=self.by)
        return _("Noted: there is a draft.")


class SignAgreement(OnAgreement):
    """Record that it was signed on paper, on a day (or in a month or year) that has begun.

    Needs a text that both sides have confirmed as it stands, else a reason: an older agreement is recorded from what
    is known of it. The signed file becomes a document of the agreement, for `audience`.
    """

    key = "agreement-sign"
    news = gettext_lazy("%(city)s recorded that %(what)s was signed, %(until)s.")
    states = frozenset({_DISCUSSED, _DRAFTED})
    target = _SIGNED
    form = AgreementSignForm
    template = "partnerships/documents/document_act.html"
    title = button = gettext_lazy("Record the signature")
    submit_label = gettext_lazy("Record it")
    logged = gettext_lazy("Recorded that it was signed: %(until)s")
    undo = "agreement-step-back"

    def perform(
        self, *, signed_on: PartialDate, upload: CheckedFile | None = None, audience: str = Audience.PAIRING
    ) -> str:
        """Raises DomainError on `signed_on` or `reason`."""
        row = self.row
        if signed_on.first_day > clock.today():
            words = _("This day is in the future. Record the signature once it is signed.")
            raise DomainError(words, field="signed_on")
        if not self.is_confirmed and not self.reason:
            raise DomainError(self.question, field="reason")
        row.status, row.signed_on_date, row.from_sources = _SIGNED, signed_on, False
        row.save(by=self.by)
        self.log(until=signed_on.iso())
        if upload is not None:
            values = {"title": row.title, "audience": audience}
            with files_of_act():
                add_document(by=self.by, grants=self.grants, record=row, values=values, upload=upload)
        return _("Signed: %(day)s.") % {"day": format_date(signed_on)}

    @cached_property
    def is_confirmed(self) -> bool:
        return is_confirmed(self.row)

    @property
    def question(self) -> str:
        if self.is_confirmed:
            return _("Both sides have confirmed the text. Record the day on which it was signed on paper.")
        return _("The current text is not yet confirmed by both sides. Explain why you record the signature.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"record": self.row, "confirmed": self.is_confirmed}


class LapseAgreement(OnAgreement):
    """Record since which day it no longer holds, or that nothing came of it."""

    key = "agreement-lapse"
    news = gettext_lazy("%(city)s recorded that %(what)s lapsed, %(until)s.")
    states = frozenset({_DISCUSSED, _DRAFTED, _SIGNED})
    target = _LAPSED
    reason_of = JOINT
    form = AgreementLapseForm
    title = button = gettext_lazy("Record that it has lapsed")
    submit_label = gettext_lazy("Record it")
    weight = "word"
    question = gettext_lazy(
        "It is no longer valid, or nothing came of it. It stays in the list, and you can take a step back."
    )
    logged = gettext_lazy("Recorded that it lapsed: %(until)s")
    undo = "agreement-step-back"

    def perform(self, *, on: dt.date) -> str:
        row = self.row
        if on > clock.today():
            raise DomainError(_("This day is in the future. Record it on that day."), field="on")
        if row.signed_on is not None and on < row.signed_on:
            raise DomainError(_("It was signed later than this day."), field="on")
        row.status, row.lapsed_on, row.from_sources = _LAPSED, on, False
        row.save(by=self.by)
        self.log(until=on.isoformat())
        return _("Recorded as lapsed. A step back takes this back.")


class StepBackAgreement(OnAgreement):
    """Undo the last step, which was a mistake; the history keeps its day."""

    key = "agreement-step-back"
    news = gettext_lazy("%(city)s set %(what)s back from “%(before)s” to “%(after)s”.")
    states = frozenset({_DRAFTED, _SIGNED, _LAPSED})
    reason_of = JOINT
    form = ReasonForm
    title = button = gettext_lazy("Take a step back")
    weight = "word"
    logged = gettext_lazy("Took a step back from “%(before)s” to “%(after)s”")
    log_labels: dict[str, Any] = {"before": _STATES, "after": _STATES}

    def perform(self) -> str:
        row = self.row
        before, row.status = row.status, row.step_back_status
        row.lapsed_on = None
        if row.status != _SIGNED:
            row.signed_on_date = None
        row.save(by=self.by)
        self.log(before=before, after=row.status)
        return _("It is “%(state)s” again.") % {"state": row.get_status_display()}

    @property
    def question(self) -> str:
        words = {"before": self.row.get_status_display(), "after": self.row.step_back_status.label}
        told = _("If recorded by mistake: “%(before)s” becomes “%(after)s” again. The history keeps what was recorded.")
        return told % words


STEPS = (EditAgreement, DraftAgreement, LapseAgreement, StepBackAgreement)
