"""No room left, a database that is away, one that is busy: the answer says which, and nothing half done stays."""

import errno
import io
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.db import DEFAULT_DB_ALIAS, OperationalError, connection, connections
from django.test import Client
from django.urls import reverse

from partnerships.models import Document, DocumentVersion, Project
from partnerships.tests.files import photograph, upload
from partnerships.tests.pages import fields, sign_in, text_of, url
from worldcities.settings import base

pytestmark = pytest.mark.django_db


class _Told(Exception):
    """What a driver tells of a fault, in the words of PostgreSQL and of SQLite."""

    def __init__(self, pgcode, sqlite_errorname):
        super().__init__(f"{pgcode} {sqlite_errorname}")
        if connection.vendor == "postgresql":
            self.pgcode = pgcode
        else:
            self.sqlite_errorname = sqlite_errorname


FULL, BUSY = _Told("53100", "SQLITE_FULL"), _Told("55P03", "SQLITE_BUSY")
MISTAKE = _Told("42P01", "SQLITE_ERROR")
GONE = None


def failing(cause, *, but=("django_session", "accounts_user"), at=""):
    """The database refuses each statement that names `at`, except about these tables."""

    def refuse(execute, sql, params, many, context):
        if at in sql and not any(table in sql for table in but):
            raise OperationalError(f"{cause or 'server closed the connection unexpectedly'}") from cause
        return execute(sql, params, many, context)

    return connection.execute_wrapper(refuse)


def signed_in(sides, **headers):
    client = Client(headers=headers, raise_request_exception=False)
    sign_in(client, sides, "eu")
    return client


@pytest.mark.security("V16")
def test_a_full_database_saves_nothing_and_what_was_typed_stays(sides):
    client, address = signed_in(sides), url(sides, "project-add")
    both = [sides.pairing.eu_id, sides.pairing.counterpart_id]
    sent = fields(client.get(address)) | {"name": "Ferries", "partners": both}
    with failing(FULL, at="submittedform"):
        answer = client.post(address, sent)
    assert answer.status_code == 507
    assert "The portal has no room left" in text_of(answer)
    assert answer.context["form"]["name"].value() == "Ferries"
    assert not Project.objects.exists()


class _SmallDisk(io.FileIO):
    """Has room for some bytes of each file, as a disk that fills up while it is written."""

    def write(self, content):
        super().write(bytes(content)[:10])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def fileno(self):
        raise io.UnsupportedOperation  # else Pillow writes past it


def test_a_disk_that_fills_up_leaves_no_half_of_a_file_and_no_record(sides, tmp_path, monkeypatch):
    told = base.STORAGES["documents"]
    folder = storages.create_storage(told | {"OPTIONS": {"location": tmp_path, "base_url": None}})
    monkeypatch.setattr(DocumentVersion._meta.get_field("file"), "storage", folder)
    client, address = signed_in(sides), url(sides, "document-add", "pairing", sides.pairing.pk)
    sent = fields(client.get(address)) | {"audience": "pairing", "title": "Data sheet"}
    with monkeypatch.context() as disk:
        disk.setattr(os, "fdopen", lambda number, _mode: _SmallDisk(number, "wb"))
        answer = client.post(address, sent | {"file": upload()})
    assert answer.status_code == 507
    assert "The portal has no room left" in text_of(answer)
    assert answer.context["form"]["title"].value() == "Data sheet"
    assert not Document.objects.exists()
    assert not [path for path in Path(tmp_path).rglob("*") if path.is_file()]
    # With room again the same form is carried out.
    assert client.post(address, sent | {"file": upload()}).status_code == 302
    assert len([path for path in Path(tmp_path).rglob("*") if path.is_file()]) == 1


def test_a_photograph_for_which_there_is_no_room_is_not_called_damaged(sides, tmp_path, monkeypatch):
    client, address = signed_in(sides), url(sides, "document-add", "pairing", sides.pairing.pk)
    sent = fields(client.get(address)) | {"audience": "pairing", "title": "Site visit"}
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda: _SmallDisk(tmp_path / "picture", "wb+"))
    answer = client.post(address, sent | {"file": upload("photo.jpg", photograph())})
    assert answer.status_code == 507
    assert "The portal has no room left" in text_of(answer)


def _asked_of_a_dead_database(*asked):
    """What these requests get where no database answers at all, not even for the session."""
    nowhere = {"NAME": "/nowhere/portal.sqlite3"} if connection.vendor == "sqlite" else {"PORT": "1"}
    dead = type(connections[DEFAULT_DB_ALIAS])(connection.settings_dict | nowhere, DEFAULT_DB_ALIAS)

    def ask():
        connections[DEFAULT_DB_ALIAS] = dead
        client = Client(headers={"accept-language": "ko"}, raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
        return [client.get(address) for address in asked]

    with ThreadPoolExecutor(1) as other:
        return other.submit(ask).result()


def test_without_a_database_each_page_says_when_to_come_again_in_one_line_of_the_log(caplog):
    answers = _asked_of_a_dead_database("/", "/readyz", reverse("reports:all-results"), "/no-such-page/")
    for answer in answers:
        assert (answer.status_code, answer["Retry-After"]) == (503, "60"), answer.request["PATH_INFO"]
        assert '<html lang="ko"' in answer.text
        assert settings.SESSION_COOKIE_NAME not in answer.cookies
    assert len(caplog.records) == len(answers)
    for line in caplog.records:
        assert not line.exc_info
        assert "\n" not in line.getMessage()
    assert caplog.records[1].getMessage().startswith("Service Unavailable: /readyz: ")


@pytest.mark.parametrize(
    ("cause", "seconds", "words"),
    [
        (GONE, "60", "The portal cannot reach a service that it needs"),
        (BUSY, "5", "Others were saving all the while"),
    ],
)
def test_a_database_that_fails_within_a_page_is_told_in_words(sides, caplog, cause, seconds, words):
    client = signed_in(sides, accept_language="en")
    with failing(cause):
        answer = client.get(sides.pairing.get_absolute_url())
    assert (answer.status_code, answer["Retry-After"]) == (503, seconds)
    assert words in text_of(answer)
    assert [line.exc_info for line in caplog.records] == [None]


@pytest.mark.security("V16")
def test_what_is_a_fault_of_the_portal_stays_one_with_its_trace(sides, caplog):
    client = signed_in(sides)
    with failing(MISTAKE):
        answer = client.get(sides.pairing.get_absolute_url())
    assert answer.status_code == 500
    assert "Retry-After" not in answer
    assert [bool(line.exc_info) for line in caplog.records] == [True]
