"""Files of each kind, as they are written, and what the check of records says of those that are not so any more."""

from importlib import import_module

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import FileField

from core import clock
from core.stored_files import files_of_act, size_and_hash
from events.delegates.actions import IssueLetter
from events.delegations.actions import AcceptDelegate
from events.models import Delegate, TripPaper
from events.tests.delegation_scene import scene
from events.tests.trip_scene import AFTER, tell_trip
from events.trips.actions import AddTripPhoto
from partnerships import integrity
from partnerships.documents.uploads import check_upload
from partnerships.places.actions import EditPartner
from partnerships.tests.factories import StrandRoleFactory
from partnerships.tests.files import FILES, bring, forget_files, upload
from reports.tests.export_scene import make, tried_kind
from reports.tests.factories import IssuedFileFactory
from reports.tests.period_scene import issued, period_of
from worldcities.management.commands.check_records import contradictions

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(autouse=True)
def _no_files():
    forget_files()
    yield
    forget_files()


def picture():
    return check_upload(upload("photo.jpg", FILES["photo.jpg"]))


def document(sides, _committed):
    return bring(sides).versions.get()


def logo(sides, _committed):
    row = sides.pairing.eu
    EditPartner.do(row, **sides.by("eu"), version=row.version, changes={"logo": picture()})
    row.refresh_from_db()
    return row


def photograph(_sides, _committed):
    with clock.fixed_at(AFTER):
        trip = tell_trip()
        paper = TripPaper(delegation=trip.delegation, kind="report")
        AddTripPhoto.do(paper, **trip.by("counterpart"), file=picture(), captions={"caption_en": "22@"})
    return TripPaper.objects.get().photos.get()


def letter(_sides, _committed):
    found = scene()
    one = found.one(given_name="Jisu")
    AcceptDelegate.do(one, **found.act("staff"), version=one.version)
    row, texts = Delegate.objects.get(), {"signatory": "Claire Fontaine"}
    IssueLetter.do(row, **found.act("staff"), version=row.version, language="en", texts=texts)
    return row.letters.get()


def export(sides, committed):
    staff = StrandRoleFactory(strand=sides.pairing.strand).user
    with tried_kind():
        return make(staff, sides.pairing.strand, committed)


def report(sides, _committed):
    return IssuedFileFactory(report=issued(period_of(sides)))


KINDS = {
    document: "the file of version 1",
    logo: "the file of its logo",
    photograph: "the file of photograph 1",
    letter: "the file of letter 1",
    export: "its file",
    report: "its file report.pdf",
}
STRAYS = {
    "ab": "no document has it; it can be deleted",
    "logos": "no partner has it as its logo; it can be deleted",
    "trips": "no letter or photograph has it; it can be deleted",
    "letters": "no letter or photograph has it; it can be deleted",
    "exports": "no export has it; it can be deleted",
    "reports": "no issued report has it; it can be deleted",
}


def test_there_are_no_other_kinds():
    found = {field for model in apps.get_models() for field in model._meta.fields if isinstance(field, FileField)}
    assert len(found) == len(KINDS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_a_file_that_is_not_as_it_was_written_is_named(sides, kind, monkeypatch, django_capture_on_commit_callbacks):
    row = kind(sides, django_capture_on_commit_callbacks)
    file = row.logo if kind is logo else row.file
    name, storage = file.name, file.storage
    content = storage.open(name).read()
    before = {what for _record, what in contradictions()}

    def found(other):
        storage.delete(name)
        if other is not None:
            assert storage.save(name, ContentFile(other)) == name
        return {what for _record, what in contradictions()} - before

    assert found(content) == set()
    assert found(bytes([content[0] ^ 1]) + content[1:]) == {f"{KINDS[kind]} is not the one that was hashed"}
    assert found(content[:-1]) == {f"{KINDS[kind]} has {len(content) - 1} bytes, not {len(content)}"}
    assert found(None) == {f"{KINDS[kind]} is gone"}
    stray = storage.save(f"{name.rpartition('/')[0]}/stray", ContentFile(content))
    assert not any(record == f"file {stray}" for record, _what in contradictions())
    monkeypatch.setattr(integrity, "STILL_RUNNING", integrity.STILL_RUNNING * -24)
    folder = "ab" if kind is document else name.partition("/")[0]
    assert (f"file {stray}", STRAYS[folder]) in set(contradictions())


@pytest.mark.parametrize("kind", [logo, photograph, export], ids=lambda kind: kind.__name__)
def test_a_file_from_before_is_hashed_once_and_one_that_is_away_the_next_time(
    sides, kind, django_capture_on_commit_callbacks
):
    row, field = kind(sides, django_capture_on_commit_callbacks), "logo_" * (kind is logo)
    file = row.logo if kind is logo else row.file
    name, storage = file.name, file.storage
    content = storage.open(name).read()
    hash_files = import_module("reports.migrations.0009_files_from_before").hash_files
    rows = type(row).objects.filter(pk=row.pk)
    rows.update(**{f"{field}size": None, f"{field}sha256": ""})
    assert [what for _record, what in contradictions() if what.startswith(KINDS[kind])] == [
        f"{KINDS[kind]} has no hash; docs/upgrades.md says how it gets one"
    ]
    storage.delete(name)
    hash_files(apps, None)
    assert rows.values_list(f"{field}sha256").get() == ("",)
    storage.save(name, ContentFile(content))
    hash_files(apps, None)
    with storage.open(name) as stored:
        assert rows.values_list(f"{field}size", f"{field}sha256").get() == size_and_hash(stored)
    storage.delete(name)
    storage.save(name, ContentFile(b"another"))
    hash_files(apps, None)
    assert [what for _record, what in contradictions() if what.startswith(KINDS[kind])] == [
        f"{KINDS[kind]} has 7 bytes, not {len(content)}"
    ]


def test_a_picture_that_was_taken_away_leaves_no_sum(sides):
    row = logo(sides, None)
    assert row.logo_sha256
    with files_of_act():
        EditPartner.do(row, **sides.by("eu"), version=row.version, changes={"without_logo": True})
    row.refresh_from_db()
    assert (row.logo.name, row.logo_size, row.logo_sha256) == ("", None, "")
