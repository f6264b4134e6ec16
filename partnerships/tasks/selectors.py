"""What waits in some pairings on a day: open milestones, confirmations of the current edition, open follow-ups.

Read once for tasks, signals and the programme page; each kind costs one query, however many pairings there are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse

from core import clock
from core.texts import TwoLanguageText
from partnerships.enums import ConfirmationState, Side
from partnerships.models import Confirmation, FollowUp, Milestone, Pairing, Stage, text_model, text_models

if TYPE_CHECKING:
    from partnerships.models import TextEdition

_BOTH = (Side.EU, Side.COUNTERPART)


def other_side(side: str) -> str:
    """The side across."""
    return Side.EU.value if side == Side.COUNTERPART else Side.COUNTERPART.value


def partner_name(pairing: Pairing, side: str) -> str:
    """The partner on a side of a pairing, in the reader's language."""
    return str(dict(pairing.partners)[side].name)


@dataclass(frozen=True, slots=True)
class WaitingConfirmation:
    """One side's word under the current edition of a text, still to be given.

    `earlier` is the newest earlier edition that this side had confirmed, `halves` what the two-part
    mark shows (EU, counterpart), `due` the day until which it may wait: the end of the side's own
    internal approval, else so many days after it was asked as the strand allows.
    """

    confirmation: Confirmation
    pairing: Pairing
    earlier: int | None
    halves: tuple[str, str]

    @property
    def side(self) -> str:
        """Whose word it is."""
        return self.confirmation.side

    @property
    def text(self) -> TextEdition:
        """The edition that is asked for."""
        return self.confirmation.text

    @property
    def asked_on(self) -> dt.date:
        """The day it was asked."""
        return clock.day_of(self.confirmation.asked_at)

    @property
    def in_approval_until(self) -> dt.date | None:
        """The end of the internal approval that runs, where its side named a day."""
        running = self.confirmation.state == ConfirmationState.IN_APPROVAL
        return self.confirmation.approval_until if running else None

    @property
    def due(self) -> dt.date:
        """The last day on which it is not late."""
        return self.in_approval_until or self.asked_on + dt.timedelta(days=self.pairing.strand.confirmation_days)

    @property
    def other_confirmed(self) -> bool:
        """Whether the other side has confirmed this very edition."""
        return self.halves[1 if self.side == Side.EU else 0] in {"confirmed", "behalf"}

    @property
    def title(self) -> tuple[str, str]:
        """What the text is called, and the language that is written in."""
        return self.text.title

    @property
    def url(self) -> str:
        """Where the text is read and confirmed."""
        return answer_page(self.pairing, self.text.slug)

    @property
    def is_release(self) -> bool:
        """Whether the word is called a release."""
        return is_release(self.text.slug)


def text_url(pairing: Pairing, slug: str) -> str:
    """The page of one text of a pairing."""
    return reverse("partnerships:text", args=[pairing.strand.code, pairing.code, slug])


def answer_page(pairing: Pairing, slug: str) -> str:
    """Where a side gives its word to a text of a pairing."""
    model = text_model(slug)
    return model.get_answer_url(pairing, slug) if model else text_url(pairing, slug)


def is_release(slug: str) -> bool:
    """Whether a side's word under a text is called a release."""
    model = text_model(slug)
    return bool(model and model.IS_RELEASE)


def picked(record: Any, name: str) -> tuple[str, str]:
    """A text of a record and the language it is in: the reader's, else the other."""
    pair: TwoLanguageText = getattr(type(record), name)
    return pair.pick(record)


def _of_current_edition() -> Q:
    """The condition that a confirmation's edition is the one that its record has now.

    Of each kind of text it says itself which rows wait for nobody (`asking`).
    """
    found = Q()
    for model in text_models():
        rows = model._default_manager.filter(pk=OuterRef("text__object_id"), edition=OuterRef("text__edition"))
        kind = (
            {"text__slug__startswith": f"{model.TEXT_KIND}-"}
            if model.named_by_code()
            else {"text__slug": model.TEXT_KIND}
        )
        found |= Q(Exists(rows.filter(model.asking()))) & Q(**kind)
    return found


def waiting_confirmations(pairings: Sequence[Pairing]) -> list[WaitingConfirmation]:
    """Every word that one side still owes under a current edition, the longest asked first."""
    by_id = {pairing.pk: pairing for pairing in pairings}
    waiting = Confirmation.objects.waiting().filter(text=OuterRef("text"))
    before = Confirmation.objects.filter(
        text__content_type=OuterRef("text__content_type"),
        text__object_id=OuterRef("text__object_id"),
        text__edition__lt=OuterRef("text__edition"),
        side=OuterRef("side"),
        state=ConfirmationState.CONFIRMED,
    ).order_by("-text__edition")
    rows = (
        Confirmation.objects.live()
        .filter(_of_current_edition(), Exists(waiting), text__pairing__in=by_id)
        .annotate(earlier=Subquery(before.values("text__edition")[:1]))
        .select_related("text")
        .defer("text__canonical")
        .order_by("asked_at", "pk")
    )
    of_text: dict[int, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        of_text[row.text_id][row.side] = row
    found = []
    for sides in of_text.values():
        halves = tuple(_half(sides.get(side)) for side in _BOTH)
        for row in sides.values():
            if row.state != ConfirmationState.CONFIRMED:
                pairing = by_id[row.text.pairing_id]
                found.append(WaitingConfirmation(row, pairing, row.earlier, (halves[0], halves[1])))
    return found


def _half(row: Any) -> str:
    """One half of the two-part mark: fill means that this very edition is confirmed."""
    if row is None:
        return ""
    if row.state == ConfirmationState.CONFIRMED:
        return "behalf" if row.on_behalf else "confirmed"
    return "voided" if row.earlier else ""


def _days(pairings: Iterable[Pairing], name: str) -> dt.timedelta:
    """The longest of the strands' thresholds."""
    return dt.timedelta(days=max((getattr(pairing.strand, name) for pairing in pairings), default=0))


def ending_stages(pairings: Collection[Pairing], today: dt.date) -> dict[int, list[Stage]]:
    """By strand, the stages whose last day is today or within the strand's days before a stage ends."""
    strands = {pairing.strand_id: pairing.strand for pairing in pairings}
    rows = Stage.objects.filter(
        strand__in=strands, forecast_last_day__gte=today, forecast_last_day__lte=today + _days(pairings, "stage_days")
    ).order_by("strand", "position")
    found: dict[int, list[Stage]] = defaultdict(list)
    for stage in rows:
        stage.strand = strands[stage.strand_id]
        last = stage.forecast.last_day
        if last is not None and (last - today).days <= stage.strand.stage_days:
            found[stage.strand_id].append(stage)
    return found


def open_milestones(
    pairings: Collection[Pairing], today: dt.date, stages: Mapping[int, Sequence[Stage]]
) -> list[Milestone]:
    """What is late, due within a strand's days before a deadline, objected to, or open in one of `stages`.

    In the order of their last day. Milestones that are done, cancelled or not reported are none of these.
    """
    by_id = {pairing.pk: pairing for pairing in pairings}
    near = today + _days(pairings, "deadline_days")
    ending = [stage.pk for some in stages.values() for stage in some]
    rows = (
        Milestone.objects.open_on(today)
        .filter(pairing__in=by_id)
        .filter(Q(forecast_last_day__lte=near) | Q(stage__in=ending) | ~Q(objection=""))
        .order_by(F("forecast_last_day").asc(nulls_last=True), "pk")
    )
    found = list(rows)
    for row in found:
        row.pairing = by_id[row.pairing_id]
    return found


def is_due(milestone: Milestone, today: dt.date) -> bool:
    """Whether it is late, or due within the strand's days before a deadline."""
    last = milestone.forecast.last_day
    return last is not None and (last - today).days <= milestone.pairing.strand.deadline_days


def text_of_milestone(milestone: Milestone) -> str:
    """The name in addresses of the text that both sides confirm for it; empty where none is asked."""
    return (milestone.confirmed_text or milestone.text_slug) if milestone.confirmation else ""


def due_follow_ups(pairings: Collection[Pairing], today: dt.date) -> list[FollowUp]:
    """Open follow-ups that are late or due within a strand's days before a deadline, the oldest first."""
    by_id = {pairing.pk: pairing for pairing in pairings}
    near = today + _days(pairings, "deadline_days")
    rows = FollowUp.objects.open_on(today).filter(pairing__in=by_id, due_on__lte=near).select_related("owner")
    found = []
    for row in rows.order_by("due_on", "pk"):
        row.pairing = by_id[row.pairing_id]
        if (row.due_on - today).days <= row.pairing.strand.deadline_days:
            found.append(row)
    return found
