"""What a brief says of a pairing: what was achieved, is difficult, comes next, is to be decided; and it as a file."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import chain, zip_longest
from typing import Any, NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _, ngettext, pgettext

from accounts.models import User
from core import blocks, clock
from core.access import Grants
from core.blocks import Text, Written, language_of, marked, record_text, reworded, text_of, typed
from core.docx import render_docx
from core.errors import NotAllowed
from core.formats import format_date, format_in_brussels, format_period, join_names
from core.models import one_act, write_audit
from core.pdf.rendering import drawable, render_pdf
from core.pictures.timeline import Sheet
from core.sent_files import DOCX, PDF
from events.delegations.selectors import waiting_places
from events.models import Event
from events.visits.selectors import waiting_interests
from partnerships.enums import REACHED, MilestoneStatus, ProjectLevel
from partnerships.fields import codes_in
from partnerships.models import Agreement, DateChange, Milestone, Pairing, Project
from partnerships.pairings.cards import state_text
from partnerships.pairings.selectors import read_journeys
from partnerships.programmes.cards import NARROW, timeline_of
from partnerships.rules import may_see_dealings
from partnerships.tasks.selectors import Waiting, due_follow_ups, partner_name, waiting_confirmations
from partnerships.tasks.signals import CONFIRMATION_LATE, FOLLOW_UP_LATE, MILESTONE_LATE, read_health
from reports.audit_actions import BRIEF_SENT
from reports.enums import HANDED_IN
from reports.models import CityUpdate, ReportingPeriod
from reports.periods.selectors import with_reports
from reports.progress.rendering.drawings import way_svg
from reports.progress.rendering.phrases import Phrases

ON_A_BRIEF = Sheet(width=680, lanes=3, longest=440, least=175, is_named=True)


class BriefEntry(NamedTuple):
    """One thing on page, paper and in Word: what it is, when, and what else is to say of it.

    Those that are shown of a part lie by their `rank`.
    """

    title: Written
    url: str = ""
    when: str = ""
    note: Written = ""
    rank: int = 0


def key_label() -> str:
    """How the picture of a journey reads."""
    return pgettext(
        "picture of a journey",
        "Solid: reported as happened. Dotted: not reported. Outline: planned. Thin line: the first plan.",
    )


def entry_of(row: Any, when: str = "", note: Written = "", rank: int = 0) -> BriefEntry:
    """A record by its name, leading to its page."""
    return BriefEntry(record_text(row, "title"), row.get_absolute_url(), when, note, rank)


def _last(row: Milestone | Event) -> dt.date:
    return row.shown_period.last_day or dt.date.max


def _newest_first(rows: Sequence[Milestone]) -> list[Milestone]:
    return sorted(rows, key=lambda row: (row.shown_period.last_day or dt.date.min, row.pk), reverse=True)


class Brief:
    """What a mayor reads of a pairing, in `en` or `ko`, whatever the reader's own language, as the records are at a
    moment; in a constant number of queries.

    Its four `parts` have `name`, `title`, the `url` at which all of it is found, their `entries` in the order in which
    they count, and what is said where there is `nothing`. Decisions are those of the side that the reader coordinates,
    else of both. `narrow_picture` is the way of the pairing for a page on a phone. Raises NotAllowed.
    """

    def __init__(self, *, grants: Grants, pairing: Pairing, language: str, now: dt.datetime) -> None:
        if not may_see_dealings(grants, pairing):
            raise NotAllowed
        self.grants, self.pairing, self.language = grants, pairing, language
        self.today, self.as_of = clock.day_of(now), now
        with translation.override(language):
            (self.journey,) = read_journeys([pairing], self.today)
            events = Event.objects.visible_to(grants).of_pairing(pairing).select_related("strand", "part_of")
            self.events: list[Event] = list(events.in_order())
            self.name, self.strand = pairing.name, str(pairing.strand)
            self.sides = [
                (side, pairing.strand.side_letters(side), record_text(part.partner, "name"))
                for side, part in (("eu", pairing.eu), ("counterpart", pairing.counterpart))
            ]
            self.themes = [record_text(row.theme, "name") for row in pairing.chosen_themes.select_related("theme")]
            self.stage, self.progress = self.journey.position, self.journey.progress.sentence
            drawn, narrow = timeline_of([self.journey], ON_A_BRIEF), timeline_of([self.journey], NARROW)
            self.picture, self.narrow_picture = (way_svg(one) if one else "" for one in (drawn, narrow))
            self.picture_label = f"{self.stage} {Phrases(language).sentence([self.journey.picture_label])}"
            self.standing = f"{self.stage} {Phrases(language).sentence([self.progress])}"
            self.parts = list(self._read_parts())

    @property
    def title(self) -> str:
        return pgettext("brief of a pairing", "Brief: %(pairing)s") % {"pairing": self.name}

    @property
    def as_of_label(self) -> str:
        """When the records were read."""
        return pgettext("brief of a pairing", "%(moment)s, Brussels time") % {"moment": format_in_brussels(self.as_of)}

    def _read_parts(self) -> Iterator[dict[str, Any]]:
        url, address = self.pairing.get_absolute_url(), [self.pairing.strand.code, self.pairing.code]
        is_open = self.pairing.is_open
        yield {
            "name": "achieved",
            "title": pgettext("brief of a pairing", "What was achieved"),
            "nothing": _("Nothing is recorded as done yet."),
            "url": url,
            # One of each kind in turn, so that whatever is cut each kind keeps its first.
            "entries": [
                entry
                for entry in chain.from_iterable(
                    zip_longest(self._agreements(), self._levels(), self._milestones_done(), self._events_held())
                )
                if entry
            ],
        }
        yield {
            "name": "difficult",
            "title": pgettext("brief of a pairing", "What is difficult"),
            "nothing": _("Nothing is late, and no signal asks for attention."),
            "url": f"{url}#milestones-heading",
            "entries": [
                *(chain(self._late(), self._late_confirmations(), self._late_promises()) if is_open else ()),
                *self._signals(),
                *self._objections(),
                *self._moved(),
                *self._unreported(),
            ],
        }
        yield {
            "name": "next",
            "title": pgettext("brief of a pairing", "Next dates"),
            "nothing": _("Nothing more is planned."),
            "url": url,
            "entries": list(self._coming()) if is_open else [],
        }
        decisions = chain(self._to_confirm(), self._interests(), self._places(), self._updates())
        yield {
            "name": "decisions",
            "title": pgettext("brief of a pairing", "Decisions wanted"),
            "nothing": _("Nothing waits for a decision."),
            "url": reverse("partnerships:text-list", args=address),
            "entries": list(decisions) if is_open else [],
        }

    # What was achieved: of each kind the newest first.

    def _agreements(self) -> Iterator[BriefEntry]:
        rows = Agreement.objects.visible_to(self.grants).filter(pairing=self.pairing).signed()
        for row in sorted(rows, key=lambda row: (row.signed_on or dt.date.min, row.pk), reverse=True):
            row.pairing, row.strand = self.pairing, self.pairing.strand
            signed = format_date(row.signed_on_date)
            yield entry_of(row, signed, str(row.get_kind_display()), rank=1)

    def _levels(self) -> Iterator[BriefEntry]:
        rows = Project.objects.visible_to(self.grants).filter(pairing=self.pairing, level__in=REACHED)
        found = sorted(rows, key=lambda row: (row.level_since or dt.date.min, -row.pk), reverse=True)
        for row in sorted(found, key=lambda row: REACHED.index(ProjectLevel(row.level)), reverse=True):
            row.pairing, row.strand = self.pairing, self.pairing.strand
            level = pgettext("brief of a pairing", "project, %(level)s") % {"level": row.get_level_display()}
            yield entry_of(row, format_date(row.level_since), level, rank=2)

    def _milestones_done(self) -> Iterator[BriefEntry]:
        for row in _newest_first([row for row in self.journey.milestones if row.status == MilestoneStatus.DONE]):
            yield entry_of(row, format_period(row.shown_period), rank=3)

    def _events_held(self) -> Iterator[BriefEntry]:
        """One that completed a milestone is said as that, and a part of a mission by its mission."""
        done = {row.code for row in self.journey.milestones if row.status == MilestoneStatus.DONE}
        for row in reversed(self.events):
            if row.status == "held" and row.part_of_id is None and not done & set(codes_in(row.milestone_codes)):
                kind = str(row.get_kind_display())
                yield entry_of(row, row.when, kind, rank=4)

    # What is difficult: what is late with its reason, then the other signals, then objections and what moved, with why.

    def _late(self) -> Iterator[BriefEntry]:
        late = [row for row in self.journey.milestones if row.is_overdue(self.today)]
        for row in sorted(late, key=lambda row: (row.forecast.last_day or dt.date.max, row.pk)):
            state = state_text(row, self.today)
            yield entry_of(row, state, typed(row.in_reading_language("reason")))

    def _late_confirmations(self) -> Iterator[BriefEntry]:
        note = _("%(partner)s was asked on %(day)s and has not confirmed.")
        for row in self._confirmations:
            if row.due < self.today:
                facts = {"partner": partner_name(self.pairing, row.side), "day": format_date(row.asked_on)}
                yield BriefEntry(marked(*row.title), row.url, note=note % facts)

    def _late_promises(self) -> Iterator[BriefEntry]:
        """Who promised is a side, no person."""
        url = reverse("partnerships:follow-up-list", args=[self.pairing.strand.code, self.pairing.code])
        note = _("%(partner)s promised it by %(day)s.")
        for row in due_follow_ups([self.pairing], self._waiting):
            if row.is_late(self.today):
                facts = {"partner": partner_name(self.pairing, row.side), "day": format_date(row.due_on)}
                yield BriefEntry(record_text(row, "what"), url, note=note % facts)

    def _signals(self) -> Iterator[BriefEntry]:
        """The worst first."""
        health = read_health(grants=self.grants, pairings=[self.pairing], today=self.today).get(self.pairing.pk)
        for one in health.signals if health else ():
            if one.kind not in {MILESTONE_LATE, CONFIRMATION_LATE, FOLLOW_UP_LATE}:
                yield BriefEntry(one.sentence, one.url)

    def _objections(self) -> Iterator[BriefEntry]:
        for row in self.journey.milestones:
            if row.objection:
                objects = _("%(partner)s objects") % {"partner": partner_name(self.pairing, row.objection_side)}
                yield entry_of(row, objects, typed(row.in_reading_language("objection")))

    def _moved(self) -> Iterator[BriefEntry]:
        """Milestones that come, or came, later than in the first plan, and why they were moved last; one query."""
        gone = (MilestoneStatus.CANCELLED, MilestoneStatus.UNKNOWN)
        rows = [row for row in self.journey.milestones if row.status not in gone and not row.is_overdue(self.today)]
        rows = [row for row in rows if row.shown_period.days_after(row.baseline) > 0]
        changes = DateChange.objects.filter(milestone__in=rows).order_by("at", "pk")
        reasons = {one.milestone_id: one.in_reading_language("reason") for one in changes}
        for row in _newest_first(rows):
            facts = {"now": format_period(row.shown_period), "before": format_period(row.baseline)}
            reason = typed(row.in_reading_language("reason") or reasons.get(row.pk, "")) or _("no reason is recorded")
            moved = _("%(now)s instead of %(before)s") % facts
            yield entry_of(row, moved, reason)

    def _unreported(self) -> Iterator[BriefEntry]:
        """Of how many milestones nobody has said what became of them: neither done nor late."""
        if count := self.journey.progress.not_reported:
            words = ngettext("%(count)s milestone not reported", "%(count)s milestones not reported", count)
            url = reverse("partnerships:milestone-list", args=[self.pairing.strand.code, self.pairing.code])
            yield BriefEntry(words % {"count": count}, f"{url}?status={MilestoneStatus.UNKNOWN}")

    # Open milestones and events to come, in the order of their days.

    def _coming(self) -> Iterator[BriefEntry]:
        """What an event completes is said by the event; else with who answers for a milestone."""
        events = [row for row in self.events if row.is_open and row.part_of_id is None and _last(row) >= self.today]
        by_event = {code for row in events for code in codes_in(row.milestone_codes)}
        milestones = [
            row
            for row in self.journey.milestones
            if row.status == MilestoneStatus.PLANNED and row.code not in by_event and _last(row) >= self.today
        ]
        rows: list[Any] = [*milestones, *events]
        found = [row for row in rows if row.shown_period]
        for row in sorted(found, key=lambda row: (row.shown_period.first_day or dt.date.max, _last(row), row.title)):
            if isinstance(row, Event):
                note = str(row.get_kind_display())
            else:
                partners = self.pairing.partners
                note = join_names(str(one.name) for side, one in partners if row.responsible in {side, "both"})
            yield entry_of(row, format_period(row.shown_period), note)

    # What waits for the side that the reader coordinates; who coordinates none reads what waits for both.

    @cached_property
    def _waiting(self) -> Waiting:
        return Waiting([self.pairing], self.today)

    @cached_property
    def _confirmations(self) -> list[Any]:
        return waiting_confirmations([self.pairing], self._waiting)

    @cached_property
    def _deciding(self) -> dict[str, Any]:
        """The participations of those sides."""
        own = self.pairing.side_of(self.grants)
        both = {"eu": self.pairing.eu, "counterpart": self.pairing.counterpart}
        return {own: both[own]} if own else both

    def _to_confirm(self) -> Iterator[BriefEntry]:
        for row in self._confirmations:
            if row.side in self._deciding:
                facts = {"partner": partner_name(self.pairing, row.side), "day": format_date(row.due)}
                yield BriefEntry(marked(*row.title), row.url, note=_("%(partner)s to confirm by %(day)s") % facts)

    def _interests(self) -> Iterator[BriefEntry]:
        for interests in waiting_interests([self.pairing], self._waiting):
            count = len(interests)
            text = ngettext(
                "%(count)s interest from the visit: a project, or not pursued",
                "%(count)s interests from the visit: projects, or not pursued",
                count,
            )
            yield BriefEntry(
                record_text(interests[0].event, "title"), interests[0].get_open_url(), note=text % {"count": count}
            )

    def _places(self) -> Iterator[BriefEntry]:
        for row in waiting_places([part.pk for part in self._deciding.values()], self.today):
            if not row.wants(self.today):
                continue
            left = row.left or 0
            text = ngettext(
                "%(partner)s: %(count)s place to fill by %(day)s",
                "%(partner)s: %(count)s places to fill by %(day)s",
                left,
            )
            day = format_date(row.event.nominate_until)
            facts = {"count": left, "partner": row.participation.partner.name, "day": day}
            url = row.get_absolute_url()
            yield BriefEntry(record_text(row.event, "title"), url, note=text % facts)

    def _updates(self) -> Iterator[BriefEntry]:
        """Updates that are owed for periods that are over, while no report on the whole strand is out."""
        rows = ReportingPeriod.objects.filter(strand=self.pairing.strand).active().in_order()
        owed = [period for period in with_reports(rows.select_related("strand"), self.today) if period.is_owed]
        parts = self._deciding.values()
        sent = CityUpdate.objects.filter(period__in=owed, participation__in=parts, status__in=HANDED_IN)
        done = set(sent.values_list("period", "participation"))
        for period in owed:
            for part in parts:
                if (period.pk, part.pk) not in done:
                    url = CityUpdate(period=period, participation=part).get_absolute_url()
                    facts = {"partner": part.partner.name, "day": format_date(period.due_on)}
                    yield BriefEntry(str(period), url, note=_("%(partner)s: update due %(day)s") % facts)


# The brief of a pairing as a file: one page as PDF, or blocks for a word processor.


FORMATS = {"pdf": PDF, "docx": DOCX}
MOST = 8  # entries of one part on the page and in Word
SIZES = (12, 10, *range(8, 0, -1))  # the same on the one page of the PDF, as many as fit
LONGEST_TITLE, LONGEST_NOTE, LONGEST_NAME = 110, 140, 60
MOST_THEMES = 4
# How many pages a file of typst has: the root of its tree of pages says so in the open.
_PAGES = re.compile(rb"/Type\s*/Pages\s*/Count\s+(\d+)")


@one_act()
def brief_file(*, by: User, grants: Grants, pairing: Pairing, language: str, file_format: str) -> bytes:
    """The brief as `pdf`, which is one page, or `docx`; that it was taken along is logged. Raises NotAllowed."""
    brief = Brief(grants=grants, pairing=pairing, language=language, now=clock.now())
    content = brief_docx(brief) if file_format == "docx" else brief_pdf(brief)
    write_audit(action=BRIEF_SENT, by=by, record=pairing, language=language, format=file_format.upper())
    return content


def cut(part: dict[str, Any], most: int = MOST) -> tuple[list[BriefEntry], str]:
    """As many entries of a part as there is room for, and how many more there are, in words; empty where there are
    none.
    """
    left = len(part["entries"]) - most
    more = ngettext("%(count)s more", "%(count)s more", left) % {"count": left} if left > 0 else ""
    return sorted(part["entries"][:most], key=lambda entry: entry.rank), more


def brief_docx(brief: Brief) -> bytes:
    """The brief for a word processor."""
    with translation.override(brief.language):
        told, title = _blocks(brief), brief.title
    return render_docx(told, language=brief.language, title=title, made_at=brief.as_of, head=brief.strand)


def _blocks(brief: Brief) -> list[blocks.Block]:
    """The brief as blocks below its title."""
    facts: list[tuple[Written, Written]] = [
        *((letters, name) for _side, letters, name in brief.sides),
        *((pgettext("brief of a pairing", "Theme"), theme) for theme in brief.themes[:MOST_THEMES]),
        (pgettext("brief of a pairing", "Stage"), brief.stage),
        (pgettext("brief of a pairing", "Milestones"), brief.progress),
        (pgettext("brief of a pairing", "As of"), brief.as_of_label),
    ]
    found: list[blocks.Block] = [blocks.Facts(facts)]
    if brief.picture:
        found.append(blocks.Drawing(brief.picture, alternative=brief.picture_label, caption=key_label()))
    for part in brief.parts:
        entries, more = cut(part)
        found.append(blocks.Heading(part["title"]))
        if not entries:
            found.append(blocks.Paragraph(part["nothing"]))
        for entry in entries:
            url, language = settings.BASE_URL + entry.url if entry.url else "", language_of(entry.title, brief.language)
            found.append(blocks.OutlineItem(Text(text_of(entry.title), language, url), mark=blocks.BULLET))
            # A Korean date ends in a point, behind which no comma stands.
            if note := " · ".join(one for one in (entry.when, text_of(entry.note)) if one):
                found.append(blocks.OutlineItem(reworded(entry.note, note), level=2))
        if more:
            found.append(blocks.Paragraph(Text(more, brief.language, settings.BASE_URL + part["url"])))
    return found


def brief_pdf(brief: Brief) -> bytes:
    """The brief on exactly one page: the most important entries of each part, and how many more there are."""
    with translation.override(brief.language):
        for most in SIZES:
            content = render_pdf(
                "reports/brief.typ",
                _one_page(brief, most),
                language=brief.language,
                title=brief.title,
                made_at=brief.as_of,
                head=brief.strand,
            )
            found = _PAGES.search(content)
            if found is None:
                message = "a PDF that does not say how many pages it has"
                raise ValueError(message)
            if int(found[1]) == 1:
                return content
    message = "nothing fits on one page"
    raise ValueError(message)


def _one_page(brief: Brief, most: int) -> dict[str, Any]:
    """What the template of the one page reads, with so many entries of each part."""
    themes = [clipped(theme, LONGEST_NAME) for theme in brief.themes[:MOST_THEMES]]
    return {
        "name": clipped(brief.name, 2 * LONGEST_NAME),
        "sides": [{"letters": letters, "name": clipped(name, LONGEST_NAME)} for _side, letters, name in brief.sides],
        "facts": [
            *([[pgettext("brief of a pairing", "Themes"), themes]] if themes else []),
            [pgettext("brief of a pairing", "Stage"), clipped(brief.stage, LONGEST_TITLE)],
            [pgettext("brief of a pairing", "Milestones"), brief.progress],
            [pgettext("brief of a pairing", "As of"), brief.as_of_label],
        ],
        "picture": drawable(brief.picture).encode(),
        "alternative": brief.picture_label,
        "key": key_label(),
        "parts": [_part(part, most) for part in brief.parts],
    }


def _part(part: dict[str, Any], most: int) -> dict[str, Any]:
    entries, more = cut(part, most)
    return {
        "title": part["title"],
        "nothing": "" if entries else part["nothing"],
        "more": more,
        "url": settings.BASE_URL + part["url"],
        "entries": [
            {
                "title": clipped(entry.title, LONGEST_TITLE),
                "url": settings.BASE_URL + entry.url if entry.url else "",
                "when": entry.when,
                "note": clipped(entry.note, LONGEST_NOTE),
            }
            for entry in entries
        ],
    }


def clipped(written: Written, most: int) -> Written:
    """A text on one line, cut where it is longer than a page for people in a hurry bears."""
    words = " ".join(text_of(written).split())
    if len(words) > most:
        words = words[: most - 1].rstrip() + "…"
    return reworded(written, words)
