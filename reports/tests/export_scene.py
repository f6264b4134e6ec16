"""A strand whose staff may ask for an export of a kind that is tried out."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, BinaryIO

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core.parts import hold, parts
from partnerships.models import Strand
from partnerships.people.selectors import read_grants
from reports.exports.services import ask_export
from reports.exports.work import ExportKind, work_on
from reports.models import Export


class Tried:
    """A kind that everybody may have who is staff; `made` counts, `then` may stop it."""

    made = 0

    @staticmethod
    def then(export: Export, progress: Callable[[int, int], None]) -> None:
        """Nothing, until a test says otherwise."""

    def make(self, export: Export, progress: Callable[[int, int], None], file: BinaryIO) -> tuple[str, str]:
        """Write one line in the language of the export."""
        self.made += 1
        progress(1, 2)
        self.then(export, progress)
        file.write(b"made of " + export.language.encode())
        return "부산 report.txt", "text/plain"


@contextmanager
def tried_kind() -> Iterator[Tried]:
    """The kind `try`, as long as the test lasts."""
    one = Tried()
    kind = ExportKind("try", "A try", one.make, may=lambda grants, export: export.strand_id in grants.staff)
    known = parts()
    hold(replace(known, export_kinds=(*known.export_kinds, kind)))
    yield one
    hold(known)


def ask(user: User, strand: Strand, **parameters: Any) -> Export:
    """Ask for an export of the kind `try`."""
    return ask_export(
        by=user, grants=read_grants(user), strand=strand, kind="try", parameters=parameters, language="en"
    )


def make(user: User, strand: Strand, execute: Callable[..., AbstractContextManager[Any]], **parameters: Any) -> Export:
    """Ask for one, and let the worker make it."""
    with execute(execute=True):
        export = ask(user, strand, **parameters)
    export.refresh_from_db()
    return export


def worked(asked: HttpResponse) -> Export:
    """The export to whose page an answer leads, once a worker has had it."""
    export = Export.objects.get(key=asked["Location"].rstrip("/").rpartition("/")[2])
    work_on(export.pk)
    export.refresh_from_db()
    return export


def fetched(client: Client, asked: HttpResponse) -> HttpResponse:
    """The file that an answer leads to, once a worker has made it."""
    export = worked(asked)
    assert export.state == "ready", export.fault
    return client.get(reverse("reports:export-file", args=[export.key]))
