"""The sections that are told out of data. One without a line has staff's words alone."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from core.blocks import Block
from reports.enums import Section
from reports.progress.rendering.phrases import Data, Phrases, Sheet
from reports.progress.rendering.sections import agreements, ahead, cities, events, figures, journey, projects


class Part(NamedTuple):
    """How a section is told, of its data in the snapshot and the words of the language alone; none is empty."""

    blocks: Callable[[Data, Phrases], Iterator[Block]]  # to read; headings begin at level 2
    sheets: Callable[[Data, Phrases], Iterator[Sheet]]  # to count with


PARTS: dict[Section, Part] = {
    Section.SUMMARY: Part(figures.summary_blocks, figures.summary_sheets),
    Section.JOURNEY: Part(journey.journey_blocks, journey.journey_sheets),
    Section.PROJECTS: Part(projects.projects_blocks, projects.projects_sheets),
    Section.HELIX: Part(projects.helix_blocks, projects.helix_sheets),
    Section.EVENTS: Part(events.events_blocks, events.events_sheets),
    Section.AGREEMENTS: Part(agreements.agreements_blocks, agreements.agreements_sheets),
    Section.CONTACTS: Part(cities.contacts_blocks, cities.contacts_sheets),
    Section.INDICATORS: Part(figures.indicators_blocks, figures.indicators_sheets),
    Section.UPDATES: Part(cities.updates_blocks, cities.updates_sheets),
    Section.PUBLICITY: Part(cities.publicity_blocks, cities.publicity_sheets),
    Section.RISKS: Part(ahead.risks_blocks, ahead.risks_sheets),
    Section.LESSONS: Part(cities.lessons_blocks, cities.lessons_sheets),
    Section.NEXT: Part(ahead.next_blocks, ahead.next_sheets),
}
