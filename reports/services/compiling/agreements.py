"""The agreements of two sides: what kind, between whom, how far, signed when. What a draft says is not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.periods import Period
from partnerships.enums import AgreementStatus, BuiltIn
from partnerships.models import Agreement
from partnerships.services.counts import COUNTS, rows_of
from reports.services.compiling.documents import Documents, documents_of
from reports.services.compiling.naming import pairings_of
from reports.services.compiling.placing import day_of_end, lies_in
from reports.services.compiling.plain import Plain, both, figure, iso, ref, remark

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.periods import PartialDate
    from reports.services.compiling.scope import Scope


def compile_agreements(scope: Scope) -> Plain:
    """The section's data; a constant number of queries, however many pairings there are."""
    documents = documents_of(scope)
    rows = list(
        Agreement.objects.filter(pairing__in=scope.pairings)
        .with_names()
        .prefetch_related("signatories__organisation", "projects")
        .order_by("pairing__code", "search_text", "pk")
    )
    signed = set(
        rows_of(
            COUNTS[BuiltIn.AGREEMENTS_SIGNED], strand=scope.strand, pairing=scope.pairing, today=scope.today
        ).values_list("pk", flat=True)
    )
    return {
        "today": iso(scope.today),
        "of_pairing": scope.pairing is not None,
        "pairings": pairings_of(scope),
        "agreements": [_agreement(row, scope, documents) for row in rows],
        "figures": [
            _figure("agreements-signed", (row for row in rows if row.pk in signed), documents),
            _figure(
                "agreements-signed-in-period",
                (row for row in rows if row.pk in signed and _when(row.signed_on_date, scope) == "in-period"),
                documents,
            ),
            *(
                _figure(f"agreements-{status}", (row for row in rows if row.status == status), documents)
                for status in (AgreementStatus.DISCUSSED, AgreementStatus.DRAFTED, AgreementStatus.LAPSED)
            ),
        ],
    }


def signed_in_period(scope: Scope) -> int:
    """How many were signed in the period; one query."""
    rows = rows_of(COUNTS[BuiltIn.AGREEMENTS_SIGNED], strand=scope.strand, pairing=scope.pairing, today=scope.today)
    return sum(_when(row.signed_on_date, scope) == "in-period" for row in rows.filter(pairing__in=scope.pairings))


def _agreement(row: Agreement, scope: Scope, documents: Documents) -> Plain:
    named = [both(party.organisation, "name") for party in row.signatories.all()]
    return {
        "code": row.code,
        "pairing": row.pairing.code,
        "title": both(row, "title"),
        "url": row.get_absolute_url(),
        "kind": row.kind,
        "status": row.status,
        "parties": named or [both(partner, "name") for _side, partner in row.pairing.partners],
        "signed_on": iso(row.signed_on_date),
        "signed": _when(row.signed_on_date, scope),
        "lapsed_on": iso(row.lapsed_on),
        "projects": [
            {"code": project.code, "title": both(project, "title")}
            for project in sorted(row.projects.all(), key=lambda one: one.code)
        ],
        "remark": remark(row),
        "from_sources": row.from_sources,
        "source": row.source,
        "documents": documents.on(row),
    }


def _when(date: PartialDate | None, scope: Scope) -> str:
    """Signed `in-period`, `before` or `after` it; nothing where it is not signed, or nobody knows when."""
    signed = Period(date)
    day = day_of_end(signed, scope.strand)
    if day is None:
        return ""
    if lies_in(signed, scope):
        return "in-period"
    return "before" if day < scope.first_day else "after"


def _figure(key: str, rows: Iterable[Agreement], documents: Documents) -> Plain:
    return figure(key, [_ref(row, documents) for row in rows])


def _ref(row: Agreement, documents: Documents) -> Plain:
    return ref(
        "agreement",
        row.code,
        both(row, "title"),
        row.get_absolute_url(),
        pairing=row.pairing.code,
        day=iso(row.signed_on_date or row.lapsed_on),
        documents=documents.on(row),
    )
