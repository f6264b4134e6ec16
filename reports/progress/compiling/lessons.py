"""The section of lessons: what the sides take away and expect, as both confirmed it, and good practices added."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from core import clock
from partnerships.confirmations.selectors import text_states
from partnerships.models import Closing, GoodPractice
from reports.progress.compiling.documents import documents_of
from reports.progress.compiling.plain import Plain, both, fields, figure, pairing_name, ref
from reports.progress.compiling.scope import frame

if TYPE_CHECKING:
    from reports.progress.compiling.documents import Documents
    from reports.progress.compiling.scope import Scope


def compile_lessons(scope: Scope) -> dict[str, Any]:
    """What both sides confirmed of their closings; practices of the period. Whom to ask is told by the portal alone."""
    closings, told = _confirmed_closings(scope), [_practice(row) for row in _practices_of(scope)]
    documents = documents_of(scope)
    return {
        **frame(scope, "sides"),
        "closings": [_closing(row) for row in closings],
        "practices": told,
        "figures": [
            figure("closings-confirmed", [_closing_ref(row, documents) for row in closings]),
            figure("good-practices", [ref("good-practice", row["code"], row["title"], row["url"]) for row in told]),
        ],
    }


def _confirmed_closings(scope: Scope) -> list[Closing]:
    """The closings whose text both sides confirmed as it stands; two queries."""
    rows = list(Closing.objects.filter(Closing.written(), pairing__in=scope.pairings).order_by("pairing__code"))
    by_id = {pairing.pk: pairing for pairing in scope.pairings}
    for row in rows:
        row.pairing = by_id[row.pairing_id]
    standing = text_states(rows)
    return [row for row in rows if standing[Closing, row.pk].both]


def _practices_of(scope: Scope) -> list[GoodPractice]:
    """The good practices that were added in the period and are still offered; one query."""
    first = dt.datetime.combine(scope.first_day, dt.time.min, clock.STRAND_ZONE)
    added = GoodPractice.history.filter(
        history_type="+", history_date__gte=first, history_date__lte=clock.end_of(scope.last_day)
    )
    rows = GoodPractice.objects.filter(
        pk__in=added.order_by().values("id"),
        interest__withdrawn_on=None,
        interest__participation__strand=scope.strand,
    )
    if scope.pairing is not None:
        mine = [scope.pairing.eu_id, scope.pairing.counterpart_id]
        rows = rows.filter(interest__participation__in=mine)
    rows = rows.select_related("interest__participation__partner", "interest__participation__strand", "interest__topic")
    return list(rows.order_by("interest__participation__partner__code", "pk"))


def _closing(row: Closing) -> Plain:
    return {
        "pairing": row.pairing.code,
        **fields(row, "edition", "url"),
        "sides": [
            {
                "side": side,
                "partner": both(partner, "name"),
                "take_aways": both(row, f"{side}_take_aways"),
                "prospects": both(row, f"{side}_prospects"),
            }
            for side, partner in row.pairing.partners
        ],
    }


def _closing_ref(row: Closing, documents: Documents) -> Plain:
    pairing = row.pairing
    url, proof = row.get_absolute_url(), documents.on(row)
    return ref("closing", row.TEXT_KIND, pairing_name(pairing), url, pairing=pairing.code, documents=proof)


def _practice(row: GoodPractice) -> Plain:
    return {
        "code": str(row.interest_id),
        "partner": both(row.interest.participation.partner, "name"),
        "side": row.interest.participation.side,
        "topic": both(row.interest.topic, "name"),
        **fields(row, "url", "title", "problem", "solution", "result", "source"),
    }
