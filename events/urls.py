"""The addresses of this app, one module per noun."""

from events.agendas import urls as agendas
from events.calendars import urls as calendars
from events.delegates import urls as delegates
from events.delegations import urls as delegations
from events.events import urls as events
from events.trips import urls as trips
from events.visits import urls as visits

app_name = "events"

# A module that adds what another shows comes first: `events/add/` before `events/<event>/`.
urlpatterns = [
    *calendars.urlpatterns,
    *delegates.urlpatterns,
    *agendas.urlpatterns,
    *delegations.urlpatterns,
    *trips.urlpatterns,
    *visits.urlpatterns,
    *events.urlpatterns,
]
