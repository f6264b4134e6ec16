"""The forms of city updates: write one, give a reason, choose several."""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core.act_forms import Act, ReasonForm, check_script
from core.errors import DomainError, StaleRecord
from core.meanwhile import changed_since, merge_field, version_seen
from core.texts import LANGUAGES, in_reading_order, reading_order, written_languages
from reports.enums import LineState, Question
from reports.models import CityUpdate
from reports.updates.models import ANSWERS, LONGEST_ANSWER, LONGEST_LINE
from reports.updates.selectors import UpdateLine

_IN = {
    "en": pgettext_lazy("answer of a city update", "In English"),
    "ko": pgettext_lazy("answer of a city update", "In Korean"),
}
_LINE = forms.CharField(required=False, max_length=LONGEST_LINE, validators=[check_script])


def digest(text: str) -> str:
    """A text in few letters, by which the form knows whether a line was edited since the page was opened."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


class UpdateForm(Act):
    """The three answers in both languages, and what to do with each drafted line: keep, edit, drop.

    A line is sent by its key (`line`), again where it is kept (`keep`), with its words (`en:<key>`, `ko:<key>`) and
    with what the page had shown (`seen:<key>`), so that one that nobody touched stays as the records say.
    """

    seen_version = forms.IntegerField(
        widget=forms.HiddenInput,
        min_value=0,
        error_messages={"required": gettext_lazy("The form is incomplete. Nothing was saved; open it again.")},
    )

    def __init__(self, *args: Any, record: CityUpdate, lines: Sequence[UpdateLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.record = record
        self.lines = list(lines)
        self.initial["seen_version"] = self.version
        for question in Question:
            for language in LANGUAGES:
                name = f"{question.value}_{language}"
                shown = forms.Textarea(attrs={"rows": 4, "lang": language, "data-question": question.value})
                label, most = _IN[language], LONGEST_ANSWER
                self.fields[name] = forms.CharField(label=label, required=False, max_length=most, widget=shown)
                self.initial.setdefault(name, getattr(record, name))

    @property
    def version(self) -> int:
        """The version that the record has now; 0 where nobody began it."""
        return self.record.version if self.record.pk else 0

    def clean(self) -> dict[str, Any]:
        """The lines as sent; nobody writes over what another has saved since this form was opened."""
        values = super().clean() or {}
        self.wishes = self._read_lines()
        seen = values.get("seen_version")
        if seen is not None and seen != self.version:
            self.mark_stale(seen)
        return values

    def _read_lines(self) -> list[dict[str, str]]:
        sent: QueryDict = self.data  # type: ignore[assignment]
        if not hasattr(sent, "getlist"):
            return []
        kept = set(sent.getlist("keep"))
        return [self._wish(key, is_kept=key in kept) for key in dict.fromkeys(sent.getlist("line"))]

    def _wish(self, key: str, *, is_kept: bool) -> dict[str, str]:
        wish = {"key": key, "question": str(self.data.get(f"of:{key}", "")), "state": LineState.DROPPED.value}
        if not is_kept:
            return wish
        seen = str(self.data.get(f"seen:{key}", "")).split(".")
        for place, language in enumerate(LANGUAGES):
            try:
                text = _LINE.clean(str(self.data.get(f"{language}:{key}", "")))
            except ValidationError as refused:
                self.add_error(None, _("A line: %(why)s") % {"why": " ".join(refused.messages)})
                text = ""
            untouched = len(seen) == len(LANGUAGES) and digest(text) == seen[place]
            asked = f"{language}:{key}" in self.data
            wish[f"text_{language}"] = text if asked and not untouched else ""
        is_edited = len(seen) != len(LANGUAGES) or any(wish[f"text_{language}"] for language in LANGUAGES)
        return wish | {"state": (LineState.EDITED if is_edited else LineState.KEPT).value}

    def mark_stale(self, seen: int | None = None) -> None:
        """Say who changed what since, take over what this user never touched, and show where both wrote."""
        self.is_stale = True
        self.refuse(StaleRecord())
        sent: QueryDict = self.data.copy()  # type: ignore[attr-defined]
        if self.record.pk and seen is not None:
            if since := changed_since(self.record, seen):
                self.add_error(None, since)
            self._take_over(seen, sent)
        sent["seen_version"] = str(self.version)
        self.data = sent

    def _take_over(self, seen: int, sent: QueryDict) -> None:
        row = version_seen(self.record, seen)
        for name in ANSWERS:
            merge_field(self, sent, name, getattr(row, name, ""), getattr(self.record, name))
        self._take_over_lines({one["key"]: one for one in row.lines} if row else {}, sent)

    def _take_over_lines(self, before: Mapping[str, Any], sent: QueryDict) -> None:
        """A line that this user left as it was is shown as the other has saved it."""
        kept = sent.getlist("keep")
        wishes = {wish["key"]: wish["state"] for wish in self.wishes}
        for line in self.lines:
            was = str(before[line.key]["state"]) if line.key in before else LineState.KEPT.value
            if wishes.get(line.key) != was or line.state == was == LineState.KEPT:
                continue
            kept = [key for key in kept if key != line.key] + ([line.key] if line.is_kept else [])
            for language in LANGUAGES:
                sent[f"{language}:{line.key}"] = getattr(line, f"text_{language}")
            sent[f"seen:{line.key}"] = _seen(line)
        sent.setlist("keep", kept)

    @property
    def given(self) -> dict[str, Any]:
        """The answers, and what to do with the lines."""
        return {"changes": {name: self.cleaned_data[name] for name in ANSWERS}, "lines": self.wishes}

    @property
    def hidden(self) -> list[Any]:
        """What the form carries beside the answers."""
        return [self["once"], self["seen_version"]]

    @property
    def questions(self) -> list[dict[str, Any]]:
        """The questions as the page draws them: the answer in the reader's language, in the other, and the lines."""
        found = []
        for question in Question:
            first, *others = (one for name in in_reading_order(question.value) if not (one := self[name]).is_hidden)
            other = others[0] if others else None
            rows = [self._row(line) for line in self.lines if line.question == question]
            has_other = other is not None and bool(other.value() or other.errors)
            found.append({"question": question, "first": first, "other": other, "has_other": has_other, "rows": rows})
        return found

    def _row(self, line: UpdateLine) -> dict[str, Any]:
        """A drafted line with what was typed for it; it is edited where its words are the partner's own."""
        texts = {language: getattr(line, f"text_{language}") for language in LANGUAGES}
        is_kept, seen = line.is_kept, _seen(line)
        sent: Any = self.data
        if self.is_bound and line.key in sent.getlist("line"):
            is_kept, seen = line.key in sent.getlist("keep"), str(sent.get(f"seen:{line.key}", ""))
            texts = {language: str(sent.get(f"{language}:{line.key}", texts[language])) for language in LANGUAGES}
        shown = dict(zip(LANGUAGES, seen.split("."), strict=False))
        is_edited = line.is_edited or any(digest(texts[one]) != shown.get(one) for one in LANGUAGES)
        known = LANGUAGES if line.is_edited and all(texts.values()) else written_languages()
        fields = [(one, f"{one}:{line.key}", texts[one]) for one in reading_order(known)]
        return {"line": line, "is_kept": is_kept, "seen": seen, "is_edited": is_edited, "texts": fields}


def _seen(line: UpdateLine) -> str:
    """What the page shows of a line that nobody edited; nothing of one that was."""
    return "" if line.is_edited else ".".join(digest(getattr(line, f"text_{language}")) for language in LANGUAGES)


class ReturnForm(ReasonForm):
    """Why an update is returned."""

    keeps_drafts = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is to be completed")
        self.fields["reason"].help_text = _("The partner's coordinators get it by mail, and it stays in the history.")


class _ChosenField(forms.MultipleChoiceField):
    """Some of `numbers`, each perhaps with the version in which its page shows it: `12-3`."""

    numbers: Collection[str] = ()

    def valid_value(self, value: str) -> bool:
        return value.partition("-")[0] in self.numbers and bool(re.fullmatch(r"[0-9]+(-[0-9]{1,9})?", value))


class ChosenUpdatesForm(Act):
    """Several of what the page lists; where none is chosen, it answers `nothing`."""

    chosen = _ChosenField(
        required=False, error_messages={"invalid_choice": gettext_lazy("Some of it is already done. Choose again.")}
    )

    def __init__(self, *args: Any, numbers: Collection[str], nothing: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["chosen"].numbers = numbers  # type: ignore[attr-defined]
        self.nothing = nothing

    def clean(self) -> dict[str, Any]:
        """Nothing chosen is nothing to do."""
        values = super().clean() or {}
        if not values.get("chosen") and "chosen" not in self.errors:
            self.refuse(DomainError(self.nothing))
        return values

    def refuse(self, refusal: DomainError) -> None:
        """Every refusal stands above the list."""
        self.add_error(None, str(refusal.message))

    @property
    def ticked(self) -> set[str]:
        """What is ticked when the page is shown again."""
        return set(self.data.getlist("chosen")) if self.is_bound else set()  # type: ignore[attr-defined]
