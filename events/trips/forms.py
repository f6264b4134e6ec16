"""The forms of the papers of a journey: what people write in plan and report, and photographs."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.act_forms import ActForm, EditForm
from core.date_fields import DateField
from core.texts import LANGUAGES, in_reading_order
from events.enums import TripPaperKind
from events.trips.models import CAPTIONS, LONGEST_CAPTION, MOST_LETTERS, TripPaper, TripPhoto
from partnerships.documents.forms import PictureField
from partnerships.fields import EITHER

_LINES = gettext_lazy("Each line is one entry in the paper: start a detail with -, a remark with ※.")


class TripPaperForm(EditForm):
    """What people write in a plan, or in a report: texts in both languages, the reader's first."""

    keeps_drafts = True

    why: dict[str, Any] = {
        "purpose": gettext_lazy("The plan opens with it."),
        "outline": gettext_lazy("The report opens with it."),
        "implications": gettext_lazy("What the journey means for your city: the report ends with it."),
    }

    returned_on = DateField(
        label=gettext_lazy("Back home on"),
        required=False,
        help_text=gettext_lazy(
            "Only where it was not the last day of the event. The deadline of the report is counted from this day."
        ),
    )

    class Meta:
        model = TripPaper
        fields: list[str] = [f"{name}_{code}" for name in TripPaper.BILINGUAL for code in LANGUAGES]

    def __init__(self, *args: Any, record: TripPaper, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        names = in_reading_order(*TripPaper.TEXTS[record.kind])
        for name in self.Meta.fields:
            if name not in names:
                del self.fields[name]
                continue
            self.fields[name].widget = forms.Textarea(attrs={"rows": 6, "maxlength": MOST_LETTERS})
        first = self.fields[names[0]]
        first.help_text = format_lazy("{} {}", first.help_text, _LINES) if first.help_text else _LINES
        if record.kind == TripPaperKind.PLAN:
            del self.fields["returned_on"]
        self.initial.setdefault("returned_on", record.delegation.returned_on)
        self.order_fields(names)

    @property
    def changes(self) -> dict[str, Any]:
        """With the day of return, which belongs to the delegation."""
        found = super().changes
        if "returned_on" in self.changed_data:
            found["returned_on"] = self.cleaned_data["returned_on"]
        return found


class TripPhotoForm(ActForm):
    """A photograph with its caption in at least one language; of one that is there its place, and no other file."""

    why: dict[str, Any] = {
        "caption": format_lazy("{} {}", gettext_lazy("Shown below the photograph in the report."), EITHER)
    }

    file = PictureField(label=gettext_lazy("Photograph"))
    caption_en = forms.CharField(label=gettext_lazy("Caption in English"), required=False, max_length=LONGEST_CAPTION)
    caption_ko = forms.CharField(label=gettext_lazy("Caption in Korean"), required=False, max_length=LONGEST_CAPTION)
    place = forms.IntegerField(label=gettext_lazy("Place in the report"), min_value=1)

    def __init__(self, *args: Any, record: TripPhoto | None = None, place: int = 1, of: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        self.order_fields(["file", *in_reading_order("caption")])
        if record is not None:
            del self.fields["file"]
            for name in CAPTIONS:
                self.initial.setdefault(name, getattr(record, name))
        if of == 1:
            del self.fields["place"]
            return
        self.initial.setdefault("place", place)
        self.fields["place"].help_text = _("From 1 to %(last)s, in the order of the report.") % {"last": of}

    @property
    def given(self) -> dict[str, Any]:
        """Both captions as one."""
        values = super().given
        return {"captions": {name: values.pop(name) for name in CAPTIONS}} | values
