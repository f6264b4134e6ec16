"""The forms of progress reports: which report to begin, what is written in a section, what is accepted with gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import Act, ActForm, ReasonForm
from core.texts import in_reading_order
from reports.forms.sections import offer_sections, section_rows, sections_of
from reports.services.report_gaps import digest
from reports.services.reports import LONGEST_TEXT, text_of
from reports.services.revisions import LONGEST_REASON

if TYPE_CHECKING:
    from collections.abc import Sequence

    from partnerships.models import Pairing
    from reports.models import ProgressReport
    from reports.services.report_gaps import Gap

OF_STRAND = ""


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


class SectionTextForm(Act):
    """What staff write in one section, both languages side by side."""

    section = forms.CharField(widget=forms.HiddenInput, max_length=10)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text_en = forms.CharField(
        label=gettext_lazy("In English"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "en"}),
    )
    text_ko = forms.CharField(
        label=gettext_lazy("In Korean"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 8, "lang": "ko"}),
    )
    is_stale = False

    def __init__(self, *args: Any, record: ProgressReport, section: str, **kwargs: Any) -> None:
        text = text_of(record, section)
        initial = {
            "section": section,
            "seen": text.version if text.pk else 0,
            "text_en": text.text_en,
            "text_ko": text.text_ko,
        }
        kwargs["initial"] = initial | (kwargs.get("initial") or {})
        super().__init__(*args, auto_id=f"id_{section}_%s", **kwargs)
        self.order_fields(["section", "seen", *in_reading_order("text")])
        self.text = text

    @property
    def saved_texts(self) -> list[tuple[str, str]]:
        """What stands in the section now, in the order of the fields: each language and its text."""
        return [(name[-2:], getattr(self.text, name)) for name in in_reading_order("text") if getattr(self.text, name)]

    @property
    def stale_language(self) -> str:
        """The language whose version is the older one, or nothing."""
        return next((name[-2:] for name in self.text.stale_texts.split()), "")

    def mark_stale(self, seen: int | None = None) -> None:
        """Somebody else wrote in the section meanwhile: both texts stand on the page, and the next try carries on."""
        del seen
        self.is_stale = True
        self.text = text_of(self.text.report, self.text.section)
        self.add_error(
            None,
            _("Someone else wrote in this section meanwhile. Nothing was saved; what they wrote stands below."),
        )
        sent: Any = self.data.copy()  # type: ignore[attr-defined]
        sent[self.add_prefix("seen")] = str(self.text.version if self.text.pk else 0)
        self.data = sent


class ReportSectionsForm(ActForm):
    """Which sections a draft has, and in which order."""

    def __init__(self, *args: Any, record: ProgressReport, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        offer_sections(self, record.sections)

    def section_rows(self) -> list[Any]:
        """The sections with the field of each."""
        return section_rows(self)

    @property
    def sections(self) -> list[str]:
        """The chosen ones in their order."""
        return sections_of(self)


class ReportIssueForm(ActForm):
    """Issues a draft; where something is missing, with a tick and a reason, for the very list that was shown."""

    seen_gaps = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    with_gaps = forms.BooleanField(
        label=gettext_lazy("I have read what is missing, and issue the report without it"), required=False
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("It stands in the history of the report."),
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("It stands in the history of the report and in the mail that tells of it.")


class ReportReviseForm(ReasonForm):
    """What a new revision corrects; the report says it on its cover."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is corrected")
        self.fields["reason"].help_text = _("The cover of the new revision says it.")
