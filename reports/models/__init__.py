"""Periods and what is reported in them."""

from reports.models.city_update import CityUpdate, UpdateStep
from reports.models.export import Export
from reports.models.joint_report import JointReport
from reports.models.period import ReportingPeriod, ReportingTerms
from reports.models.progress_report import IssuedFile, ProgressReport, ReportStep, SectionText
from reports.models.public_results import PublicResults
from reports.models.publicity import PublicityItem

__all__ = [
    "CityUpdate",
    "Export",
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
