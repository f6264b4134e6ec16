"""Which organisations a project or an agreement may name: those of the strand's directory, each once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.models import Organisation, Strand
from partnerships.services.written import check_length

LONGEST_PART = 120


def check_parts(*, strand: Strand, organisations: Sequence[tuple[Organisation, str]]) -> list[tuple[Organisation, str]]:
    """The organisations with their parts, trimmed; refused as `check_in_directory`, and where a part is too long.

    Raises DomainError on the field `organisations`.
    """
    check_in_directory(strand=strand, organisations=[one for one, _part in organisations], field="organisations")
    found = [(organisation, part.strip()) for organisation, part in organisations]
    for _organisation, part in found:
        check_length("organisations", part, LONGEST_PART)
    return found


def check_in_directory(*, strand: Strand, organisations: Sequence[Organisation], field: str) -> None:
    """Refuse one that is chosen twice, merged, or outside the strand's directory. Raises DomainError on the field.

    Nobody merges them until the transaction ends.
    """
    keys = [organisation.pk for organisation in organisations]
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    merged = {row.pk for row in rows if row.merged_into_id is not None}
    if len(set(keys)) != len(keys):
        raise DomainError(_("An organisation is chosen twice."), field=field)
    known = set(strand.organisations.filter(pk__in=keys).values_list("pk", flat=True))
    for organisation in organisations:
        if organisation.pk in merged:
            raise DomainError(
                _("“%(organisation)s” was merged into another one. Choose that one.") % {"organisation": organisation},
                field=field,
            )
        if organisation.pk not in known:
            raise DomainError(
                _("“%(organisation)s” is not in this strand's directory. Add it there first.")
                % {"organisation": organisation},
                field=field,
            )
