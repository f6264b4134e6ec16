"""Which organisations may take part in a project: those of the strand's directory, each once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.models import Organisation, Strand
from partnerships.services.written import check_length

LONGEST_PART = 120


def hold_organisations(keys: Sequence[int]) -> set[int]:
    """Let nobody merge these organisations until the transaction ends; those of them that were merged before."""
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return {row.pk for row in rows if row.merged_into_id is not None}


def check_parts(*, strand: Strand, organisations: Sequence[tuple[Organisation, str]]) -> list[tuple[Organisation, str]]:
    """The organisations with their parts, trimmed; refuses one twice, merged, or outside the strand's directory.

    Raises DomainError on the field `organisations`.
    """
    keys = [organisation.pk for organisation, _part in organisations]
    merged = hold_organisations(keys)
    if len(set(keys)) != len(keys):
        raise DomainError(_("An organisation is chosen twice."), field="organisations")
    known = set(strand.organisations.filter(pk__in=keys).values_list("pk", flat=True))
    found = []
    for organisation, part in organisations:
        if organisation.pk in merged:
            raise DomainError(
                _("“%(organisation)s” was merged into another one. Choose that one.") % {"organisation": organisation},
                field="organisations",
            )
        if organisation.pk not in known:
            raise DomainError(
                _("“%(organisation)s” is not in this strand's directory. Add it there first.")
                % {"organisation": organisation},
                field="organisations",
            )
        check_length("organisations", part.strip(), LONGEST_PART)
        found.append((organisation, part.strip()))
    return found
