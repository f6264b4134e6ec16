"""The acts on projects that the chapters repeat: begin, start from a match, move a level, tell what came of it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from partnerships.models import Interest, Organisation, Participation, Project, Theme
from partnerships.services.matches import start_project
from partnerships.services.project_levels import move_level
from partnerships.services.project_results import add_result
from partnerships.services.projects import add_project

if TYPE_CHECKING:
    from worldcities.demo.story import Story, Thread


def project(story: Story, code: str) -> Project:
    """A project as it stands now."""
    return Project.objects.with_names().get(strand=story.strand, code=code)


def begin(
    story: Story,
    pairing: str,
    *,
    on: dt.date | int,
    who: str,
    topic: str,
    texts: dict[str, str],
    organisations: dict[str, str],
    evidence: str,
    further: tuple[str, ...] = (),
    lead: str = "both",
) -> Thread:
    """A project that somebody found; `organisations` gives each its part."""
    yield story.date(on)
    known = {row.code: row for row in Organisation.objects.filter(code__in=organisations)}
    others = {
        row.partner.code: row
        for row in Participation.objects.filter(strand=story.strand, partner__code__in=further).select_related(
            "partner"
        )
    }
    values: dict[str, Any] = {
        **texts,
        "topic": Theme.objects.get(strand=story.strand, code=topic),
        "lead": lead,
        "organisations": [(known[code], part) for code, part in organisations.items()],
        "further": [others[code] for code in further],
    }
    with story.on(on, who, 15) as acting:
        add_project(**acting, pairing=story.pairing(pairing), values=values, evidence=evidence)


def start(story: Story, pairing: str, *, on: dt.date | int, who: str, need: str, offer: str, topic: str) -> Thread:
    """A project started from a match of two partners in one topic."""
    yield story.date(on)
    rows = Interest.objects.filter(participation__strand=story.strand, topic__code=topic).select_related(
        "topic", "participation__partner"
    )
    with story.on(on, who, 10) as acting:
        start_project(
            **acting,
            pairing=story.pairing(pairing),
            need=rows.get(participation__partner__code=need, kind="need"),
            offer=rows.get(participation__partner__code=offer, kind="offer"),
        )


def move(
    story: Story, code: str, new: str, *, on: dt.date | int, who: str, evidence: str = "", reason: str = ""
) -> Thread:
    """A project reaches another level."""
    yield story.date(on)
    with story.on(on, who, 16) as acting:
        row = project(story, code)
        move_level(
            **acting,
            project=row,
            version=row.version,
            new=new,
            on=story.date(on),
            evidence=evidence,
            reason=reason,
        )


def expect(
    story: Story,
    code: str,
    *,
    on: int,
    who: str,
    kind: str,
    unit: str,
    expected: int,
    achieved: int | None = None,
    **words: str,
) -> Thread:
    """What a project is to bring, and what it has brought by that day."""
    yield story.date(on)
    values = {
        "kind": kind,
        "unit": unit,
        "expected": Decimal(expected),
        "achieved": None if achieved is None else Decimal(achieved),
        "as_of": None if achieved is None else story.date(on),
        **words,
    }
    with story.on(on, who, 17) as acting:
        add_result(**acting, project=project(story, code), values=values)
