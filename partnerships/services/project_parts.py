"""What hangs on a cooperation project: the organisations that take part, and the milestones it is linked to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.errors import AlreadyDone, DomainError
from core.models import one_act, write_audit
from partnerships.audit_actions.projects import PROJECT_MILESTONES_CHANGED, PROJECT_ORGANISATIONS_CHANGED
from partnerships.models import Milestone, Organisation, Project
from partnerships.services.ordered import codes_of, set_parts
from partnerships.services.projects import lock_project
from partnerships.services.taking_part import check_parts

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants


@one_act()
def set_organisations(
    *,
    by: User,
    grants: Grants,
    project: Project,
    version: int,
    organisations: Sequence[tuple[Organisation, str]],
) -> Project:
    """Say which organisations take part, in which order, each as what.

    Raises StaleRecord, NotAllowed, DomainError on `organisations`; AlreadyDone where nothing differs.
    """
    row = lock_project(grants=grants, project=project, version=version)
    chosen = check_parts(strand=row.strand, organisations=organisations)
    before = list(row.parts.order_by("position").values_list("organisation", "part"))
    if before == [(organisation.pk, part) for organisation, part in chosen]:
        raise AlreadyDone(_("Nothing was changed."))
    row.organisation_codes = codes_of(organisation for organisation, _part in chosen)
    row.save(by=by)
    set_parts(project=row, organisations=chosen)
    write_audit(action=PROJECT_ORGANISATIONS_CHANGED, record=row, by=by)
    return row


@one_act()
def link_milestones(
    *, by: User, grants: Grants, project: Project, version: int, milestones: Sequence[Milestone]
) -> Project:
    """Say which milestones of its pairing a project belongs to.

    Raises StaleRecord, NotAllowed, DomainError on `milestones`; AlreadyDone where nothing differs.
    """
    row = lock_project(grants=grants, project=project, version=version)
    if any(milestone.pairing_id != row.pairing_id for milestone in milestones):
        raise DomainError(_("Choose milestones of this pairing."), field="milestones")
    chosen = {milestone.pk for milestone in milestones}
    if set(row.milestones.values_list("pk", flat=True)) == chosen:
        raise AlreadyDone(_("Nothing was changed."))
    row.save(by=by)
    row.milestones.set(milestones)
    write_audit(action=PROJECT_MILESTONES_CHANGED, record=row, by=by)
    return row
