"""The visit notes of a pairing from an event: all of them, a form that takes one more, the agenda to note from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.columns.visit_notes import VISIT_NOTE_COLUMNS, VISIT_NOTE_FILTERS
from events.enums import InterestOutcome
from events.forms.visit_notes import VisitNoteAddForm
from events.models import NotedInterest, VisitNote
from events.services.visit_notes import writing_refused
from events.views.event_pairings import InEventPairing
from events.views.visit_note_lines import lines_of, unnoted_items, with_interests
from partnerships.rules import may_edit_pairing
from partnerships.views.lists import ListPage

if TYPE_CHECKING:
    from django.core.paginator import Page
    from django.db.models import QuerySet

    from partnerships.models import Strand


class VisitNotes(InEventPairing, ListPage):
    """What was seen and discussed, which side is interested, and what became of it; also as a file."""

    template_name = "events/visit_notes.html"
    name = "visit-notes"
    title = gettext_lazy("Visit notes")
    columns = VISIT_NOTE_COLUMNS
    filters = VISIT_NOTE_FILTERS
    section = "events"

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those of the event and the pairing in the order in which they were written."""
        del strand
        rows = VisitNote.objects.visible_to(self.grants).filter(event=self.event, pairing=self.pairing)
        return with_interests(rows).order_by("pk")

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        """Below the event."""
        del strand
        return self.event_crumbs((_("Visit notes"), ""))

    def get_cells(self, page: Page[Any]) -> list[Any]:
        """The page's notes as lines."""
        return lines_of(page, self.grants)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The lines, the form, and what of the agenda is not noted yet."""
        event, pairing = self.event, self.pairing
        refused = writing_refused(event, pairing)
        works = may_edit_pairing(self.grants, pairing) and not refused
        open_rows = NotedInterest.objects.filter(note__event=event, note__pairing=pairing).open()
        return super().get_context_data(
            pairing=pairing,
            partners=list(reversed(pairing.partners)),
            works=works,
            refused=refused if may_edit_pairing(self.grants, pairing) else "",
            reopens=self.offers_reopening(),
            form=VisitNoteAddForm(event=event, pairing=pairing, auto_id="quick_%s") if works else None,
            add_url=self.of_pairing("visit-note-add"),
            items=unnoted_items(event, pairing) if works else [],
            open_count=open_rows.count(),
            open_value=InterestOutcome.OPEN.value,
            here=self.request.get_full_path(),
            search_label=_("Text contains"),
            **kwargs,
        )
