"""Where the portal lists the rows behind one of its own counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

if TYPE_CHECKING:
    from partnerships.enums import BuiltIn
    from reports.services.compiling.plain import Plain
    from reports.services.compiling.scope import Scope


def opened(figure: Plain, scope: Scope, slug: BuiltIn) -> Plain:
    """A figure with the address at which the portal lists the rows of the same count, in the same scope."""
    address = reverse("partnerships:figure-rows", args=[scope.strand.code, slug.value])
    return {**figure, "url": f"{address}?pairing={scope.pairing.code}" if scope.pairing else address}
