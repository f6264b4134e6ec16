"""Which function compiles which section of a snapshot; each section adds its own line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from reports.enums import Section
from reports.services.compiling.scope import Scope

COMPILERS: dict[Section, Callable[[Scope], dict[str, Any]]] = {}
