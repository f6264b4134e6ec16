"""The programme's tables of the exchange format, in the order in which it names them."""

from core.pack.tables import register
from partnerships.agreements.pack import agreements
from partnerships.milestones.pack import milestones
from partnerships.pack.interests import interests
from partnerships.pack.journey import stages
from partnerships.pack.places import cities, organisations, partners
from partnerships.pack.projects import projects
from partnerships.pack.strands import participants, strands, themes
from partnerships.pairings.pack import pairings

register(
    cities,
    partners,
    organisations,
    themes,
    strands,
    participants,
    interests,
    pairings,
    stages,
    milestones,
    projects,
    agreements,
)
