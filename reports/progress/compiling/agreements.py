"""The agreements of two sides: what kind, between whom, how far, signed when. What a draft says is not told.

What was signed before the strand began is context: it stands in the list, and in no figure of what was signed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects

from core.periods import Period
from partnerships.enums import UNSIGNED_AGREEMENT, AgreementStatus
from partnerships.models import Agreement
from reports.progress.compiling.documents import Documents, documents_of, record_ref
from reports.progress.compiling.plain import Plain, both, fields, figure, iso, remark
from reports.progress.compiling.scope import day_of_end, frame, lies_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reports.progress.compiling.scope import Scope


def compile_agreements(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings there are."""
    documents = documents_of(scope)
    rows = read_agreements(scope)
    prefetch_related_objects(rows, "signatories__organisation", "projects")
    signed = {row.pk for row in rows if row.is_signed and not row.signed_before_strand}
    return {
        **frame(scope, "today"),
        "agreements": [_agreement(row, scope, documents) for row in rows],
        "figures": [
            _figure("agreements-signed", (row for row in rows if row.pk in signed), documents),
            _figure(
                "agreements-signed-in-period",
                (row for row in rows if row.pk in signed and _when(row, scope) == "in-period"),
                documents,
            ),
            _figure("agreements-earlier", (row for row in rows if row.is_signed and row.pk not in signed), documents),
            *(
                _figure(f"agreements-{status}", (row for row in rows if row.status == status), documents)
                for status in (*UNSIGNED_AGREEMENT, AgreementStatus.LAPSED)
            ),
        ],
    }


def read_agreements(scope: Scope) -> list[Agreement]:
    """Those that there were on the last day reported, each with the status of that day; four queries.

    Of one that was signed, or lapsed, later the step is not told yet.
    """
    rows = Agreement.objects.filter(pairing__in=scope.pairings)
    signed = set(rows.ever_signed(scope.last_day).values_list("pk", flat=True))
    moments = {"history_date__gt": scope.until, "history_date__lte": scope.as_of}
    added = Agreement.history.filter(history_type="+", from_sources=False, pairing__in=scope.pairings, **moments)
    later = set(added.values_list("id", flat=True)) - signed
    found = list(rows.exclude(pk__in=later).with_names().order_by("pairing__code", "search_text", "pk"))
    versions = Agreement.history.filter(id__in=rows.values("pk"), status__in=UNSIGNED_AGREEMENT)
    before = dict(versions.order_by("history_date").values_list("id", "status"))
    for row in found:
        lapsed_later = row.lapsed_on is not None and row.lapsed_on > scope.last_day
        if row.pk in signed:
            row.status = AgreementStatus.SIGNED if lapsed_later else row.status
        elif row.status == AgreementStatus.SIGNED or lapsed_later:
            row.status = before.get(row.pk, AgreementStatus.DISCUSSED)
    return found


def signed_in_period(scope: Scope) -> int:
    """How many were signed in the period; one query."""
    rows = Agreement.objects.signed(scope.last_day).filter(pairing__in=scope.pairings).with_names()
    return sum(_when(row, scope) == "in-period" for row in rows)


def _agreement(row: Agreement, scope: Scope, documents: Documents) -> Plain:
    named = [both(party.organisation, "name") for party in row.signatories.all()]
    return {
        **fields(row, "code", "title", "url", "kind", "status", "lapsed_on", "from_sources", "source"),
        "pairing": row.pairing.code,
        "parties": named or [both(partner, "name") for _side, partner in row.pairing.partners],
        "signed_on": iso(row.signed_on_date),
        "signed": _when(row, scope),
        "projects": [
            fields(project, "code", "title") for project in sorted(row.projects.all(), key=lambda one: one.code)
        ],
        "remark": remark(row),
        "documents": documents.on(row),
    }


def _when(row: Agreement, scope: Scope) -> str:
    """Signed `earlier` than the strand began, `in-period`, `before` or `after` it; nothing where nobody knows when."""
    if row.signed_before_strand:
        return "earlier"
    signed = Period(row.signed_on_date)
    day = day_of_end(signed, scope.strand)
    if day is None:
        return ""
    if lies_in(signed, scope):
        return "in-period"
    return "before" if day < scope.first_day else "after"


def _figure(key: str, rows: Iterable[Agreement], documents: Documents) -> Plain:
    days = ((row, iso(row.signed_on_date or row.lapsed_on)) for row in rows)
    return figure(key, [record_ref("agreement", row, documents, day) for row, day in days])
