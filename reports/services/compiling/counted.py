"""Where the portal lists the rows behind a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from partnerships.enums import BuiltIn
    from reports.services.compiling.plain import Plain
    from reports.services.compiling.scope import Scope


def list_address(scope: Scope, of_strand: str, of_pairing: str) -> str:
    """The list of the strand, or the one of the pairing that is reported."""
    if scope.pairing is None:
        return reverse(of_strand, args=[scope.strand.code])
    return reverse(of_pairing, args=[scope.strand.code, scope.pairing.code])


def opened(figure: Plain, scope: Scope, slug: BuiltIn) -> Plain:
    """A figure with the address at which the portal lists the rows of the same count, in the same scope."""
    address = reverse("partnerships:figure-rows", args=[scope.strand.code, slug.value])
    return {**figure, "url": f"{address}?pairing={scope.pairing.code}" if scope.pairing else address}
