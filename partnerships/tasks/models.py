"""The signals of a pairing as they were worked out for a day, kept until something changes."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import F

from core.flat_rows import prepared
from core.log import SHARED, ChangeCounter, around_pairings, count_changes
from partnerships.pairings.models import Pairing


class PairingHealth(models.Model):
    """The signals of one pairing on a day, as `[kind, level, facts]`; no sentence, which is the reader's language's.

    `changes` is how often anything had changed that they are made of, before they were read: in the pairing, in its
    strand outside of pairings, and of what lies in no strand. It only rises.
    """

    WORKED_OUT: bool = True  # from records: a code in it is none that anybody was given

    pairing = models.OneToOneField(Pairing, primary_key=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    changes = models.BigIntegerField()
    signals = models.JSONField()

    def __str__(self) -> str:
        return f"{self.pairing_id}, {self.day}"

    @classmethod
    def in_force(cls, keys: Iterable[int], day: dt.date) -> dict[int, Any]:
        """By pairing, the signals of a day since which nothing has changed; one query."""
        return dict(_in_force(pairings=keys, day=day))

    @classmethod
    def count_changes(cls, pairings: Iterable[Pairing]) -> dict[int, int]:
        """How often anything has changed for each of these pairings; one query."""
        scopes = {row.pk: (f"pairing-{row.pk}", around_pairings(row.strand_id), SHARED) for row in pairings}
        names = {name for some in scopes.values() for name in some}
        numbers = dict(ChangeCounter.objects.filter(scope__in=names).values_list("scope", "number"))
        return {key: sum(numbers.get(name, 0) for name in some) for key, some in scopes.items()}

    @classmethod
    def keep(cls, day: dt.date, found: Mapping[int, tuple[int, Any]]) -> None:
        """Keep the signals of some pairings, each with the changes that were counted before they were read."""
        if not found:
            return
        # In one order, so that two readers cannot wait for each other.
        rows = [
            (key, day.isoformat(), changes, json.dumps(signals)) for key, (changes, signals) in sorted(found.items())
        ]
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO partnerships_pairinghealth (pairing_id, day, changes, signals) "  # noqa: S608
                f"VALUES {', '.join(['(%s, %s, %s, %s)'] * len(rows))} ON CONFLICT (pairing_id) DO UPDATE "
                "SET day = excluded.day, changes = excluded.changes, signals = excluded.signals",
                [value for row in rows for value in row],
            )


@prepared(pairings=None, day=models.DateField())
def _in_force(pairings: Any, day: Any) -> models.QuerySet[PairingHealth, tuple[int, Any]]:
    rows = PairingHealth.objects.filter(pairing__in=pairings, day=day)
    now = count_changes("pairing__strand_id", "pairing_id")
    return rows.alias(now=now).filter(changes=F("now")).values_list("pairing_id", "signals")
