"""Cooperation projects: adding one to a pairing, editing what it says, who takes part, and moving it between levels."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from core import clock
from core.errors import AlreadyDone, DomainError, NotAllowed
from core.formats import format_date
from core.models import lock, one_act, write_audit
from partnerships.audit_actions import (
    PROJECT_ADDED,
    PROJECT_EDITED,
    PROJECT_LEVEL_CHANGED,
    PROJECT_MILESTONES_CHANGED,
    PROJECT_ORGANISATIONS_CHANGED,
)
from partnerships.codes import codes_of, free_code, set_further, set_parts
from partnerships.enums import ProjectLevel, Responsible
from partnerships.models import (
    LevelChange,
    Milestone,
    Organisation,
    Pairing,
    Participation,
    Project,
    Strand,
)
from partnerships.organisations.services import check_parts
from partnerships.pairings.services import check_of_strand, check_open
from partnerships.projects.selectors import check_document, check_link
from partnerships.rules.journey import may_edit_pairing, side_of
from partnerships.rules.together import may_edit_project
from partnerships.translations.selectors import check_either_language, check_length, fill, what_differs
from partnerships.workflow import EVIDENCE, PROJECT_LEVEL, REASON, LevelMove

if TYPE_CHECKING:
    from accounts.models import User
    from core.access import Grants
    from partnerships.models import Document

LONGEST_TITLE = 200
LONGEST_TEXT = 5000
TEXTS = frozenset({"title_en", "title_ko", "summary_en", "summary_ko", "note"})
FIELDS = TEXTS | {"topic", "lead", "first_reported_date"}


@one_act()
def add_project(*, by: User, grants: Grants, pairing: Pairing, values: dict[str, Any], evidence: str = "") -> Project:
    """Add a project to a pairing, on the first level since today; `evidence` says where it was found.

    `values` holds title_en or title_ko, and perhaps summary_en, summary_ko, note, topic, lead (a side, or both),
    first_reported_date (a PartialDate), further (participations of the strand) and organisations (pairs of an
    organisation and its part in the project). Its code is free in the strand.
    Raises NotAllowed, or DomainError with the field at fault.
    """
    values = dict(values)
    further: Sequence[Participation] = values.pop("further", ())
    organisations: Sequence[tuple[Organisation, str]] = values.pop("organisations", ())
    # One at a time in a strand, so that each gets a code of its own; and before the pairing, as whoever opens one.
    strand = Strand.objects.select_for_update(no_key=True).order_by("pk").get(pk=pairing.strand_id)
    row = Pairing.objects.select_for_update(no_key=True).get(pk=pairing.pk)
    if not may_edit_pairing(grants, row):
        raise NotAllowed
    check_open(row)
    project = Project(pairing=row, strand=strand, level=ProjectLevel.IDENTIFIED, level_since=clock.today())
    _fill(project, values)
    organisations = check_parts(strand=strand, organisations=organisations)
    _check_further(pairing=row, further=further)
    taken = Project.objects.filter(strand=row.strand_id).values_list("code", flat=True)
    project.code = free_code(proposal=project.title_en, kind="project", taken=taken)
    project.partner_codes = codes_of(each.partner for each in further)
    project.organisation_codes = codes_of(organisation for organisation, _part in organisations)
    project.save(by=by)
    set_further(project=project, participations=further)
    set_parts(project=project, organisations=organisations)
    LevelChange(
        project=project,
        old="",
        new=project.level,
        on=clock.today(),
        evidence=evidence.strip(),
        by=by,
        by_label=by.kept_name,
    ).save()
    write_audit(action=PROJECT_ADDED, record=project, by=by)
    return project


@one_act()
def edit_project(*, by: User, grants: Grants, project: Project, version: int, changes: dict[str, Any]) -> Project:
    """Change texts, topic, lead side, when it was first reported, or its further partners (`further`).

    Raises StaleRecord, NotAllowed, DomainError; AlreadyDone where nothing differs.
    """
    row = lock_project(grants=grants, project=project, version=version)
    values = dict(changes)
    further: Sequence[Participation] | None = values.pop("further", None)
    changed = what_differs(row, values)
    _fill(row, changed)
    names = ["first_reported" if name == "first_reported_date" else name for name in changed]
    if further is not None and codes_of(each.partner for each in further) != row.partner_codes:
        _check_further(pairing=row.pairing, further=further)
        row.partner_codes = codes_of(each.partner for each in further)
        names.append("partner_codes")
    if not names:
        raise AlreadyDone(_("Nothing was changed."))
    row.save(by=by)
    if further is not None and "partner_codes" in names:
        set_further(project=row, participations=further)
    write_audit(action=PROJECT_EDITED, record=row, by=by, fields=", ".join(sorted(names)))
    return row


def lock_project(*, grants: Grants, project: Project, version: int | None = None) -> Project:
    """The project under a lock, if it may be changed now; without a version, whatever it says by now.

    Raises StaleRecord, NotAllowed, DomainError.
    """
    if version is None:
        row = Project.objects.select_for_update(no_key=True).order_by("pk").get(pk=project.pk)
    else:
        row = lock(project, version=version)
    if row.pairing_id is None:
        raise NotAllowed  # until there are forms for a project without a pairing
    # Asked of the database: the instance's own pairing may be as old as the page.
    row.pairing = Pairing.objects.with_names().get(pk=row.pairing_id)
    if not may_edit_project(grants, row):
        raise NotAllowed
    check_open(row.pairing)
    return row


def _check_further(*, pairing: Pairing, further: Sequence[Participation]) -> None:
    """Refuse further partners of another strand, one of the two sides, or one named twice. Raises DomainError."""
    check_of_strand(strand_id=pairing.strand_id, records=[("further", each) for each in further])
    if {each.pk for each in further} & {pairing.eu_id, pairing.counterpart_id}:
        raise DomainError(_("A side of the pairing takes part already. Choose others."), field="further")
    if len({each.pk for each in further}) != len(further):
        raise DomainError(_("A partner is chosen twice."), field="further")


def _fill(row: Project, values: dict[str, Any]) -> None:
    fill(row, values, fields=FIELDS)
    check_either_language(row, "title")
    for name in TEXTS & values.keys():
        check_length(name, getattr(row, name), LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT)
    if row.lead not in ("", *Responsible.values):
        raise DomainError(_("Choose the side that leads, or both."), field="lead")
    if "topic" in values:
        check_of_strand(strand_id=row.strand_id, records=[("topic", row.topic)])
    first = values.get("first_reported_date")
    if first is not None and first.first_day > clock.today():
        raise DomainError(_("This day lies in the future."), field="first_reported_date")


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


LONGEST_WORDS = 2000


@one_act()
def move_level(
    *,
    by: User,
    grants: Grants,
    project: Project,
    version: int,
    new: str,
    on: dt.date,
    evidence: str = "",
    evidence_url: str = "",
    document: Document | None = None,
    reason: str = "",
) -> LevelChange:
    """Move a project to the level `new` since the day `on`; `workflow.PROJECT_LEVEL` says what grounds it needs.

    A wrong level is put right by another move. The day lies neither in the future nor before the move before it.
    Raises StaleRecord, NotAllowed, AlreadyDone where the project stands there, DomainError with the field at fault.
    """
    row = lock_project(grants=grants, project=project, version=version)
    if new not in ProjectLevel.values:
        raise DomainError(_("Choose a level."), field="new")
    if new == row.level:
        word = row.get_level_display()
        raise AlreadyDone(_("This is “%(state)s” already.") % {"state": word})
    _check_day(row, on)
    evidence, evidence_url, reason = evidence.strip(), evidence_url.strip(), reason.strip()
    check_link(evidence_url)
    check_document(grants=grants, pairing=row.pairing, document=document)
    check_length("evidence", evidence, LONGEST_WORDS)
    check_length("reason", reason, LONGEST_WORDS)
    _check_grounds(
        PROJECT_LEVEL[row.level, new], proven=bool(evidence or evidence_url or document), reasoned=bool(reason)
    )
    change = LevelChange(
        project=row,
        old=row.level,
        new=new,
        on=on,
        reason=reason,
        evidence=evidence,
        evidence_url=evidence_url,
        document=document,
        side=side_of(grants, row.pairing),
        by=by,
        by_label=by.kept_name,
    )
    change.save()
    row.level, row.level_since = new, on
    row.save(by=by)
    write_audit(
        action=PROJECT_LEVEL_CHANGED,
        record=row,
        by=by,
        reason=reason,
        before=change.old,
        after=new,
        until=on.isoformat(),
    )
    return change


def _check_day(row: Project, on: dt.date) -> None:
    if on > clock.today():
        raise DomainError(_("This day lies in the future. Give the day on which the level was reached."), field="on")
    last = LevelChange.objects.filter(project=row).first()
    if last is not None and on < last.on:
        raise DomainError(
            _("The level was last changed on %(day)s. Give that day or a later one.") % {"day": format_date(last.on)},
            field="on",
        )


def _check_grounds(move: LevelMove, *, proven: bool, reasoned: bool) -> None:
    if (proven and EVIDENCE in move.grounds) or (reasoned and REASON in move.grounds):
        return
    if move.grounds == {EVIDENCE}:
        raise DomainError(
            _("Give evidence: a text, a link or a document. It is needed for every level on the way up."),
            field="evidence",
        )
    if move.grounds == {REASON}:
        raise DomainError(_("Give a reason."), field="reason")
    raise DomainError(_("Give evidence, or a reason why it is taken up again."), field="evidence")
