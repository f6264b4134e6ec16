"""The programme's records in the administration, one module per noun."""

from partnerships.admin import (
    contacts,
    dealings,
    directories,
    documents,
    hours,
    indicators,
    interests,
    people,
    plan,
    projects,
    shared,
    strands,
)
from partnerships.agreements import admin as agreements
from partnerships.confirmations import admin as confirmations
from partnerships.milestones import admin as milestones
from partnerships.pairings import admin as pairings

__all__ = [
    "agreements",
    "confirmations",
    "contacts",
    "dealings",
    "directories",
    "documents",
    "hours",
    "indicators",
    "interests",
    "milestones",
    "pairings",
    "people",
    "plan",
    "projects",
    "shared",
    "strands",
]
