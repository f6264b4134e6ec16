"""The sections that are told out of data. One without a line has staff's words alone."""

from __future__ import annotations

from typing import Any

from reports.enums import Section
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

# Each module has `blocks` to read (headings begin at level 2) and `sheets` to count with. Both are made of the
# section's data in the snapshot and the words of the language, and read nothing else; no section is empty.
PARTS: dict[Section, Any] = {
    Section.SUMMARY: summary,
    Section.JOURNEY: journey,
    Section.PROJECTS: projects,
    Section.HELIX: helix,
    Section.EVENTS: events,
    Section.AGREEMENTS: agreements,
    Section.CONTACTS: contacts,
    Section.INDICATORS: indicators,
    Section.UPDATES: updates,
    Section.PUBLICITY: publicity,
    Section.RISKS: risks,
    Section.LESSONS: lessons,
    Section.NEXT: ahead,
}
