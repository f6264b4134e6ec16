"""What adds a cooperation project, and what somebody writes of one, of who takes part, and of its figures."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError, QuerySet
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.access import Grants
from core.errors import DomainError, NotAllowed
from core.models import AuditEntry, of_actions, write_audit
from core.texts import LANGUAGES
from partnerships import models
from partnerships.audit_actions import PROJECT_ADDED
from partnerships.documents.selectors import check_document
from partnerships.enums import UNITS_OF, ProjectLevel, Responsible, ResultKind
from partnerships.fields import add_rows, codes_of, free_code
from partnerships.organisations.services import check_in_directory
from partnerships.pairings.selectors import check_of_strand
from partnerships.projects.models import (
    LONGEST_FUNDER,
    LONGEST_GROUNDS,
    LONGEST_LINK,
    LONGEST_PART,
    LONGEST_TEXT,
    LONGEST_TITLE,
    WEB,
)
from partnerships.translations.selectors import check_amount, check_either_language, check_length, fill

TEXTS = frozenset({"title_en", "title_ko", "summary_en", "summary_ko", "note"})
OF_RESULT = ("kind", "unit", "expected", "achieved", "as_of", "funder", "evidence", "evidence_url", "document")
# What comes in whole numbers; jobs are full-time equivalents.
WHOLE = frozenset({ResultKind.FIRMS, ResultKind.PEOPLE})

FEWEST = 2  # partners of a project
SHORT_TITLE = 60  # letters that a proposed title has at most
MOST_REMOVED = 5  # figures that can come back


def check_link(link: str) -> None:
    """Refuse what is no web address. Raises DomainError on `evidence_url`; no link at all is none to check."""
    if not link:
        return
    try:
        WEB(link)
    except ValidationError:
        message = _("Give a web address that begins with https:// or http://.")
        raise DomainError(message, field="evidence_url") from None
    check_length("evidence_url", link, LONGEST_LINK)


def add_project(
    *,
    by: User,
    grants: Grants,
    pairing: models.Pairing,
    values: dict[str, Any],
    apart: bool = False,
    evidence: str = "",
    found: Sequence[tuple[str, dict[str, Any]]] = (),
) -> models.Project:
    """Add a project to a pairing, on the first level since today; `evidence` says where it was found.

    One that stands `apart` begins in the pairing and lies outside of it: `further` are all its partners, nobody leads.
    What the portal itself knows of that are sentences (`found`), each with its registered name and its parameters.

    In an act that holds the strand, so that each gets a code of its own.
    `values` holds title_en or title_ko, and perhaps summary_en, summary_ko, note, topic, lead (a side, or both),
    first_reported_date (a PartialDate), further (participations of the strand) and organisations (pairs of an
    organisation and its part in the project). Raises NotAllowed, or DomainError with the field at fault.
    """
    values = dict(values)
    further: Sequence[models.Participation] = values.pop("further", ())
    organisations: Sequence[tuple[models.Organisation, str]] = values.pop("organisations", ())
    row = (
        models.Pairing.objects.select_for_update(of=("self",), no_key=True).select_related("strand").get(pk=pairing.pk)
    )
    if not row.actors(grants):
        raise NotAllowed
    row.check_open()
    values |= {"lead": ""} if apart else {}
    project = models.Project(strand=row.strand, level=ProjectLevel.IDENTIFIED, level_since=clock.today())
    project.pairing = None if apart else row  # type: ignore[assignment]
    write_project(project, values)
    organisations = check_parts(strand=row.strand, organisations=organisations)
    check_further(project=project, further=further)
    taken = models.Project.objects.filter(strand=row.strand_id).values_list("code", flat=True)
    project.code = free_code(proposal=project.title_en, kind="project", taken=taken)
    project.partner_codes = codes_of(each.partner for each in further)
    project.organisation_codes = codes_of(organisation for organisation, _part in organisations)
    project.save(by=by)
    add_rows(models.ProjectPartner, {"project": project}, "participation", further)
    set_parts(project=project, organisations=organisations)
    change = models.LevelChange(
        project=project, new=project.level, on=clock.today(), evidence=evidence.strip(), found=list(found)
    )
    change.by, change.by_label = by, by.kept_name
    change.save()
    write_audit(action=PROJECT_ADDED, record=project, by=by)
    return project


def named_after(note: Any) -> dict[str, str]:
    """The title of a project in each language that a note (`what`) is written in: its first words."""
    return {f"title_{language}": _first_line(getattr(note, f"what_{language}")) for language in LANGUAGES}


def _first_line(text: str) -> str:
    """The first line; of a longer one as many words as a card bears."""
    first = text.strip().partition("\n")[0].strip()
    if len(first) <= SHORT_TITLE:
        return first
    head = first[: SHORT_TITLE - 1]
    return (head.rpartition(" ")[0] or head).rstrip(" ,.;:") + "…"


def check_unused(project: models.Project) -> None:
    """Refuse a project of which more is known than that it was started. Raises DomainError."""
    started = project.level_changes.order_by("pk").first()
    hanging = (
        model.objects.filter(**{f"{name}_type": ContentType.objects.get_for_model(project), f"{name}_id": project.pk})
        for model, name in ((models.Document, "record"), (models.Comment, "record"), (models.FollowUp, "origin"))
    )
    if (
        started is None
        or started.old
        or project.version > 1
        or project.agreements.exists()
        or project.results.exists()
        or project.contacts.filter(created_at__gt=started.at).exists()
        or any(rows.exists() for rows in hanging)
    ):
        raise _more_written()


def _more_written() -> DomainError:
    return DomainError(_("More was written of this project since. Move it to “Not pursued” instead."))


def remove_project(*, by: User, project: models.Project) -> None:
    """Delete a project that was just started, in an act that has checked it and writes the log.

    Raises DomainError where something else leads to it by now.
    """
    for contact in project.contacts.all():
        contact.project = None
        contact.save(by=by)
    for change in project.level_changes.all():
        change.delete()
    try:
        project.delete()
    except ProtectedError:
        raise _more_written() from None


def write_project(row: models.Project, values: dict[str, Any]) -> None:
    """Set what somebody wrote. Raises DomainError with the field at fault."""
    fill(row, values, fields=TEXTS | {"topic", "lead", "first_reported_date"})
    check_either_language(row, "title")
    for name in TEXTS & values.keys():
        check_length(name, getattr(row, name), LONGEST_TITLE if name.startswith("title") else LONGEST_TEXT)
    if row.lead not in ("", *Responsible.values):
        raise DomainError(_("Choose the side that leads, or both."), field="lead")
    if "topic" in values:
        check_of_strand(strand_id=row.strand_id, records=[("topic", row.topic)])
    first = values.get("first_reported_date")
    if first is not None and first.first_day > clock.today():
        raise DomainError(_("This day is in the future."), field="first_reported_date")


def check_further(*, project: models.Project, further: Sequence[models.Participation]) -> None:
    """Refuse further partners of another strand, one of the two sides, or one named twice. Raises DomainError.

    Outside of a pairing they are all who take part, two at least.
    """
    pairing = project.pairing
    check_of_strand(strand_id=project.strand_id, records=[("further", each) for each in further])
    if not project.pairing_id:
        if len(further) < FEWEST:
            raise DomainError(_("Choose at least two partners."), field="further")
    elif {each.pk for each in further} & {pairing.eu_id, pairing.counterpart_id}:
        raise DomainError(_("A side of the pairing already takes part. Choose others."), field="further")
    if len({each.pk for each in further}) != len(further):
        raise DomainError(_("A partner is chosen twice."), field="further")


def check_parts(
    *, strand: models.Strand, organisations: Sequence[tuple[models.Organisation, str]]
) -> list[tuple[models.Organisation, str]]:
    """The organisations with their parts, trimmed; refused as `check_in_directory`, and where a part is too long.

    Raises DomainError on the field `organisations`.
    """
    check_in_directory(strand=strand, organisations=[one for one, _part in organisations], field="organisations")
    found = [(organisation, part.strip()) for organisation, part in organisations]
    for _organisation, part in found:
        check_length("organisations", part, LONGEST_PART)
    return found


def set_parts(*, project: models.Project, organisations: Sequence[tuple[models.Organisation, str]]) -> None:
    """Give a saved project its organisations, each with its part; the caller has put `organisation_codes` likewise."""
    models.ProjectOrganisation.objects.filter(project=project).delete()
    for position, (organisation, part) in enumerate(organisations, start=1):
        models.ProjectOrganisation(project=project, organisation=organisation, part=part, position=position).save()


def write_result(row: models.ProjectResult, grants: Grants, values: dict[str, Any]) -> None:
    """Set what somebody wrote of a figure. Raises DomainError with the field at fault.

    What was achieved needs evidence and the day until which it was counted; funding needs its source.
    """
    fill(row, values, fields=OF_RESULT)
    if row.kind not in ResultKind.values:
        raise DomainError(_("Choose what is counted."), field="kind")
    kind = ResultKind(row.kind)
    if row.unit not in UNITS_OF[kind]:
        raise DomainError(_("This is not counted in this unit."), field="unit")
    if row.expected is None and row.achieved is None:
        raise DomainError(_("Give what is expected, or what was achieved."), field="expected")
    for name in ("expected", "achieved"):
        value = getattr(row, name)
        check_amount(value, field=name)
        if value is not None and kind in WHOLE and value != int(value):
            raise DomainError(_("Give a whole number."), field=name)
    if kind == ResultKind.FUNDING and not row.funder:
        raise DomainError(_("Enter the source of the money."), field="funder")
    if kind != ResultKind.FUNDING:
        row.funder = ""
    check_length("funder", row.funder, LONGEST_FUNDER)
    check_length("evidence", row.evidence, LONGEST_GROUNDS)
    if {"evidence_url", "document"} & values.keys():
        check_link(row.evidence_url)
        check_document(grants=grants, pairing=row.pairing, project=row.project, document=row.document)
    if row.as_of is not None and row.as_of > clock.today():
        raise DomainError(_("This day is in the future."), field="as_of")
    if row.achieved is not None and row.as_of is None:
        raise DomainError(_("Enter the day until which it was counted."), field="as_of")
    if row.achieved is not None and not (row.evidence or row.evidence_url or row.document_id):
        raise DomainError(_("Give evidence of what was achieved: a text, a link or a document."), field="evidence")
    same = models.ProjectResult.objects.filter(project=row.project_id, kind=row.kind, unit=row.unit, funder=row.funder)
    if same.exclude(pk=row.pk).exists():
        raise DomainError(_("This figure is there already. Edit that one."), field="kind")


# Which removed figures can come back.


def _removals(project: models.Project) -> QuerySet[AuditEntry]:
    """What the log keeps of the figures that were removed from a project."""
    of_project = {"object_type": project._meta.label_lower, "object_id": project.pk}
    return AuditEntry.objects.filter(of_actions("result-remove"), **of_project)


def removed_result(project: models.Project, number: str) -> dict[str, Any]:
    """What the form of a result proposes of a removed one, by the number of its entry; nothing where there is none."""
    known = number.isdecimal() and len(number) <= 12
    entry = _removals(project).filter(pk=int(number)).first() if known else None
    if entry is None:
        return {}
    kept = {name: text for name, text in entry.parameters.items() if text not in (None, "")}
    counted, as_of = f"{kept.get('kind')}:{kept.get('unit')}", parse_date(kept.get("as_of", ""))
    figures = {name: _decimal(kept[name]) for name in ("expected", "achieved") if name in kept}
    texts = {name: kept[name] for name in ("funder", "evidence", "evidence_url", "document") if name in kept}
    return {"counted": counted, "as_of": as_of, **figures, **texts}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def removed_results(project: models.Project) -> list[AuditEntry]:
    """The newest removals of figures that are not there again; two queries."""
    there = set(project.results.values_list("kind", "unit", "funder"))
    found, seen = [], set()
    for row in _removals(project).select_related("actor").order_by("-at", "-id")[: MOST_REMOVED * 4]:
        key = tuple(row.parameters.get(name, "") for name in ("kind", "unit", "funder"))
        if key not in there and key not in seen:
            seen.add(key)
            found.append(row)
    return found[:MOST_REMOVED]
