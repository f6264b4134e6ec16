"""Numbers that say whether anything was changed in a strand, in a pairing, or of what strands share."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

SHARED = "shared"  # the scope of what lies in no strand


class ChangeCounter(models.Model):
    """How often anything was changed in a strand, in a pairing, or of what lies in no strand."""

    scope = models.CharField(primary_key=True, max_length=30)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.scope}: {self.number}"

    @classmethod
    def raise_all(cls, scopes: Iterable[str]) -> None:
        """Raise the counters of an act, at its end: until then others in the strand need not wait for it.

        In one order, so that two acts cannot wait for each other.
        """
        if names := sorted(scopes):
            with connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO core_changecounter (scope, number) VALUES {', '.join(['(%s, 1)'] * len(names))} "  # noqa: S608
                    "ON CONFLICT (scope) DO UPDATE SET number = core_changecounter.number + 1",
                    names,
                )


def scopes_of(strand_id: int | None, pairing_id: int | None) -> set[str]:
    """The counters of a place."""
    return {f"{kind}-{key}" for kind, key in (("strand", strand_id), ("pairing", pairing_id)) if key}


def read_counters(*, strand_id: int | None = None, pairing_id: int | None = None) -> tuple[int, ...]:
    """How often anything changed in a strand, in a pairing, and of what lies in no strand; one query."""
    names = [f"strand-{strand_id}", f"pairing-{pairing_id}", SHARED]
    numbers = dict(ChangeCounter.objects.filter(scope__in=names).values_list("scope", "number"))
    return tuple(numbers.get(name, 0) for name in names)
