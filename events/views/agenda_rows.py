"""The agenda as pages draw it: days of rows by both clocks, and for its editors what can be done to each item."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.parts import OneClick
from events.enums import HostAnswer
from events.services.agenda_sheets import AgendaDay, AgendaRow, AgendaSheet
from events.services.host_sheets import HOSTED
from events.views.places import event_address

if TYPE_CHECKING:
    from events.models import AgendaItem, Event
    from events.services.agenda_shown import ShownAgenda

# The icon beside what the host said (templates/components/status_word.html).
_LOOKS = {HostAnswer.CONFIRMED: "done", HostAnswer.DECLINED: "cancelled", HostAnswer.ASKED: "soon"}


@dataclass(frozen=True, slots=True)
class Step:
    """A move by one place within the day: where the button leads, and to which place."""

    act: OneClick
    extra: tuple[str, int]


@dataclass(frozen=True, slots=True)
class DrawnRow:
    """A row with its item, where the reader sees the draft, and with its acts, where the reader may edit it."""

    row: AgendaRow
    item: AgendaItem | None = None
    look: str = ""
    answer: str = ""
    edit_url: str = ""
    move_url: str = ""
    remove_url: str = ""
    answers: tuple[OneClick, ...] = ()
    answer_urls: tuple[tuple[str, str], ...] = ()
    up: Step | None = None
    down: Step | None = None


@dataclass(frozen=True, slots=True)
class DrawnDay:
    """A day with its rows, and where an item of that day is added."""

    day: AgendaDay
    rows: tuple[DrawnRow, ...]
    add_url: str = ""


def drawn_days(sheet: AgendaSheet, agenda: ShownAgenda | None = None, *, works: bool = False) -> list[DrawnDay]:
    """The days to be drawn; with the acts where the agenda `works`, that is, may be edited now."""
    found = []
    for day in sheet.days:
        rows = [_drawn(row, agenda, day, works=works) for row in day.rows]
        add = f"{event_address(agenda.event, 'agenda-item-add')}?day={day.day}" if agenda and works else ""
        found.append(DrawnDay(day, tuple(rows), add))
    return found


def _drawn(row: AgendaRow, agenda: ShownAgenda | None, day: AgendaDay, *, works: bool) -> DrawnRow:
    item = agenda.items.get(row.line.key) if agenda else None
    if agenda is None or item is None:
        return DrawnRow(row)
    answer = HostAnswer(item.answer)
    hosted = bool(item.host_id) and item.kind in HOSTED
    words = str(answer.label) if hosted and (answer or works) else ""
    if not works:
        return DrawnRow(row, item, _LOOKS.get(answer, "planned"), words)
    here, rows = day.rows.index(row), day.rows
    return DrawnRow(
        row=row,
        item=item,
        look=_LOOKS.get(answer, "planned"),
        answer=words,
        edit_url=event_address(agenda.event, "agenda-item-edit", item.pk),
        move_url=event_address(agenda.event, "agenda-item-move", item.pk) if len(rows) > 2 else "",
        remove_url=event_address(agenda.event, "agenda-item-remove", item.pk),
        answers=_answers(agenda.event, item) if hosted else (),
        answer_urls=_answer_urls(agenda.event, item) if hosted else (),
        up=_step(agenda.event, item, pgettext("move a row", "Up"), rows[here - 1].place) if here else None,
        down=_step(agenda.event, item, pgettext("move a row", "Down"), rows[here + 1].place)
        if here + 1 < len(rows)
        else None,
    )


def _step(event: Event, item: AgendaItem, label: str, place: int) -> Step:
    return Step(OneClick(event_address(event, "agenda-item-move", item.pk), label, item.version), ("place", place))


def _answers(event: Event, item: AgendaItem) -> tuple[OneClick, ...]:
    """What one click says of the host: asked, or confirmed."""
    steps = {
        HostAnswer.OPEN: (("ask", _("Mark as asked")), ("confirm", _("Mark as confirmed"))),
        HostAnswer.ASKED: (("confirm", _("Mark as confirmed")),),
    }
    found = steps.get(HostAnswer(item.answer), ())
    return tuple(
        OneClick(event_address(event, "agenda-answer", item.pk, name), label, item.version) for name, label in found
    )


def _answer_urls(event: Event, item: AgendaItem) -> tuple[tuple[str, str], ...]:
    """What needs a word more: declined, or taken back."""
    declined, taken_back = ("decline", _("Mark as declined")), ("take-back", _("Take the answer back"))
    steps = {
        HostAnswer.OPEN: (),
        HostAnswer.ASKED: (declined, taken_back),
        HostAnswer.CONFIRMED: (declined, taken_back),
        HostAnswer.DECLINED: (
            ("ask", _("Mark as asked again")),
            ("confirm", _("Mark as confirmed")),
            taken_back,
        ),
    }[HostAnswer(item.answer)]
    return tuple((label, event_address(event, "agenda-answer", item.pk, name)) for name, label in steps)
