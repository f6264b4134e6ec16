"""The visit notes of a pairing from an event, and its minutes; both are read here, and begun."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from core.action_views import ActionView
from core.actions import Button
from core.columns import Column, Filter
from core.kept import Kept
from core.texts import in_two_languages
from events.enums import InterestOutcome
from events.events.pages import InEvent
from events.models import Event, MinutesObjection, NotedInterest, VisitNote
from events.visits.actions import AddVisitNote, Begins
from events.visits.forms import MinutesForm, VisitNoteAddForm
from events.visits.minutes_actions import AddObjection, EditMinutes, WithdrawObjection
from events.visits.parts import one_click, with_clicks
from events.visits.selectors import unnoted_items
from partnerships.confirmations.cards import confirm_card, take_main
from partnerships.enums import Side
from partnerships.follow_ups.selectors import follow_ups_from
from partnerships.history.services import history_link
from partnerships.lists import ListPage
from partnerships.models import Pairing, Strand


def _interest(row: VisitNote, side: str) -> str:
    """What became of a side's interest, with the project or the reason; empty where the side is not interested."""
    for interest in row.interests.all():
        if interest.side == side:
            more = str(interest.project) if interest.project else interest.in_reading_language("reason")
            word = str(interest.get_outcome_display())
            return f"{word}: {more}" if more else word
    return ""


VISIT_NOTE_COLUMNS = [
    Column("note", pgettext_lazy("table head", "Note"), str, order=("pk",), link=lambda row: row.get_absolute_url()),
    Column("item", gettext_lazy("Agenda item"), lambda row: row.item or ""),
    Column("what_en", gettext_lazy("Seen or discussed, in English"), lambda row: row.what_en),
    Column("what_ko", gettext_lazy("Seen or discussed, in Korean"), lambda row: row.what_ko),
    Column("topic", gettext_lazy("Topic"), lambda row: row.topic or ""),
    Column("eu", gettext_lazy("Interest of the EU side"), lambda row: _interest(row, Side.EU)),
    Column("counterpart", gettext_lazy("Interest of the other side"), lambda row: _interest(row, Side.COUNTERPART)),
    Column("author", gettext_lazy("Recorded by"), lambda row: row.author_label),
    Column("withdrawn", gettext_lazy("Withdrawn, and why"), lambda row: row.in_reading_language("withdrawn_reason")),
]

VISIT_NOTE_FILTERS = [
    Filter(
        "outcome",
        gettext_lazy("What became of it"),
        lambda _pairing: InterestOutcome.choices,
        lambda rows, value: rows.filter(pk__in=NotedInterest.objects.filter(outcome=value).values("note")),
    ),
]


class OfPairingAtEvent(InEvent):
    """A page for those who see what passes between the sides of a pairing that the event serves, and what begins it."""

    begins: type[Begins]

    @cached_property
    def action(self) -> Begins:
        """What begins, or goes on with, what the page shows; 404 where the event or the pairing is not to be seen."""
        row = self.begins.find(self.grants, self.kwargs)
        if row is None:
            raise Http404
        return self.begins(row, by=self.request.user, grants=self.grants)

    @property
    def event(self) -> Event:
        event: Event = self.action.row.event
        return event

    @property
    def pairing(self) -> Pairing:
        """The pairing of the address."""
        pairing: Pairing = self.action.row.pairing
        return pairing


class VisitNotes(OfPairingAtEvent, ListPage):
    """What was seen and discussed, which side is interested, and what became of it; also as a file."""

    begins = AddVisitNote
    template_name = "events/visits/visit_notes.html"
    name = "visit-notes"
    title = gettext_lazy("Visit notes")
    filters = VISIT_NOTE_FILTERS
    section = "events"

    @property
    def columns(self) -> list[Column]:  # type: ignore[override]
        """With what was said in Korean, where the strand is written in it."""
        return [one for one in VISIT_NOTE_COLUMNS if one.key != "what_ko" or in_two_languages()]

    def get_rows(self, strand: Strand) -> QuerySet[Any]:
        """Those of the event and the pairing in the order in which they were written."""
        del strand
        rows = VisitNote.objects.visible_to(self.grants).filter(event=self.event, pairing=self.pairing)
        return rows.with_interests().order_by("pk")

    def get_crumbs(self, strand: Strand) -> list[tuple[str, str]]:
        del strand
        return [*self.action.row.get_crumbs()[:-1], (_("Visit notes"), "")]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With the form, and what of the agenda is not noted yet."""
        event, pairing = self.event, self.pairing
        refusal, is_allowed = self.action.refusal, self.action.is_allowed
        works = is_allowed and not refusal
        open_rows = NotedInterest.objects.filter(note__event=event, note__pairing=pairing).open()
        return super().get_context_data(
            pairing=pairing,
            rows=with_clicks(kwargs["page"], self.grants),
            partners=list(reversed(pairing.partners)),
            works=works,
            refused=refusal if is_allowed else "",
            reopens=self.offers_reopening(),
            form=VisitNoteAddForm(event=event, pairing=pairing, auto_id="quick_%s") if works else None,
            add_url=self.address("visit-note-add", pairing.code),
            items=unnoted_items(event, pairing) if works else [],
            open_count=open_rows.count(),
            open_value=InterestOutcome.OPEN.value,
            here=self.request.get_full_path(),
            search_label=_("Text contains"),
            **kwargs,
        )


class MinutesPage(Kept, OfPairingAtEvent, TemplateView):
    """What was said and decided, item by item; who confirmed it, who objects, what follows."""

    begins = EditMinutes
    template_name = "events/visits/minutes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The minutes, or what to do to begin them; a constant number of queries."""
        action, minutes = self.action, self.action.row
        begun, refusal = bool(minutes.pk), action.refusal if action.is_allowed else ""
        works = action.is_allowed and not refusal
        label = _("Edit the minutes") if begun else _("Write the minutes")
        write = [Button(label, minutes.get_text_edit_url(), "" if begun else "main")] if works else []
        written = self._written() if begun else {}
        return super().get_context_data(
            pairing=self.pairing,
            crumbs=[*minutes.get_crumbs()[:-1], (minutes.get_crumbs()[-1][0], "")],
            minutes=minutes,
            begun=begun,
            refused="" if begun else refusal,
            works=works,
            buttons=[*written.pop("main", ()), *write],
            more=[history_link(minutes)] if begun else [],
            **written,
            **kwargs,
        )

    def _written(self) -> dict[str, Any]:
        minutes, follow_ups = self.action.row, follow_ups_from(self.grants, self.action.row)
        card = confirm_card(minutes, self.grants)
        add = None if minutes.is_settled else AddObjection.button_on(minutes, self.grants)
        return {
            "main": take_main(card),
            # The text stands on the page itself, item by item.
            "card": card | {"written": False},
            "parts": [part for part in card["parts"] if part.name != "follow_ups"],
            "objections": self._objections(),
            "add": [(_("Add a follow-up"), follow_ups.get("follow_up_add_url")), (_("Object"), add.url if add else "")],
            "follow_ups": follow_ups.get("follow_ups"),
        }

    def _objections(self) -> list[MinutesObjection]:
        """The oldest first, each with how it is taken back."""
        rows = list(self.action.row.objections.select_related("by").order_by("at", "id"))
        for row in rows:
            row.withdraw = one_click(WithdrawObjection, row, self.grants)
        return rows


class MinutesEditing(ActionView):
    """The page of the action that writes minutes; where the reader asks for more rows, nothing is saved yet."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.record = self._find_row(locked=False)
        self.require(self.record)
        return self._page(MinutesForm.with_more_rows(self.record, request.POST.dict()))
