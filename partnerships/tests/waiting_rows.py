"""What waits in a pairing, written as rows without the services: editions, confirmations, follow-ups, acts."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType

from core import clock
from core.audit import kind_of
from core.clock import STRAND_ZONE
from core.models import AuditEntry, AuditNames
from core.parts import Task, collect
from core.periods import PartialDate, Period
from partnerships.models import Confirmation, Contact, FollowUp, Milestone, TextEdition
from partnerships.tasks.parts import read_pairings
from partnerships.tasks.selectors import Waiting
from partnerships.tasks.signals import as_signal, find_signals
from partnerships.tests.factories import MilestoneFactory
from partnerships.tests.factories_together import ContactFactory
from partnerships.tests.two_sides import TwoSides

if TYPE_CHECKING:
    from accounts.models import User
    from partnerships.models import Confirmed, Pairing

BOTH = ("eu", "counterpart")
HASH = "0" * 64


def noon(day: dt.date) -> dt.datetime:
    """Twelve o'clock of a day in Brussels."""
    return dt.datetime.combine(day, dt.time(12), STRAND_ZONE)


def freeze(record: Confirmed, day: dt.date) -> TextEdition:
    """The record's present edition, as it was asked for on a day."""
    edition = TextEdition(
        content_type=ContentType.objects.get_for_model(record),
        object_id=record.pk,
        pairing=record.pairing,
        slug=record.text_slug,
        edition=record.edition,
        body=record.text_body(),
        canonical="text\n",
        sha256=HASH,
        requested_at=noon(day),
    )
    edition.save()
    return edition


def ask(record: Confirmed, day: dt.date, *, confirmed: dict[str, User] | None = None, **fields: Any) -> TextEdition:
    """Ask both sides to confirm the record's present edition; some have `confirmed` it by a person."""
    edition = freeze(record, day)
    for side in BOTH:
        word = Confirmation(text=edition, side=side, sha256=HASH, asked_at=noon(day), **fields)
        if confirmed and side in confirmed:
            word.state, word.by, word.confirmed_at = "confirmed", confirmed[side], noon(day)
        word.save(by=None)
    return edition


def promise(pairing: Pairing, side: str, due_on: dt.date, **fields: Any) -> FollowUp:
    """An open follow-up of one side."""
    number = FollowUp.objects.filter(pairing=pairing).count() + 1
    row = FollowUp(
        pairing=pairing,
        code=f"follow-up-{number}",
        side=side,
        due_on=due_on,
        **{"what_en": f"Promise {number}", "what_ko": f"약속 {number}"} | fields,
    )
    row.save(by=None)
    return row


def act(pairing: Pairing, by: User | None, day: dt.date, *, action: str = "record-added", **fields: Any) -> AuditEntry:
    """Something that a person did in a pairing at noon of a day."""
    named = {name: fields.pop(name) for name in ("object_label", "reason", "persons") if name in fields}
    entry = AuditEntry(
        kind=kind_of(action),
        action=action,
        actions=f" {action} ",
        actor=by,
        at=noon(day),
        strand_id=pairing.strand_id,
        pairing_id=pairing.pk,
        **fields,
    )
    AuditEntry.objects.bulk_create([entry])
    AuditNames(entry_id=entry.key, actor_label=str(by or ""), **named).save(force_insert=True)
    return entry


def on(days: int) -> dt.date:
    """A day counted from today in Brussels."""
    return clock.today() + dt.timedelta(days=days)


def day(days: int, last: int | None = None) -> Period:
    """A period of known days counted from today."""
    return Period(PartialDate(on(days)), PartialDate(on(last)) if last is not None else None)


def touch(pairing: Pairing, side: str, day: dt.date, *, kind: str = "mail", **fields: Any) -> Contact:
    """A contact on a day, by one side or by both (empty)."""
    contact: Contact = ContactFactory(pairing=pairing, side=side, on=day, kind=kind, **fields)
    return contact


def calm_scene(found: TwoSides) -> TwoSides:
    """Let Busan and Barcelona be in touch today, so that silence is no matter."""
    touch(found.pairing, "", clock.today())
    return found


def tasks(scene: TwoSides, role: str) -> list[Task]:
    """The tasks of a role in the scene."""
    return list(collect("tasks", grants=scene.grants(role), today=clock.today()))


def milestone(scene: TwoSides, **values: Any) -> Milestone:
    """A milestone of the scene's pairing, in its first stage unless another is given."""
    stage = values.pop("stage", None) or scene.pairing.strand.stages.first()
    return MilestoneFactory(pairing=scene.pairing, stage=stage, **values)


def waiting_for(grants, today):
    """What waits for a reader, as my tasks read it."""
    return Waiting([row for row in read_pairings(grants) if row.side_of(grants)], today, grants)


def every_signal(pairings, today):
    """All signals of some pairings, in the reader's language."""
    return [as_signal(*found) for found in find_signals(pairings, today)]


def signals_of(offered, pairings, today):
    """The signals that one function makes of what waits in some pairings, in the reader's language."""
    waiting = Waiting(pairings, today)
    return [as_signal(waiting.pairings[found.pairing_id], found) for found in offered(waiting=waiting)]
