"""The columns and filters of a pairing's contacts; the filters narrow its comments too."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core import clock
from core.columns import Column, Filter
from core.periods import YEARS, PartialDate
from partnerships.enums import ContactKind, Side
from partnerships.models import Contact, Project

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from partnerships.models import Pairing

CONTACT, COMMENT = "contact", "comment"
PERIODS = {"30": _("Last 30 days"), "90": _("Last 90 days"), "365": _("Last 12 months")}


def _side(row: Contact) -> str:
    """Who got in touch, by name; both where they met."""
    names = {side: str(partner.name) for side, partner in row.pairing.partners}
    return names.get(row.side) or ", ".join(names.values())


def _local(row: Contact, side: str) -> dt.datetime | None:
    """What the clock on the wall of a partner showed when it began."""
    participation = row.pairing.eu if side == Side.EU else row.pairing.counterpart
    city = participation.partner.first_city
    return row.starts_at.astimezone(city.zone).replace(tzinfo=None) if row.starts_at and city else None


def _partners(pairing: Pairing) -> list[tuple[str, str]]:
    return [(side, str(partner.name)) for side, partner in pairing.partners]


def _projects(pairing: Pairing) -> list[tuple[str, str]]:
    rows = Project.objects.filter(pairing=pairing, contacts__isnull=False).distinct()
    return [(row.code, str(row)) for row in rows]


def _of_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    if rows.model is not Contact:
        return rows if kind == COMMENT else rows.none()
    return rows if kind == CONTACT else rows.filter(kind=kind)


def _of_project(rows: QuerySet[Any], code: str) -> QuerySet[Any]:
    if rows.model is Contact:
        return rows.filter(project__code=code)
    kind = ContentType.objects.get_for_model(Project)
    return rows.filter(record_type=kind, record_id__in=Project.objects.filter(code=code).values("pk"))


def days_between(asked: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of `2026-09-01..2026-11-30`, as an address names them; None for anything else."""
    try:
        first, last = map(PartialDate.parse, asked.split(".."))
    except ValueError:
        return None
    return (first.first_day, last.last_day) if first.day.year in YEARS and last.day.year in YEARS else None


def _of_period(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    days = days_between(asked)
    first, last = days or (clock.today() - dt.timedelta(days=int(asked) - 1), None)
    if rows.model is Contact:
        return rows.filter(on__range=days) if days else rows.filter(on__gte=first)
    rows = rows.filter(at__gt=clock.end_of(first - dt.timedelta(days=1)))
    return rows.filter(at__lte=clock.end_of(last)) if last else rows


CONTACT_COLUMNS = [
    Column("on", _("Day"), lambda row: row.on, order=("on", "pk"), link=lambda row: row.get_absolute_url()),
    Column("start_eu", _("Start, EU time"), lambda row: _local(row, Side.EU)),
    Column("start_counterpart", _("Start, the other side’s time"), lambda row: _local(row, Side.COUNTERPART)),
    Column("minutes", _("Minutes"), lambda row: row.minutes),
    Column("kind", pgettext_lazy("table head", "Kind"), lambda row: row.get_kind_display(), order=("kind", "on", "pk")),
    Column("side", _("Who got in touch"), _side, order=("side", "on", "pk")),
    Column("who", _("Who took part"), lambda row: row.who),
    Column("what", _("What was said"), lambda row: row.what),
    Column("project", _("Project"), lambda row: row.project or ""),
    Column("author", _("Recorded by"), lambda row: row.author_label),
    Column("withdrawn", _("Withdrawn, and why"), lambda row: row.withdrawn_reason),
]

CONTACT_FILTERS = [
    Filter(
        "kind",
        pgettext_lazy("table head", "Kind"),
        lambda _pairing: [(CONTACT, _("Contacts")), *ContactKind.choices, (COMMENT, _("Comment"))],
        _of_kind,
    ),
    Filter("side", _("Side"), _partners, lambda rows, side: rows.filter(side=side)),
    Filter("project", _("Project"), _projects, _of_project),
    Filter("period", pgettext_lazy("contacts", "Period"), lambda _pairing: list(PERIODS.items()), _of_period),
]
