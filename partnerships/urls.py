"""The addresses of this app, one module per noun."""

from partnerships.agreements import urls as agreements
from partnerships.confirmations import urls as confirmations
from partnerships.contacts import urls as contacts
from partnerships.documents import urls as documents
from partnerships.follow_ups import urls as follow_ups
from partnerships.history import urls as history
from partnerships.hours import urls as hours
from partnerships.indicators import urls as indicators
from partnerships.matching import urls as matching
from partnerships.milestones import urls as milestones
from partnerships.organisations import urls as organisations
from partnerships.pairings import urls as pairings
from partnerships.people import urls as people
from partnerships.places import urls as places
from partnerships.plan import urls as plan
from partnerships.programmes import urls as programmes
from partnerships.projects import urls as projects
from partnerships.tasks import urls as tasks
from partnerships.translations import urls as translations

app_name = "partnerships"

# A module that adds what another shows comes first: `milestones/add/` before `milestones/<milestone>/`.
urlpatterns = [
    *tasks.urlpatterns,
    *programmes.urlpatterns,
    *plan.urlpatterns,
    *places.urlpatterns,
    *pairings.urlpatterns,
    *milestones.urlpatterns,
    *confirmations.urlpatterns,
    *follow_ups.urlpatterns,
    *projects.urlpatterns,
    *organisations.urlpatterns,
    *agreements.urlpatterns,
    *documents.urlpatterns,
    *contacts.urlpatterns,
    *history.urlpatterns,
    *translations.urlpatterns,
    *matching.urlpatterns,
    *hours.urlpatterns,
    *indicators.urlpatterns,
    *people.urlpatterns,
]
