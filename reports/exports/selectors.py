"""The kinds of long work: what each makes, who may have it, and what it is called."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import IO, Any

from core.access import Grants
from core.parts import parts
from partnerships.models import Strand
from reports.models import Export

# How the maker of a file says that so many steps of so many are done; raises where the work is no longer its own.
type Progress = Callable[[int, int], None]
# Among an export's parameters: in which roles its owner read the strand when it was asked for.
READING = "reading"

# Writes the file; gives its name and its media type.
type Make = Callable[[Export, Progress, IO[bytes]], tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ExportKind:
    """One kind of long work.

    `make(export, progress, file)` writes into an open temporary file, and tells `progress` how far it is at least once
    in a few minutes: a worker that is silent for longer counts as gone. `may` is asked when it is asked for, when it is
    made, and at each download. `describe` says of one export what it is, beyond `label`.
    """

    name: str
    label: Any
    make: Make
    may: Callable[[Grants, Export], bool]
    describe: Callable[[Export], str] = lambda _export: ""


def export_kind(name: str) -> ExportKind | None:
    """The kind of that name; None for one that a later release has no more."""
    return next((kind for kind in parts().export_kinds if kind.name == name), None)


def export_name(export: Export) -> str:
    """What a person is told that an export is."""
    kind = export_kind(export.kind)
    if kind is None:
        return export.name or export.kind
    return kind.describe(export) or str(kind.label)


def may_have_export(grants: Grants, export: Export) -> bool:
    """Whether its owner may still have it: what it is made of is read by its own rule, now, and in the same roles."""
    kind = export_kind(export.kind)
    reading = reading_of(grants, export.strand)
    return kind is not None and export.parameters.get(READING, reading) == reading and kind.may(grants, export)


def reading_of(grants: Grants, strand: Strand) -> list[int]:
    """In which roles somebody reads a strand: what they see of it hangs on these alone."""
    roles = (grants.staff, grants.authority, grants.observer, grants.coordinates)
    held = [int(grants.is_administrator), *(int(strand.pk in role) for role in roles)]
    return [*held, *sorted(grants.participations)]
