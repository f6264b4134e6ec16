"""Which function compiles which section of a snapshot; each section adds its own line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.enums import Section
from reports.services.compiling.agreements import compile_agreements
from reports.services.compiling.helix import compile_helix
from reports.services.compiling.journey import compile_journey
from reports.services.compiling.projects import compile_projects
from reports.services.compiling.scope import Scope

COMPILERS: dict[Section, Callable[[Scope], dict[str, Any]]] = {
    Section.JOURNEY: compile_journey,
    Section.PROJECTS: compile_projects,
    Section.HELIX: compile_helix,
    Section.AGREEMENTS: compile_agreements,
}
