"""What querysets share: what a reader may see, the same truth as the rules; what lies before a day; what is used."""

import datetime as dt
from typing import Any, Self

from django.apps import apps
from django.db import models
from django.db.models import Model, Q

from core import clock
from core.access import Grants, within
from core.periods import MONTH, YEAR
from partnerships.enums import Side


def pairing_names(path: str = "pairing__") -> tuple[str, ...]:
    """What a pairing's name is made of; `path` leads to it, and ends with `__`; none from a pairing itself."""
    return (f"{path}strand", f"{path}eu__partner", f"{path}counterpart__partner")


class InStrandQuerySet(models.QuerySet[Any]):
    """Records that whoever reads their strand reads: the way to it, and to what their names are made of."""

    STRAND: str = "strand"
    NAMES: tuple[str, ...] = ("strand",)

    def visible_to(self, grants: Grants) -> Self:
        """Those of the strands one reads."""
        return self.filter(within(grants, self.STRAND))

    def with_names(self) -> Self:
        return self.select_related(*self.NAMES)


class InPairingQuerySet(InStrandQuerySet):
    """Records that lie in a pairing and that whoever reads the strand reads."""

    STRAND = "pairing__strand"
    NAMES = pairing_names()


def own_pairing(grants: Grants, path: str = "") -> Q:
    """What passes between the sides: for both of them, staff and authority, not for the other pairings' people.

    `path` leads to the pairing, and ends with `__`; none from a pairing itself.
    """
    if grants.is_administrator:
        return Q()
    mine = grants.participations
    return (
        Q(**{f"{path}strand__in": grants.staff | grants.authority})
        | Q(**{f"{path}eu__in": mine})
        | Q(**{f"{path}counterpart__in": mine})
    )


def frozen_text(grants: Grants, path: str = "") -> Q:
    """Frozen texts and words under them: as their pairing, but for kinds of text that stay between its two sides.

    `path` leads to the frozen text, and ends with `__`; none from a frozen text itself.
    """
    if grants.is_administrator:
        return Q()
    between = Q(pk__in=[])
    for model in apps.get_models():
        if getattr(model, "BETWEEN_SIDES", False):
            label, name = model._meta.app_label, model._meta.model_name
            between |= Q(**{f"{path}content_type__app_label": label, f"{path}content_type__model": name})
    return within(grants, f"{path}pairing__strand") & (own_pairing(grants, f"{path}pairing__") | ~between)


def own_side(grants: Grants, path: str) -> Q:
    """What one side keeps for itself, by the row's `side`: for that side's coordinators alone, whoever else asks."""
    mine = grants.participations
    return Q(side=Side.EU, **{f"{path}eu__in": mine}) | Q(side=Side.COUNTERPART, **{f"{path}counterpart__in": mine})


def dated_by(name: str, day: dt.date, path: str = "") -> Q:
    """That the partial date `name` lies on a day or before it, by its last possible day, none after its strand ends.

    So reports place it. What is recorded by now has happened, also in a month that still runs. `path` leads to the
    record, and ends with `__`.
    """
    if day >= clock.today():
        return ~Q(pk__in=[])
    begun = Q(**{f"{path}{name}__lte": day})
    return _over(f"{path}{name}", day) | begun & _over(f"{path}strand__ends_on", day)


def _over(name: str, day: dt.date) -> Q:
    after = day + dt.timedelta(days=1)
    known = ~Q(**{f"{name}_precision__in": [MONTH, YEAR]}) & Q(**{f"{name}__lte": day})
    in_month = Q(**{f"{name}_precision": MONTH, f"{name}__lt": after.replace(day=1)})
    return known | in_month | Q(**{f"{name}_precision": YEAR, f"{name}__lt": after.replace(month=1, day=1)})


def over_by(day: dt.date, path: str = "") -> Q:
    """That what happened was over by a day; of what has no day nobody can say that it came later.

    `path` leads to it, and ends with `__`.
    """
    ended = Q(**{f"{path}actual_end": None}) & dated_by("actual_start", day, path)
    return Q(**{f"{path}actual_last_day": None}) | ended | dated_by("actual_end", day, path)


def used_in(shared: type[Model], strand: Model) -> Q:
    """The condition that a row of the strand names a record of the shared model, such as a city.

    A model whose rows count as use says by `STRAND_PATH` how they lead to their strand; so apps further right take
    part without this one knowing them.
    """
    found = Q(pk__in=[])
    for field in shared._meta.get_fields(include_hidden=True):
        relation: Any = field
        model: Any = relation.related_model
        path = getattr(model, "STRAND_PATH", "")
        if path and relation.auto_created and not relation.concrete and not relation.many_to_many:
            name = relation.field.name
            named = model._base_manager.filter(**{path: strand, f"{name}__isnull": False}).order_by()
            found |= Q(pk__in=named.values(name))
    return found
