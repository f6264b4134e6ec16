"""The addresses of this app, one module per noun."""

from events.urls import agendas, calendars, delegate_pages, delegations, details, events, minutes, trips, visit_notes

app_name = "events"

# A module that adds what another shows comes first: `events/add/` before `events/<event>/`.
urlpatterns = [
    *calendars.urlpatterns,
    *delegate_pages.urlpatterns,
    *agendas.urlpatterns,
    *details.urlpatterns,
    *delegations.urlpatterns,
    *trips.urlpatterns,
    *visit_notes.urlpatterns,
    *minutes.urlpatterns,
    *events.urlpatterns,
]
