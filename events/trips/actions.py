"""What people do to the papers of a journey: write, finish and reopen them, and put photographs into the report."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.act_forms import ActForm, EditForm
from core.date_fields import DateField
from core.errors import AlreadyDone, DomainError
from core.formats import format_date, join_names
from core.models import write_audit
from core.stored_files import files_of_act
from core.texts import LANGUAGES, in_reading_order
from events.actions import EventAction
from events.audit_actions import TRIP_RETURN_SET
from events.delegates.identity_numbers import check_no_identity_numbers
from events.enums import EventStatus, TripPaperKind
from events.events.selectors import check_works
from events.models import Event, TripPaper, TripPhoto
from events.trips.documents import paper_name
from events.trips.models import CAPTIONS, LONGEST_CAPTION, MOST_LETTERS, MOST_PHOTOS
from events.trips.selectors import TripSheet, delegation_of, find_paper, journey_label, paper_of
from events.visits.selectors import check_begun_anywhere
from partnerships.documents.forms import PictureField
from partnerships.documents.refused_files import refusal
from partnerships.documents.services import keep_picture
from partnerships.documents.uploads import CheckedFile
from partnerships.enums import ADMINISTRATOR, OWN, STAFF
from partnerships.fields import EITHER
from partnerships.translations.selectors import check_either_language, check_length, fill, what_differs

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

    shows_present = True
    why = {"caption": format_lazy("{} {}", gettext_lazy("Shown below the photograph in the report."), EITHER)}

    file = PictureField(label=gettext_lazy("Photograph"))
    caption_en = forms.CharField(label=gettext_lazy("Caption in English"), required=False, max_length=LONGEST_CAPTION)
    caption_ko = forms.CharField(label=gettext_lazy("Caption in Korean"), required=False, max_length=LONGEST_CAPTION)
    place = forms.IntegerField(label=gettext_lazy("Place in the report"), min_value=1)

    def __init__(self, *args: Any, record: TripPhoto | None = None, place: int = 1, of: int = 1, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
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


class OnTripPaper(EventAction):
    """An action on a paper, which may be still to begin; one at a time at an event, so that none is begun twice.

    `kinds` are the papers it is for, `begun` says that somebody must have written in it. The log names the journey, and
    nobody on it.
    """

    on: Any = TripPaper
    allowed = frozenset({OWN, STAFF, ADMINISTRATOR})
    log_labels: dict[str, Any] = {"paper": dict(TripPaperKind.choices)}
    kinds: frozenset[str] = frozenset(TripPaperKind)
    begun: bool = False

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        event = EventAction.find(grants, words, locked=locked) if words["paper"] in cls.kinds else None
        paper = find_paper(grants, event, words["partner"], words["paper"]) if event else None
        return None if paper is None or (cls.begun and paper.pk is None) else paper

    @classmethod
    def locked(cls, row: Any) -> Any:
        event = EventAction.locked(row.delegation.event)
        return paper_of(delegation_of(event, row.delegation.participation), row.kind)

    @property
    def paper(self) -> TripPaper:
        return self.row

    @property
    def event(self) -> Event:
        return self.paper.delegation.event

    @property
    def actors(self) -> frozenset[str]:
        return self.paper.delegation.actors(self.grants)

    @property
    def state(self) -> str:
        """`finished` or `open`."""
        return "finished" if self.paper.finished_at else "open"

    @cached_property
    def sheet(self) -> TripSheet:
        return TripSheet(self.grants, self.paper)

    def check_possible(self) -> None:
        """Refuse to write about what is cancelled or over, a report of what cannot have begun, and a host's paper."""
        check_works(self.event)
        if self.event.status == EventStatus.CANCELLED:
            raise DomainError(_("The event is cancelled. Reopen it before you write about it."))
        if self.paper.kind == TripPaperKind.REPORT:
            check_begun_anywhere(self.event)
        self.paper.check_journey()

    def take_up(self) -> None:
        """Keep the paper, open; the delegation is made where the partner has none yet."""
        paper = self.paper
        if not paper.delegation.pk:
            paper.delegation.save(by=self.by)
        paper.finished_at, paper.finished_by, paper.finished_label = None, None, ""
        paper.save(by=self.by)

    def take_up_with_photographs(self) -> None:
        """Keep a report whose photographs changed: it is new, or open again where it was finished."""
        if not self.paper.pk or self.paper.finished_at:
            self.take_up()

    def log_parameters(self) -> dict[str, Any]:
        return {"record": self.paper, "label": journey_label(self.paper.delegation), "paper": self.paper.kind}

    def get_crumbs(self) -> list[tuple[str, str]]:
        delegation, event = self.paper.delegation, self.event
        return [
            *event.get_crumbs(),
            (_("Delegations"), event.address_of("events:delegation-list")),
            (delegation.participation.partner.name, delegation.get_absolute_url()),
            (paper_name(self.paper.kind, abroad=self.sheet.is_abroad), self.get_back_url()),
            (str(self.title), ""),
        ]

    def get_consequences(self) -> list[str]:
        reopened = _("The paper is finished. Once you save, it is open again; finish it again when it is right.")
        return [reopened] if self.paper.finished_at and not self.target else []


class EditTripPaper(OnTripPaper):
    """Write in the plan or the report; a finished one is open again then."""

    key = "trip-paper-edit"
    form = TripPaperForm
    button = pgettext_lazy("paper of a journey", "Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("%(paper)s: changed %(fields)s")
    undo = "trip-paper-edit"

    def check_version(self, version: int | None) -> None:
        """`version` is None where nobody wrote in it yet."""
        if version is None and self.paper.pk:
            raise DomainError(_("Somebody began this paper meanwhile. Nothing was saved; open it again."))
        super().check_version(version)

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` are its texts; of a report also `returned_on`, the day they were home if not the last day.

        Raises AlreadyDone, or DomainError with the field at fault, such as a text that looks like an identity number.
        """
        paper, given = self.paper, dict(changes)
        delegation = paper.delegation
        home = given.pop("returned_on", delegation.returned_on)
        changed = what_differs(paper, given)
        moved = home != delegation.returned_on
        if not changed and not moved:
            raise AlreadyDone(_("Nothing was changed."))
        fill(paper, changed, fields=paper.text_fields)
        for name, value in changed.items():
            check_length(name, value, MOST_LETTERS)
        check_no_identity_numbers(changed)
        if moved:
            first = self.event.shown_period.first_day
            if home is not None and first is not None and home < first:
                sentence = _("The journey begins on %(day)s; nobody is back before.") % {"day": format_date(first)}
                raise DomainError(sentence, field="returned_on")
            delegation.returned_on = home
            delegation.save(by=self.by)
        self.take_up()
        if moved:
            facts = self.log_parameters() | {"new": home.isoformat() if home else ""}
            write_audit(action=TRIP_RETURN_SET, by=self.by, **facts)
        if changed:
            self.log(fields=", ".join(sorted(changed)))
        self.is_logged = True
        return _("Saved.")

    @property
    def title(self) -> str:
        abroad = self.sheet.is_abroad
        if self.paper.kind == TripPaperKind.PLAN:
            return _("Write the trip plan") if abroad else _("Write the plan of a trip within the country")
        return _("Write the trip report") if abroad else _("Write the report on a trip within the country")

    def get_undo_values(self, form: Any) -> dict[str, Any] | None:
        """What was written first replaced nothing."""
        return super().get_undo_values(form) if "seen_version" in form.fields else None


class FinishTripPaper(OnTripPaper):
    """Say that it is finished: it is asked for no more."""

    key = "trip-paper-finish"
    begun = True
    target = "finished"
    title = gettext_lazy("Finish the paper")
    button = gettext_lazy("Finish")
    submit_label = pgettext_lazy("paper of a journey", "Finish")
    question = gettext_lazy("The paper is then no longer due. You can reopen it.")
    logged = gettext_lazy("%(paper)s: finished")
    undo = "trip-paper-reopen"

    def check_possible(self) -> None:
        super().check_possible()
        paper = self.paper
        if paper.finished_at:
            raise AlreadyDone(_("The paper is finished already."))
        if not all(getattr(paper, name) for name in paper.TEXTS[paper.kind]):
            raise DomainError(
                _("The purpose is missing. Write it first.")
                if paper.kind == TripPaperKind.PLAN
                else _("Outline and implications are needed. Write them first.")
            )

    def perform(self) -> str:
        paper = self.paper
        paper.finished_at, paper.finished_by, paper.finished_label = clock.now(), self.by, self.by.kept_name
        paper.save(by=self.by)
        return _("Finished. Download it as Word or PDF.")

    def get_consequences(self) -> list[str]:
        gaps = [gap for gap, _place in self.sheet.gaps]
        return [_("Not recorded yet: %(gaps)s.") % {"gaps": join_names(gaps)}] if gaps else []


class ReopenTripPaper(OnTripPaper):
    """Take a finished paper up again; its text stays."""

    key = "trip-paper-reopen"
    begun = True
    target = "open"
    title = gettext_lazy("Reopen the paper")
    button = gettext_lazy("Reopen")
    question = gettext_lazy("Its texts and photographs stay as they are.")
    logged = gettext_lazy("%(paper)s: taken up again")
    undo = "trip-paper-finish"

    def check_possible(self) -> None:
        super().check_possible()
        if not self.paper.finished_at:
            raise AlreadyDone(_("The paper is open already."))

    def perform(self) -> str:
        self.take_up()
        return _("The paper is open again.")


def _write_captions(photo: TripPhoto, values: dict[str, Any]) -> None:
    """Raises DomainError with the field at fault: no caption, one of two lines, an identity number."""
    fill(photo, values, fields=CAPTIONS)
    check_either_language(photo, "caption")
    for name in CAPTIONS:
        check_length(name, getattr(photo, name), LONGEST_CAPTION)
        if "\n" in getattr(photo, name):
            raise DomainError(_("Write this on one line."), field=name)
    check_no_identity_numbers({name: getattr(photo, name) for name in CAPTIONS})


class AddTripPhoto(OnTripPaper):
    """Put a photograph at the end of the report; kept is what paper shows, without place, time and device."""

    key = "trip-photo-add"
    kinds = frozenset({TripPaperKind.REPORT})
    form = TripPhotoForm
    template = "events/trips/trip_photo_act.html"
    title = gettext_lazy("Add a photograph")
    button = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added a photograph to the trip report")
    undo = "trip-photo-remove"

    def perform(self, *, file: CheckedFile, captions: dict[str, str]) -> str:
        """Raises DomainError with the field at fault: no caption, a file that is no picture, one too many."""
        rows = list(self.paper.shown_photos)
        if len(rows) >= MOST_PHOTOS:
            raise refusal(_("A report holds %(most)s photographs. Remove one first.") % {"most": MOST_PHOTOS})
        self.take_up_with_photographs()
        photo = TripPhoto(paper=self.paper, position=max((row.position for row in rows), default=0) + 1)
        _write_captions(photo, captions)
        with files_of_act():
            photo.media_type, photo.size, photo.sha256 = keep_picture(photo.file, file)
            photo.save(by=self.by)
        self.added = photo
        return _("The photograph is added to the report.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a photograph that is yet to be."""
        return {}

    def get_consequences(self) -> list[str]:
        return [*super().get_consequences(), _("Show people only where they agreed to be photographed.")]

    def get_back_url(self) -> str:
        return f"{super().get_back_url()}#photographs"


class OnTripPhoto(OnTripPaper):
    """An action on one photograph."""

    on = TripPhoto
    kinds = AddTripPhoto.kinds

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        paper = super().find(grants, words, locked=locked)
        return paper.shown_photos.filter(pk=words["photo"]).first() if paper else None

    @classmethod
    def locked(cls, row: Any) -> Any:
        return super().locked(row.paper).photos.get(pk=row.pk)

    @property
    def paper(self) -> TripPaper:
        return self.row.paper

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.removed_at:
            raise AlreadyDone(_("The photograph is removed already."))


class EditTripPhoto(OnTripPhoto):
    """Change the caption, or the place among the others."""

    key = "trip-photo-edit"
    form = TripPhotoForm
    title = gettext_lazy("Edit a photograph")
    button = gettext_lazy("Save")
    logged = gettext_lazy("Changed the caption or place of a photograph in the trip report")
    undo = "trip-photo-edit"

    def perform(self, *, captions: dict[str, Any], place: int | None = None) -> str:
        """`place` is from 1. Raises AlreadyDone, DomainError with the field at fault."""
        row, rows = self.row, list(self.paper.shown_photos)
        changed = what_differs(row, captions)
        before = rows.index(row) + 1
        after = before if place is None else min(max(place, 1), len(rows))
        if not changed and after == before:
            raise AlreadyDone(_("Nothing was changed."))
        _write_captions(row, changed)
        others = [one for one in rows if one != row]
        # They change places among the numbers that they have: where one was removed a number is free, and stays so.
        positions = [one.position for one in rows]
        for position, one in zip(positions, [*others[: after - 1], row, *others[after - 1 :]], strict=True):
            if one is row or one.position != position:
                one.position = position
                one.save(by=self.by)
        self.take_up_with_photographs()
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = list(self.paper.shown_photos)
        return {"record": self.row, "place": rows.index(self.row) + 1, "of": len(rows)}


class RemoveTripPhoto(OnTripPhoto):
    """Take it out of the report; its file is deleted with the end of the act and does not come back."""

    key = "trip-photo-remove"
    title = gettext_lazy("Remove a photograph")
    button = pgettext_lazy("verb", "Remove")
    danger = True
    logged = gettext_lazy("Removed a photograph from the trip report")

    def perform(self) -> str:
        row = self.row
        name, storage = row.file.name or "", row.file.storage
        row.file, row.size, row.sha256, row.removed_at = "", None, "", clock.now()
        row.save(by=self.by)
        transaction.on_commit(lambda: storage.delete(name))
        self.take_up_with_photographs()
        return _("Removed.")

    @property
    def question(self) -> str:
        return f"“{self.row.caption}”"

    def get_consequences(self) -> list[str]:
        return [_("Its file is deleted. To have it back, add it again.")]
