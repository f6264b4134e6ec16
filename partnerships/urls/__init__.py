"""The addresses of this app, one module per noun."""

from partnerships.urls import (
    follow_ups,
    history,
    mails,
    milestones,
    pairings,
    people,
    plan,
    reading,
    rounds,
    tasks,
    texts,
)

app_name = "partnerships"

# A module that adds what another shows comes first: `milestones/add/` before `milestones/<milestone>/`.
urlpatterns = [
    *tasks.urlpatterns,
    *rounds.urlpatterns,
    *plan.urlpatterns,
    *pairings.urlpatterns,
    *milestones.urlpatterns,
    *texts.urlpatterns,
    *follow_ups.urlpatterns,
    *history.urlpatterns,
    *mails.urlpatterns,
    *reading.urlpatterns,
    *people.urlpatterns,
]
