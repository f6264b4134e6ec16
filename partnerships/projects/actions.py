"""What people do to cooperation projects: add and edit one, move its level, say who takes part and what it brings."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy

from core import clock
from core.errors import AlreadyDone, DomainError
from core.folding import ByName, matching
from core.formats import format_counted, format_date
from core.models import write_audit
from core.texts import name_in_both
from partnerships import models
from partnerships.actions import PairingAction, StartsProject, lock_strand
from partnerships.documents.selectors import check_document, choosable_documents
from partnerships.enums import ProjectLevel, ResultKind
from partnerships.fields import codes_of, replace_rows
from partnerships.projects import services
from partnerships.projects.forms import LevelForm, MilestonesForm, OrganisationsForm, ProjectForm, ResultForm
from partnerships.projects.models import LONGEST_GROUNDS, reached
from partnerships.translations.selectors import check_length, real_changes, what_differs

FOUND = 20  # organisations that a search offers at a time
_LEVELS = dict(ProjectLevel.choices)
_KINDS = {"kind": dict(ResultKind.choices)}


class OnProject(PairingAction):
    """An action on one project."""

    on: Any = models.Project
    template = "partnerships/projects/project_act.html"

    def get_context(self) -> dict[str, Any]:
        return {"project": self.row, "section": "projects"}


class EditProject(OnProject):
    """Change texts, topic, lead side, when it was first reported, or its further partners."""

    key = "project-edit"
    form = ProjectForm
    title = gettext_lazy("Edit the project")
    button = pgettext_lazy("project", "Edit")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed: %(fields)s")
    news = gettext_lazy("%(city)s changed %(what)s: %(fields)s.")
    undo = "project-edit"

    def perform(self, *, changes: dict[str, Any]) -> str:
        """`changes` are fields, and `further`. Raises AlreadyDone, DomainError with the field at fault."""
        row, given = self.row, dict(changes)
        further: Sequence[models.Participation] | None = given.pop("further", None)
        changed = what_differs(row, given)
        services.write_project(row, changed)
        names = ["first_reported" if name == "first_reported_date" else name for name in changed]
        if further is not None and (codes := codes_of(each.partner for each in further)) != row.partner_codes:
            services.check_further(project=row, further=further)
            row.partner_codes = codes
            names.append("partner_codes")
        if not names:
            raise AlreadyDone(_("Nothing was changed."))
        row.save(by=self.by)
        if "partner_codes" in names:
            replace_rows(models.ProjectPartner, {"project": row}, "participation", further or ())
        self.log(fields=", ".join(sorted(names)))
        return _("Saved.")


class MoveProject(OnProject):
    """Move it to another level since a day: up with evidence, down with a reason, taken up again with either.

    A wrong level is put right by another move. The day lies neither in the future nor before the move before it.
    `?new=<level>` proposes which level, else it is the next one.
    """

    key = "project-level"
    news = gettext_lazy("%(city)s moved %(what)s from “%(before)s” to “%(after)s”.")
    form = LevelForm
    title = button = gettext_lazy("Change the level")
    logged = gettext_lazy("Moved from the level “%(before)s” to “%(after)s”, on %(until)s")
    log_labels: dict[str, Any] = {"before": _LEVELS, "after": _LEVELS}
    undo = "project-level"
    undo_asks = True
    before = ""

    def perform(
        self,
        *,
        new: str,
        on: dt.date,
        evidence: str = "",
        evidence_url: str = "",
        document: models.Document | None = None,
    ) -> str:
        """Raises AlreadyDone where it stands there, DomainError with the field at fault."""
        row, evidence, evidence_url = self.row, evidence.strip(), evidence_url.strip()
        if new not in ProjectLevel.values:
            raise DomainError(_("Choose a level."), field="new")
        if new == row.level:
            raise AlreadyDone(_("This is “%(state)s” already.") % {"state": row.get_level_display()})
        self._check_day(on)
        services.check_link(evidence_url)
        check_document(grants=self.grants, pairing=row.pairing, project=row, document=document)
        check_length("evidence", evidence, LONGEST_GROUNDS)
        check_length("reason", self.reason, LONGEST_GROUNDS)
        self._check_grounds(new, proven=bool(evidence or evidence_url or document))
        self.before = row.level
        change = models.LevelChange(project=row, old=row.level, new=new, on=on, reason=self.reason)
        change.evidence, change.evidence_url, change.document = evidence, evidence_url, document
        change.side = row.pairing.side_of(self.grants) if row.pairing else ""
        change.by, change.by_label = self.by, self.by.kept_name
        change.save()
        row.level, row.level_since = new, on
        row.save(by=self.by)
        self.log(before=self.before, after=new, until=on.isoformat())
        level = {"level": row.get_level_display()}
        return _("The level is now “%(level)s”. If that is wrong, change it again.") % level

    def _check_day(self, on: dt.date) -> None:
        if on > clock.today():
            raise DomainError(_("This day is in the future. Enter the day on which the level was reached."), field="on")
        last = models.LevelChange.objects.filter(project=self.row).first()
        if last is not None and on < last.on:
            words = _("The level was last changed on %(day)s. Give that day or a later one.")
            raise DomainError(words % {"day": format_date(last.on)}, field="on")

    def _check_grounds(self, new: str, *, proven: bool) -> None:
        rises, resumed = reached(new) > self.row.reached, self.row.level == ProjectLevel.NOT_PURSUED
        if (proven and rises) or (self.reason and (resumed or not rises)):
            return
        if resumed:
            raise DomainError(_("Give evidence, or a reason why it is taken up again."), field="evidence")
        if not rises:
            raise DomainError(_("Give a reason."), field="reason")
        words = _("Give evidence: a text, a link or a document. It is needed for every level on the way up.")
        raise DomainError(words, field="evidence")

    @property
    def question(self) -> str:
        return _("Now on the level “%(level)s”.") % {"level": self.row.get_level_display()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which documents may be chosen depends on the reader."""
        documents = choosable_documents(self.grants, self.row.pairing, self.row)
        return {"record": self.row, "documents": documents}

    def get_initial(self) -> dict[str, Any]:
        new = self.asked.get("new", "")
        return {"new": new} if new in ProjectLevel.values else {}

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        del form
        return {"new": self.before}


class SetProjectOrganisations(OnProject):
    """Say who takes part, in which order and as what; `?q=` finds more in the strand's directory."""

    key = "project-organisations"
    news = gettext_lazy("%(city)s changed the organisations of %(what)s.")
    form = OrganisationsForm
    template = "partnerships/projects/project_organisations.html"
    title = gettext_lazy("Organisations that take part")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed the organisations that take part")
    undo = "project-organisations"

    def perform(self, *, organisations: Sequence[tuple[models.Organisation, str]]) -> str:
        """Raises AlreadyDone where nothing differs, DomainError on `organisations`."""
        row = self.row
        chosen = services.check_parts(strand=row.strand, organisations=organisations)
        before = list(row.parts.order_by("position").values_list("organisation", "part"))
        if before == [(organisation.pk, part) for organisation, part in chosen]:
            raise AlreadyDone(_("Nothing was changed."))
        row.organisation_codes = codes_of(organisation for organisation, _part in chosen)
        row.save(by=self.by)
        services.set_parts(project=row, organisations=chosen)
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Some of the directory may be added: by the words that are looked for, else of its cities and projects."""
        pairing, query = self.row.pairing, self.asked.get("q", "")[:100]
        rows = models.Organisation.objects.active().filter(strands=self.row.strand_id).select_related("city")
        if query:
            rows = rows.filter(matching(query))
        else:
            cities = [place.city_id for _side, partner in self.row.partners for place in partner.places.all()]
            nearby = models.ProjectOrganisation.objects.filter(project__pairing=pairing) if pairing else self.row.parts
            rows = rows.filter(Q(city__in=cities) | Q(pk__in=nearby.values("organisation")))
        rows = rows.exclude(pk__in=self.row.parts.values("organisation"))
        return {"record": self.row, "found": list(rows.order_by(ByName(), "pk")[:FOUND])}

    def get_context(self) -> dict[str, Any]:
        """The words that are looked for stay in their box."""
        return super().get_context() | {"query": self.asked.get("q", "")}


class LinkProjectMilestones(OnProject):
    """Say which milestones of its pairing it belongs to."""

    key = "project-milestones"
    news = gettext_lazy("%(city)s changed the milestones of %(what)s.")
    form = MilestonesForm
    title = gettext_lazy("Milestones of the project")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed the milestones that it is linked to")
    undo = "project-milestones"

    def perform(self, *, milestones: Sequence[models.Milestone]) -> str:
        """Raises AlreadyDone where nothing differs, DomainError on `milestones`."""
        row = self.row
        if any(milestone.pairing_id != row.pairing_id for milestone in milestones):
            raise DomainError(_("Choose milestones of this pairing."), field="milestones")
        if set(row.milestones.values_list("pk", flat=True)) == {milestone.pk for milestone in milestones}:
            raise AlreadyDone(_("Nothing was changed."))
        row.save(by=self.by)
        row.milestones.set(milestones)
        return _("Saved.")


class OnProjectResults(OnProject):
    """An action on the figures of a project: its entry in the log is about the project."""

    log_labels: dict[str, Any] = _KINDS

    @property
    def project(self) -> models.Project:
        project: models.Project = getattr(self.row, "project", self.row)
        return project

    def log(self, **parameters: Any) -> None:
        if not self.is_logged:
            self.is_logged = True
            write_audit(action=self.key, by=self.by, record=self.project, **parameters)

    def get_context(self) -> dict[str, Any]:
        return super().get_context() | {"project": self.project}


class AddResult(OnProjectResults):
    """Add a figure; `?again=<entry>` proposes one that was removed."""

    key = "result-add"
    news = gettext_lazy("%(city)s added a result to %(what)s: %(kind)s.")
    form = ResultForm
    title = gettext_lazy("Add a result")
    submit_label = pgettext_lazy("verb", "Add")
    logged = gettext_lazy("Added a result: %(kind)s")
    undo = "result-remove"

    def perform(self, *, values: dict[str, Any]) -> str:
        """`values` are fields of ProjectResult. Raises DomainError with the field at fault."""
        row = models.ProjectResult(project=self.row)
        services.write_result(row, self.grants, values)
        row.save(by=self.by)
        self.added = row
        self.log(kind=row.kind)
        return _("Added to the results.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"documents": choosable_documents(self.grants, self.row.pairing, self.row)}

    def get_initial(self) -> dict[str, Any]:
        """What the history keeps of a figure that was removed from this project."""
        return services.removed_result(self.row, self.asked.get("again", ""))

    def get_context(self) -> dict[str, Any]:
        """Those that were removed can be put back."""
        return super().get_context() | {"removed": services.removed_results(self.row)}


class OnResult(OnProjectResults):
    """An action on one figure, by the rule of its project."""

    on = models.ProjectResult

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """Its project, as whoever adds another figure."""
        projects = models.Project.objects.select_for_update(of=("self",), no_key=True)
        projects.filter(results__in=rows).order_by("pk").first()

    @property
    def question(self) -> str:
        return str(self.row.get_kind_display())

    def kept(self) -> dict[str, Any]:
        """What the log keeps of it: every field, and all of it in one line."""
        row = self.row
        kept = {name: _plain(getattr(row, name)) for name in services.OF_RESULT if name != "document"}
        figures = format_counted(f"{kept['expected'] or '–'} / {kept['achieved'] or '–'}", row.get_unit_display())
        return kept | {"document": row.document_id, "figures": figures}


def _plain(value: Any) -> str:
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return "" if value is None else str(value)


class EditResult(OnResult):
    """Change a figure."""

    key = "result-edit"
    news = gettext_lazy("%(city)s changed a result of %(what)s: %(kind)s.")
    form = ResultForm
    title = gettext_lazy("Edit a result")
    submit_label = gettext_lazy("Save")
    logged = gettext_lazy("Changed the result “%(kind)s”: %(figures)s")
    undo = "result-edit"

    def perform(self, *, values: dict[str, Any]) -> str:
        """Raises AlreadyDone where nothing differs, DomainError with the field at fault."""
        changed = real_changes(self.row, values)
        services.write_result(self.row, self.grants, changed)
        self.row.save(by=self.by)
        self.log(**self.kept())
        return _("Saved.")

    def get_form_kwargs(self) -> dict[str, Any]:
        documents = choosable_documents(self.grants, self.row.pairing, self.row.project)
        return {"record": self.row, "documents": documents}


class RemoveResult(OnResult):
    """Take a figure away; the log keeps what it said, so that it can be added again."""

    key = "result-remove"
    news = gettext_lazy("%(city)s removed a result of %(what)s: %(kind)s.")
    title = gettext_lazy("Remove a result")
    submit_label = gettext_lazy("Remove it")
    danger = True
    logged = gettext_lazy("Removed the result “%(kind)s”: %(figures)s")

    def perform(self) -> str:
        kept = self.kept()
        self.row.delete()
        self.log(**kept)
        return _("Removed. You can put it back.")

    def get_consequences(self) -> list[str]:
        return [_("The history keeps what it said; you can put it back from the project.")]


ON_PROJECT = (EditProject, MoveProject, SetProjectOrganisations, LinkProjectMilestones)


class AddProject(StartsProject):
    """Start a project in a pairing, from nothing."""

    key = "project-add"
    on = models.Pairing

    @classmethod
    def lock_before(cls, rows: QuerySet[Any]) -> None:
        """One at a time in a strand, so that each gets a code of its own."""
        lock_strand(rows)

    def perform(self, *, values: dict[str, Any], evidence: str = "") -> str:
        """Raises DomainError with the field at fault."""
        self.added = self.start(values, evidence)
        return _("The project is started. Next, describe it and enter who takes part.")

    def get_crumbs(self) -> list[tuple[str, str]]:
        listed = (_("Projects"), self.row.address_of("partnerships:pairing-projects"))
        return [*self.row.get_crumbs(), listed, (str(self.title), "")]

    def get_context(self) -> dict[str, Any]:
        return {"section": "projects"}


class RemoveProject(OnProject):
    """Take back a project that was just started, before anything was written of it. What led to it is open again."""

    key = "project-remove"
    title = gettext_lazy("Remove the project")
    submit_label = gettext_lazy("Remove it")
    danger = True
    logged = gettext_lazy("Took back the start of the project “%(project)s”")

    def check_possible(self) -> None:
        super().check_possible()
        services.check_unused(self.row)

    def perform(self) -> str:
        self.added = self.row.pairing or self.row.strand
        self.log(project=name_in_both(self.row))
        services.remove_project(by=self.by, project=self.row)
        return _("Removed.")

    def get_done_url(self) -> str:
        page = "pairing-projects" if self.row.pairing_id else "project-list"
        return self.added.address_of(f"partnerships:{page}")
