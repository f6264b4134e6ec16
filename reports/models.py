"""Periods and what is reported in them."""

from reports.exports.models import Export
from reports.imports.models import Import
from reports.periods.models import ReportingPeriod, ReportingTerms
from reports.progress.models import IssuedFile, JointReport, ProgressReport, ReportStep, SectionText
from reports.public.models import PublicityItem, PublicResults
from reports.updates.models import CityUpdate, UpdateStep

__all__ = [
    "CityUpdate",
    "Export",
    "Import",
    "IssuedFile",
    "JointReport",
    "ProgressReport",
    "PublicResults",
    "PublicityItem",
    "ReportStep",
    "ReportingPeriod",
    "ReportingTerms",
    "SectionText",
    "UpdateStep",
]
