"""The people and places that many tests of events begin with, and the days on which they stand."""

import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from core import clock
from core.pack.loading import load_pack
from events.tests import notes_scene
from events.tests.event_scene import NOON
from events.tests.small_events import small_events
from partnerships.tests.small_pack import write_pack
from partnerships.tests.two_sides import TwoSides


@pytest.fixture
def sides(sides: TwoSides) -> Iterator[TwoSides]:
    """Busan and Barcelona with a person of every role around them, at noon of 25 November 2026."""
    with clock.fixed_at(NOON):
        yield sides


@pytest.fixture
def scene(sides_of_module: TwoSides, db: None) -> TwoSides:
    """Busan and Barcelona with a person of every role around them."""
    return copy.deepcopy(sides_of_module)


@pytest.fixture
def event(scene: TwoSides) -> Any:
    """Their meeting, which serves their pairing alone."""
    return notes_scene.meeting(scene)


@pytest.fixture
def after_meeting() -> Iterator[None]:
    """The portal stands at the morning of the meeting's second day."""
    with clock.fixed_at(notes_scene.NOW):
        yield


@pytest.fixture
def pack(tmp_path: Path) -> Callable[[Any], Path]:
    """Writes tables into the folder of a pack."""
    return lambda tables: write_pack(tmp_path / "pack", tables)


@pytest.fixture
def loaded(pack: Callable[[Any], Path], db: None) -> None:
    """The small pack with its events is loaded."""
    load_pack(pack(small_events()), by=None)
