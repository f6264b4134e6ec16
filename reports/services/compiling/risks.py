"""The section of risks: signals of open pairings, what is late, and what the cities called difficult."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.utils import translation

from core.contributions import RISK, Signal, collect
from core.texts import LANGUAGES
from partnerships.enums import PairingStatus
from partnerships.models import FollowUp, Milestone
from reports.enums import Question
from reports.services.compiling.documents import documents_of
from reports.services.compiling.naming import pairing_name, pairings_of, sides_of
from reports.services.compiling.plain import Plain, both, figure, iso, ref, span
from reports.services.compiling.update_rows import answers_to, read_updates

if TYPE_CHECKING:
    from partnerships.models import Pairing
    from reports.services.compiling.documents import Documents
    from reports.services.compiling.scope import Scope


def compile_risks(scope: Scope) -> dict[str, Any]:
    """As of the day of reading; a constant number of queries, however many pairings there are."""
    running = [pairing for pairing in scope.pairings if pairing.is_open]
    milestones, follow_ups = _late_milestones(scope, running), _late_follow_ups(scope, running)
    signals, documents = read_signals(scope), documents_of(scope)
    return {
        "of_pairing": scope.pairing is not None,
        "today": iso(scope.today),
        "sides": sides_of(scope.strand),
        "pairings": pairings_of(scope),
        "open": len(running),
        "signals": signals,
        "late_milestones": [_milestone(row, scope) for row in milestones],
        "late_follow_ups": _counted(follow_ups, running),
        # Whose words they are: of a strand's report only how many.
        "follow_ups": [_follow_up(row, scope) for row in follow_ups] if scope.pairing is not None else [],
        "difficult": answers_to(Question.DIFFICULT, read_updates(scope)),
        "figures": [
            figure("signals", [_signal_ref(row, scope) for row in signals]),
            figure("milestones-overdue", [_milestone_ref(row, documents) for row in milestones]),
            figure("follow-ups-late", _follow_up_refs(follow_ups, scope, running), value=len(follow_ups)),
        ],
    }


def read_signals(scope: Scope) -> list[Plain]:
    """The signals of the active pairings in both languages, the worst of each pairing first: read once a language."""
    active = [pairing for pairing in scope.pairings if pairing.status == PairingStatus.ACTIVE]
    if not active:
        return []
    said: dict[str, list[Signal]] = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = collect("signals", pairings=active, today=scope.today)
    codes = {pairing.pk: pairing.code for pairing in active}
    place = {code: number for number, code in enumerate(codes.values())}
    found: list[Plain] = [
        {
            "pairing": codes[one.pairing_id],
            "kind": one.kind,
            "level": one.level,
            "sentence": {"en": one.sentence, "ko": other.sentence, "stale": ""},
            "url": one.url,
        }
        for one, other in zip(said["en"], said["ko"], strict=True)
    ]
    found.sort(key=lambda row: (place[row["pairing"]], row["level"] != RISK))
    return found


def _late_milestones(scope: Scope, running: Sequence[Pairing]) -> list[Milestone]:
    rows = Milestone.objects.overdue(scope.today).filter(pairing__in=running)
    return _of(rows.order_by("pairing__code", "forecast_last_day", "pk"), running)


def _late_follow_ups(scope: Scope, running: Sequence[Pairing]) -> list[FollowUp]:
    rows = FollowUp.objects.late(scope.today).filter(pairing__in=running)
    return _of(rows.order_by("pairing__code", "due_on", "pk"), running)


def _of(rows: Iterable[Any], running: Sequence[Pairing]) -> list[Any]:
    """Rows with their pairings as they are known here."""
    by_id = {pairing.pk: pairing for pairing in running}
    found = list(rows)
    for row in found:
        row.pairing = by_id[row.pairing_id]
    return found


def _milestone(row: Milestone, scope: Scope) -> Plain:
    return {
        "code": row.code,
        "pairing": row.pairing.code,
        "name": both(row, "title"),
        "url": row.get_absolute_url(),
        "baseline": span(row.baseline),
        "forecast": span(row.forecast),
        "days_over": row.days_over(scope.today),
    }


def _follow_up(row: FollowUp, scope: Scope) -> Plain:
    return {
        "code": row.code,
        "what": both(row, "what"),
        "side": row.side,
        "due_on": iso(row.due_on),
        "days_over": row.days_over(scope.today),
        "url": row.get_absolute_url(),
    }


def _counted(rows: Iterable[FollowUp], running: Sequence[Pairing]) -> list[Plain]:
    numbers = Counter(row.pairing_id for row in rows)
    return [{"pairing": row.code, "number": numbers[row.pk]} for row in running if numbers[row.pk]]


def _milestone_ref(row: Milestone, documents: Documents) -> Plain:
    pairing, day = row.pairing.code, iso(row.forecast.end or row.forecast.start)
    url, proof = row.get_absolute_url(), documents.on(row)
    return ref("milestone", row.code, both(row, "title"), url, pairing=pairing, day=day, documents=proof)


def _follow_up_refs(rows: Sequence[FollowUp], scope: Scope, running: Sequence[Pairing]) -> list[Plain]:
    """Each by its words in the report of its pairing; in the strand's how many each pairing has."""
    if scope.pairing is not None:
        return [
            ref(
                "follow-up",
                row.code,
                both(row, "what"),
                row.get_absolute_url(),
                pairing=row.pairing.code,
                day=iso(row.due_on),
            )
            for row in rows
        ]
    names = {pairing.code: pairing for pairing in running}
    return [
        ref(
            "pairing",
            one["pairing"],
            pairing_name(names[one["pairing"]]),
            names[one["pairing"]].get_absolute_url(),
            pairing=one["pairing"],
        )
        | {"amount": one["number"]}
        for one in _counted(rows, running)
    ]


def _signal_ref(row: Plain, scope: Scope) -> Plain:
    return ref("signal", row["kind"], row["sentence"], row["url"], pairing=row["pairing"], day=iso(scope.today))
