"""Every record changed in every way that the database allows, but for what was issued."""

from __future__ import annotations

import datetime as dt

from django.apps import apps
from django.db import DatabaseError, models, transaction

from reports.models import IssuedFile, ProgressReport, ReportStep

# What was issued, and where its files lie.
_KEPT = (ProgressReport, IssuedFile, ReportStep)


def change_everything():
    """Every word, number, day, choice and switch of every record, wherever a constraint lets it be another."""
    changed = 0
    for model in apps.get_models():
        if model._meta.app_label not in {"partnerships", "events", "reports"} or model in _KEPT:
            continue
        for field in model._meta.concrete_fields:
            if field.primary_key or field.is_relation or model.__name__.startswith("Historical"):
                continue
            for row in model._base_manager.all():
                changed += _change(model, row, field)
    assert changed > 300
    ProgressReport.objects.update(sections=["next"], correction="Another one.", issued_label="Somebody else")


def _change(model, row, field):
    for value in _others(field, getattr(row, field.attname)):
        try:
            with transaction.atomic():
                return model._base_manager.filter(pk=row.pk).update(**{field.attname: value})
        except (DatabaseError, ValueError, TypeError):
            continue
    return 0


def _others(field, value):
    if field.choices:
        yield from (choice for choice, _label in field.flatchoices if choice != value)
    elif isinstance(field, models.BooleanField):
        yield not value
    elif isinstance(field, models.DateField) and value:
        yield value + dt.timedelta(days=3)
        yield value - dt.timedelta(days=3)
    elif isinstance(field, models.CharField | models.TextField) and isinstance(value, str):
        yield f"{value}-x"
        yield "다른 말"
    elif isinstance(field, models.IntegerField | models.DecimalField) and value is not None:
        yield value + 1
    elif isinstance(field, models.JSONField):
        yield []
