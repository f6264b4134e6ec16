"""What came of it: projects and their levels, agreements, values of indicators, contacts, what was published."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import npgettext, pgettext

from core import clock
from core.formats import MONTHS_EN, format_date, format_number
from core.texts import reader_language
from partnerships.contacts.models import CONTACT
from partnerships.enums import LEVELS, UNSIGNED_AGREEMENT, AgreementStatus, Audience, ContactKind, ProjectLevel
from partnerships.models import Agreement, Contact, LevelChange, Measurement, Target
from reports.enums import Question
from reports.models import PublicityItem
from reports.updates.drafting.draft import Draft, Line, cut, line, reason_label, with_more

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from partnerships.models import Pairing


def level_lines(draft: Draft) -> Iterator[Line]:
    """Projects that were added or moved in the period, each in one line; one query."""
    rows = LevelChange.objects.filter(
        project__pairing__in=list(draft.pairings), on__range=(draft.first_day, draft.last_day)
    ).select_related("project", "document")
    moves: dict[int, list[LevelChange]] = defaultdict(list)
    for row in rows.order_by("project__search_text", "project", "on", "id"):
        row.project.pairing = draft.pairings[row.project.pairing_id or 0]
        moves[row.project_id].append(row)
    for changes in moves.values():
        yield _level_line(draft, changes)


def _level_line(draft: Draft, changes: Sequence[LevelChange]) -> Line:
    first, last = changes[0], changes[-1]
    project = last.project
    down = _rank(last.new) < _rank(first.old or ProjectLevel.IDENTIFIED)

    def text() -> str:
        facts = {
            "what": draft.named(project.title, project.pairing),
            "old": first.get_old_display(),
            "new": last.get_new_display(),
            "day": format_date(last.on),
        }
        if not first.old:
            words = pgettext("line of a city update", "New project %(what)s: %(new)s, %(day)s") % facts
        else:
            words = pgettext("line of a city update", "Project %(what)s: from %(old)s to %(new)s, %(day)s") % facts
        return with_more(words, reason_label(last.reason) if down else _evidence(last))

    question = Question.DIFFICULT if down else Question.ACHIEVED
    return line(f"project-{project.pk}-level", question, text, project.get_absolute_url())


def _rank(level: str) -> int:
    """How far a level is; what is not pursued is below all of them."""
    return -1 if level == ProjectLevel.NOT_PURSUED else LEVELS.index(ProjectLevel(level))


def _evidence(change: LevelChange) -> str:
    """What proves it: its words, a document that the whole strand sees, as it reads what is reported; else the link."""
    document = change.document
    shared = document is not None and document.audience == Audience.STRAND and document.withdrawn_at is None
    proof = cut(change.evidence) or (document.title if document and shared else "") or change.evidence_url
    return pgettext("line of a city update", "evidence: %(evidence)s") % {"evidence": proof} if proof else ""


def read_agreements(draft: Draft) -> list[Agreement]:
    """The agreements of the own pairings; one query."""
    found = list(Agreement.objects.filter(pairing__in=list(draft.pairings)).order_by("search_text", "pk"))
    for row in found:
        row.pairing = draft.pairings[row.pairing_id]
    return found


def agreement_lines(draft: Draft, agreements: Sequence[Agreement]) -> Iterator[Line]:
    """Signed or drafted in the period, and those to come; one query."""
    drafted = _drafted([row.pk for row in agreements])
    for row in agreements:
        signed = row.signed_on_date
        if signed is not None and row.status != AgreementStatus.DISCUSSED and draft.covers(signed.last_day):
            yield _agreement_line(draft, row, "signed", format_date_of=signed)
        elif row.status in UNSIGNED_AGREEMENT and not row.from_sources:
            day = drafted.get(row.pk) if row.status == AgreementStatus.DRAFTED else None
            if draft.covers(day):
                yield _agreement_line(draft, row, "drafted", format_date_of=day)
            yield _coming_line(draft, row)


def _drafted(keys: Sequence[int]) -> Mapping[int, dt.date]:
    """On which day each came to be drafted first, as its versions tell."""
    rows = Agreement.history.filter(id__in=keys, status=AgreementStatus.DRAFTED)
    days = rows.order_by().values_list("id").annotate(first=Min("history_date"))
    return {key: clock.day_of(first) for key, first in days}


def _agreement_line(draft: Draft, row: Agreement, state: str, *, format_date_of: object) -> Line:
    def text() -> str:
        facts = _named(draft, row) | {"day": format_date(format_date_of)}  # type: ignore[arg-type]
        if state == "signed":
            return pgettext("line of a city update", "%(what)s: signed, %(day)s") % facts
        return pgettext("line of a city update", "%(what)s: text drafted, %(day)s") % facts

    return line(f"agreement-{row.pk}-{state}", Question.ACHIEVED, text, row.get_absolute_url())


def _coming_line(draft: Draft, row: Agreement) -> Line:
    def text() -> str:
        if row.status == AgreementStatus.DRAFTED:
            return pgettext("line of a city update", "%(what)s: to be signed") % _named(draft, row)
        return pgettext("line of a city update", "%(what)s: to be drafted") % _named(draft, row)

    return line(f"agreement-{row.pk}-next", Question.NEXT, text, row.get_absolute_url())


def _named(draft: Draft, row: Agreement) -> dict[str, str]:
    return {"what": draft.named(row.title, row.pairing)}


def contact_lines(draft: Draft) -> Iterator[Line]:
    """How many contacts each pairing had, by kind and by month; what was said is not told again. One query."""
    rows = Contact.objects.active().filter(
        pairing__in=list(draft.pairings), on__range=(draft.first_day, draft.last_day)
    )
    counted = rows.order_by().annotate(month=TruncMonth("on")).values_list("pairing", "kind", "month")
    kinds: dict[int, Counter[str]] = defaultdict(Counter)
    months: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for pairing, kind, month, number in counted.annotate(number=Count("pk")):
        kinds[pairing][kind] += number
        months[pairing][month] += number
    for key, pairing in draft.pairings.items():
        if key in kinds:
            yield _contact_line(draft, pairing, kinds[key], months[key])


def _contact_line(draft: Draft, pairing: Pairing, kinds: Counter[str], months: Counter[dt.date]) -> Line:
    total = kinds.total()

    def text() -> str:
        words = npgettext(
            "line of a city update",
            "%(number)s contact with %(partner)s",
            "%(number)s contacts with %(partner)s",
            total,
        ) % {"number": format_number(total), "partner": draft.partner_across(pairing)}
        often = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        by_kind = ", ".join(_numbered(str(ContactKind(kind).label), number) for kind, number in often)
        by_month = ", ".join(_numbered(_month(month), number) for month, number in sorted(months.items()))
        return with_more(words, by_kind, by_month)

    url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
    url = f"{url}?kind={CONTACT}&period={draft.first_day}..{draft.last_day}"
    return line(f"contacts-{pairing.pk}-counted", Question.ACHIEVED, text, url)


def _numbered(name: str, number: int) -> str:
    return pgettext("line of a city update", "%(name)s: %(number)s") % {"name": name, "number": format_number(number)}


def _month(day: dt.date) -> str:
    return f"{day.month}월" if reader_language() == "ko" else MONTHS_EN[day.month - 1]


def value_lines(draft: Draft) -> Iterator[Line]:
    """The newest value of the period of each indicator in each pairing, with the one before and the target;
    two queries.
    """
    rows = Measurement.objects.active().filter(pairing__in=list(draft.pairings), on__lte=draft.last_day)
    values: dict[tuple[int, int], list[Measurement]] = defaultdict(list)
    for row in rows.select_related("indicator").order_by("indicator__code", "indicator", "pairing", "on", "pk"):
        values[row.indicator_id, row.pairing_id or 0].append(row)
    aims = Target.objects.filter(pairing__in=list(draft.pairings), target__isnull=False, indicator__isnull=False)
    targets = {(row.indicator_id, row.pairing_id): row.target for row in aims}
    for key, found in values.items():
        if draft.covers(found[-1].on):
            before = found[-2].value if len(found) > 1 else None
            yield _value_line(draft, found[-1], before, targets.get(key))


def _value_line(draft: Draft, row: Measurement, before: Decimal | None, target: Decimal | None) -> Line:
    indicator, pairing = row.indicator, draft.pairings[row.pairing_id or 0]

    def text() -> str:
        facts = {
            "what": draft.named(indicator.name, pairing),
            "value": format_number(row.value),
            "unit": indicator.unit,
            "day": format_date(row.on),
        }
        words = pgettext("line of a city update", "%(what)s: %(value)s %(unit)s, as of %(day)s") % facts
        more = []
        if before is not None:
            more.append(pgettext("line of a city update", "before: %(value)s") % {"value": format_number(before)})
        if target is not None:
            more.append(pgettext("line of a city update", "target: %(value)s") % {"value": format_number(target)})
        return with_more(words, *more)

    url = reverse("partnerships:pairing-indicators", args=[pairing.strand.code, pairing.code])
    return line(f"indicator-{indicator.pk}x{pairing.pk}-value", Question.ACHIEVED, text, url)


def publicity_lines(draft: Draft) -> Iterator[Line]:
    """What was published on the own pairings, but for what the other side has entered; one query."""
    rows = PublicityItem.objects.active().filter(
        pairing__in=list(draft.pairings),
        published_on__range=(draft.first_day, draft.last_day),
        side__in=["", draft.side],
    )
    for row in rows.select_related("strand").order_by("published_on", "pk"):
        yield _publicity_line(row)


def _publicity_line(row: PublicityItem) -> Line:
    def text() -> str:
        facts = {"outlet": row.outlet, "title": cut(row.title), "day": format_date(row.published_on)}
        return pgettext("line of a city update", "Published: “%(title)s”, %(outlet)s, %(day)s") % facts

    return line(f"publicity-{row.pk}-published", Question.ACHIEVED, text, row.get_absolute_url())
