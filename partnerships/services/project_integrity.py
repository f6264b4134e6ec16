"""What cooperation projects must fulfil across tables, for the check of records."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import F

from partnerships.models import LevelChange, Project, ProjectResult


def of_projects() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong)."""
    yield from _places()
    yield from _lists()
    yield from _levels()
    for model, what in ((LevelChange, "level change"), (ProjectResult, "result")):
        rows = model._default_manager.filter(document__isnull=False).select_related("project__strand")
        for row in rows.exclude(document__pairing=F("project__pairing")):
            yield _name(row.project), f"the document of a {what} belongs to another pairing"


def _name(project: Project) -> str:
    return f"project {project.strand.code}/{project.code}"


def _places() -> Iterator[tuple[str, str]]:
    rows = Project.objects.select_related("strand").order_by("pk")
    for project in rows.in_pairings().exclude(strand=F("pairing__strand")):
        yield _name(project), "its pairing belongs to another strand"
    for project in rows.filter(topic__isnull=False).exclude(topic__strand=F("strand")):
        yield _name(project), "its topic belongs to another strand"
    for project in rows.filter(further_partners__isnull=False).exclude(
        further_partners__participation__strand=F("strand")
    ):
        yield _name(project), "a further partner takes part in another strand"
    for link in Project.milestones.through._default_manager.exclude(
        milestone__pairing=F("project__pairing")
    ).select_related("project__strand"):
        yield _name(link.project), "a milestone of it belongs to another pairing"


def _lists() -> Iterator[tuple[str, str]]:
    rows = Project.objects.select_related("strand").order_by("pk")
    for project in rows.prefetch_related("further_partners__participation__partner", "parts__organisation"):
        partners = ";".join(row.participation.partner.code for row in project.further_partners.all())
        if partners != project.partner_codes:
            yield _name(project), f"its further partners are {partners}, its text says {project.partner_codes}"
        organisations = ";".join(row.organisation.code for row in project.parts.all())
        if organisations != project.organisation_codes:
            yield _name(project), f"its organisations are {organisations}, its text says {project.organisation_codes}"


def _levels() -> Iterator[tuple[str, str]]:
    """The level is where the newest move left it."""
    rows = Project.objects.select_related("strand").prefetch_related("level_changes").order_by("pk")
    for project in rows:
        last = next(iter(project.level_changes.all()), None)
        if last is not None and (last.new, last.on) != (project.level, project.level_since):
            yield _name(project), f"its level is {project.level}, its last move led to {last.new}"
