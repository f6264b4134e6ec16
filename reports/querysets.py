"""Periods, updates, reports and what else is reported, as named sets of rows; the same truth as the rules."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.access import Grants
from partnerships.querysets.scopes import own_pairing, within
from reports.enums import ISSUED_REPORT, ReportStatus


def _follows(grants: Grants) -> Q:
    """Reports in the making: staff and authority, and of a pairing's report its two sides."""
    return Q(strand__in=grants.staff | grants.authority) | Q(pairing__isnull=False) & own_pairing(grants, "pairing__")


class ProgressReportQuerySet(models.QuerySet[Any]):
    """Progress reports."""

    def visible_to(self, grants: Grants) -> Self:
        """Issued ones for whoever reads the strand; drafts for staff, authority, those of a pairing for its sides."""
        if grants.is_administrator:
            return self
        return self.filter(within(grants, "strand") & Q(status__in=ISSUED_REPORT) | _follows(grants))

    def followed_by(self, grants: Grants) -> Self:
        """Those whose making the reader follows: as a draft, also once it is issued."""
        return self if grants.is_administrator else self.filter(_follows(grants))

    def with_names(self) -> Self:
        """With what pages and rules read of them."""
        return self.select_related(
            "strand", "period__strand", "replaces", "pairing__eu__partner", "pairing__counterpart__partner"
        ).defer("snapshot")

    def issued(self) -> Self:
        """Those that left the house."""
        return self.filter(status__in=ISSUED_REPORT)

    def drafts(self) -> Self:
        """Those that are still written."""
        return self.filter(status=ReportStatus.DRAFT)

    def newest_issued(self) -> Self:
        """Of each period and scope the one that no later issued revision replaces."""
        newer = self.model._default_manager.filter(replaces=OuterRef("pk"), status__in=ISSUED_REPORT)
        return self.issued().filter(~Exists(newer))

    def in_order(self) -> Self:
        """The newest first."""
        return self.order_by("-period__due_on", "pairing__code", "-revision", "pk")


class OfReportQuerySet(models.QuerySet[Any]):
    """What belongs to a progress report: its files and steps."""

    def visible_to(self, grants: Grants) -> Self:
        """As the report."""
        reports = self.model._meta.get_field("report").related_model._default_manager.visible_to(grants)
        return self.filter(report__in=reports.values("pk"))


class SectionTextQuerySet(models.QuerySet[Any]):
    """What staff write in the sections of drafts."""

    def visible_to(self, grants: Grants) -> Self:
        """As a draft, also once the report is issued: what it says then stands in its snapshot."""
        reports = self.model._meta.get_field("report").related_model._default_manager.followed_by(grants)
        return self.filter(report__in=reports.values("pk"))


class ExportQuerySet(models.QuerySet[Any]):
    """Pieces of long work."""

    def visible_to(self, grants: Grants) -> Self:
        """For the one who asked for it alone."""
        return self.filter(owner=grants.user_id) if grants.user_id else self.none()


class JointReportQuerySet(models.QuerySet[Any]):
    """Joint reports, and public results."""

    def visible_to(self, grants: Grants) -> Self:
        """As a draft of their pairing: both sides, staff, authority, administrator."""
        return self.filter(own_pairing(grants, "pairing__"))
