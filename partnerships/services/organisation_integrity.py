"""Finds organisations that contradict what names them: merged ones that are still named, directories that lack one."""

from __future__ import annotations

from collections.abc import Iterator

from partnerships.models import Organisation, Strand
from partnerships.services.organisation_links import relations


def of_organisations() -> Iterator[tuple[str, str]]:
    """Each contradiction as (record, what is wrong), in words for an operator."""
    for organisation in Organisation.objects.filter(merged_into__merged_into__isnull=False).order_by("pk"):
        yield f"organisation {organisation.code}", "what it was merged into was itself merged"
    for model, name in relations():
        if model is Organisation:
            continue
        rows = model._base_manager.filter(**{f"{name}__merged_into__isnull": False}).select_related(name)
        for row in rows.order_by("pk"):
            yield (
                f"organisation {getattr(row, name).code}",
                f"it was merged, and {model._meta.verbose_name} {row.pk} still names it",
            )
    for strand in Strand.objects.order_by("pk"):
        lacking = Organisation.objects.used_in(strand).exclude(strands=strand)
        for organisation in lacking.order_by("pk"):
            yield f"organisation {organisation.code}", f"the directory of strand {strand.code} lacks it"
