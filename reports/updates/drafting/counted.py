"""What is counted or measured rather than told: contacts, values of indicators; and what was published."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import npgettext, pgettext

from core.formats import MONTHS_EN, format_date, format_number
from core.texts import reader_language
from partnerships.contacts.tables import CONTACT
from partnerships.enums import ContactKind
from partnerships.models import Contact, Measurement, Target
from reports.enums import Question
from reports.models import PublicityItem
from reports.updates.drafting.desk import Desk, Line, cut, line, with_more

if TYPE_CHECKING:
    from decimal import Decimal

    from partnerships.models import Pairing


def contact_lines(desk: Desk) -> Iterator[Line]:
    """How many contacts each pairing had, by kind and by month; what was said is not told again. One query."""
    rows = Contact.objects.standing().filter(pairing__in=list(desk.pairings), on__range=(desk.first_day, desk.last_day))
    counted = rows.order_by().annotate(month=TruncMonth("on")).values_list("pairing", "kind", "month")
    kinds: dict[int, Counter[str]] = defaultdict(Counter)
    months: dict[int, Counter[dt.date]] = defaultdict(Counter)
    for pairing, kind, month, number in counted.annotate(number=Count("pk")):
        kinds[pairing][kind] += number
        months[pairing][month] += number
    for key, pairing in desk.pairings.items():
        if key in kinds:
            yield _contact_line(desk, pairing, kinds[key], months[key])


def _contact_line(desk: Desk, pairing: Pairing, kinds: Counter[str], months: Counter[dt.date]) -> Line:
    total = kinds.total()

    def text() -> str:
        words = npgettext(
            "line of a city update",
            "%(number)s contact with %(partner)s",
            "%(number)s contacts with %(partner)s",
            total,
        ) % {"number": format_number(total), "partner": desk.partner_across(pairing)}
        often = sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0]))
        by_kind = ", ".join(_numbered(str(ContactKind(kind).label), number) for kind, number in often)
        by_month = ", ".join(_numbered(_month(month), number) for month, number in sorted(months.items()))
        return with_more(words, by_kind, by_month)

    url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
    url = f"{url}?kind={CONTACT}&period={desk.first_day}..{desk.last_day}"
    return line(f"contacts-{pairing.pk}-counted", Question.ACHIEVED, text, url)


def _numbered(name: str, number: int) -> str:
    return pgettext("line of a city update", "%(name)s: %(number)s") % {"name": name, "number": format_number(number)}


def _month(day: dt.date) -> str:
    return f"{day.month}월" if reader_language() == "ko" else MONTHS_EN[day.month - 1]


def value_lines(desk: Desk) -> Iterator[Line]:
    """The newest value of the period of each indicator in each pairing, with the one before and the target;
    two queries.
    """
    rows = Measurement.objects.standing().filter(pairing__in=list(desk.pairings), on__lte=desk.last_day)
    values: dict[tuple[int, int], list[Measurement]] = defaultdict(list)
    for row in rows.select_related("indicator").order_by("indicator__code", "indicator", "pairing", "on", "pk"):
        values[row.indicator_id, row.pairing_id or 0].append(row)
    aims = Target.objects.filter(pairing__in=list(desk.pairings), target__isnull=False, indicator__isnull=False)
    targets = {(row.indicator_id, row.pairing_id): row.target for row in aims}
    for key, found in values.items():
        if desk.covers(found[-1].on):
            before = found[-2].value if len(found) > 1 else None
            yield _value_line(desk, found[-1], before, targets.get(key))


def _value_line(desk: Desk, row: Measurement, before: Decimal | None, target: Decimal | None) -> Line:
    indicator, pairing = row.indicator, desk.pairings[row.pairing_id or 0]

    def text() -> str:
        facts = {
            "what": desk.named(indicator.name, pairing),
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


def publicity_lines(desk: Desk) -> Iterator[Line]:
    """What was published on the own pairings, but for what the other side has entered; one query."""
    rows = PublicityItem.objects.standing().filter(
        pairing__in=list(desk.pairings),
        published_on__range=(desk.first_day, desk.last_day),
        side__in=["", desk.side],
    )
    for row in rows.select_related("strand").order_by("published_on", "pk"):
        yield _publicity_line(row)


def _publicity_line(row: PublicityItem) -> Line:
    def text() -> str:
        facts = {"outlet": row.outlet, "title": cut(row.title), "day": format_date(row.published_on)}
        return pgettext("line of a city update", "Published: “%(title)s”, %(outlet)s, %(day)s") % facts

    return line(f"publicity-{row.pk}-published", Question.ACHIEVED, text, row.get_absolute_url())
