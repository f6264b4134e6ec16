"""The programme's records in the administration, one module per noun."""

from partnerships.admin import dealings, directories, shared
from partnerships.agreements import admin as agreements
from partnerships.confirmations import admin as confirmations
from partnerships.contacts import admin as contacts
from partnerships.documents import admin as documents
from partnerships.hours import admin as hours
from partnerships.indicators import admin as indicators
from partnerships.matching import admin as matching
from partnerships.milestones import admin as milestones
from partnerships.pairings import admin as pairings
from partnerships.people import admin as people
from partnerships.plan import admin as plan
from partnerships.programmes import admin as programmes
from partnerships.projects import admin as projects

__all__ = [
    "agreements",
    "confirmations",
    "contacts",
    "dealings",
    "directories",
    "documents",
    "hours",
    "indicators",
    "matching",
    "milestones",
    "pairings",
    "people",
    "plan",
    "programmes",
    "projects",
    "shared",
]
