"""The form of a record in the administration: it carries the version that its user has seen."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.models import model_to_dict
from django.utils.translation import gettext as _, gettext_lazy

from core.date_fields import PeriodsForm, field_named, texts_of
from core.errors import DomainError, StaleRecord
from core.formats import join_names
from core.periods import Period
from core.texts import NOTHING_WRITTEN, BilingualTexts, label_of

SILENT_FIELDS = {"version", "loaded_version", "left_empty", "stale_texts", "search_text", "order_ko", "history_id"}


def changed_since(record: Any, version: int) -> str:
    """Who changed what after a version, as a sentence; empty where no history tells."""
    rows = list(
        record.history.filter(version__gte=version).select_related("history_user").order_by("version", "history_id")
    )
    if len(rows) < 2:
        return ""
    names = [name for name in rows[-1].diff_against(rows[0]).changed_fields if name not in SILENT_FIELDS]
    people = dict.fromkeys(str(row.history_user or _("the portal itself")) for row in rows[1:])
    return _("Changed meanwhile by %(people)s: %(fields)s.") % {
        "people": join_names(people),
        "fields": join_names(label_of(type(record), name) for name in names) or "–",
    }


def _same(one: Any, other: Any) -> bool:
    """Whether two values read the same; a browser sends the ends of lines in its own way."""
    return one == other or str(one or "").split() == str(other or "").split()


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
        return values | {f"{name}_text": getattr(record, f"{name}_date") for name in self.dates}

    def _take_over(self, seen: int, sent: Any) -> None:
        """Keep what another wrote where this user changed nothing; show it where both did.

        Otherwise saving once more would put back the old text of every field that this user never touched.
        """
        row = self.instance.history.filter(version=seen).order_by("-history_id").first()
        if row is None:
            return
        before, now = self.values_of(row.instance), self.values_of(self.instance)
        for name, value in now.items():
            field = self.fields.get(name)
            if field is None or isinstance(field, forms.BooleanField) or _same(before[name], value):
                continue
            key, shown = self.add_prefix(name), field.prepare_value(value)
            if not field.has_changed(before[name], self.data.get(key)) or _same(before[name], self.data.get(key)):
                sent[key] = "" if shown is None else shown
            elif not _same(value, self.data.get(key)):
                label = dict(getattr(field, "choices", ())).get(shown, shown)
                self.add_error(name, _("It reads now: %(value)s") % {"value": label or "–"})

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
