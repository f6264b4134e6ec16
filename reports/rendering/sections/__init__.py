"""The sections that are told out of data; each adds its own line. One without a line has staff's words alone."""

from __future__ import annotations

from reports.enums import Section
from reports.rendering.parts import Part
from reports.rendering.sections import (
    agreements,
    contacts,
    events,
    helix,
    indicators,
    journey,
    lessons,
    projects,
    publicity,
    risks,
    summary,
    updates,
)
from reports.rendering.sections import next as ahead

PARTS: dict[Section, Part] = {
    part.section: part
    for part in (
        summary.PART,
        journey.PART,
        projects.PART,
        helix.PART,
        events.PART,
        agreements.PART,
        contacts.PART,
        indicators.PART,
        updates.PART,
        publicity.PART,
        risks.PART,
        lessons.PART,
        ahead.PART,
    )
}
