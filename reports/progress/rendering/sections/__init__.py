"""The sections that are told out of data. One without a line has staff's words alone."""

from __future__ import annotations

from reports.enums import Section
from reports.progress.rendering.parts import Part
from reports.progress.rendering.sections import (
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
from reports.progress.rendering.sections import next as ahead

PARTS: dict[Section, Part] = {
    Section.SUMMARY: Part(summary.blocks, summary.sheets),
    Section.JOURNEY: Part(journey.blocks, journey.sheets),
    Section.PROJECTS: Part(projects.blocks, projects.sheets),
    Section.HELIX: Part(helix.blocks, helix.sheets),
    Section.EVENTS: Part(events.blocks, events.sheets),
    Section.AGREEMENTS: Part(agreements.blocks, agreements.sheets),
    Section.CONTACTS: Part(contacts.blocks, contacts.sheets),
    Section.INDICATORS: Part(indicators.blocks, indicators.sheets),
    Section.UPDATES: Part(updates.blocks, updates.sheets),
    Section.PUBLICITY: Part(publicity.blocks, publicity.sheets),
    Section.RISKS: Part(risks.blocks, risks.sheets),
    Section.LESSONS: Part(lessons.blocks, lessons.sheets),
    Section.NEXT: Part(ahead.blocks, ahead.sheets),
}
