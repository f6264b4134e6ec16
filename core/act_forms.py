"""The forms of acts on the pages: they carry the version their user has seen and a word used once; what is not sent."""

import copy
import datetime as dt
import re
import secrets
from collections.abc import Callable, Iterable
from hashlib import sha256
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, SuspiciousOperation, ValidationError
from django.db.models import BigAutoField
from django.forms import BaseForm, Field, FileField
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from core import clock
from core.date_fields import PeriodsForm, field_named, texts_of
from core.errors import DomainError, StaleRecord
from core.formats import format_moment, format_time, join_names
from core.meanwhile import changed_since, merge_field, show_present, version_seen
from core.models import Draft, SubmittedForm
from core.pdf.rendering import foreign_letters
from core.periods import Period
from core.texts import (
    LANGUAGES,
    NOTHING_WRITTEN,
    BilingualTexts,
    in_reading_order,
    reader_language,
    written_languages,
)

if TYPE_CHECKING:
    from accounts.models import User


_LANGUAGE = re.compile(f"_({'|'.join(LANGUAGES)})$")
OF_LANGUAGES = tuple(f"_{language}" for language in LANGUAGES)  # how fields of texts end that documents print
MOST_NAMED = 10  # letters in one refusal
_LONGEST_KEY = len(str(BigAutoField.MAX_BIGINT)) - 1  # digits: a database refuses to compare a key with more


def check_script(text: str) -> None:
    """Refuse a text that documents print, in letters that they cannot show."""
    if letters := foreign_letters(text):
        words = _("The PDF cannot show these letters: %(letters)s. Write them in another script.")
        raise ValidationError(words % {"letters": " ".join(letters[:MOST_NAMED])})


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows to be ticked, or none. What cannot be the key of a row is refused as one that is not among them."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, queryset: Any = None, **kwargs: Any) -> None:
        super().__init__(queryset=queryset, required=False, **kwargs)

    def clean(self, value: Any) -> Any:
        """The rows that were ticked."""
        for key in value or ():
            if len(str(key)) > _LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": key})
        return super().clean(value)


class KeptChoice(forms.ChoiceField):
    """What stands there already is chosen again without a look at what else there is."""

    def valid_value(self, value: Any) -> bool:
        """As a choice, or as it is stored."""
        return str(value) == str(self.initial) or super().valid_value(value)


class KeptChoices(forms.MultipleChoiceField):
    """The same of several."""

    def valid_value(self, value: Any) -> bool:
        """As a choice, or as it is stored."""
        return str(value) in map(str, self.initial or ()) or super().valid_value(value)


HELD = "draft_held"  # what a form sends of which there is a draft
PAGE_LANGUAGE = "page_language"  # what the buttons to the other language are called; no field of a form is
FILLED = "filled"  # in an address: the form is filled with what the session keeps for its page
# What is of one sending alone, or of the button that was pressed.
_NOT_TYPED = ("csrfmiddlewaretoken", "once", PAGE_LANGUAGE)


def filled_address(url: str) -> str:
    """The address at which the form is filled."""
    return f"{url}{'&' if '?' in url else '?'}{FILLED}"


def keep_values(request: HttpRequest, path: str, values: dict[str, Any]) -> None:
    """Keep for the page at a path what its form is filled with; what was kept before is forgotten."""
    request.session[FILLED] = {"path": path, "values": values}


def typed_values(sent: QueryDict) -> dict[str, Any]:
    """What somebody typed into a form and sends elsewhere, by field; several values of one field as a list."""
    return {name: values if len(values) > 1 else values[0] for name, values in sent.lists() if name not in _NOT_TYPED}


def fill(form: BaseForm, request: HttpRequest) -> None:
    """Fill a form that nobody has sent; nothing happens unless its address asks for it.

    A field of which nothing was kept is empty: a box that was not ticked is not sent.
    """
    kept = request.session.get(FILLED, {}) if FILLED in request.GET else {}
    if kept.get("path") == request.path:
        fill_with(form, kept["values"])


def fill_with(form: BaseForm, values: dict[str, Any]) -> None:
    """Fill a form that nobody has sent with these values of its fields; the others are empty."""
    shown = [name for name, field in form.fields.items() if not field.widget.is_hidden]
    form.initial.update(dict.fromkeys(shown) | values)


def new_token() -> str:
    """A word that no other form carries."""
    return secrets.token_urlsafe(16)


class _Nothing(forms.HiddenInput):
    """The place of a field that nobody is asked for."""

    def render(self, *args: Any, **kwargs: Any) -> Any:
        return ""


def leave_out_unwritten[Drawn: BaseForm](form: Drawn) -> Drawn:
    """The form, which asks for no text in a language that the strand at hand does not have; what is there is shown.

    For drawing it: what it takes stays the same.
    """
    left_out = set(LANGUAGES) - set(written_languages())
    for name, field in form.fields.items():
        stem, _underscore, language = name.rpartition("_")
        if language not in left_out:
            continue
        shown = form.data.get(form.add_prefix(name)) if form.is_bound else form.get_initial_for_field(field, name)
        if not shown:
            field.widget = _Nothing()
            pair = form.fields.get(f"{stem}_{LANGUAGES[0]}")
            if pair is not None and not pair.help_text:
                pair.help_text = field.help_text
    return form


class Act(forms.Form):
    """What each form of an act carries: `once`, by which a second click on its button is known.

    `why` says of a field, in one sentence, what could go wrong with it or who will read it; of a text in two languages
    by the name that both have in common. A field that nobody fills in wrongly has none. A form that
    `keeps_drafts` keeps what is typed until it is sent (this module): none with a password, or with what is told in
    confidence.
    """

    why: dict[str, Any] = {}
    # Not always needed: the words beside them say when, so no "(optional)" stands there.
    needed_at_times: tuple[str, ...] = ()
    keeps_drafts: bool = False
    draft_words = ""

    once = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        initial=new_token,
        error_messages={"required": gettext_lazy("The form is incomplete. Nothing was saved; open it again.")},
    )
    is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, sentence in self.why.items():
            self.explain(name, sentence)
        self.has_draft = HELD in self.data  # of a form that is shown again; of an empty one this module knows
        # What is to be said once the act is done, beside its message: each gives sentences.
        self.after_words: list[Callable[[], list[str]]] = []

    def order_fields(self, field_order: Iterable[str] | None) -> None:
        """Of a text in two languages, the reader's comes first; an order names it by what both have in common."""
        names = dict.fromkeys(_LANGUAGE.sub("", name) for name in (*(field_order or ()), *self.fields))
        super().order_fields([one for name in names for one in (name, *in_reading_order(name))])

    def explain(self, name: str, sentence: Any) -> None:
        """Put a sentence beside a field; of a text in two languages beside the first that the reader meets."""
        field = self.fields.get(name) or self.fields.get(f"{name}_{reader_language()}")
        if field is not None:
            field.help_text = sentence

    def full_clean(self) -> None:
        """What is wrong with a hidden field stands above the form, where it is read; no text a PDF cannot show."""
        super().full_clean()
        for name, value in dict(getattr(self, "cleaned_data", {})).items():
            if name.endswith(OF_LANGUAGES) and isinstance(value, str):
                try:
                    check_script(value)
                except ValidationError as refused:
                    self.add_error(name, refused)
        for name in ("once", "seen_version"):
            if name in self.errors:
                hidden = self.errors.pop(name)
                if str(hidden[0]) not in self.non_field_errors():
                    self.add_error(None, hidden.as_data())

    @property
    def given(self) -> dict[str, Any]:
        """What the action takes: the fields, without those that are the form's own."""
        return {name: value for name, value in self.cleaned_data.items() if name not in {"once", "seen_version"}}

    def refuse(self, refusal: DomainError) -> None:
        """Show a service's refusal beside the field it names, else above the form."""
        self.add_error(field_named(self, refusal.field), str(refusal.message))


class ActForm(Act):
    """An act on one record, with the fields that a subclass adds. Without a record it adds one.

    A form that `shows_present` is filled with what stands there: where another was faster, it says what differs.
    """

    shows_present: bool = False

    seen_version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=1,
        error_messages={"required": gettext_lazy("The form is incomplete. Nothing was saved; open it again.")},
    )

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        if record is None or record.pk is None:
            self.fields.pop("seen_version")
        else:
            self.initial["seen_version"] = record.version

    def clean(self) -> dict[str, Any]:
        """Nobody acts on a record that another has changed since this form was opened."""
        values = super().clean() or {}
        seen = values.get("seen_version")
        if seen is not None and seen != self.record.version:
            self.mark_stale(seen)
        return values

    def mark_stale(self, seen: int | None = None) -> None:
        """Say who changed what since, keep the input, and let the next try carry the new version."""
        self.is_stale = True
        self.refuse(StaleRecord())
        has_history = seen is not None and hasattr(self.record, "history")
        if has_history and (since := changed_since(self.record, seen)):  # type: ignore[arg-type]
            self.add_error(None, since)
        # A field with several values stays a list.
        sent: QueryDict = self.data.copy()  # type: ignore[attr-defined]
        sent[self.add_prefix("seen_version")] = str(self.record.version)
        if has_history and (before := version_seen(self.record, seen)):
            self.take_over(before, sent)
        for bound in self.visible_fields() if self.shows_present else ():
            if bound.name in self.changed_data and bound.name != "reason":
                show_present(self, bound)
        self.data = sent

    def values_of(self, record: Any) -> dict[str, Any]:
        """What the form shows of a record that has a history, by field; it may be an earlier state of it."""
        del record
        return {}

    def take_over(self, before: Any, sent: QueryDict) -> None:
        """Keep what another wrote since `before` where this user changed nothing; show it where both wrote."""
        was = self.values_of(before)
        for name, value in self.values_of(self.record).items():
            merge_field(self, sent, name, was.get(name), value)


def reason_field(*, required: bool, help_text: Any, label: Any = "") -> forms.CharField:
    """Why, in the user's own words."""
    return forms.CharField(
        label=label or gettext_lazy("Reason"),
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
        error_messages={"required": gettext_lazy("Give a reason.")},
    )


IN_LANGUAGE = {"en": gettext_lazy("in English"), "ko": gettext_lazy("in Korean")}


def text_field(label: Any, most: int, *, rows: int = 3) -> forms.CharField:
    """A text of so many letters that may be left empty."""
    return forms.CharField(label=label, required=False, max_length=most, widget=forms.Textarea(attrs={"rows": rows}))


class ReasonForm(ActForm):
    """An act that needs a reason of everybody."""

    reason = reason_field(required=True, help_text=gettext_lazy("Both sides and the reports show it."))


class RecordForm(PeriodsForm):
    """Refuses to save over a version that its user has not seen, and checks every constraint."""

    seen_version = forms.IntegerField(label=gettext_lazy("version"), widget=forms.HiddenInput, min_value=1)

    refusal: DomainError | None = None
    version_is_stale = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields.pop("seen_version")
        else:
            self.initial["seen_version"] = self.instance.version

    def check(self, cleaned: dict[str, Any]) -> None:
        """A subclass asks its services here; their DomainErrors become errors of the form."""

    def clean(self) -> Any:
        """The version first, then the record's own rules."""
        super().clean()
        if self.refusal is not None:
            self._refuse(self.refusal)
        if "seen_version" in self.fields:
            self._check_version()
        try:
            self._check_texts()
            if not self.errors:
                self.check(self.cleaned_data)
        except DomainError as refusal:
            self._refuse(refusal)
        return self.cleaned_data

    def value_of(self, name: str) -> Any:
        """What the record will hold: the form's value, else (read-only) the record's own."""
        return self.cleaned_data[name] if name in self.fields else getattr(self.instance, name, None)

    def _refuse(self, refusal: DomainError) -> None:
        field = field_named(self, refusal.field)
        if str(refusal.message) not in self.non_field_errors():
            self.add_error(field, str(refusal.message))

    def _check_version(self) -> None:
        seen = self.cleaned_data.get("seen_version")
        if seen is None:
            self.add_error(
                None,
                _("The form lacks the version of the record. Nothing was saved; open it again."),
            )
        elif seen != self.instance.version:
            self.version_is_stale = True
            self._refuse(StaleRecord())
            # Who saves the form once more has been shown this version.
            sent = self.data.copy()  # type: ignore[attr-defined]
            sent[self.add_prefix("seen_version")] = str(self.instance.version)
            if hasattr(self.instance, "history"):
                if since := changed_since(self.instance, seen):
                    self.add_error(None, since)
                self._take_over(seen, sent)
            self.data = sent

    def values_of(self, record: Any) -> dict[str, Any]:
        """What the form shows of a record, by field; `record` may be an earlier state of it."""
        values = model_to_dict(record, fields=self.fields)
        for name in self._shown_periods():
            period: Period = getattr(record, name)
            values |= zip(texts_of(name), (period.start, period.end), strict=True)
        values |= {f"{name}_text": getattr(record, f"{name}_date") for name in self.dates}
        rows = {field.name for field in record._meta.many_to_many}  # beside the record, as they are now
        return {name: value for name, value in values.items() if name not in rows}

    def _take_over(self, seen: int, sent: Any) -> None:
        """Keep what another wrote where this user changed nothing; show it where both did, or nobody knows who did.

        Otherwise saving once more would put back the old text of every field that this user never touched.
        """
        seen_record = version_seen(self.instance, seen)
        if seen_record is None:
            return
        before, now = self.values_of(seen_record), self.values_of(self.instance)
        for name, value in now.items():
            if name in self.fields:
                merge_field(self, sent, name, before[name], value)
        # What the history of the record does not hold, such as rows beside it.
        for bound in self:
            is_beside = bound.name not in now and not bound.is_hidden and bound.initial is not None
            if is_beside and bound.name in self.changed_data:
                show_present(self, bound)

    def _check_texts(self) -> None:
        if not isinstance(self.instance, BilingualTexts):
            return
        for name in self.instance.BILINGUAL:
            pair = (f"{name}_en", f"{name}_ko")
            needed = any(constraint.name.endswith(f"_{name}_given") for constraint in self._constraints())
            # One that is itself refused is there, only not right.
            if needed and not any(field in self.errors or self.value_of(field) for field in pair):
                raise DomainError(NOTHING_WRITTEN, field=name)

    def _constraints(self) -> list[Any]:
        return list(self._meta.model._meta.constraints)

    def validate_constraints(self) -> None:
        """All at once: a ModelForm leaves out those with a read-only field; the database does not."""
        if self.errors:
            super().validate_constraints()
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as refused:
            for field, errors in refused.error_dict.items():
                known = field if field in self.fields and field != NON_FIELD_ERRORS else None
                self.add_error(known, errors)


class EditForm(RecordForm, Act):
    """Edits a record's own fields; `changes` is what its service gets."""

    def __init__(self, *args: Any, record: Any = None, **kwargs: Any) -> None:
        if record is not None:
            # The form writes on a copy: the page goes on telling of the record as it is stored.
            kwargs["instance"] = copy.copy(record)
        super().__init__(*args, **kwargs)
        self.record = record
        if "seen_version" in self.fields:
            self.fields["seen_version"].error_messages["required"] = self.fields["once"].error_messages["required"]

    def validate_constraints(self) -> None:
        """What is unique of the record as it is stored need not be looked for."""
        if self.record is not None and self.record.pk is not None:
            self.instance.as_stored = frozenset(
                one.name
                for one in self.record._meta.concrete_fields
                if getattr(self.record, one.attname) == getattr(self.instance, one.attname)
            )
        super().validate_constraints()

    @property
    def is_stale(self) -> bool:  # type: ignore[override]
        """Whether the record was changed by another since this form was opened."""
        return self.version_is_stale

    @property
    def given(self) -> dict[str, Any]:
        """What changed, and the reason where the form asks for one."""
        return {"changes": self.changes, "reason": self.cleaned_data.get("reason", "")}

    def mark_stale(self, seen: int | None = None) -> None:
        """The service met a newer version than this form has."""
        self.version_is_stale = True
        self.refuse(StaleRecord())
        self.add_error(None, _("Open the page again to see what changed."))

    @property
    def changes(self) -> dict[str, Any]:
        """The fields that the user changed, by name; a period as one Period, a partial date as a PartialDate."""
        own = {field.name for field in self._meta.model._meta.get_fields()}
        told = own & self.cleaned_data.keys()  # what is wrong is in no cleaned data
        found = {name: self.cleaned_data[name] for name in self.changed_data if name in told}
        for name in self.periods:
            if any(f"{name}_{edge}_text" in self.changed_data for edge in ("start", "end")):
                found[name] = self._period(name)
        for name in self.dates:
            if f"{name}_text" in self.changed_data:
                found[f"{name}_date"] = self.cleaned_data[f"{name}_text"]
        return found


KEEP, DROP = "draft_keep", "draft_drop"  # the buttons
REFUSED = 422
VERSION = "seen_version"  # ends the names of fields with the version that was typed to
_NUMBER = re.compile("[0-9]{1,9}")
WRITING = dt.timedelta(minutes=10)  # so long after the last letter somebody still counts as writing


def is_of_draft(request: HttpRequest) -> bool:
    """Whether a form is sent to be kept or thrown away, and not to be carried out."""
    return KEEP in request.POST or DROP in request.POST


def fill_from_draft(form: Any, request: HttpRequest) -> None:
    """Fill a form that nobody has sent with what the reader typed before; it says when that was, and who else writes.

    It carries the versions that were typed to, so that whoever sends it hears what has changed since.
    """
    if form.keeps_drafts and FILLED not in request.GET:
        draft, form.draft_words = _read(request)
        form.has_draft = draft is not None
        if draft:
            # What the address asks for is newer.
            kept = {name: value for name, value in draft.data.items() if not request.GET.get(name)}
            form.initial.update({name: value for name, value in kept.items() if name in form.fields})
            messages.info(request, _("What you typed before is filled in. It is not submitted yet."))


def drop_draft(form: Any, request: HttpRequest) -> None:
    """Forget what was typed into this form: it was sent, or thrown away. What another window keeps there stays."""
    if form.keeps_drafts and (HELD in request.POST or DROP in request.POST):
        user = cast("User", request.user)
        Draft.objects.filter(user=user, form=request.path).delete()
        # A draft that is on its way comes too late.
        SubmittedForm.objects.get_or_create(token=_token_of(request), defaults={"user": user})


def _token_of(request: HttpRequest) -> str:
    """The form as it was opened once, whatever was typed into it."""
    return sha256(repr((request.user.pk, request.path, request.POST.get("once"))).encode()).hexdigest()


def answer_draft(form: Any, request: HttpRequest) -> HttpResponse | None:
    """Keep what was typed into a form, or throw it away, as the button says; a script is answered by a sentence.

    Of hidden fields the versions alone are kept, no files, nor zero bytes, which PostgreSQL refuses. Nothing where it
    cannot be kept and the page has to be shown again.
    """
    if not form.keeps_drafts:
        raise SuspiciousOperation
    has_script, status = request.headers.get("Accept") == "application/json", 200
    if DROP in request.POST:
        drop_draft(form, request)
        return redirect(request.get_full_path())
    data = {
        name: _without_zeros(field.widget.value_from_datadict(request.POST, request.FILES, name))
        for name, field in form.fields.items()
        if _is_kept(name, field)
    }
    versions = [str(value) for name, value in data.items() if name.endswith(VERSION)]
    if SubmittedForm.objects.filter(token=_token_of(request)).exists():
        return JsonResponse({"said": ""}) if has_script else redirect(request.get_full_path())
    try:
        Draft.objects.update_or_create(
            user=cast("User", request.user),
            form=request.path,
            defaults={
                "data": data,
                "version": max((int(one) for one in versions if _NUMBER.fullmatch(one)), default=None),
                "at": clock.now(),
            },
        )
        said = _read(request)[1]
    except DomainError as refusal:
        said, status = str(refusal), REFUSED
        if not has_script:
            messages.error(request, said)
            return None
    return JsonResponse({"said": said}, status=status) if has_script else redirect(request.get_full_path())


def _read(request: HttpRequest) -> tuple[Draft | None, str]:
    """The reader's own draft, and a sentence: when it was kept, and who else writes in the same record, never what."""
    rows = list(Draft.objects.filter(form=request.path).select_related("user").order_by("at"))
    own = next((row for row in rows if row.user_id == request.user.pk), None)
    writing = [row for row in rows if row is not own and row.version and row.at >= clock.now() - WRITING]
    said = []
    if own:
        at = timezone.localtime(own.at)
        day = format_time(at) if at.date() == timezone.localdate(clock.now()) else format_moment(at)
        said.append(_("Draft saved %(time)s.") % {"time": day})
    if writing:
        people = (f"{row.user} ({format_time(timezone.localtime(row.at))})" for row in writing)
        said.append(_("Writing here too: %(people)s.") % {"people": join_names(people)})
    return own, " ".join(said)


def _is_kept(name: str, field: Field) -> bool:
    return name.endswith(VERSION) or not (field.widget.is_hidden or isinstance(field, FileField))


def _without_zeros(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_zeros(one) for one in value]
    return value.replace("\0", "") if isinstance(value, str) else value
