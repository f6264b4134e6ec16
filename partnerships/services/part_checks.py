"""Which organisations may take part in a project: those of the strand's directory, each once."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import DomainError
from partnerships.models import Organisation, Strand

LONGEST_PART = 120


def check_parts(*, strand: Strand, organisations: Sequence[tuple[Organisation, str]]) -> list[tuple[Organisation, str]]:
    """The organisations with their parts, trimmed; refuses one twice, merged, or outside the strand's directory.

    Raises DomainError on the field `organisations`.
    """
    keys = [organisation.pk for organisation, _part in organisations]
    if len(set(keys)) != len(keys):
        raise DomainError(_("An organisation is chosen twice."), field="organisations")
    known = set(strand.organisations.filter(pk__in=keys).values_list("pk", flat=True))
    found = []
    for organisation, part in organisations:
        if organisation.merged_into_id is not None:
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
        if len(part.strip()) > LONGEST_PART:
            raise DomainError(
                _("This is too long: at most %(most)s characters.") % {"most": LONGEST_PART}, field="organisations"
            )
        found.append((organisation, part.strip()))
    return found
