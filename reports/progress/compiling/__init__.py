"""The records of a report as plain data: which function compiles which section of a snapshot."""

from collections.abc import Callable
from typing import Any

from reports.enums import Section
from reports.progress.compiling.cities import compile_contacts, compile_lessons, compile_publicity, compile_updates
from reports.progress.compiling.events import compile_events
from reports.progress.compiling.figures import compile_indicators, compile_summary
from reports.progress.compiling.journey import compile_journey, compile_next, compile_risks
from reports.progress.compiling.projects import compile_agreements, compile_helix, compile_projects
from reports.progress.compiling.scope import Scope

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
