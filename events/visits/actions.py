"""What people do to visit notes and a side's interest in one; and what is alike below an event and a pairing."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.access import Grants
from core.audit import register
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import write_audit
from core.templatetags.portal import written
from core.texts import in_both, name_in_both
from events.enums import InterestOutcome
from events.events.selectors import reopens_cancelled, serves
from events.models import Event, Minutes, NotedInterest, VisitNote
from events.visits import forms
from events.visits.models import LONGEST_NOTE, LONGEST_REASON, NO_PROJECT
from events.visits.selectors import check_begun_anywhere, check_serves, project_values
from partnerships.actions import PairingAction, Restores, StartsProject, Withdraws, lock_strand
from partnerships.enums import Side
from partnerships.fields import next_code
from partnerships.models import Pairing, Project
from partnerships.pairings.selectors import check_of_strand
from partnerships.projects.services import check_unused, remove_project
from partnerships.translations.selectors import check_length, fill, what_differs

QUOTED = 200  # characters of a note that its actions quote
EDITABLE = frozenset({"what_en", "what_ko", "topic", "item"})
_OPEN, _PROJECT, _NOT_PURSUED = InterestOutcome


class AtEventAction(PairingAction):
    """An action on what is written of an event for one pairing."""

    template = "events/events/event_act.html"
    refused_template = "events/events/event_refused.html"

    def get_context(self) -> dict[str, Any]:
        """With the event, and whether the reader can take a cancelled one up again; asked where it is shown."""
        event = self.row.event
        return {"event": event, "section": "events", "reopens": lambda: reopens_cancelled(self.grants, event)}


class Begins(AtEventAction):
    """An action whose row may be yet to come, of an event and a pairing that it serves.

    Whoever begins it holds the pairing: one at a time, so that a number, or the minutes, are given once.
    """

    @classmethod
    def find(cls, grants: Grants, words: Mapping[str, Any], *, locked: bool = False) -> Any:
        """A pairing that was taken out of the event keeps what was written."""
        events = Event.objects.visible_to(grants).filter(strand__code=words["strand"], code=words["event"])
        events = events.select_related("strand", "part_of__strand").prefetch_related("hosting", "serving__pairing")
        event = events.first()
        pairings = Pairing.objects.with_dealings_for(grants).with_names()
        pairing = pairings.filter(strand__code=words["strand"], code=words["pairing"]).first() if event else None
        if event is None or pairing is None:
            return None
        had = (model.objects.filter(event=event, pairing=pairing) for model in (VisitNote, Minutes))
        if not serves(event, pairing) and not any(rows.exists() for rows in had):
            return None
        row = cls.on(event=event, pairing=pairing)
        return cls.locked(row) if locked else row

    @classmethod
    def locked(cls, row: Any) -> Any:
        pairings = Pairing.objects.select_for_update(of=("self",), no_key=True).with_names().order_by("pk")
        return cls.on(event=row.event, pairing=pairings.get(pk=row.pairing_id))

    def check_possible(self) -> None:
        """Refuse to begin it of an event that does not serve the pairing, that is cancelled or still to come."""
        super().check_possible()
        if not self.row.pk:
            check_serves(self.row.event, self.row.pairing)
            check_begun_anywhere(self.row.event)


# Visit notes.


class OnVisitNote(AtEventAction):
    """An action on one note; `means` says below its words what that brings about."""

    on = VisitNote
    means: Any = ""

    @property
    def state(self) -> str:
        return "withdrawn" if self.row.withdrawn_at else "standing"

    @property
    def question(self) -> str:
        """Which note."""
        quoted = written(_("“%(note)s”") % {"note": Truncator(self.row.what).chars(QUOTED)})
        return format_html("{}<br>{}", quoted, self.means) if self.means else quoted

    def get_consequences(self) -> list[str]:
        return self.notice_to(self.row.side)

    def save_with(self, values: Mapping[str, Any]) -> None:
        """Save it with fields of EDITABLE. Raises DomainError with the field at fault."""
        row = self.row
        fill(row, values, fields=EDITABLE)
        if not (row.what_en or row.what_ko):
            raise DomainError(_("Write what was seen or discussed, or choose the item of the agenda."), field="what")
        for name in ("what_en", "what_ko"):
            check_length(name, getattr(row, name), LONGEST_NOTE)
        if row.item is not None and row.item.event_id != row.event_id:
            raise DomainError(_("This item is on the agenda of another event."), field="item")
        check_of_strand(strand_id=row.event.strand_id, records=[("topic", row.topic)])
        row.save(by=self.by)

    def show_interest(self, sides: Collection[str]) -> None:
        """Of sides that had none; each is open until somebody decides. Raises DomainError on `sides`."""
        if unknown := set(sides) - set(Side.values):
            raise DomainError(_("Choose which side is interested."), field="sides") from ValueError(unknown)
        for side in sorted(set(sides)):
            NotedInterest(note=self.row, side=side).save(by=self.by)


class AddVisitNote(Begins, OnVisitNote):
    """Note one thing that was seen or discussed; its form stands above the notes, and here where it is refused."""

    key = "visit-note-add"
    news = gettext_lazy("%(city)s wrote a visit note: %(what)s.")
    form = forms.VisitNoteAddForm
    title = gettext_lazy("Add a visit note")
    submit_label = gettext_lazy("Save the note")
    question = ""
    logged = gettext_lazy("Wrote a visit note")
    undo = "visit-note-withdraw"

    def perform(self, *, values: Mapping[str, Any], sides: Collection[str] = ()) -> str:
        """`values` are fields of EDITABLE; where neither text is written, an agenda item (`item`) gives its title in
        both languages and its topic. `sides` are those interested in it. Raises DomainError with the field at fault.
        """
        row, values = self.row, dict(values)
        row.code = next_code("visit-note", VisitNote.objects.filter(pairing=row.pairing))
        row.side, row.author, row.author_label = row.pairing.side_of(self.grants), self.by, self.by.kept_name
        if item := values.get("item"):
            if not any((values.get(name) or "").strip() for name in ("what_en", "what_ko")):
                values |= {"what_en": item.title_en, "what_ko": item.title_ko}
            values["topic"] = values.get("topic") or item.topic
        self.save_with(values)
        self.show_interest(sides)
        return _("Noted.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"event": self.row.event, "pairing": self.row.pairing}

    def get_back_url(self) -> str:
        return str(self.row.get_list_url())


class EditVisitNote(OnVisitNote):
    """Change what a note says, or which sides are interested."""

    key = "visit-note-edit"
    news = gettext_lazy("%(city)s changed a note of a visit: %(what)s.")
    form = forms.VisitNoteEditForm
    title = gettext_lazy("Edit a visit note")
    submit_label = gettext_lazy("Save")
    question = ""
    logged = gettext_lazy("Changed a visit note: %(fields)s")
    undo = "visit-note-edit"

    def check_possible(self) -> None:
        super().check_possible()
        if self.row.withdrawn_at:
            raise DomainError(_("This note is withdrawn. Bring it back before you change it."))

    def perform(self, *, changes: dict[str, Any], sides: Collection[str] | None = None) -> str:
        """An interest is taken away while nobody has decided on it. Raises AlreadyDone, DomainError."""
        row = self.row
        changed = what_differs(row, changes)
        rows = NotedInterest.objects.select_for_update(no_key=True).filter(note=row).order_by("pk")
        interested = {interest.side: interest for interest in rows}
        wanted = interested.keys() if sides is None else set(sides)
        if not changed and wanted == interested.keys():
            raise AlreadyDone(_("Nothing was changed."))
        self.save_with(changed)
        for side in interested.keys() - wanted:
            # Ticked by mistake: it leaves no trace but in the history.
            if interested[side].outcome != _OPEN:
                raise DomainError(_("This interest is decided. Reopen it before you remove it."), field="sides")
            interested[side].delete()
        self.show_interest(wanted - interested.keys())
        self.log(fields=", ".join(sorted(changed) + (["interests"] if wanted != interested.keys() else [])))
        return _("Saved.")


class WithdrawVisitNote(Withdraws, OnVisitNote):
    """Take a note back; it stays with its reason, and nobody is asked to decide on it."""

    key = "visit-note-withdraw"
    news = gettext_lazy("%(city)s withdrew a note of a visit: %(what)s.")
    target = "withdrawn"
    title = gettext_lazy("Withdraw a visit note")
    submit_label = pgettext_lazy("visit note", "Withdraw")
    means = gettext_lazy(
        "No decision is needed any more. It stays in the list with the reason, and can be brought back."
    )
    logged = gettext_lazy("Withdrew a visit note")
    undo = "visit-note-restore"
    already = gettext_lazy("This note is withdrawn already.")


class RestoreVisitNote(Restores, OnVisitNote):
    """Bring a withdrawn note back, with its interests."""

    key = "visit-note-restore"
    news = gettext_lazy("%(city)s brought a note of a visit back: %(what)s.")
    target = "standing"
    title = gettext_lazy("Bring a visit note back")
    button = gettext_lazy("Bring it back")
    logged = gettext_lazy("Brought a withdrawn visit note back")
    undo = "visit-note-withdraw"
    already = gettext_lazy("This note was not withdrawn.")
    done = gettext_lazy("The note is brought back.")


# What is decided on a side's interest in a note.


class OnInterest(AtEventAction):
    """An action on a side's interest, a joint matter; its history is that of the note."""

    on = NotedInterest
    state_field = "outcome"
    done_already: Any = ""

    @classmethod
    def rows(cls, grants: Grants | None = None, *, locked: bool = False) -> Any:
        return super().rows(grants, locked=locked).select_related("note__topic", "project")

    def check_possible(self) -> None:
        """Refuse what was taken back, and what has come where the action leads."""
        super().check_possible()
        if self.row.note.withdrawn_at:
            raise DomainError(_("The note was withdrawn. Bring it back before you decide on it."))
        if self.done_already and self.state == self.target:
            raise AlreadyDone(str(self.done_already))

    def decide(self, outcome: InterestOutcome, project: Project | None = None, reason: str = "") -> None:
        """Save what became of it, and who has decided."""
        row, is_open = self.row, outcome == _OPEN
        row.outcome, row.project, row.reason = outcome, project, reason
        row.decided_by, row.decided_label = (None, "") if is_open else (self.by, self.by.kept_name)
        row.decided_at = None if is_open else clock.now()
        row.save(by=self.by)

    def log(self, **parameters: Any) -> None:
        facts = parameters | self.log_parameters() | {"partner": name_in_both(self.row.partner)}
        write_audit(action=self.key, by=self.by, record=self.row.note, reason=self.reason, **facts)

    @property
    def question(self) -> str:
        """Who is interested in what."""
        words = {"partner": self.row.partner.name, "what": self.row.note.what}
        return _("%(partner)s is interested in: “%(what)s”") % words

    def get_consequences(self) -> list[str]:
        return self.notice_to(self.row.side)


register("noted-interest", gettext_lazy("Visit note %(number)s from “%(event)s”. %(partner)s is interested in it."))


class TakeUpInterest(OnInterest, StartsProject):
    """Make a cooperation project of an interest: a new one, or one that the pairing has.

    A new one begins with the words of the note, on its topic; the side that is interested leads, and the note is the
    evidence of the first level. Where the other side's interest in the same note has become a project, it is that one.
    From then on whoever reads the strand reads these words.
    """

    key = "interest-project"
    news = gettext_lazy("%(city)s made a project of an interest: %(what)s.")
    target = _PROJECT
    form = forms.InterestProjectForm
    template = "events/visits/interest_project.html"
    title = gettext_lazy("Make a project of an interest")
    button = gettext_lazy("Make a project")
    logged = gettext_lazy("Made a project of an interest (%(partner)s): %(project)s")
    undo = "interest-reopen"
    done_already = gettext_lazy("This interest became a project already.")
    is_new = False

    @classmethod
    def lock_before(cls, rows: Any) -> None:
        """One at a time in a strand, as what adds a project: two people do not make the same one twice."""
        lock_strand(Pairing.objects.filter(visit_notes__interests__in=rows))

    def perform(self, *, project: Project | None = None, values: Mapping[str, Any] | None = None) -> str:
        """Raises DomainError on `project` of another pairing."""
        if project is not None and project.pairing_id != self.row.note.pairing_id:
            raise DomainError(_("The project belongs to another pairing."), field="project")
        self.added = project or self._of_other_side() or self._new(values or {})
        self.decide(_PROJECT, self.added)
        message = _("“%(project)s” is now a cooperation project. Next, enter which organisations take part.")
        return message % {"project": self.added}

    def _of_other_side(self) -> Project | None:
        other = NotedInterest.objects.filter(note=self.row.note, project__isnull=False).first()
        return other.project if other else None

    def _new(self, values: Mapping[str, Any]) -> Project:
        self.is_new, row, note = True, self.row, self.row.note
        event, partner = in_both(note.event, "title"), in_both(row.partner, "name")
        words = {"number": note.code.rpartition("-")[2], "event": event, "partner": partner}
        return self.start(values, found=[("noted-interest", words)])

    @property
    def proposal(self) -> dict[str, Any]:
        return super().proposal | project_values(self.row)

    @property
    def undone_on(self) -> NotedInterest:
        """The interest, which waits again; the project goes if it was made of it."""
        interest: NotedInterest = self.row
        return interest

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        del form
        return {"removes": self.is_new}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.row}

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"drop_url": self.row.address_of("events:interest-drop")}

    def log_parameters(self) -> dict[str, Any]:
        return {"project": name_in_both(self.added)}

    def get_consequences(self) -> list[str]:
        words = _("A new project takes over the text of the note: everybody in the strand then reads it.")
        return [words, *super().get_consequences()]


class DropInterest(OnInterest):
    """Decide not to pursue an interest, in own words or `NO_PROJECT`; of one that is not pursued, change the reason."""

    key = "interest-drop"
    news = gettext_lazy("%(city)s decided not to pursue an interest: %(what)s.")
    target = _NOT_PURSUED
    form = forms.InterestDropForm
    title = gettext_lazy("Enter why it is not pursued")
    button = pgettext_lazy("interest from a visit", "Not pursued")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Decided not to pursue an interest (%(partner)s)")
    undo = "interest-reopen"
    is_stale = False

    def check_possible(self) -> None:
        super().check_possible()
        if self.state == _PROJECT:
            raise DomainError(_("This interest became a project. Reopen it first."))

    def check_version(self, version: int | None) -> None:
        """Another has decided the same meanwhile: only who gives a reason wrote on what another has changed."""
        super().check_version(version)
        self.is_stale = version not in (None, self.row.version)

    def perform(self) -> str:
        """Raises StaleRecord, AlreadyDone, DomainError on `reason`."""
        if self.is_stale and self.reason:
            raise StaleRecord
        self.reason = self.reason or self.row.reason or str(NO_PROJECT)
        check_length("reason", self.reason, LONGEST_REASON)
        if (self.state, self.row.reason) == (_NOT_PURSUED, self.reason):
            raise AlreadyDone(_("This interest is not pursued already."))
        self.decide(_NOT_PURSUED, reason=self.reason)
        return _("Not pursued. You can reopen it, or enter why.")


class ReopenInterest(OnInterest):
    """Let an interest be decided anew; a project that came of it stays as it is.

    Whoever takes back at once that it became one (`removes`) removes it.
    """

    key = "interest-reopen"
    news = gettext_lazy("%(city)s reopened an interest: %(what)s.")
    target = _OPEN
    form = forms.InterestReopenForm
    title = gettext_lazy("Reopen an interest")
    button = pgettext_lazy("interest from a visit", "Reopen")
    logged = gettext_lazy("Reopened an interest (%(partner)s)")
    done_already = gettext_lazy("This interest is open already.")

    def perform(self, *, removes: bool = False) -> str:
        """Raises DomainError where more was written of the project than that it was started."""
        project = self.row.project
        self.decide(_OPEN)
        if removes and project is not None:
            check_unused(project)
            remove_project(by=self.by, project=project)
        return _("Open again: a project, or not pursued.")

    def get_consequences(self) -> list[str]:
        stays = [_("The project stays as it is; only this interest is open again.")] if self.row.project else []
        return [*stays, *super().get_consequences()]
