"""Finds what no constraint can see: records that contradict each other across tables, and files that are gone."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.core.files.storage import Storage
from django.db.models import F, Model, QuerySet

from core import clock
from core.stored_files import size_and_hash
from partnerships import models
from partnerships.enums import InterestKind, Side
from partnerships.organisations.services import relations

type Fault = tuple[str, str]

# A file is stored before the transaction of its act ends: a younger one may belong to an act that still runs.
STILL_RUNNING = dt.timedelta(hours=1)
_FOLDER = 2  # letters of the name of a folder of documents, as `random_name` makes them
_OWN = ("code", "number", "topic", "partner", "participation")
_ABOVE = ("delegation", "pairing", "event", "project", "participation", "period", "strand")
# Where two keys of a row may lead to different places, the nearest first, and the keys that lead elsewhere on purpose.
PLACES: tuple[type[Model], ...] = (models.Pairing, models.Strand, models.Programme)
_ELSEWHERE = {"predecessor"}


def name_of(row: Any) -> str:
    """A record by its kind and by the codes that lead to it; who or what has none, by number."""
    return f"{row._meta.verbose_name_raw} {_path(row)}"


def _path(row: Any) -> str:
    above = next((found for name in _ABOVE if (found := getattr(row, name, None)) not in (None, row)), None)
    return f"{_path(above)}/{_own(row)}" if above else _own(row)


def _own(row: Any) -> str:
    found = next((found for name in _OWN if (found := getattr(row, name, None))), row.pk)
    return _own(found) if isinstance(found, Model) else str(found)


def contradictions() -> Iterator[Fault]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    yield from of_other_places("partnerships", PLACES)
    for rows, fault in _unfitting():
        for row in rows.order_by("pk"):
            yield name_of(row), fault
    yield from _linked()
    yield from _lists()
    yield from _levels()
    yield from _editions()
    yield from _organisations()
    yield from _files()


def of_other_places(app: str, places: Sequence[type[Model]]) -> Iterator[Fault]:
    """Rows of which two keys lead to different places; each key is asked for the nearest place of those given."""
    for model in apps.get_app_config(app).get_models(include_auto_created=True):
        if hasattr(model, "history_object"):
            continue
        keys = [field for field in model._meta.fields if field.related_model and field.name not in _ELSEWHERE]
        asked: set[Any] = set()
        for place in places:
            ways = {field: way for field in keys if (way := _way(field, place)) is not None}
            home: Any = min(ways, key=lambda field: ways[field].count("__"), default=None)
            for field, way in ways.items():
                if field is home or {field, frozenset((home, field))} & asked:
                    continue
                asked |= {field, frozenset((home, field))}
                rows = model._base_manager.filter(**{f"{way}__isnull": False})
                for row in rows.exclude(**{way: F(ways[home])}).order_by("pk"):
                    owner = getattr(row, home.name) if model._meta.auto_created else row
                    yield name_of(owner), f"“{field.verbose_name}” leads to another {place._meta.verbose_name_raw}"


def _way(field: Any, place: type[Model]) -> str | None:
    """How a key leads to a place, over what a row must have or by the place's own name; None where it does not."""
    ahead = {field.name: field.related_model}
    for _step in range(3):
        if found := next((way for way, model in ahead.items() if model is place), None):
            return found
        ahead = {
            f"{way}__{one.name}": one.related_model
            for way, model in ahead.items()
            for one in model._meta.fields
            if one.related_model and (not one.null or one.name.startswith(str(place._meta.model_name)))
        }
    return next((way for way, model in ahead.items() if model is place), None)


def _unfitting() -> Iterator[tuple[QuerySet[Any], str]]:
    """Rows that do not fit those that they name, with what is wrong of each."""
    followed = models.Pairing.objects.filter(predecessor__isnull=False)
    two = {f"{side}__partner": F(f"predecessor__{side}__partner") for side in Side.values}
    same = {name: F(f"answer_to__{name}") for name in ("record_type", "record_id")}
    facing, earlier = {f"{side.value}__side": side for side in Side}, {"strand__previous": F("predecessor__strand")}
    needs = models.Interest.objects.exclude(kind=InterestKind.OFFER)
    answers, practices = models.Comment.objects.filter(answer_to__isnull=False), models.GoodPractice.objects
    yield models.Pairing.objects.exclude(**facing), "its partners do not stand one on each side"
    yield followed.exclude(**earlier), "its predecessor does not stand in the strand's earlier round"
    yield followed.exclude(**two), "its predecessor is a pairing of two others"
    yield models.Theme.objects.filter(parent__parent__isnull=False), "it lies below a topic; themes have two levels"
    yield models.Interest.objects.filter(topic__parent=None), "it is stated on a thematic area instead of a topic"
    yield needs.filter(pk__in=practices.values("interest")), "it is a need and has a good practice"
    yield answers.exclude(**same), "it lies on another record than the comment that it answers"
    yield answers.filter(answer_to__answer_to__isnull=False), "it answers an answer"


def _linked() -> Iterator[Fault]:
    """A reference by kind and number is kept by no foreign key."""
    linked: tuple[tuple[QuerySet[Any], str, str], ...] = (
        (models.Comment.objects.all(), "record", "the record it is on"),
        (models.Document.objects.all(), "record", "the record it is on"),
        (models.Note.objects.all(), "record", "the record it is on"),
        (models.FollowUp.objects.filter(origin_type__isnull=False), "origin", "what it came from"),
    )
    for rows, name, what in linked:
        for row in rows.prefetch_related(name).order_by("pk"):
            record = getattr(row, name)
            if record is None:
                yield name_of(row), f"{what} is gone"
            elif (
                record.pk if isinstance(record, models.Pairing) else getattr(record, "pairing_id", None)
            ) != row.pairing_id:
                yield name_of(row), f"{what} belongs to another pairing"


def _lists() -> Iterator[Fault]:
    for model, relation, path, text in (
        (models.Partner, "places", "city", "city_codes"),
        (models.Pairing, "chosen_themes", "theme", "theme_codes"),
        (models.Project, "further_partners", "participation.partner", "partner_codes"),
        (models.Project, "parts", "organisation", "organisation_codes"),
        (models.Agreement, "signatories", "organisation", "party_codes"),
    ):
        rows: QuerySet[Any] = model._default_manager.prefetch_related(f"{relation}__{path.replace('.', '__')}")
        for row in rows.order_by("pk"):
            yield from list_faults(row, getattr(row, relation).all(), path, text)
    for strand in models.Strand.objects.order_by("pk"):
        implementers = models.StrandImplementer.objects.filter(strand=strand).select_related("organisation")
        yield from list_faults(strand, implementers, "organisation", "implementer_codes")


def list_faults(record: Model, rows: Any, path: str, text: str) -> Iterator[Fault]:
    """Whether the field `text` repeats an ordered list; `path` leads from each of its rows to what has the code."""
    codes = ";".join(map(attrgetter(f"{path}.code"), rows))
    if codes != getattr(record, text):
        yield name_of(record), f"its rows are {codes}, its text says {getattr(record, text)} ({text})"


def _levels() -> Iterator[Fault]:
    """The level is where the newest move left it."""
    for project in models.Project.objects.prefetch_related("level_changes").order_by("pk"):
        last = next(iter(project.level_changes.all()), None)
        if last is not None and (last.new, last.on) != (project.level, project.level_since):
            yield name_of(project), f"its level is {project.level}, its last move led to {last.new}"


def _editions() -> Iterator[Fault]:
    """A frozen text is what was hashed, and belongs to a record that has reached its edition."""
    rows = models.TextEdition.objects.select_related("pairing").prefetch_related("record", "confirmations")
    for edition in rows.order_by("pk"):
        name = f"edition {edition.edition} of {edition.pairing.code}/{edition.slug}"
        if hashlib.sha256(edition.canonical.encode()).hexdigest() != edition.sha256:
            yield name, "its text is not the one that was hashed"
        if any(confirmation.sha256 != edition.sha256 for confirmation in edition.confirmations.all()):
            yield name, "a confirmation of it names another hash"
        if edition.record is None:
            yield name, "the record it belongs to is gone"
        elif edition.record.pairing_id != edition.pairing_id:
            yield name, "the record it belongs to lies in another pairing"
        elif edition.record.edition < edition.edition:
            yield name, "the record it belongs to has not come so far"


def _organisations() -> Iterator[Fault]:
    """Merged ones that are still named, and directories that lack one."""
    for organisation in models.Organisation.objects.filter(merged_into__merged_into__isnull=False).order_by("pk"):
        yield name_of(organisation), "what it was merged into was itself merged"
    for model, name in relations():
        if model is models.Organisation:
            continue
        for row in model._base_manager.filter(**{f"{name}__merged_into__isnull": False}).order_by("pk"):
            yield name_of(getattr(row, name)), f"it was merged, and {model._meta.verbose_name} {row.pk} still names it"
    for strand in models.Strand.objects.order_by("pk"):
        for organisation in models.Organisation.objects.used_in(strand).exclude(strands=strand).order_by("pk"):
            yield name_of(organisation), f"the directory of strand {strand.code} lacks it"


def _files() -> Iterator[Fault]:
    storage = models.DocumentVersion._meta.get_field("file").storage
    known = set()
    for document in models.Document.objects.filter(versions=None).order_by("pk"):
        yield name_of(document), "it has no file"
    for version in models.DocumentVersion.objects.select_related("document__pairing__strand").order_by("pk").iterator():
        name = version.file.name or ""
        known.add(name)
        if fault := file_fault(version.file, size=version.size, sha256=version.sha256):
            yield name_of(version.document), f"the file of version {version.number} {fault}"
    logos = set()
    for row in models.Participation.objects.exclude(logo="").select_related("partner", "strand").order_by("pk"):
        logos.add(row.logo.name or "")
        if fault := file_fault(row.logo, size=row.logo_size, sha256=row.logo_sha256):
            yield name_of(row), f"the file of its logo {fault}"
    yield from stray_files(storage, "logos", logos, "no partner has it as its logo; it can be deleted")
    try:
        folders, _loose = storage.listdir("")
    except FileNotFoundError:
        return  # Nothing was ever stored.
    # Other files than documents lie in folders of a longer name.
    for folder in sorted(folder for folder in folders if len(folder) == _FOLDER):
        yield from stray_files(storage, folder, known, "no document has it; it can be deleted")


def file_fault(file: Any, *, size: int | None, sha256: str) -> str:
    """What is wrong with a stored file: that it is gone, or is another than its record says; nothing where it is well.

    It is read whole. Letters from before have a hash alone; the record of a file that was away at an upgrade has none.
    """
    if not file or not file.storage.exists(file.name):
        return "is gone"
    if size is not None and (found := file.storage.size(file.name)) != size:
        return f"has {found} bytes, not {size}"
    if not sha256:
        return "has no hash; docs/upgrades.md says how it gets one"
    with file.storage.open(file.name) as content:
        return "" if size_and_hash(content)[1] == sha256 else "is not the one that was hashed"


def stray_files(storage: Storage, folder: str, known: set[str], fault: str) -> Iterator[Fault]:
    """Files of a folder that no record has, once what may still be storing them has come to its end."""
    latest = clock.now() - STILL_RUNNING
    try:
        names = sorted(storage.listdir(folder)[1])
    except FileNotFoundError:
        return  # Nothing was ever stored there.
    for name in (f"{folder}/{each}" for each in names):
        if name not in known and storage.get_modified_time(name) < latest:
            yield f"file {name}", fault
