"""Who the reader is to the portal, frozen for one request, the mixin that asks it, and secrets that open a page."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404


@dataclass(frozen=True, slots=True)
class Grants:
    """All that rules and querysets may know of a reader; ids only, read once a request."""

    user_id: int | None = None
    is_administrator: bool = False
    staff: frozenset[int] = field(default_factory=frozenset)
    authority: frozenset[int] = field(default_factory=frozenset)
    observer: frozenset[int] = field(default_factory=frozenset)
    coordinates: frozenset[int] = field(default_factory=frozenset)
    participations: frozenset[int] = field(default_factory=frozenset)
    # Of each of the strands, its code and the language that it is written in beside English.
    languages: frozenset[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def strands(self) -> frozenset[int]:
        """The strands the reader may read by any role (an administrator reads all anyway)."""
        return self.staff | self.authority | self.observer | self.coordinates


def within(grants: Grants, path: str) -> Q:
    """The condition that the strand at `path` is one the reader reads."""
    return Q() if grants.is_administrator else Q(**{f"{path}__in": grants.strands})


class Access:
    """Finds a view's record among those the reader may see (else 404), then asks its rule (403)."""

    rule: Callable[..., bool] | None = None  # of grants and record
    request: Any
    kwargs: dict[str, Any]

    @property
    def grants(self) -> Grants:
        """The reader's grants."""
        grants: Grants = self.request.grants
        return grants

    def get_or_404[Row: Model](self, rows: QuerySet[Row], **lookup: Any) -> Row:
        """The one row among those visible; what one may not know of is not found."""
        # PostgreSQL knows no text with a zero byte, and no record is called so.
        if any(isinstance(value, str) and "\x00" in value for value in lookup.values()):
            raise Http404
        row = rows.filter(**lookup).first()
        if row is None:
            raise Http404
        return row

    def require(self, row: Any) -> None:
        """Refuse (403) what one may see but not change."""
        rule = type(self).rule
        if rule is not None and not rule(self.grants, row):
            raise PermissionDenied


def new_token() -> str:
    """A secret of 256 random bits, in letters that an address may have."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """What is kept of a secret: so many random bits need no slower hash. Whatever an address holds has one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
