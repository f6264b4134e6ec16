"""The papers of a journey: the page of each, its files and photographs."""

import logging
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext, pgettext
from django.views.generic import TemplateView, View

from accounts.models import User
from core import clock
from core.actions import Button
from core.blocks import block_rows
from core.docx import render_docx
from core.errors import refusal_by
from core.models import one_act, write_audit
from core.pdf.rendering import render_blocks_pdf
from core.sent_files import DOCX, PDF, send_file, send_kept
from core.texts import LANGUAGES, written_languages, written_of
from events.audit_actions import TRIP_PAPER_SENT
from events.enums import TripPaperKind
from events.events.pages import InEvent
from events.models import Event, TripPaper, TripPhoto
from events.trips.actions import EditTripPaper, FinishTripPaper, ReopenTripPaper
from events.trips.documents import paper_blocks, paper_name, paper_title
from events.trips.models import MOST_PHOTOS
from events.trips.selectors import TripSheet, find_paper, journey_label, with_parts

logger = logging.getLogger(__name__)
FORMATS = {"docx": DOCX, "pdf": PDF}
_NAMES = {"ko": "한국어", "en": "English"}


class InTrip(InEvent):
    """A page of one paper of one partner's journey; who may not read it does not find it."""

    @cached_property
    def event(self) -> Event:
        """With its parts, to which the journey may lead."""
        rows = Event.objects.visible_to(self.grants).filter(strand__code=self.kwargs["strand"])
        if (event := with_parts(rows, self.kwargs["event"])) is None:
            raise Http404
        return event

    @cached_property
    def paper(self) -> TripPaper:
        """The paper of the address, also where nobody has begun it; else 404."""
        found = find_paper(self.grants, self.event, self.kwargs["partner"], self.kwargs["paper"])
        if found is None:
            raise Http404
        return found

    @cached_property
    def sheet(self) -> TripSheet:
        return TripSheet(self.grants, self.paper)


class TripPaperPage(InTrip, TemplateView):
    """One paper: how far it is, what is missing, and itself as its file will read."""

    template_name = "events/trips/trip_paper.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Everything in a constant number of queries."""
        sheet, paper, event = self.sheet, self.paper, self.event
        delegation, partner = paper.delegation, sheet.participation.partner
        wanted = self.request.GET.get("language", "")
        language = wanted if wanted in LANGUAGES else written_languages()[0]
        no_journey = refusal_by(paper.check_journey)
        edit = EditTripPaper(paper, by=self.request.user, grants=self.grants)
        works = edit.is_allowed and not edit.refusal
        name = paper_name(paper.kind, abroad=sheet.is_abroad)
        other = TripPaperKind.PLAN if sheet.is_report else TripPaperKind.REPORT
        history = [event.strand.code, "trip-paper", paper.pk]
        adds = works and sheet.is_report and len(sheet.photos) < MOST_PHOTOS
        return super().get_context_data(
            crumbs=self.event_crumbs(
                (_("Delegations"), self.address("delegation-list")),
                (partner.name, delegation.get_absolute_url()),
                (name, ""),
            ),
            paper_name=name,
            sheet=sheet,
            no_journey=no_journey,
            partner=partner,
            paper=paper,
            counted_from=self._counted_from(paper),
            works=works,
            buttons=self._buttons(paper) if works else [],
            gaps=[(gap, url if works else "") for gap, url in sheet.gaps],
            language=language,
            paper_title=paper_title(sheet, language),
            blocks=block_rows(paper_blocks(sheet, language), below=2),
            languages=[(code, name, f"?language={code}#paper") for code, name in written_of(_NAMES)],
            files=[(code, name, self._files(code)) for code, name in written_of(_NAMES)],
            photos=[(photo, paper.address_of("events:trip-photo", photo=photo.pk)) for photo in sheet.photos],
            photo_add_url=paper.address_of("events:trip-photo-add") if adds else "",
            other=(paper_name(other, abroad=sheet.is_abroad), paper.address_of(paper.PAGE, paper=other.value)),
            history_url=reverse("partnerships:record-history", args=history) if paper.pk else "",
            **kwargs,
        )

    def _counted_from(self, paper: TripPaper) -> str:
        """From what its due day is counted."""
        if paper.kind == TripPaperKind.PLAN:
            days = settings.TRIP_PLAN_DAYS
            return ngettext("%(days)s day before departure", "%(days)s days before departure", days) % {"days": days}
        days = settings.TRIP_REPORT_DAYS
        after = ngettext("%(days)s day after the return", "%(days)s days after the return", days) % {"days": days}
        return after if paper.due_is_exact else _("at the latest; the day of return is not recorded")

    def _buttons(self, paper: TripPaper) -> list[Button]:
        """What can be done; a paper whose text is missing is finished too, and says so then."""
        step = ReopenTripPaper if paper.finished_at else FinishTripPaper
        weight = "" if paper.finished_at else "main"
        edit = Button(str(EditTripPaper.button), paper.address_of("events:trip-paper-edit"), weight)
        return [edit, Button(str(step.button), paper.address_of(f"events:{step.key}"))] if paper.pk else [edit]

    def _files(self, language: str) -> list[tuple[str, str]]:
        name, paper = "events:trip-paper-file", self.paper
        return [(code.upper(), paper.address_of(name, paper_language=language, file_format=code)) for code in FORMATS]


class TripPaperFile(InTrip, View):
    """Hands out the paper as a file, made from the records as they stand."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language, file_format = self.kwargs["paper_language"], self.kwargs["file_format"]
        if language not in LANGUAGES or file_format not in FORMATS:
            raise Http404
        content = paper_file(by=request.user, sheet=self.sheet, language=language, file_format=file_format)  # type: ignore[arg-type]
        return send_file(content, name=file_name(self.sheet, language, file_format), media_type=FORMATS[file_format])


@one_act()
def paper_file(*, by: User, sheet: TripSheet, language: str, file_format: str) -> bytes:
    """The paper as `pdf` or `docx` in `en` or `ko`, made from the records as they are; that it was taken is logged.

    Whoever could read `sheet` may have it.
    """
    blocks = paper_blocks(sheet, language, _contents(sheet.photos))
    title = paper_title(sheet, language)
    with translation.override(language):
        head = str(sheet.event.strand)
        if not sheet.paper.finished_at:
            head = pgettext("trip paper", "%(strand)s, draft") % {"strand": head}
        render = render_docx if file_format == "docx" else render_blocks_pdf
        content = render(blocks, language=language, title=title, made_at=clock.now(), head=head)
    write_audit(
        action=TRIP_PAPER_SENT,
        by=by,
        record=sheet.delegation if sheet.delegation.pk else sheet.event,
        label=journey_label(sheet.delegation),
        paper=sheet.paper.kind,
        language=language,
        format=file_format.upper(),
    )
    return content


def file_name(sheet: TripSheet, language: str, file_format: str) -> str:
    """Whose paper of which journey it is."""
    return f"trip-{sheet.paper.kind}_{sheet.participation.partner.code}_{sheet.event.code}_{language}.{file_format}"


def _contents(photos: Iterable[TripPhoto]) -> list[tuple[TripPhoto, bytes]]:
    """The photographs with their bytes; one whose file is gone is left out, and the log records it."""
    found = []
    for photo in photos:
        try:
            with photo.file.open("rb") as file:
                found.append((photo, file.read()))
        except FileNotFoundError:
            logger.exception("The file of photograph %s is gone", photo.pk)
    return found


class TripPhotoFile(InTrip, View):
    """Hands out one photograph of a report."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> FileResponse:  # type: ignore[override]
        photo = self.get_or_404(self.paper.shown_photos, pk=self.kwargs["photo"])
        ending = "png" if photo.media_type == "image/png" else "jpg"
        return send_kept(photo.file, name=f"photograph-{photo.pk}.{ending}", media_type=photo.media_type)
