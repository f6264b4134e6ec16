"""Finds agreements that contradict their pairing, their projects or the order of their parties."""

from __future__ import annotations

from collections.abc import Iterator

from partnerships.enums import AgreementStatus
from partnerships.models import Agreement


def of_agreements() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    rows = Agreement.objects.select_related("pairing").prefetch_related("signatories__organisation", "projects")
    for agreement in rows.order_by("pk"):
        name = f"agreement {agreement.code}"
        if agreement.strand_id != agreement.pairing.strand_id:
            yield name, "its strand is not that of its pairing"
        if any(project.pairing_id != agreement.pairing_id for project in agreement.projects.all()):
            yield name, "a project of another pairing is named in it"
        codes = ";".join(row.organisation.code for row in agreement.signatories.all())
        if codes != agreement.party_codes:
            yield name, f"its parties are {codes}, its text says {agreement.party_codes}"
        if agreement.lapsed_on is not None and agreement.status != AgreementStatus.LAPSED:
            yield name, "it has a day on which it lapsed, and has not"
