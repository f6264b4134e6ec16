"""The programme's records in the administration, one module per noun."""

from partnerships.admin import (
    agreements,
    contacts,
    dealings,
    directories,
    documents,
    hours,
    indicators,
    interests,
    pairings,
    people,
    plan,
    projects,
    shared,
    strands,
)

__all__ = [
    "agreements",
    "contacts",
    "dealings",
    "directories",
    "documents",
    "hours",
    "indicators",
    "interests",
    "pairings",
    "people",
    "plan",
    "projects",
    "shared",
    "strands",
]
