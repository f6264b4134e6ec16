"""What people decide on a side's interest in a visit note: a project, or not pursued."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import audit, clock
from core.access import Grants
from core.errors import AlreadyDone, DomainError, StaleRecord
from core.models import write_audit
from core.texts import in_both
from events.enums import InterestOutcome
from events.models import NotedInterest
from events.visits.actions import AtEventAction
from events.visits.forms import InterestDropForm, InterestProjectForm, InterestReopenForm
from events.visits.models import LONGEST_REASON, NO_PROJECT
from events.visits.selectors import project_values
from partnerships.actions import StartsProject, lock_strand
from partnerships.models import Pairing, Project
from partnerships.projects.services import check_unused, remove_project
from partnerships.translations.selectors import check_length

_OPEN, _PROJECT, _NOT_PURSUED = InterestOutcome


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
        facts = parameters | self.log_parameters() | {"partner": str(self.row.partner.name)}
        write_audit(action=self.key, by=self.by, record=self.row.note, reason=self.reason, **facts)

    @property
    def question(self) -> str:
        """Who is interested in what."""
        words = {"partner": self.row.partner.name, "what": self.row.note.what}
        return _("%(partner)s is interested in: “%(what)s”") % words

    def get_consequences(self) -> list[str]:
        return self.notice_to(self.row.side)


audit.register(
    "noted-interest", gettext_lazy("Visit note %(number)s from “%(event)s”. %(partner)s is interested in it.")
)


class TakeUpInterest(OnInterest, StartsProject):
    """Make a cooperation project of an interest: a new one, or one that the pairing has.

    A new one begins with the words of the note, on its topic; the side that is interested leads, and the note is the
    evidence of the first level. Where the other side's interest in the same note has become a project, it is that one.
    From then on whoever reads the strand reads these words.
    """

    key = "interest-project"
    news = gettext_lazy("%(city)s made a project of an interest: %(what)s.")
    target = _PROJECT
    form = InterestProjectForm
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
        return _("“%(project)s” is now a cooperation project. Next, enter which organisations take part.") % {
            "project": self.added
        }

    def _of_other_side(self) -> Project | None:
        other = NotedInterest.objects.filter(note=self.row.note, project__isnull=False).first()
        return other.project if other else None

    def _new(self, values: Mapping[str, Any]) -> Project:
        self.is_new, row, note = True, self.row, self.row.note
        words = {
            "number": note.code.rpartition("-")[2],
            "event": in_both(note.event, "title"),
            "partner": in_both(row.partner, "name"),
        }
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
        return {"project": str(self.added)}

    def get_consequences(self) -> list[str]:
        words = _("A new project takes over the text of the note: everybody in the strand then reads it.")
        return [words, *super().get_consequences()]


class DropInterest(OnInterest):
    """Decide not to pursue an interest, in own words or `NO_PROJECT`; of one that is not pursued, change the reason."""

    key = "interest-drop"
    news = gettext_lazy("%(city)s decided not to pursue an interest: %(what)s.")
    target = _NOT_PURSUED
    form = InterestDropForm
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
    form = InterestReopenForm
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
