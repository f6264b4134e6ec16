"""Cooperation projects: their lists, the page of one, and what is done to it."""

from django.urls import path

from core.action_views import action_path
from partnerships.programmes.pages import PAIRING, STRAND
from partnerships.projects.actions import ON_PROJECT, AddProject, AddResult, EditResult, RemoveProject, RemoveResult
from partnerships.projects.views import PairingProjects, ProjectList, ProjectPage

_PROJECT = f"{STRAND}/projects/<slug:project>"
_RESULTS = f"{_PROJECT}/results"

urlpatterns = [
    path(f"{STRAND}/projects/", ProjectList.as_view(), name="project-list"),
    path(f"{PAIRING}/projects/", PairingProjects.as_view(), name="pairing-projects"),
    action_path(f"{PAIRING}/projects", AddProject),
    path(f"{_PROJECT}/", ProjectPage.as_view(), name="project"),
    *(action_path(_PROJECT, action) for action in (*ON_PROJECT, RemoveProject)),
    action_path(_RESULTS, AddResult),
    *(action_path(f"{_RESULTS}/<int:result>", action) for action in (EditResult, RemoveResult)),
]
