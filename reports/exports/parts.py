"""What exports add to the pages further left: tasks, the way to one's own, the archive of a strand, and their kinds."""

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from typing import IO, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, QueryDict
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import get_language, gettext as _, pgettext, pgettext_lazy

from core import clock
from core.access import Grants
from core.errors import DomainError
from core.flat_rows import flat
from core.formats import format_date
from core.parts import Panel, Task
from core.sent_files import LeftToWorker, Purpose
from core.texts import LANGUAGES, reader_language, written_in
from partnerships.models import Strand
from partnerships.people.selectors import languages_at, read_grants, strands_of
from partnerships.tasks.selectors import NOW, READER, Waiting
from reports.enums import ExportState
from reports.exports.packing import is_over
from reports.exports.services import ask_export, failed_exports, ready_exports
from reports.exports.work import ExportKind, Progress, export_name
from reports.models import Export
from reports.rules import may_take_archive

_EXPORT = "export"


def export_rows() -> Iterator[QuerySet[Any, Any]]:
    """What tells that a file may be ready, or could not be made."""
    ready = Q(state=ExportState.READY, fetched_at=None, expires_at__gt=NOW)
    yield flat(_EXPORT, Export.objects.filter(ready | Q(state=ExportState.FAILED), owner=READER), None, "id")


def of_exports(*, waiting: Waiting) -> Iterable[Task]:
    """Files that are ready and were not taken yet, and those that could not be made."""
    if not waiting.rows(_EXPORT):
        return
    grants, now = waiting.grants, clock.now()
    for export in (*ready_exports(grants, now), *failed_exports(grants, now)):
        is_ready = export.state == ExportState.READY
        until = clock.day_of(export.expires_at) if is_ready and export.expires_at else None
        kept = _("The file is ready, and is kept until %(day)s.") % {"day": format_date(until)}
        file_url = reverse("reports:export-file", args=[export.key])
        yield Task(
            verb=pgettext("task", "Fetch") if is_ready else pgettext("task", "Ask what happened"),
            thing=export_name(export),
            language=(get_language() or "en")[:2],
            url=export.get_absolute_url(),
            why=kept if is_ready else _("The file could not be made."),
            due=until,
            button=_("Download") if is_ready else _("See why"),
            answer_url=file_url if is_ready else export.get_absolute_url(),
            about=str(export.strand),
        )


def own_exports(*, grants: Grants, today: dt.date) -> Iterable[Panel]:
    """Whoever has a role has something to export."""
    del today
    if grants.strands or grants.is_administrator:
        yield Panel("reports/panels.html#exports", {})


def way_to_archive(*, grants: Grants, strand: Strand, today: dt.date) -> Iterable[Panel]:
    """Once the strand is over, for whoever may take it along; before, the way leads over its reports."""
    del today
    if may_take_archive(grants, strand) and is_over(strand):
        yield Panel("reports/panels.html#archive", {"strand": strand}, "aside")


# Files of the portal's addresses that a view leaves to a worker (`core.sent_files`), made by that same view.

PAGE_FILE = "page-file"
# Where Django looks for what a page tells its reader.
MESSAGES = "_messages"


class _NoPage:
    """What a page would tell its reader is why there is no file."""

    def add(self, _level: int, message: Any, extra_tags: str = "") -> None:
        """Refuse with these words."""
        del extra_tags
        raise DomainError(message)


def ask_page_file(request: HttpRequest, left: LeftToWorker) -> Export:
    """Ask a worker for the file of this address; raises as `ask_export`."""
    names = {}
    for language in LANGUAGES:
        with translation.override(language):
            names[language] = left.name()
    return ask_export(
        by=request.user,  # type: ignore[arg-type]
        grants=request.grants,  # type: ignore[attr-defined]
        strand=left.strand,
        kind=PAGE_FILE,
        parameters={"path": request.path_info, "query": request.META.get("QUERY_STRING", ""), "names": names},
        language=get_language() or "en",
    )


def _answer(grants: Grants, export: Export, purpose: Purpose) -> HttpResponseBase:
    """What the address answers to the owner of the export."""
    request: Any = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = export.parameters["path"]
    request.META = {"QUERY_STRING": export.parameters["query"]}
    request.GET = QueryDict(export.parameters["query"])
    request.user, request.grants, request.session, request.file_purpose = export.owner, grants, {}, purpose
    request.strands = strands_of(grants)
    setattr(request, MESSAGES, _NoPage())
    request.resolver_match = view = resolve(request.path_info)
    with written_in(lambda: languages_at(request)):
        answer: HttpResponseBase = view.func(request, *view.args, **view.kwargs)
    return answer


def make_page_file(export: Export, progress: Progress, file: IO[bytes]) -> tuple[str, str]:
    """Write what the address answers; raises DomainError where it has no file any more."""
    progress(0, 1)
    try:
        answer = _answer(read_grants(export.owner), export, Purpose.FILE)
    except (Http404, PermissionDenied) as gone:
        raise DomainError(_("There is no such file any more, or you may not have it.")) from gone
    # Not by closing the answer, which would end a request, and with it the worker's connection to the database.
    with getattr(answer, "file_to_stream", None) or nullcontext():
        for part in answer:
            file.write(part)
    return answer.saved_as, answer["Content-Type"]  # type: ignore[attr-defined]


def may_have_page_file(grants: Grants, export: Export) -> bool:
    """As the view says of its address, now."""
    try:
        _answer(grants, export, Purpose.RIGHT)
    except LeftToWorker:
        return True
    except (Http404, PermissionDenied):
        pass
    return False


PAGE_FILE_KIND = ExportKind(
    PAGE_FILE,
    pgettext_lazy("document", "File"),
    make_page_file,
    may=may_have_page_file,
    describe=lambda export: str(export.parameters["names"][reader_language()]),
)
