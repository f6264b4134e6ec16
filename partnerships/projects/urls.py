"""Cooperation projects: their lists, the page of one, and what is done to it."""

from django.urls import path

from partnerships.projects.acts import (
    ProjectAdd,
    ProjectEdit,
    ProjectLevelMove,
    ProjectMilestones,
    ProjectOrganisations,
    ResultAdd,
    ResultEdit,
    ResultRemove,
)
from partnerships.projects.views import PairingProjects, ProjectList, ProjectPage
from partnerships.url_prefixes import PAIRING, STRAND

_PROJECT = f"{STRAND}/projects/<slug:project>"
_RESULT = f"{_PROJECT}/results/<int:result>"

urlpatterns = [
    path(f"{STRAND}/projects/", ProjectList.as_view(), name="project-list"),
    path(f"{PAIRING}/projects/", PairingProjects.as_view(), name="pairing-projects"),
    path(f"{PAIRING}/projects/add/", ProjectAdd.as_view(), name="project-add"),
    path(f"{_PROJECT}/", ProjectPage.as_view(), name="project"),
    path(f"{_PROJECT}/edit/", ProjectEdit.as_view(), name="project-edit"),
    path(f"{_PROJECT}/level/", ProjectLevelMove.as_view(), name="project-level"),
    path(f"{_PROJECT}/organisations/", ProjectOrganisations.as_view(), name="project-organisations"),
    path(f"{_PROJECT}/milestones/", ProjectMilestones.as_view(), name="project-milestones"),
    path(f"{_PROJECT}/results/add/", ResultAdd.as_view(), name="result-add"),
    path(f"{_RESULT}/edit/", ResultEdit.as_view(), name="result-edit"),
    path(f"{_RESULT}/remove/", ResultRemove.as_view(), name="result-remove"),
]
