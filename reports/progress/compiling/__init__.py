"""The records of a report as plain data: which function compiles which section of a snapshot."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.enums import Section
from reports.progress.compiling.agreements import compile_agreements
from reports.progress.compiling.contacts import compile_contacts
from reports.progress.compiling.events import compile_events
from reports.progress.compiling.helix import compile_helix
from reports.progress.compiling.indicators import compile_indicators
from reports.progress.compiling.journey import compile_journey
from reports.progress.compiling.lessons import compile_lessons
from reports.progress.compiling.next import compile_next
from reports.progress.compiling.projects import compile_projects
from reports.progress.compiling.publicity import compile_publicity
from reports.progress.compiling.risks import compile_risks
from reports.progress.compiling.scope import Scope
from reports.progress.compiling.summary import compile_summary
from reports.progress.compiling.updates import compile_updates

COMPILERS: dict[Section, Callable[[Scope], dict[str, Any]]] = {
    Section.SUMMARY: compile_summary,
    Section.JOURNEY: compile_journey,
    Section.PROJECTS: compile_projects,
    Section.HELIX: compile_helix,
    Section.EVENTS: compile_events,
    Section.AGREEMENTS: compile_agreements,
    Section.CONTACTS: compile_contacts,
    Section.INDICATORS: compile_indicators,
    Section.UPDATES: compile_updates,
    Section.PUBLICITY: compile_publicity,
    Section.RISKS: compile_risks,
    Section.LESSONS: compile_lessons,
    Section.NEXT: compile_next,
}
