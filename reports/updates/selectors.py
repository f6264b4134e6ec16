"""How far partners are with their updates, the chain of an update, what the records say for it, and its lines."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncMonth
from django.utils.translation import gettext as _, ngettext, pgettext

from accounts.models import Mail, User
from core import clock
from core.access import Grants
from core.folding import name_key
from core.formats import bracketed, format_date
from core.periods import Period
from core.texts import LANGUAGES, after, before, compare_texts, reading_order
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
from reports.enums import LANGUAGE_NAMES, OPEN_UPDATE, SENT_UPDATE, LineState, Question, UpdateAct, UpdateStatus
from reports.models import CityUpdate, PublicityItem, ReportingPeriod, UpdateStep
from reports.periods.selectors import with_reports

# What comes next is told this far: half a year after the period.
AHEAD = dt.timedelta(days=183)
# What the tag `status_label` draws of each status.
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
    for question in Question:
        for language in reading_order():
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
        promised = FollowUp.objects.filter(pairing__in=keys, side=self.side)
        self.follow_ups = self._named_rows(promised.order_by("due_on", "pk"))
        self.moves = moves_by(DateChange.objects.filter(milestone__in=self.milestones), "milestone_id")
        # What was held in the period, or is to come, for the own pairings; those of a mission once.
        served = EventPairing.objects.filter(pairing__in=keys).order_by().values("event")
        of_us = Event.objects.filter(Q(all_pairings=True) | Q(pk__in=served), strand=self.participation.strand_id)
        held = Event.objects.held().values("pk")
        events = of_us.filter(Q(pk__in=held) | Q(part_of=None, status__in=OPEN_EVENT)).in_order()
        events = events.select_related("strand", "part_of").prefetch_related("visiting__city")
        self.events = [row for row in events if self.is_held(row) or row.is_open]
        self.event_moves = moves_by(EventDateChange.objects.filter(event__in=self.events), "event_id")
        self.came = self._delegations()
        changes = LevelChange.objects.filter(
            Q(project__pairing__in=keys) | Q(project__pairing=None, project__further=participation), on__range=self.days
        )
        self.levels: dict[int, list[LevelChange]] = defaultdict(list)
        changes = changes.select_related("project", "document")
        for change in changes.order_by("project__search_text", "project", "on", "id"):
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
        known = {event for event, attended, _number in counted if attended is not None}
        found: Counter[int] = Counter()
        for event, attended, number in counted:
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
        facts = {"title": title, "partner": self.across(pairing)}
        return pgettext("line of a city update", "%(title)s (%(partner)s)") % facts


def moves_by(changes: QuerySet[Any], name: str) -> dict[int, list[Any]]:
    """The moves by whose date it is, the first first; one query."""
    found: dict[int, list[Any]] = defaultdict(list)
    for change in changes.order_by("at", "id"):
        found[getattr(change, name)].append(change)
    return found


# The lines of a city update as its partner left them: kept, edited, or dropped; and what the update lacks.


_STORED = ("key", "question", "state", "text_en", "text_ko", "url", "stale")
_KEY = re.compile(r"[a-z]{1,20}-[0-9x]{1,40}-[a-z]{1,20}", re.ASCII)


@dataclass(frozen=True, slots=True)
class UpdateLine:
    """A line of an update. `key` says which record drafted it and what of it, such as `milestone-12-done`.

    `stale` is the language in which it was left as drafted while the other was edited. `is_late` marks an open
    milestone that is late, `is_unexplained` a milestone that was done late without a reason. `drafted` is what the
    records say now, where they still do.
    """

    key: str
    question: str
    text_en: str
    text_ko: str
    url: str = ""
    state: str = LineState.KEPT
    stale: str = ""
    is_late: bool = False
    is_unexplained: bool = False
    drafted: UpdateLine | None = None

    @property
    def record(self) -> str:
        """The record alone: `milestone-12`."""
        return self.key.rpartition("-")[0]

    @property
    def is_kept(self) -> bool:
        """Whether it is part of what the partner reports."""
        return self.state != LineState.DROPPED

    @property
    def is_edited(self) -> bool:
        """Whether it has words of the partner's own."""
        return self.state == LineState.EDITED

    @property
    def shown(self) -> tuple[str, str]:
        """Its text and the language that it is in: the reader's, else the other."""
        mine, other = reading_order()
        language = mine if getattr(self, f"text_{mine}") else other
        return getattr(self, f"text_{language}"), language

    def stored(self) -> dict[str, str]:
        """As the update keeps it."""
        return {name: str(getattr(self, name)) for name in _STORED}


def stored_line(row: Mapping[str, Any], drafted: UpdateLine | None = None) -> UpdateLine:
    """A line as the update keeps it."""
    kept: dict[str, Any] = {name: str(row.get(name, "")) for name in _STORED}
    return UpdateLine(**kept, drafted=drafted)


def compose(stored: Iterable[Mapping[str, Any]], drafted: Sequence[UpdateLine]) -> list[UpdateLine]:
    """The lines of an open update: what the records say now, as far as nobody edited or dropped it.

    What was edited stays also where the records no longer draft it, so that no words are lost.
    """
    kept = {str(row["key"]): row for row in stored}
    found = [_composed(kept.pop(line.key, None), line) for line in drafted]
    lost = [stored_line(row) for row in kept.values() if row["state"] == LineState.EDITED]
    return sorted([*found, *lost], key=lambda one: list(Question.values).index(one.question))


def _composed(row: Mapping[str, Any] | None, line: UpdateLine) -> UpdateLine:
    if row is not None and row["state"] == LineState.EDITED:
        return stored_line(row, line)
    return replace(line, state=row["state"] if row is not None else LineState.KEPT, drafted=line)


def touched(lines: Iterable[UpdateLine]) -> list[dict[str, str]]:
    """What an open update keeps of its lines: those that were edited or dropped."""
    return [line.stored() for line in lines if line.state != LineState.KEPT]


def wished(lines: Sequence[UpdateLine], wishes: Iterable[Mapping[str, Any]]) -> list[UpdateLine]:
    """The lines after what the partner wants of each.

    A wish has `key` and `state`, and of an edited line `text_en`, `text_ko`: an empty one is what the records say. An
    edited line whose record says nothing any more since the page was opened keeps its words.
    """
    by_key = {str(row["key"]): row for row in wishes}
    found = [_wished(line, wish) if (wish := by_key.pop(line.key, None)) else line for line in lines]
    return [*found, *(line for wish in by_key.values() if (line := _lost_line(wish)))]


def _lost_line(wish: Mapping[str, Any]) -> UpdateLine | None:
    key, question = str(wish["key"]), str(wish.get("question", ""))
    texts = [" ".join(str(wish[f"text_{language}"]).split()) for language in LANGUAGES]
    is_edited = wish["state"] == LineState.EDITED and any(texts)
    if not is_edited or question not in Question.values or not _KEY.fullmatch(key):
        return None
    return UpdateLine(key, question, text_en=texts[0], text_ko=texts[1], state=LineState.EDITED)


def _wished(line: UpdateLine, wish: Mapping[str, Any]) -> UpdateLine:
    drafted = line.drafted
    words = {f"text_{language}": getattr(drafted or line, f"text_{language}") for language in LANGUAGES}
    state, stale = str(wish["state"]), ""
    if state == LineState.EDITED:
        edited = {name: " ".join(str(wish.get(name) or "").split()) for name in words}
        changed = {name: text for name, text in edited.items() if text and text != words[name]}
        words |= changed
        if not changed and drafted is not None:
            state = LineState.KEPT
        elif len(changed) == 1 and drafted is not None:
            stale = next(language for language in LANGUAGES if f"text_{language}" not in changed)
    return replace(line, **words, state=state, stale=stale)


def lines_of(update: CityUpdate, drafted: Sequence[UpdateLine]) -> list[UpdateLine]:
    """The lines as they stand: frozen once it was sent, composed with what the records say while it is open."""
    if update.status in OPEN_UPDATE:
        return compose(update.lines, drafted)
    return [stored_line(row) for row in update.lines]


def gaps_of(update: CityUpdate, lines: Sequence[UpdateLine], today: dt.date) -> list[dict[str, Any]]:
    """What it lacks before it is submitted, and what is only pointed out; the needed ones first. No query.

    `place` is where each is filled: an anchor of the page that writes, or an address. With one that is `needed` the
    update cannot be submitted.
    """
    found = [
        *_unanswered(update, lines),
        *_late(update, lines),
        *_unexplained(lines),
        *_unfinished(update, lines, today),
    ]
    return sorted(found, key=lambda gap: not gap["needed"])


def _gap(label: str, place: str, *, needed: bool = False) -> dict[str, Any]:
    return {"label": label, "place": place, "needed": needed}


def gap_summary(gaps: Sequence[Mapping[str, Any]]) -> str:
    """How many gaps stand against submitting, and how many things are only pointed out, in a sentence."""
    needed = sum(gap["needed"] for gap in gaps)
    hints = len(gaps) - needed
    said = _("Ready to be submitted.")
    if needed:
        said = ngettext(
            "%(count)s gap must be filled before you submit.",
            "%(count)s gaps must be filled before you submit.",
            needed,
        ) % {"count": needed}
    more = ngettext("%(count)s thing to check.", "%(count)s things to check.", hints) % {"count": hints}
    return f"{said} {more}" if hints else said


def _unanswered(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    answered = {line.question for line in lines if line.is_kept}
    for question in Question:
        if question not in answered and not getattr(update, question.value):
            words = pgettext("gap of a city update", "no answer to “%(question)s”") % {"question": question.label}
            yield _gap(words, f"#{question}", needed=True)


def _late(update: CityUpdate, lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    """Late milestones of which nothing is said: the line was dropped, and there may be words of one's own."""
    for line in lines:
        if line.drafted and line.drafted.is_late and line.state == LineState.DROPPED:
            words = pgettext("gap of a city update", "nothing said of what is late: %(line)s") % {"line": line.shown[0]}
            yield _gap(words, f"#line-{line.key}", needed=not update.difficult)


def _unexplained(lines: Sequence[UpdateLine]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.drafted and line.drafted.is_unexplained and line.state == LineState.KEPT:
            words = pgettext("gap of a city update", "moved without a reason: %(line)s") % {"line": line.shown[0]}
            yield _gap(words, line.url)


def _unfinished(update: CityUpdate, lines: Sequence[UpdateLine], today: dt.date) -> Iterator[dict[str, Any]]:
    """The period, while it runs; answers and edited lines that lack a language of the report, or are older in it."""
    if today <= (ends_on := update.period.ends_on):
        words = pgettext("gap of a city update", "the period runs until %(day)s: what still happens is not in it")
        yield _gap(words % {"day": format_date(ends_on)}, f"#{Question.ACHIEVED}")
    due = update.period.language_list
    names = {"en": _("English"), "ko": _("Korean")}
    stale = set(update.stale_texts.split())
    for question in Question:
        for language in due:
            name = f"{question.value}_{language}"
            facts = {"question": question.label, "language": names[language]}
            if getattr(update, question.value) and not getattr(update, name):
                words = pgettext("gap of a city update", "%(question)s: not in %(language)s")
                yield _gap(words % facts, f"#id_{name}")
            elif name in stale:
                words = pgettext("gap of a city update", "%(question)s: the other text is newer than the %(language)s")
                yield _gap(words % facts, f"#id_{name}")
    for line in lines:
        if line.is_kept and line.stale in due:
            words = pgettext("gap of a city update", "edited in one language only: %(line)s")
            yield _gap(words % {"line": line.shown[0]}, f"#line-{line.key}")
