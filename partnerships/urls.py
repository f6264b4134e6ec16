"""The addresses of this app, one module per noun."""

from django.urls import include, path

app_name = "partnerships"

# A module that adds what another shows comes first: `milestones/add/` before `milestones/<milestone>/`.
NOUNS = (
    *("tasks", "programmes", "plan", "places", "pairings", "milestones", "confirmations", "follow_ups", "projects"),
    *("organisations", "agreements", "documents", "contacts", "history", "translations", "matching", "hours"),
    *("indicators", "people"),
)
urlpatterns = [path("", include(f"partnerships.{noun}.urls")) for noun in NOUNS]
