"""The forms of progress reports: which report to begin, what is written in a section, what is accepted with gaps."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _, gettext_lazy

from core.act_forms import Act, ActForm, ReasonForm
from core.errors import StaleRecord
from core.texts import LANGUAGES, in_reading_order
from partnerships.models import Pairing
from reports.enums import Section
from reports.models import ProgressReport, SectionText
from reports.progress.gaps import Gap, digest
from reports.progress.models import LONGEST_REASON, LONGEST_TEXT

OF_STRAND = ""
_TEXTS = [f"text_{language}" for language in LANGUAGES]
_IN = {"en": gettext_lazy("%(section)s, in English"), "ko": gettext_lazy("%(section)s, in Korean")}


class ReportAddForm(Act):
    """Of which scope a report is begun; those that have one already are not offered."""

    pairing = forms.ChoiceField(
        label=gettext_lazy("Report on"),
        required=False,
        help_text=gettext_lazy("Its figures and lists are drawn from there."),
    )

    def __init__(
        self, *args: Any, record: Any = None, strand_free: bool, pairings: Sequence[Pairing], **kwargs: Any
    ) -> None:
        del record
        super().__init__(*args, **kwargs)
        whole = [(OF_STRAND, _("The strand as a whole"))] if strand_free else []
        field: Any = self.fields["pairing"]
        field.choices = [*whole, *((row.code, row.name) for row in pairings)]
        field.required = not strand_free
        self.pairings = {row.code: row for row in pairings}

    @property
    def given(self) -> dict[str, Any]:
        """The pairing; None for the strand."""
        return {"pairing": self.pairings.get(self.cleaned_data["pairing"])}


class ReportTextsForm(Act):
    """What staff write in all sections of a report, both languages side by side, saved together.

    Each section carries the version of its text.
    """

    keeps_drafts = True

    def __init__(
        self, *args: Any, record: ProgressReport, read_blocks: Callable[[], dict[str, Any]] = dict, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.record, self.read_blocks = record, read_blocks
        # What was typed for a section that the report lost meanwhile is refused, and stays on the page.
        lost = [name for name in Section.values if any(self.data.get(f"{name}_{text}") for text in _TEXTS)]
        self.sections = list(dict.fromkeys([*record.sections, *lost]))
        self.texts = record.texts_of(self.sections)
        # Where another was faster: what stands there now, by field.
        self.now: dict[str, str] = {}
        for section, text in self.texts.items():
            self.fields[f"{section}_seen_version"] = forms.IntegerField(
                widget=forms.HiddenInput,
                min_value=0,
                error_messages={"required": self.fields["once"].error_messages["required"]},
            )
            self.initial.setdefault(f"{section}_seen_version", text.seen_version)
            for name in in_reading_order("text"):
                self.fields[f"{section}_{name}"] = forms.CharField(
                    label=_IN[name[-2:]] % {"section": Section(section).label},
                    required=False,
                    max_length=LONGEST_TEXT,
                    widget=forms.Textarea(attrs={"rows": 8, "lang": name[-2:]}),
                )
                self.initial.setdefault(f"{section}_{name}", getattr(text, name))

    @property
    def given(self) -> dict[str, Any]:
        """The sections in which something else was typed than the form was opened with."""
        found = {}
        for section in self.sections:
            if self._touched(section):
                found[section] = self.cleaned_data[f"{section}_seen_version"], self._typed(section)
        return {"written": found}

    def mark_stale(self, seen: int | None = None) -> None:
        """Somebody else wrote in a section meanwhile: both texts stand on the page, and the next try carries on.

        What this user never touched is shown as the other has saved it.
        """
        del seen
        self.is_stale = True
        self.refuse(StaleRecord())
        touched = {section: self._touched(section) for section in self.sections}
        self.texts = self.record.texts_of(self.sections)
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        for section, text in self.texts.items():
            if text.seen_version == self.cleaned_data[f"{section}_seen_version"]:
                continue
            sent[f"{section}_seen_version"] = str(text.seen_version)
            for language in set(LANGUAGES) - touched[section]:
                sent[f"{section}_text_{language}"] = getattr(text, f"text_{language}")
            for language in touched[section]:
                self.now[f"{section}_text_{language}"] = getattr(text, f"text_{language}") or "–"
                self.add_error(
                    f"{section}_text_{language}",
                    _("Someone else wrote in this section meanwhile. Compare both texts, and save again."),
                )
        self.data = sent

    def _typed(self, section: str) -> dict[str, str]:
        return {
            language: SectionText.trimmed(self.cleaned_data[f"{section}_text_{language}"]) for language in LANGUAGES
        }

    def _touched(self, section: str) -> set[str]:
        """The languages in which something was typed that neither was shown by the form, nor stands there now."""
        text, seen = self.texts[section], self.cleaned_data[f"{section}_seen_version"]
        shown: Any = text
        if text.seen_version != seen:
            shown = text.history.filter(version=seen).order_by("-history_id").first() if text.pk else None
        typed = self._typed(section)
        known = {name: {getattr(text, name), getattr(shown, name, "")} for name in _TEXTS}
        return {language for language in LANGUAGES if typed[language] not in known[f"text_{language}"]}

    @property
    def parts(self) -> list[tuple[SectionText, list[tuple[Any, str]], Any]]:
        """Each text with its fields (the reader's language first, each with what it is compared with), and what the
        records show there.
        """
        blocks = self.read_blocks()
        return [
            (
                text,
                [
                    (self[name], self.now.get(name, ""))
                    for name in in_reading_order(f"{section}_text")
                    if not self[name].is_hidden
                ],
                blocks.get(section, []),
            )
            for section, text in self.texts.items()
        ]


class ReportIssueForm(ActForm):
    """Issues a draft; where something is missing, with a tick and a reason, for the very list that was shown."""

    keeps_drafts = True
    needed_at_times = ("reason",)  # always where it is asked

    seen_gaps = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    with_gaps = forms.BooleanField(
        label=gettext_lazy("I have read what is missing and issue the report without it"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It goes into the history of the report."),
    )

    def __init__(self, *args: Any, gaps: Sequence[Gap], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if any(not gap.blocks for gap in gaps):
            self.initial["seen_gaps"] = digest(gaps)
        else:
            for name in ("seen_gaps", "with_gaps", "reason"):
                self.fields.pop(name)


class ReportReasonForm(ReasonForm):
    """An act on a report that needs a reason."""

    keeps_drafts = True

    why: dict[str, Any] = {"reason": gettext_lazy("It goes into the history of the report and into the mail.")}


class ReportReviseForm(ReasonForm):
    """What a new revision corrects; the report says it on its cover."""

    keeps_drafts = True

    why: dict[str, Any] = {"reason": gettext_lazy("The cover of the new revision says it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is corrected")
