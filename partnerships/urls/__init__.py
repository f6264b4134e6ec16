"""The addresses of this app, one module per noun."""

from partnerships.agreements import urls as agreements
from partnerships.confirmations import urls as texts
from partnerships.milestones import urls as milestones
from partnerships.pairings import urls as pairings
from partnerships.urls import (
    contacts,
    documents,
    follow_ups,
    history,
    hours,
    indicators,
    mails,
    matching,
    organisations,
    people,
    plan,
    projects,
    reading,
    rounds,
    tasks,
    translations,
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
    *projects.urlpatterns,
    *organisations.urlpatterns,
    *agreements.urlpatterns,
    *documents.urlpatterns,
    *contacts.urlpatterns,
    *history.urlpatterns,
    *translations.urlpatterns,
    *mails.urlpatterns,
    *matching.urlpatterns,
    *hours.urlpatterns,
    *indicators.urlpatterns,
    *reading.urlpatterns,
    *people.urlpatterns,
]
