"""The draft of a city update: what the records of the period say for one partner, line by line."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.text import Truncator
from django.utils.translation import npgettext, pgettext

from core import clock
from core.formats import MONTHS_EN, apart, format_counted, format_date, format_number, format_period, join_names
from core.periods import Period
from core.texts import LANGUAGES, reader_language
from events.enums import EventStatus
from events.models import Event
from partnerships import enums
from partnerships.contacts.models import CONTACT
from partnerships.fields import codes_in
from partnerships.models import LevelChange, Measurement, Pairing, Participation
from reports.enums import Question
from reports.models import ReportingPeriod
from reports.updates.selectors import RecordsOfPeriod, UpdateLine

# Of a reason or an evidence a line tells so much; the record has the rest.
MOST_LETTERS = 300
# A page and a form bear so many lines; whoever has more reports on so much that nobody reads it line by line.
MOST_LINES = 150


class UpdateDraft(RecordsOfPeriod):
    """What the records draft of a partner's update of a period, as on a day; a constant number of queries.

    `lines` are in the order of the questions, each in English and Korean, from all pairings of the partner: what the
    other side alone answers for, or has brought, is not in them. `left_out` is how many more there would have been,
    `last_time` the partner's newest update that was sent for an earlier period.
    """

    def __init__(self, participation: Participation, period: ReportingPeriod, today: dt.date) -> None:
        super().__init__(participation, period, today)
        announced = {row["key"].rpartition("-")[0]: row for row in self.last_time.announced} if self.last_time else {}
        states = self._states(announced)
        versions = []
        for language in LANGUAGES:
            with translation.override(language):
                versions.append(list(self._compared(announced, states)))
        lines = [replace(en, text_ko=ko.text_ko) for en, ko in zip(*versions, strict=True)]
        # What nobody can look up elsewhere comes first within its question: what is late.
        order = list(Question)
        lines.sort(key=lambda line: (order.index(line.question), not line.is_late))
        self.lines, self.left_out = lines[:MOST_LINES], max(len(lines) - MOST_LINES, 0)

    # What the partner's last update announced, and what became of it.

    def _compared(self, announced: Mapping[str, Any], states: Mapping[str, tuple[bool, str]]) -> Iterator[UpdateLine]:
        """The lines, each that was announced last time saying so, and what was announced and is told by none of them.

        What is still to come was not difficult: where no line tells of it, it is left out.
        """
        drafted = set()
        for line in self._record_lines():
            drafted.add(line.record)
            text = line.text_en + (_again() if line.record in announced else "")
            yield replace(line, text_en=text, text_ko=text)
        for record, row in announced.items():
            if record in drafted or record not in states:
                continue
            given_up, reason = states[record]
            # A line that had been announced before says so itself; once is enough.
            texts = {}
            for language in LANGUAGES:
                with translation.override(language):
                    texts[language] = str(row.get(f"text_{language}") or "").removesuffix(_again())
            what = texts[reader_language()] or texts["en"] or texts["ko"]
            words = pgettext("line of a city update", "%(what)s: not done so far")
            if given_up:
                words = pgettext("line of a city update", "%(what)s: does not take place")
            announced_then = pgettext("line of a city update", "announced in the last update")
            text = with_more(words % {"what": what}, announced_then, cut(reason))
            yield _line(f"{record}-announced", Question.DIFFICULT, text, str(row.get("url", "")))

    def _states(self, announced: Mapping[str, Any]) -> dict[str, tuple[bool, str]]:
        """Of what did not come: whether it was given up, and why. One query where events were announced."""
        found: dict[str, tuple[bool, str]] = {}
        for row in self.milestones:
            is_coming = row.status == enums.MilestoneStatus.PLANNED and not row.is_overdue(self.today)
            if row.status != enums.MilestoneStatus.DONE and not is_coming:
                given_up = row.status == enums.MilestoneStatus.CANCELLED
                found[f"milestone-{row.pk}"] = (given_up, row.in_reading_language("reason") if given_up else "")
        for row in self.agreements:
            if row.signed_on is None:
                found[f"agreement-{row.pk}"] = (row.status == enums.AgreementStatus.LAPSED, "")
        keys = [int(record.partition("-")[2]) for record in announced if record.startswith("event-")]
        known = {event.pk: event for event in self.events}
        if missing := set(keys) - set(known):
            known |= Event.objects.in_bulk(missing)
        for event in (known[key] for key in keys if key in known):
            is_coming = event.is_open and not event.is_past(self.today)
            if event.status != EventStatus.HELD and not is_coming:
                given_up = event.status == EventStatus.CANCELLED
                found[f"event-{event.pk}"] = (given_up, event.in_reading_language("reason") if given_up else "")
        return found

    # The lines of each kind of record, in the language of the moment.

    def _record_lines(self) -> Iterator[UpdateLine]:
        yield from self._milestone_lines()
        yield from self._event_lines()
        yield from (self._level_line(changes) for changes in self.levels.values())
        yield from self._agreement_lines()
        for values in self.values.values():
            if self.covers(values[-1].on):
                yield self._value_line(values, values[0].aim)
        yield from self._follow_up_lines()
        yield from (self._contact_line(row) for row in self.pairings.values() if row.pk in self.contact_kinds)
        for item in self.publicity:
            facts = {"outlet": item.outlet, "title": cut(item.title), "day": format_date(item.published_on)}
            text = pgettext("line of a city update", "Published: “%(title)s”, %(outlet)s, %(day)s") % facts
            yield _line(f"publicity-{item.pk}-published", Question.ACHIEVED, text, item.get_absolute_url())

    def _milestone_lines(self) -> Iterator[UpdateLine]:
        """Done, moved, late, to come; but for those of which an event says that they are done, or planned."""
        by_event = {
            (pairing, code)
            for row in self.events
            if self.is_held(row) or self.comes_next(row.forecast)
            for pairing, served in self.pairings.items()
            if row.all_pairings or served.code in codes_in(row.pairing_codes)
            for code in row.milestone_codes.split(";")
            if code
        }
        for row in self.milestones:
            record, url, what = f"milestone-{row.pk}", row.get_absolute_url(), self.named(row.title, row.pairing)
            moves, is_on_record = self.moves[row.pk], (row.pairing_id, row.code) in by_event
            last = row.forecast.last_day
            if row.status == enums.MilestoneStatus.DONE and self.covers(row.actual.last_day):
                days, reason = row.actual.days_after(row.baseline), row.in_reading_language("reason") or _reasons(moves)
                if days > 0 or not is_on_record:
                    facts = {"what": what, "when": format_period(row.actual)}
                    words = pgettext("line of a city update", "%(what)s: done, %(when)s") % facts
                    text = with_more(words, *delay_label(days, reason))
                    yield _line(f"{record}-done", Question.ACHIEVED, text, url, is_unexplained=days > 0 and not reason)
            elif row.status == enums.MilestoneStatus.PLANNED:
                yield from self._moved(record, url, what, moves)
                if last is not None and last <= self.period.ends_on:
                    if row.is_overdue(self.today):
                        days = row.days_over(self.today)
                        words = npgettext(
                            "line of a city update",
                            "%(what)s: planned for %(when)s and not done, %(days)s day late",
                            "%(what)s: planned for %(when)s and not done, %(days)s days late",
                            days,
                        )
                        facts = {"what": what, "when": format_period(row.forecast), "days": days}
                        yield _line(f"{record}-late", Question.DIFFICULT, words % facts, url, is_late=True)
                elif not is_on_record:
                    yield from self._planned(record, url, what, row.forecast)

    def _event_lines(self) -> Iterator[UpdateLine]:
        """Held, moved, to come."""
        for row in self.events:
            record, url, moves = f"event-{row.pk}", row.get_absolute_url(), self.event_moves[row.pk]
            cities = [visit.city.name for visit in row.visiting.all()]
            # The title with the cities, but for those that the title names.
            what = with_more(row.title, join_names(name for name in cities if name not in row.title))
            if row.is_open:
                yield from self._moved(record, url, what, moves)
                yield from self._planned(record, url, what, row.forecast)
                continue
            number = self.came.get(row.pk) or self.came.get(row.part_of_id or 0, 0)
            delegation = npgettext(
                "line of a city update",
                "own delegation: %(number)s person",
                "own delegation: %(number)s people",
                number,
            )
            days, reason = row.shown_period.days_after(row.baseline), row.in_reading_language("reason")
            facts = {"what": what, "when": format_period(row.shown_period)}
            text = with_more(
                pgettext("line of a city update", "%(what)s: held, %(when)s") % facts,
                delegation % {"number": number} if number else "",
                *delay_label(days, reason or _reasons(moves)),
            )
            yield _line(f"{record}-held", Question.ACHIEVED, text, url)

    def _moved(self, record: str, url: str, what: str, moves: Sequence[Any]) -> Iterator[UpdateLine]:
        """That a date moved in the period, from where it was to where it is, and why."""
        recent = [move for move in moves if self.covers(clock.day_of(move.at))]
        if recent and recent[0].old.iso() != recent[-1].new.iso():
            facts = {"what": what, "old": format_period(recent[0].old), "new": format_period(recent[-1].new)}
            words = pgettext("line of a city update", "%(what)s: moved from %(old)s to %(new)s") % facts
            text = with_more(words, reason_label(_reasons(recent)))
            yield _line(f"{record}-moved", Question.DIFFICULT, text, url)

    def _planned(self, record: str, url: str, what: str, forecast: Period) -> Iterator[UpdateLine]:
        if self.comes_next(forecast):
            text = pgettext("line of a city update", "%(what)s: planned for %(when)s")
            facts = {"what": what, "when": format_period(forecast)}
            yield _line(f"{record}-next", Question.NEXT, text % facts, url)

    def _level_line(self, changes: Sequence[LevelChange]) -> UpdateLine:
        """A project that was added or moved in the period."""
        first, last = changes[0], changes[-1]
        project = last.project
        down = _rank(last.new) < _rank(first.old or enums.ProjectLevel.IDENTIFIED)
        facts = {
            "what": self.named(project.title, project.pairing),
            "old": first.get_old_display(),
            "new": last.get_new_display(),
            "day": format_date(last.on),
        }
        words = pgettext("line of a city update", "New project %(what)s: %(new)s, %(day)s")
        if first.old:
            words = pgettext("line of a city update", "Project %(what)s: from %(old)s to %(new)s, %(day)s")
        text = with_more(words % facts, reason_label(last.in_reading_language("reason")) if down else _evidence(last))
        question = Question.DIFFICULT if down else Question.ACHIEVED
        return _line(f"project-{project.pk}-level", question, text, project.get_absolute_url())

    def _agreement_lines(self) -> Iterator[UpdateLine]:
        """Signed or drafted in the period, and those to come."""
        for row in self.agreements:
            record, url, what = f"agreement-{row.pk}", row.get_absolute_url(), self.named(row.title, row.pairing)
            signed, is_drafted = row.signed_on_date, row.status == enums.AgreementStatus.DRAFTED
            if signed is not None and row.status != enums.AgreementStatus.DISCUSSED and self.covers(signed.last_day):
                facts = {"what": what, "day": format_date(signed)}
                text = pgettext("line of a city update", "%(what)s: signed, %(day)s") % facts
                yield _line(f"{record}-signed", Question.ACHIEVED, text, url)
            elif row.status in enums.UNSIGNED_AGREEMENT and not row.from_sources:
                day = self.drafted_on.get(row.pk) if is_drafted else None
                if self.covers(day):
                    text = pgettext("line of a city update", "%(what)s: text drafted, %(day)s")
                    facts = {"what": what, "day": format_date(day)}
                    yield _line(f"{record}-drafted", Question.ACHIEVED, text % facts, url)
                text = pgettext("line of a city update", "%(what)s: to be drafted")
                if is_drafted:
                    text = pgettext("line of a city update", "%(what)s: to be signed")
                yield _line(f"{record}-next", Question.NEXT, text % {"what": what}, url)

    def _value_line(self, values: Sequence[Measurement], target: Any) -> UpdateLine:
        """The newest value of an indicator in a pairing, with the one before and the target."""
        row, pairing = values[-1], self.pairings[values[-1].pairing_id or 0]
        facts = {
            "what": self.named(row.indicator.name, pairing),
            "value": format_counted(format_number(row.value), row.indicator.unit),
            "day": format_date(row.on),
        }
        more = []
        if len(values) > 1:
            before = pgettext("line of a city update", "before: %(value)s")
            more.append(before % {"value": format_number(values[-2].value)})
        if target is not None:
            more.append(pgettext("line of a city update", "target: %(value)s") % {"value": format_number(target)})
        words = pgettext("line of a city update", "%(what)s: %(value)s, as of %(day)s")
        text = with_more(words % facts, *more)
        url = reverse("partnerships:pairing-indicators", args=[pairing.strand.code, pairing.code])
        return _line(f"indicator-{row.indicator_id}x{pairing.pk}-value", Question.ACHIEVED, text, url)

    def _follow_up_lines(self) -> Iterator[UpdateLine]:
        """What the own side had promised: done in the period, or late at its end."""
        for row in self.follow_ups:
            record, url, what = f"followup-{row.pk}", row.get_absolute_url(), self.named(row.what, row.pairing)
            if row.state == enums.FollowUpState.DONE and self.covers(row.closed_on):
                facts = {"what": what, "when": format_date(row.closed_on)}
                text = pgettext("line of a city update", "%(what)s: done, %(when)s") % facts
                text = with_more(text, cut(row.in_reading_language("result")))
                yield _line(f"{record}-done", Question.ACHIEVED, text, url)
            elif row.is_late(self.today) and row.due_on <= self.period.ends_on:
                days = row.days_over(self.today)
                words = npgettext(
                    "line of a city update",
                    "%(what)s: promised by %(day)s and not done, %(days)s day late",
                    "%(what)s: promised by %(day)s and not done, %(days)s days late",
                    days,
                )
                facts = {"what": what, "day": format_date(row.due_on), "days": days}
                yield _line(f"{record}-late", Question.DIFFICULT, words % facts, url)

    def _contact_line(self, pairing: Pairing) -> UpdateLine:
        """How many contacts a pairing had, by kind and by month; what was said is not told again."""
        kinds, months = self.contact_kinds[pairing.pk], self.contact_months[pairing.pk]
        total = kinds.total()
        words = npgettext(
            "line of a city update",
            "%(number)s contact with %(partner)s",
            "%(number)s contacts with %(partner)s",
            total,
        )
        often = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        by_kind = _numbered((str(enums.ContactKind(kind).label), number) for kind, number in often)
        by_month = _numbered((_month(month), number) for month, number in sorted(months.items()))
        facts = {"number": format_number(total), "partner": self.across(pairing)}
        text = with_more(words % facts, by_kind, by_month)
        url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
        url = f"{url}?kind={CONTACT}&period={self.days[0]}..{self.days[1]}"
        return _line(f"contacts-{pairing.pk}-counted", Question.ACHIEVED, text, url)


def _line(
    key: str, question: Question, text: str, url: str, *, is_late: bool = False, is_unexplained: bool = False
) -> UpdateLine:
    text = " ".join(text.split())
    return UpdateLine(key, question, text, text, url, is_late=is_late, is_unexplained=is_unexplained)


def _again() -> str:
    """What is put behind a line that was announced last time."""
    return ", " + pgettext("line of a city update", "as announced in the last update")


def _reasons(moves: Sequence[Any]) -> str:
    """The reasons of several moves, each once."""
    return apart(dict.fromkeys(move.in_reading_language("reason").strip() for move in moves))


def _rank(level: str) -> int:
    """How far a level is; what is not pursued is below all of them."""
    return -1 if level == enums.ProjectLevel.NOT_PURSUED else enums.LEVELS.index(enums.ProjectLevel(level))


def _evidence(change: LevelChange) -> str:
    """What proves it: its words, a document that the whole strand sees, as it reads what is reported; else the link."""
    document = change.document
    shared = document is not None and document.audience == enums.Audience.STRAND and document.withdrawn_at is None
    proof = (
        cut(change.in_reading_language("evidence") or change.found_text)
        or (document.title if document and shared else "")
        or change.evidence_url
    )
    return pgettext("line of a city update", "evidence: %(evidence)s") % {"evidence": proof} if proof else ""


def _numbered(pairs: Iterable[tuple[str, int]]) -> str:
    words = pgettext("line of a city update", "%(name)s: %(number)s")
    return ", ".join(words % {"name": name, "number": format_number(number)} for name, number in pairs)


def _month(day: dt.date) -> str:
    return f"{day.month}월" if reader_language() == "ko" else MONTHS_EN[day.month - 1]


def cut(text: str) -> str:
    """A free text in one line, as long as a line bears it."""
    return Truncator(" ".join(text.split())).chars(MOST_LETTERS)


def with_more(words: str, *more: str) -> str:
    """A line with what is said of it in brackets behind; Korean sets no blank before them."""
    behind = (" / " if reader_language() == "ko" else "; ").join(one for one in more if one)
    if not behind:
        return words
    return pgettext("line of a city update", "%(line)s (%(more)s)") % {"line": words, "more": behind}


def delay_label(days: int, reason: str) -> list[str]:
    """How late it was and why, as what stands in brackets; that nobody said why is said too. Early asks for nothing."""
    if days <= 0:
        return []
    late = npgettext(
        "line of a city update", "%(days)s day after the first plan", "%(days)s days after the first plan", days
    )
    return [late % {"days": days}, reason_label(reason)]


def reason_label(reason: str) -> str:
    """Why, or that no reason was reported."""
    if not reason:
        return pgettext("line of a city update", "reason not reported")
    return pgettext("line of a city update", "reason: %(reason)s") % {"reason": cut(reason)}
