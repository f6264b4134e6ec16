"""The acts that the chapters repeat: promises, own milestones, texts written, asked and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerships.models import Confirmation, FollowUp, Milestone
from partnerships.services.confirmations import confirm, request_confirmation
from partnerships.services.follow_ups import add_follow_up
from partnerships.services.milestones import add_milestone, report_milestone
from partnerships.services.texts import find_text

if TYPE_CHECKING:
    import datetime as dt

    from core.periods import Period
    from worldcities.demo.story import Story


def report(story: Story, pairing: str, code: str, *, on: dt.date | int, who: str, actual: Period) -> Milestone:
    """A side reports a milestone done."""
    with story.on(on, who) as acting:
        row = story.milestone(pairing, code)
        return report_milestone(**acting, milestone=row, version=row.version, actual=actual, reason="")


def own_milestone(story: Story, pairing: str, *, on: dt.date | int, who: str, **values: Any) -> Milestone:
    """A side adds a milestone of this pairing alone; `stage` is given by its code."""
    stage = story.strand.stages.get(code=values.pop("stage"))
    with story.on(on, who) as acting:
        return add_milestone(**acting, pairing=story.pairing(pairing), values={"stage": stage, **values})


def promise(
    story: Story, pairing: str, *, on: int, who: str, side: str, due: int, what: tuple[str, str], owner: str = ""
) -> FollowUp:
    """A follow-up of one side, in English and Korean (either may be empty)."""
    values = {
        "what_en": what[0],
        "what_ko": what[1],
        "side": side,
        "due_on": story.day(due),
        "owner": story.people[owner] if owner else None,
    }
    with story.on(on, who, 11) as acting:
        return add_follow_up(**acting, pairing=story.pairing(pairing), values=values, origin=None)


def ask(story: Story, pairing: str, slug: str, *, on: dt.date | int, who: str) -> None:
    """Ask both sides to confirm a text as it stands."""
    with story.on(on, who, 14) as acting:
        record = find_text(story.pairing(pairing), slug)
        request_confirmation(**acting, record=record, version=record.version)


def waiting(story: Story, pairing: str, slug: str, side: str) -> Confirmation:
    """The confirmation of the newest edition that one side still owes."""
    rows = Confirmation.objects.waiting().select_related("text__pairing__strand")
    found: Confirmation = (
        rows.filter(text__pairing__strand=story.strand, text__pairing__code=pairing, text__slug=slug, side=side)
        .order_by("text__edition")
        .last()
    )
    return found


def agree(story: Story, pairing: str, slug: str, side: str, *, on: dt.date | int, who: str, reason: str = "") -> None:
    """A side confirms the newest edition; with a reason where staff do it for the side."""
    with story.on(on, who, 16, 20) as acting:
        row = waiting(story, pairing, slug, side)
        confirm(**acting, confirmation=row, version=row.version, edition=row.text.edition, reason=reason)
