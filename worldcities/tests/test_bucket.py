"""Files in a bucket of a store that speaks S3 over HTTP: all that a folder does, and what strangers get of it."""

import os
from io import BytesIO

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db.models import FileField
from django.test import Client

from bench.services import only_by_key, store
from core import clock
from core.errors import StoreAway
from core.stored_files import files_of_act, store_file
from partnerships.documents.models import document_storage
from partnerships.documents.tests import test_document_records
from partnerships.models import Document
from partnerships.tests.files import PDF, bring, photograph, upload
from partnerships.tests.pages import fields, sign_in, url
from reports.exports.services import sweep_exports
from reports.models import Export
from worldcities.backups import stored_names
from worldcities.management.commands import doctor
from worldcities.tests import test_stored_files

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]


@pytest.fixture(scope="module")
def running():
    with store() as found:
        yield found


def options(settings, **other):
    found = {"endpoint_url": "S3_ENDPOINT", "bucket_name": "S3_BUCKET"}
    found |= {"access_key": "S3_ACCESS_KEY", "secret_key": "S3_SECRET_KEY"}
    return {name: settings[key] for name, key in found.items()} | {"region_name": "us-east-1"} | other


@pytest.fixture
def put_in(settings, monkeypatch):
    """Let all files of the portal lie there."""

    def put(**options):
        settings.STORAGES = settings.STORAGES | {"documents": {"BACKEND": "core.buckets.Bucket", "OPTIONS": options}}
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if isinstance(field, FileField):
                    monkeypatch.setattr(field, "storage", document_storage())
        return document_storage()

    return put


@pytest.fixture
def bucket(running, put_in):
    given, client = running
    yield put_in(**options(given))
    for one in client.list_objects_v2(Bucket=given["S3_BUCKET"]).get("Contents", ()):
        client.delete_object(Bucket=given["S3_BUCKET"], Key=one["Key"])


def signed_in(sides, role="eu"):
    client = Client(raise_request_exception=False)
    sign_in(client, sides, role)
    return client


def add(client, sides, file):
    address = url(sides, "document-add", "pairing", sides.pairing.pk)
    sent = fields(client.get(address)) | {"audience": "own-side", "title": "Data sheet", "file": file}
    return client.post(address, sent)


@pytest.mark.security("V5", "V8")
def test_a_document_goes_into_the_bucket_and_out_through_the_page_alone(sides, bucket, running):
    assert add(signed_in(sides), sides, upload(content=PDF)).status_code == 302
    (name,) = stored_names()
    version = Document.objects.get().versions.get()
    assert version.file.name == name
    address = url(sides, "document-file", version.document.code, version.number)
    answer = signed_in(sides).get(address)
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Length"] == str(len(PDF))
    assert answer["Cache-Control"] == "private, no-store"
    assert signed_in(sides, "counterpart").get(address).status_code == 404
    with pytest.raises(ValueError, match="not accessible"):
        assert version.file.url
    assert list(bucket.openings()) == []


def test_a_photograph_loses_what_the_camera_wrote(sides, bucket):
    assert add(signed_in(sides), sides, upload("photo.jpg", photograph())).status_code == 302
    (name,) = stored_names()
    with bucket.open(name) as file:
        assert b"Exif" not in file.read()


def test_a_file_whose_time_is_over_is_gone_from_the_bucket(sides, bucket):
    content = os.urandom(9_000_000)  # in parts on its way there, and on the disk on its way back
    row = Export(
        owner=sides.people["staff"], strand=sides.pairing.strand, key="a", kind="closing-archive", state="ready"
    )
    row.file.save("archive.zip", ContentFile(content), save=False)
    row.expires_at = clock.now()
    row.save()
    with row.file.open() as file:
        assert file.read() == content
    assert list(stored_names()) == [row.file.name] == ["exports/archive.zip"]
    assert sweep_exports()[0] == 1
    assert list(stored_names()) == []


def test_a_name_is_taken_once(bucket):
    first, second = (bucket.save("ab/file.pdf", ContentFile(content)) for content in (b"first", b"second"))
    assert first != second
    assert [bucket.open(name).read() for name in (first, second)] == [b"first", b"second"]


def test_what_an_act_has_stored_goes_with_it(bucket):
    @files_of_act()
    def act():
        row = Export()
        store_file(row.file, ".zip", BytesIO(b"half"))
        assert list(stored_names()) == [row.file.name]
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert list(stored_names()) == []


def test_the_check_of_records_finds_what_it_finds_in_a_folder(sides, bucket, monkeypatch):
    test_document_records.test_the_check_of_records_names_what_is_lost_and_what_is_left_behind(sides, monkeypatch)


def test_a_file_from_before_is_hashed_where_it_lies(sides, bucket):
    test_stored_files.test_a_file_from_before_is_hashed_once_and_one_that_is_away_the_next_time(
        sides, test_stored_files.logo, None
    )


def test_a_file_that_is_gone_is_not_found(sides, bucket):
    document = bring(sides)
    bucket.delete(document.versions.get().file.name)
    address = url(sides, "document-file", document.code, 1)
    assert signed_in(sides).get(address).status_code == 404


@pytest.mark.security("V13", "V14")
def test_the_doctor_sees_whether_strangers_are_let_in_and_what_is_deleted_stays(bucket, running):
    given, client = running
    assert list(doctor.storage()) == []
    kept = {"Bucket": bucket.bucket_name, "VersioningConfiguration": {"Status": "Enabled"}}
    client.put_bucket_versioning(**kept)
    only_by_key(given["S3_ENDPOINT"], holds=False)
    told = [fault for fault, _mend in doctor.storage()]
    bucket.default_acl = "public-read"
    read = [fault for fault, _mend in doctor.storage() if "read" in fault]
    only_by_key(given["S3_ENDPOINT"])
    client.put_bucket_versioning(**kept | {"VersioningConfiguration": {"Status": "Suspended"}})
    assert told == ["Anybody can list the bucket documents.", "The bucket documents keeps what was deleted."]
    assert read == ["Anybody can read files of the bucket documents."]


WRONG = {"endpoint_url": "http://127.0.0.1:9"}, {"secret_key": "another"}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: next(iter(wrong)))
def test_a_store_that_is_away_is_told_as_an_outage(sides, bucket, running, put_in, wrong):
    document = bring(sides)
    away = put_in(**options(running[0], **wrong))
    answers = [
        signed_in(sides).get(url(sides, "document-file", document.code, 1)),
        add(signed_in(sides), sides, upload()),
    ]
    assert [(one.status_code, one["Retry-After"]) for one in answers] == [(503, "60")] * 2
    assert "cannot reach" in answers[0].text
    assert Document.objects.count() == 1
    assert [fault.partition(":")[0] for fault, _mend in doctor.storage()] == ["No file can be stored"]
    assert Client().get("/readyz").status_code == 503
    with pytest.raises(StoreAway):
        away.listdir("")
