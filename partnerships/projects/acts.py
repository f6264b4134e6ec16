"""The acts on a cooperation project: add, edit, move its level, say who takes part, link its milestones."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.act_forms import ActForm
from core.acts import ActPage
from core.folding import ByName, matching
from core.models import AuditEntry, of_actions
from partnerships.audit_actions import RESULT_REMOVED
from partnerships.models import Organisation, Project, ProjectOrganisation, ProjectResult
from partnerships.pairings.pages import AddsToPairing, OfPairing
from partnerships.projects.forms import LevelForm, MilestonesForm, ProjectAddForm, ProjectEditForm, ResultForm
from partnerships.projects.organisations_forms import OrganisationsForm
from partnerships.projects.results import add_result, edit_result, remove_result
from partnerships.projects.services import add_project, edit_project, link_milestones, move_level, set_organisations
from partnerships.projects.views import OfProject
from partnerships.rules.together import may_edit_project

FOUND = 20  # organisations that a search offers at a time


class ProjectAdd(AddsToPairing, OfPairing):
    """Adds a project to a pairing."""

    form_class = ProjectAddForm
    title = gettext_lazy("Add a cooperation project")
    submit_label = pgettext_lazy("verb", "Add")
    added: Project | None = None

    def get_places(self) -> list[tuple[str, str]]:
        """Below the pairing's projects."""
        pairing = self.pairing
        projects = reverse("partnerships:pairing-projects", args=[pairing.strand.code, pairing.code])
        return [(_("Projects"), projects), (str(self.title), "")]

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_project(
            by=self.request.user,
            grants=self.grants,
            pairing=self.pairing,
            values=form.values,
            evidence=form.cleaned_data["evidence"],
        )
        return _("Added. Say next which organisations take part.")

    def get_done_url(self) -> str:
        """The new project's page."""
        return self.added.get_absolute_url() if self.added else str(self.pairing.get_absolute_url())


class OnProject(ActPage, OfProject):
    """An act on one project."""

    template_name = "partnerships/projects/project_act.html"
    rule: ClassVar[Any] = may_edit_project
    given_as = "project"

    def get_record(self) -> Project:
        """The project of the address."""
        return self.project

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Below the project."""
        pairing = self.project.pairing
        here = (self.project.title, self.project.get_absolute_url())
        return super().get_context_data(
            strand=pairing.strand,
            pairing=pairing,
            project=self.project,
            section="projects",
            crumbs=self.project_crumbs(here, (str(self.title), "")),
            **kwargs,
        )

    def get_done_url(self) -> str:
        """The project's page."""
        return self.project.get_absolute_url()

    def get_refusal(self) -> str:
        """Why it cannot be done now, where it cannot."""
        return self.project.pairing.ended_because


class ProjectEdit(OnProject):
    """Changes what a project says of itself."""

    form_class = ProjectEditForm
    title = gettext_lazy("Edit the project")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:project-edit"

    def act(self, form: Any) -> str:
        """Save it."""
        edit_project(**self.given(form), changes=form.changes)
        return _("Saved.")


class ProjectLevelMove(OnProject):
    """Moves a project to another level."""

    form_class = LevelForm
    title = gettext_lazy("Move to another level")
    submit_label = gettext_lazy("Move it")
    undone_by = "partnerships:project-level"
    undo_asks = True

    def get_question(self) -> str:
        """Where it stands."""
        return _("It stands on the level “%(level)s”.") % {"level": self.project.get_level_display()}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Which documents may be chosen depends on the reader."""
        return super().get_form_kwargs() | {"grants": self.grants}

    def get_undo_values(self, form: Any) -> dict[str, Any]:
        """Back to the level before."""
        del form
        return {"new": self.project.level}

    def act(self, form: Any) -> str:
        """Move it."""
        names = ("new", "on", "evidence", "evidence_url", "document", "reason")
        change = move_level(**self.given(form), **{name: form.cleaned_data[name] for name in names})
        return _("It is on the level “%(level)s” now. A wrong level is put right by another move.") % {
            "level": change.get_new_display()
        }


class ProjectOrganisations(OnProject):
    """Says who takes part, in which order and as what; `?q=` finds more in the strand's directory."""

    template_name = "partnerships/projects/project_organisations.html"
    form_class = OrganisationsForm
    title = gettext_lazy("Organisations that take part")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:project-organisations"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With what the search found, else with those near by."""
        return super().get_form_kwargs() | {"found": self._found()}

    def _found(self) -> list[Organisation]:
        """Some of the directory: by the words that are looked for, else of the pairing's cities and projects."""
        rows = Organisation.objects.standing().filter(strands=self.project.strand_id).select_related("city")
        words = self.request.GET.get("q", "")[:100]
        if words:
            rows = rows.filter(matching(words))
        else:
            partners = [partner for _side, partner in self.project.pairing.partners]
            cities = [place.city_id for partner in partners for place in partner.places.all()]
            nearby = ProjectOrganisation.objects.filter(project__pairing=self.project.pairing_id)
            rows = rows.filter(Q(city__in=cities) | Q(pk__in=nearby.values("organisation")))
        rows = rows.exclude(pk__in=self.project.parts.values("organisation"))
        return list(rows.order_by(ByName(), "pk")[:FOUND])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The words that are looked for stay in their box."""
        return super().get_context_data(query=self.request.GET.get("q", ""), **kwargs)

    def act(self, form: Any) -> str:
        """Save the list."""
        set_organisations(**self.given(form), organisations=form.organisations)
        return _("Saved.")


class ProjectMilestones(OnProject):
    """Says which milestones of the pairing a project belongs to."""

    form_class = MilestonesForm
    title = gettext_lazy("Milestones of the project")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:project-milestones"

    def act(self, form: Any) -> str:
        """Save the links."""
        link_milestones(**self.given(form), milestones=list(form.cleaned_data["milestones"]))
        return _("Saved.")


# The acts on a project's figures: add, edit, remove.


class ResultAdd(OnProject):
    """Adds a figure; `?again=<entry>` proposes one that was removed."""

    form_class = ResultForm
    title = gettext_lazy("Add a result")
    submit_label = pgettext_lazy("verb", "Add")
    undone_by = "partnerships:result-remove"
    undone_at: ClassVar[dict[str, str]] = {"result": "pk"}

    def get_form_kwargs(self) -> dict[str, Any]:
        """There is no version of a record that is yet to be."""
        return {"pairing": self.project.pairing, "grants": self.grants}

    def get_initial(self) -> dict[str, Any]:
        """What the history keeps of a figure that was removed from this project."""
        number = self.request.GET.get("again", "")
        if not (number.isdecimal() and len(number) <= 12):
            return {}
        rows = AuditEntry.objects.filter(of_actions(RESULT_REMOVED), object_type=self.project._meta.label_lower)
        entry = rows.filter(pk=int(number), object_id=self.project.pk).first()
        if entry is None:
            return {}
        kept = entry.parameters
        figures = {name: _decimal(kept.get(name, "")) for name in ("expected", "achieved")}
        texts = {name: kept.get(name, "") for name in ("funder", "evidence", "evidence_url")}
        return {
            "counted": f"{kept.get('kind')}:{kept.get('unit')}",
            "as_of": parse_date(kept.get("as_of", "") or ""),
            "document": kept.get("document"),
            **figures,
            **texts,
        }

    def act(self, form: Any) -> str:
        """Add it."""
        self.added = add_result(by=self.request.user, grants=self.grants, project=self.project, values=form.values)
        return _("Added to the results.")


class OnResult(OnProject):
    """An act on one figure of the project, by the project's rule."""

    rule: ClassVar[Any] = None

    def get_record(self) -> ProjectResult:  # type: ignore[override]
        """The figure among those of the project (404), which must be the reader's to change (403)."""
        if not may_edit_project(self.grants, self.project):
            raise PermissionDenied
        rows = ProjectResult.objects.filter(project=self.project)
        row: ProjectResult = self.get_or_404(rows, pk=self.kwargs["result"])
        row.project = self.project
        return row

    def get_question(self) -> str:
        """Which one."""
        return str(self.record.get_kind_display())

    def of_result(self, form: Any) -> dict[str, Any]:
        """What the services get."""
        return {
            "by": self.request.user,
            "grants": self.grants,
            "result": self.record,
            "version": form.cleaned_data["seen_version"],
        }


class ResultEdit(OnResult):
    """Changes a figure."""

    form_class = ResultForm
    title = gettext_lazy("Edit a result")
    submit_label = gettext_lazy("Save")
    undone_by = "partnerships:result-edit"

    def get_form_kwargs(self) -> dict[str, Any]:
        """With the documents that the reader may choose."""
        return {"record": self.record, "pairing": self.project.pairing, "grants": self.grants}

    def act(self, form: Any) -> str:
        """Save it."""
        edit_result(**self.of_result(form), changes=form.values)
        return _("Saved.")


class ResultRemove(OnResult):
    """Takes a figure away."""

    form_class = ActForm
    title = gettext_lazy("Remove a result")
    submit_label = gettext_lazy("Remove it")
    danger = True

    def get_consequences(self) -> list[str]:
        """That it can come back."""
        return [_("The history keeps what it said; you can put it back from the project.")]

    def act(self, form: Any) -> str:
        """Remove it."""
        remove_result(**self.of_result(form))
        return _("Removed. You can put it back.")


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
