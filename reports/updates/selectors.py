"""How far every partner is with its update for a period, who still owes one, and the chain of an update."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils.translation import pgettext

from accounts.models import Mail, User
from core import clock
from core.access import Grants
from core.differences import after, before, compare_texts
from core.folding import name_key
from core.formats import bracketed
from core.periods import Period
from core.texts import LANGUAGES, reader_language
from events.enums import OPEN_EVENT, PLACED_DELEGATE, EventStatus
from events.models import Delegate, Event, EventDateChange, EventPairing
from partnerships.enums import AgreementStatus, Responsible
from partnerships.models import (
    Agreement,
    Contact,
    DateChange,
    FollowUp,
    LevelChange,
    Measurement,
    Milestone,
    Pairing,
    Participation,
    Target,
)
from partnerships.people.selectors import read_people
from reports.enums import LANGUAGE_NAMES, SENT_UPDATE, LineState, Question, UpdateAct, UpdateStatus
from reports.models import CityUpdate, PublicityItem, ReportingPeriod, UpdateStep
from reports.periods.selectors import with_reports

# What comes next is told this far: half a year after the period.
AHEAD = dt.timedelta(days=183)
# What components/status_word.html draws of each status.
_MARKS = {
    UpdateStatus.DRAFT: "planned",
    UpdateStatus.SUBMITTED: "done",
    UpdateStatus.RETURNED: "soon",
    UpdateStatus.ACCEPTED: "done",
}


def update_rows(grants: Grants, period: ReportingPeriod, today: dt.date) -> list[CityUpdate]:
    """The update of every partner of the strand, the EU side first, by name, as `updates_of` has them; four queries."""
    with_reports([period], today)
    partners = list(Participation.objects.filter(strand=period.strand_id).select_related("partner"))
    partners.sort(key=lambda row: (row.side != "eu", name_key(row.partner), row.pk))
    for part in partners:
        part.strand = period.strand
    return updates_of(grants, [period], partners)[period.pk]


def updates_of(
    grants: Grants, periods: Collection[ReportingPeriod], partners: Collection[Participation]
) -> dict[int, list[CityUpdate]]:
    """For each period, by its key, the update of each of these partners, also one that nobody began; two queries.

    That it was submitted, and when, everybody knows who sees the period; what it says, not. `label` and `mark` are how
    far it is, as the reader may know; `url` is its page, `write_url` where the reader writes it, each empty where the
    reader may not.
    """
    rows = CityUpdate.objects.filter(period__in=periods, participation__in=partners)
    begun = {(row.period_id, row.participation_id): row for row in rows}
    seen = set(rows.visible_to(grants).values_list("pk", flat=True))
    found: dict[int, list[CityUpdate]] = {period.pk: [] for period in periods}
    for period in periods:
        for part in partners:
            row: Any = begun.get((period.pk, part.pk), CityUpdate())
            row.period, row.participation = period, part
            is_open, mine = row.is_followed_by(grants) or row.pk in seen, part.pk in grants.participations
            row.mark, row.label = look_of(row, is_seen=is_open or row.is_handed_in)
            row.mark = "overdue" if row.is_late else row.mark
            writes = mine and row.is_owed and period.starts_on <= period.today
            row.url = row.get_absolute_url() if is_open else ""
            row.write_url = row.address_of("reports:update-write") if writes else ""
            found[period.pk].append(row)
    return found


def look_of(update: CityUpdate, *, is_seen: bool = True) -> tuple[str, str]:
    """Look and label of an update; whoever does not see it reads only that it was not handed in, not even begun."""
    if not is_seen:
        return "not-reported", pgettext("city update", "Not submitted yet")
    if not update.pk:
        return "not-reported", pgettext("city update", "Not started")
    status = UpdateStatus(update.status)
    return _MARKS[status], str(status.label)


def reminder_key(update: CityUpdate, person: int, today: dt.date) -> str:
    """What one person is reminded of on a day is kept under this key, so that it happens once."""
    return f"update-reminder:{today}:{update.period_id}:{update.participation_id}:{person}"


def rows_to_remind(*, by: User, grants: Grants, period: ReportingPeriod) -> list[Any]:
    """The updates that are owed once the period has begun; a constant number of queries.

    `people` are those whom a reminder would reach, `reminded` those of them who got one today; an update `is_to_remind`
    that is late while somebody is left.
    """
    today = clock.today()
    rows: list[Any] = [row for row in update_rows(grants, period, today) if row.is_owed and period.starts_on <= today]
    people = read_people([row.participation_id for row in rows], today)
    for row in rows:
        row.people = [one for one in people.of_side(row.participation_id) if one.pk != by.pk]
    keys = [reminder_key(row, person.pk, today) for row in rows for person in row.people]
    sent = set(Mail.objects.filter(key__in=keys).values_list("key", flat=True))
    for row in rows:
        row.reminded = [person for person in row.people if reminder_key(row, person.pk, today) in sent]
        row.is_to_remind = row.is_late and len(row.people) > len(row.reminded)
    return rows


def unbegun_update(grants: Grants, words: Mapping[str, Any]) -> CityUpdate | None:
    """The update that the words of an address lead to, for whoever follows it, before anybody began it."""
    periods = ReportingPeriod.objects.visible_to(grants).with_names()
    period = periods.filter(strand__code=words["strand"], code=words["period"]).first()
    partners = Participation.objects.select_related("partner", "strand").filter(partner__code=words["partner"])
    participation = partners.filter(strand=period.strand_id).first() if period else None
    if period is None or participation is None:
        return None
    row = CityUpdate(period=period, participation=participation)
    return row if row.is_followed_by(grants) else None


# The chain of an update: its steps, and what changed between two submissions.


def read_chain(update: CityUpdate) -> list[UpdateStep]:
    """The steps of an update, the newest first; one query.

    Submissions have their `number`, and from the second on the `changes` since the one before.
    """
    found: list[UpdateStep] = []
    body: Mapping[str, Any] | None = None
    number = 0
    for step in UpdateStep.objects.filter(update=update.pk).select_related("by").order_by("at", "id"):
        if step.act == UpdateAct.SUBMITTED:
            number += 1
            step.number, step.changes = number, None if body is None else list(_changed_answers(body, step.body))
            body = step.body
        found.append(step)
    return found[::-1]


def last_step(update: CityUpdate, act: UpdateAct) -> UpdateStep | None:
    """The newest step of a kind; one query."""
    return UpdateStep.objects.filter(update=update.pk, act=act).order_by("at", "id").last()


def _changed_answers(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The answers that differ, as components/comparison.html shows them: own words and lines together, the reader's
    language first within each question.
    """
    first = reader_language()
    for question in Question:
        for language in sorted(LANGUAGES, key=lambda language: language != first):
            was, now = (_text_of(body, question, language) for body in (old, new))
            if was != now:
                pieces, label = compare_texts(was, now), bracketed(str(question.label), LANGUAGE_NAMES[language])
                yield {"label": label, "old": was, "new": now, "before": before(pieces), "after": after(pieces)}


def _text_of(body: Mapping[str, Any], question: Question, language: str) -> str:
    answer = body.get("answers", {}).get(f"{question}_{language}", "")
    lines = [
        f"– {row[f'text_{language}']}"
        for row in body.get("lines", [])
        if row["question"] == question and row["state"] != LineState.DROPPED and row[f"text_{language}"]
    ]
    return "\n".join([*([answer] if answer else []), *lines])


# What the records say of one partner in a period: what its draft is made of.


class RecordsOfPeriod:
    """The records of which the draft of a partner's update tells, from all its pairings, as on a day.

    What the other side alone answers for, or has brought, is not among them. `last_time` is the partner's newest update
    that was sent for an earlier period. A constant number of queries.
    """

    def __init__(self, participation: Participation, period: ReportingPeriod, today: dt.date) -> None:
        self.participation, self.period, self.today, self.side = participation, period, today, participation.side
        self.days = (period.starts_on, period.last_day_given(today))
        rows = Pairing.objects.filter(Q(eu=participation) | Q(counterpart=participation)).with_names().order_by("code")
        self.pairings = {row.pk: row for row in rows}
        keys = list(self.pairings)
        mine = Milestone.objects.filter(pairing__in=keys, responsible__in=[self.side, Responsible.BOTH])
        self.milestones = self._named_rows(mine.in_order())
        # On which day each agreement came to be drafted first, as its versions tell.
        drafts = Agreement.history.filter(id=OuterRef("pk"), status=AgreementStatus.DRAFTED).order_by("history_date")
        agreements = Agreement.objects.filter(pairing__in=keys).order_by("search_text", "pk")
        self.agreements = self._named_rows(agreements.annotate(drafted=Subquery(drafts.values("history_date")[:1])))
        self.drafted_on = {row.pk: clock.day_of(row.drafted) for row in self.agreements if row.drafted}
        self.follow_ups = self._named_rows(
            FollowUp.objects.filter(pairing__in=keys, side=self.side).order_by("due_on", "pk")
        )
        self.moves = moves_by(DateChange.objects.filter(milestone__in=self.milestones), "milestone_id")
        # What was held in the period, or is to come, for the own pairings; those of a mission once.
        served = EventPairing.objects.filter(pairing__in=keys).order_by().values("event")
        of_us = Event.objects.filter(Q(all_pairings=True) | Q(pk__in=served), strand=self.participation.strand_id)
        held = Event.objects.held().values("pk")
        events = of_us.filter(Q(pk__in=held) | Q(part_of=None, status__in=OPEN_EVENT)).select_related(
            "strand", "part_of"
        )
        events = events.prefetch_related("visiting__city").in_order()
        self.events = [row for row in events if self.is_held(row) or row.is_open]
        self.event_moves = moves_by(EventDateChange.objects.filter(event__in=self.events), "event_id")
        self.came = self._delegations()
        changes = LevelChange.objects.filter(
            Q(project__pairing__in=keys) | Q(project__pairing=None, project__further=participation),
            on__range=self.days,
        )
        self.levels: dict[int, list[LevelChange]] = defaultdict(list)
        for change in changes.select_related("project", "document").order_by(
            "project__search_text", "project", "on", "id"
        ):
            change.project.strand = participation.strand
            if change.project.pairing_id:
                change.project.pairing = self.pairings[change.project.pairing_id]
            self.levels[change.project_id].append(change)
        aims = Target.objects.filter(pairing=OuterRef("pairing"), indicator=OuterRef("indicator"), target__isnull=False)
        values = Measurement.objects.active().filter(pairing__in=keys, on__lte=self.days[1])
        values = values.annotate(aim=Subquery(aims.values("target")[:1]))
        self.values: dict[tuple[int, int], list[Any]] = defaultdict(list)
        for row in values.select_related("indicator").order_by("indicator__code", "indicator", "pairing", "on", "pk"):
            self.values[row.indicator_id, row.pairing_id or 0].append(row)
        contacts = Contact.objects.active().filter(pairing__in=keys, on__range=self.days).order_by()
        counted = contacts.annotate(month=TruncMonth("on")).values_list("pairing", "kind", "month")
        self.contact_kinds: dict[int, Counter[str]] = defaultdict(Counter)
        self.contact_months: dict[int, Counter[dt.date]] = defaultdict(Counter)
        for pairing, kind, month, number in counted.annotate(number=Count("pk")):
            self.contact_kinds[pairing][kind] += number
            self.contact_months[pairing][month] += number
        # What was published on the own pairings, but for what the other side has entered.
        published = PublicityItem.objects.active().filter(
            pairing__in=keys, published_on__range=self.days, side__in=["", self.side]
        )
        self.publicity = list(published.select_related("strand").order_by("published_on", "pk"))
        sent = CityUpdate.objects.filter(
            participation=participation.pk, status__in=SENT_UPDATE, period__ends_on__lt=period.ends_on
        )
        sent = sent.exclude(period=period.pk).select_related("period__strand")
        self.last_time: CityUpdate | None = sent.order_by("-period__ends_on", "-period").first()

    def _named_rows(self, rows: QuerySet[Any]) -> list[Any]:
        found = list(rows)
        for row in found:
            row.pairing = self.pairings[row.pairing_id]
        return found

    def _delegations(self) -> Mapping[int, int]:
        """By event, how many of the own delegation came; those with a place where nobody has said who came."""
        keys = {key for row in self.events if not row.is_open for key in (row.pk, row.part_of_id) if key}
        mine = Delegate.objects.filter(
            delegation__event__in=keys, delegation__participation=self.participation.pk, status__in=PLACED_DELEGATE
        )
        counted = mine.order_by().values_list("delegation__event", "attended").annotate(number=Count("pk"))
        rows = list(counted)
        known = {event for event, attended, _number in rows if attended is not None}
        found: Counter[int] = Counter()
        for event, attended, number in rows:
            if attended or event not in known:
                found[event] += number
        return found

    def covers(self, day: dt.date | None) -> bool:
        """Whether a day lies in what is told of."""
        return self.period.covers(day, self.today)

    def comes_next(self, planned: Period) -> bool:
        """Whether what is planned so ends after the period, and begins soon enough to be told."""
        first, last = planned.first_day, planned.last_day
        ends_on = self.period.ends_on
        return first is not None and last is not None and last > ends_on and first <= ends_on + AHEAD

    def is_held(self, row: Event) -> bool:
        return row.status == EventStatus.HELD and self.covers(row.shown_period.last_day)

    def across(self, pairing: Pairing) -> str:
        """The other partner of a pairing."""
        other = pairing.eu if pairing.counterpart_id == self.participation.pk else pairing.counterpart
        return str(other.partner.name)

    def named(self, title: str, pairing: Pairing | None) -> str:
        """A title, with the other partner where there are several pairings to tell apart."""
        if pairing is None or len(self.pairings) < 2:
            return title
        return pgettext("line of a city update", "%(title)s (%(partner)s)") % {
            "title": title,
            "partner": self.across(pairing),
        }


def moves_by(changes: QuerySet[Any], name: str) -> dict[int, list[Any]]:
    """The moves by whose date it is, the first first; one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    for change in changes.order_by("at", "id"):
        found[getattr(change, name)].append(change)
    return found
