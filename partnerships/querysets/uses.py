"""Which of the records that strands share one strand uses, found by walking the models that name them."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q


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
