"""What a field of a record is called on screen."""

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.text import capfirst


def label_of(model: type[models.Model], name: str) -> str:
    """A field, or a period of several columns, as its user knows it."""
    try:
        label = getattr(model._meta.get_field(name), "verbose_name", name)
    except FieldDoesNotExist:
        label = getattr(getattr(model, name, None), "label", name)
    return capfirst(str(label))
