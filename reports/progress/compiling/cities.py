"""What the cities give: updates, contacts in numbers, publicity, and the lessons that both sides confirmed."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from core import clock
from core.texts import LANGUAGES
from partnerships.confirmations.selectors import text_states
from partnerships.contacts.selectors import contact_days
from partnerships.enums import AT_ONE_HOUR, ContactKind, Side
from partnerships.models import Closing, Contact, GoodPractice, Pairing, Participation
from reports.enums import HANDED_IN, LineState, Question, UpdateStatus
from reports.models import CityUpdate, PublicityItem
from reports.progress.compiling.scope import Plain, Scope, both, fields, figure, iso, pairing_name, ref, same, sides_of

_BETWEEN_SIDES = ("contacts-", "followup-")


def compile_updates(scope: Scope) -> dict[str, Any]:
    """Every partner with how its update stands; of accepted ones the answers and the lines that were not dropped."""
    updates = scope.read(read_updates)
    return {
        "sides": sides_of(scope.strand),
        "partners": [row for row, _accepted in updates],
        "updates": [
            {**row, "answers": fields(accepted, *Question.values), "lines": _lines(accepted)}
            for row, accepted in updates
            if accepted
        ],
        "figures": [
            figure("updates-accepted", [_ref(row) for row, accepted in updates if accepted]),
            figure("updates-missing", [_ref(row) for row, _accepted in updates if row["state"] == "none"]),
        ],
    }


def _lines(update: CityUpdate) -> dict[str, list[Plain]]:
    """The lines from the records that stand below each answer, as the city kept or edited them."""
    found: dict[str, list[Plain]] = {question: [] for question in Question.values}
    for line in update.lines:
        if line.get("state") == LineState.DROPPED or line.get("question") not in found:
            continue
        text = {"en": line.get("text_en", ""), "ko": line.get("text_ko", ""), "stale": ""}
        key = line.get("key", "")
        # What passes between two sides is not for everybody who reads the report.
        url = "" if key.startswith(_BETWEEN_SIDES) else line.get("url", "")
        found[line["question"]].append({"key": key, "state": line.get("state", ""), "text": text, "url": url})
    return found


def read_updates(scope: Scope) -> list[tuple[Plain, CityUpdate | None]]:
    """Each partner of the scope, the EU side first, and its update of the period once staff have accepted it.

    Two queries. What is still, or again, being written is between the partner and the office.
    """
    keys = {key for pairing in scope.pairings for key in (pairing.eu_id, pairing.counterpart_id)}
    where = Q(pk__in=keys) if scope.pairing is not None else Q(strand=scope.strand)
    rows = Participation.objects.filter(where).select_related("partner")
    known = CityUpdate.objects.filter(
        period=scope.period, participation__in=rows.order_by().values("pk"), status__in=HANDED_IN
    )
    updates = {update.participation_id: update for update in known}
    order = list(Side.values)
    found = []
    for row in sorted(rows, key=lambda row: (order.index(row.side), row.partner.code)):
        row.strand = scope.strand
        update = updates.get(row.pk)
        if update:
            update.participation, update.period = row, scope.period
        accepted = update if update and update.status == UpdateStatus.ACCEPTED else None
        found.append((_partner(row, update, accepted), accepted))
    return found


def _partner(row: Participation, update: CityUpdate | None, accepted: CityUpdate | None) -> Plain:
    """The partner, and how its update stands: `accepted`, `sent` (not yet accepted), or `none`."""
    return {
        **fields(row.partner, "code", "name"),
        "side": row.side,
        "state": "accepted" if accepted else "sent" if update else "none",
        "submitted_on": _day(update.submitted_at) if update else None,
        "accepted_on": _day(accepted.accepted_at) if accepted else None,
        "url": update.get_absolute_url() if update else "",
    }


def _day(moment: dt.datetime | None) -> str | None:
    return iso(clock.day_of(moment)) if moment else None


def answers_to(question: str, scope: Scope) -> list[Plain]:
    """What the accepted updates answer to one question; those that left it empty are left out."""
    told = [(row, both(accepted, question)) for row, accepted in scope.read(read_updates) if accepted]
    return [{**row, "text": text} for row, text in told if text["en"] or text["ko"]]


def _ref(row: Plain) -> Plain:
    day = row["accepted_on"] or row["submitted_on"]
    return ref("city-update", row["code"], row["name"], row["url"], day=day)


# Where both sides talked at one hour, or neither alone wrote: no contact of one side.
TOGETHER = "together"
_WHOSE = (*Side.values, TOGETHER)
# The pairing, the kind, and whose it is.
type _Row = tuple[int, str, str]


def contacts_of(scope: Scope) -> QuerySet[Contact]:
    days = {"on__gte": scope.first_day, "on__lte": scope.last_day}
    found: QuerySet[Contact] = Contact.objects.active().filter(pairing__in=scope.pairings, **days)
    return found


def compile_contacts(scope: Scope) -> dict[str, Any]:
    """Numbers alone, and the longest time between signs of life; two queries, however many pairings there are."""
    rows = [
        (pairing, kind, side if side and kind not in AT_ONE_HOUR else TOGETHER)
        for pairing, kind, side in contacts_of(scope).values_list("pairing", "kind", "side")
    ]
    by_pairing: dict[int, list[_Row]] = defaultdict(list)
    for row in rows:
        by_pairing[row[0]].append(row)
    signs = _signs(scope)
    shared = scope.frame("period", "sides")
    return {
        **shared,
        **_counted(rows),
        "pairings": [
            told | _counted(by_pairing[pairing.pk]) | {"silence": _silence(pairing, signs, scope)}
            for told, pairing in zip(shared["pairings"], scope.pairings, strict=True)
        ],
        "figures": [figure("contacts", contact_refs(scope, Counter(row[0] for row in rows)), value=len(rows))],
    }


def _counted(rows: Sequence[_Row]) -> Plain:
    whose, kinds = Counter(whose for _, _, whose in rows), Counter(kind for _, kind, _ in rows)
    return {
        "total": len(rows),
        "by_side": {one: whose[one] for one in _WHOSE},
        "by_kind": {kind: kinds[kind] for kind in ContactKind.values},
    }


def _signs(scope: Scope) -> dict[int, list[dt.date]]:
    """The days of each pairing on which there was a sign of life in the period; one query."""
    days = (scope.last_day - scope.first_day).days + 1
    found = contact_days(scope.pairings, scope.last_day, days=days) if days > 0 else {}
    return {key: sorted(set().union(*by_side.values())) for key, by_side in found.items()}


def _silence(pairing: Pairing, signs: Mapping[int, list[dt.date]], scope: Scope) -> Plain:
    """How long the longest time between two signs of life was; on which days there were any is told by no report.

    It counts from the first day reported, and to the last one while the pairing is open. Without any sign nothing is
    known of it (`days` is null): what was not recorded is no silence.
    """
    days = signs.get(pairing.pk, [])
    edges = [scope.first_day, *days, *([scope.last_day] if pairing.is_open else [])]
    longest = max((after - before for before, after in pairwise(edges)), default=None)
    return {"days": longest.days if days and longest is not None else None, "signs": len(days)}


def contact_refs(scope: Scope, numbers: Mapping[int, int]) -> list[Plain]:
    """How many each pairing has that has any.

    What passes between two sides is theirs: whoever reads the strand reads how many contacts there are, no more, and
    reads every issued report.
    """
    found = []
    for pairing in scope.pairings:
        if number := numbers.get(pairing.pk):
            url = reverse("partnerships:contact-list", args=[pairing.strand.code, pairing.code])
            row = ref("pairing", pairing.code, pairing_name(pairing), url, pairing=pairing.code)
            found.append(row | {"amount": number})
    return found


def items_of(scope: Scope) -> list[PublicityItem]:
    """The items of the period that stand, in the order of their days; of a pairing's report its own alone."""
    rows = PublicityItem.objects.active().filter(
        strand=scope.strand, published_on__gte=scope.first_day, published_on__lte=scope.last_day
    )
    if scope.pairing is not None:
        rows = rows.filter(pairing=scope.pairing)
    found = list(rows.order_by("published_on", "number"))
    for row in found:
        row.strand = scope.strand
    return found


def compile_publicity(scope: Scope) -> dict[str, Any]:
    """The items with outlet, title as printed, language and link; one query."""
    codes = {pairing.pk: pairing.code for pairing in scope.pairings}
    items = scope.read(items_of)
    return {
        **scope.frame("sides"),
        "items": [_item(row, codes) for row in items],
        "figures": [figure("publicity-items", [_item_ref(row, codes) for row in items])],
    }


def _item(row: PublicityItem, codes: dict[int, str]) -> Plain:
    return {
        **fields(row, "number", "outlet", "title", "language", "link", "published_by", "side", "url"),
        "on": iso(row.published_on),
        "pairing": codes.get(row.pairing_id or 0, ""),
    }


def _item_ref(row: PublicityItem, codes: dict[int, str]) -> Plain:
    """An item as a row behind a figure, by its title as printed."""
    written = {row.language: row.title, "free": True} if row.language in LANGUAGES else same(row.title)
    pairing = codes.get(row.pairing_id or 0, "")
    url = row.get_absolute_url()
    found = ref("publicity", str(row.number), written, url, pairing=pairing, day=iso(row.published_on))
    return found | {"source": row.link}


def compile_lessons(scope: Scope) -> dict[str, Any]:
    """What both sides confirmed of their closings; practices of the period. Whom to ask is told by the portal alone."""
    closings, told = _confirmed_closings(scope), [_practice(row) for row in _practices_of(scope)]
    return {
        **scope.frame("sides"),
        "closings": [_closing(row) for row in closings],
        "practices": told,
        "figures": [
            figure("closings-confirmed", [_closing_ref(row, scope) for row in closings]),
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
        pk__in=added.order_by().values("id"), interest__withdrawn_on=None, interest__participation__strand=scope.strand
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


def _closing_ref(row: Closing, scope: Scope) -> Plain:
    pairing = row.pairing
    url, proof = row.get_absolute_url(), scope.documents_on(row)
    return ref("closing", row.TEXT_KIND, pairing_name(pairing), url, pairing=pairing.code, documents=proof)


def _practice(row: GoodPractice) -> Plain:
    return {
        "code": str(row.interest_id),
        "partner": both(row.interest.participation.partner, "name"),
        "side": row.interest.participation.side,
        "topic": both(row.interest.topic, "name"),
        **fields(row, "url", "title", "problem", "solution", "result", "source"),
    }
