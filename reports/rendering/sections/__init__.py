"""The sections that are told out of data; each adds its own line. One without a line has staff's words alone."""

from __future__ import annotations

from reports.enums import Section
from reports.rendering.parts import Part

PARTS: dict[Section, Part] = {}
