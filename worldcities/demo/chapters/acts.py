"""The acts that the chapters repeat: promises, own milestones, texts written, asked and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnerships.confirmations.actions import ConfirmText, RequestConfirmation
from partnerships.confirmations.selectors import find_text
from partnerships.milestones.actions import AddMilestone, ReportMilestone
from partnerships.models import Confirmation, FollowUp
from partnerships.services.follow_ups import add_follow_up

if TYPE_CHECKING:
    import datetime as dt

    from core.periods import Period
    from worldcities.demo.story import Story, Thread


def report(story: Story, pairing: str, code: str, *, on: dt.date | int, who: str, actual: Period) -> Thread:
    """A side reports a milestone done."""
    yield story.date(on)
    with story.on(on, who) as acting:
        row = story.milestone(pairing, code)
        ReportMilestone.do(row, **acting, version=row.version, actual=actual, reason="")


def own_milestone(story: Story, pairing: str, *, on: dt.date | int, who: str, **values: Any) -> Thread:
    """A side adds a milestone of this pairing alone; `stage` is given by its code."""
    yield story.date(on)
    stage = story.strand.stages.get(code=values.pop("stage"))
    with story.on(on, who) as acting:
        AddMilestone.do(story.pairing(pairing), **acting, values={"stage": stage, **values})


def promise(
    story: Story, pairing: str, *, on: int, who: str, side: str, due: int, what: tuple[str, str], owner: str = ""
) -> Thread:
    """A follow-up of one side, in English and Korean (either may be empty)."""
    yield story.date(on)
    values = {
        "what_en": what[0],
        "what_ko": what[1],
        "side": side,
        "due_on": story.day(due),
        "owner": story.people[owner] if owner else None,
    }
    with story.on(on, who, 11) as acting:
        add_follow_up(**acting, pairing=story.pairing(pairing), values=values, origin=None)


def text(story: Story, pairing: str, slug: str) -> Any:
    """A text of a pairing as it stands now."""
    return find_text(story.pairing(pairing), slug)


def ask(story: Story, pairing: str, slug: str, *, on: dt.date | int, who: str) -> Thread:
    """Ask both sides to confirm a text as it stands."""
    yield story.date(on)
    with story.on(on, who, 14) as acting:
        record = text(story, pairing, slug)
        RequestConfirmation.do(record, **acting, version=record.version)


def promised(story: Story, pairing: str, what_en: str) -> FollowUp:
    """A promise as it stands now, by its English words."""
    return FollowUp.objects.get(pairing__strand=story.strand, pairing__code=pairing, what_en=what_en)


def waiting(story: Story, pairing: str, slug: str, side: str) -> Confirmation:
    """The confirmation of the newest edition that one side still owes."""
    rows = Confirmation.objects.waiting().select_related("text__pairing__strand").order_by("-text__edition")
    return rows.filter(text__pairing__strand=story.strand, text__pairing__code=pairing, text__slug=slug, side=side)[0]


def agree(story: Story, pairing: str, slug: str, side: str, *, on: dt.date | int, who: str, reason: str = "") -> Thread:
    """A side confirms the newest edition; with a reason where staff do it for the side."""
    yield story.date(on)
    with story.on(on, who, 16, 20) as acting:
        row = waiting(story, pairing, slug, side)
        ConfirmText.do(row, **acting, version=row.version, edition=row.text.edition, reason=reason)
