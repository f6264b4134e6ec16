"""Needs and offers, good practices, and what they meet."""

from django.urls import path

from core.action_views import action_path
from partnerships.matching import actions, views
from partnerships.matching.library import OtherCoordinators, OtherPractices, OtherProjects
from partnerships.programmes.pages import PAIRING, STRAND

_INTERESTS = f"{STRAND}/partners/<slug:partner>/interests"
_INTEREST = f"{_INTERESTS}/<int:interest>"
_QUESTION = f"{_INTEREST}/practice/questions/<int:question>"

urlpatterns = [
    path(f"{STRAND}/matching/", views.MatchingPage.as_view(), name="matching"),
    action_path(f"{PAIRING}/matches/<int:need>/<int:offer>", actions.StartProject),
    action_path(_INTERESTS, actions.AddInterest),
    action_path(_INTEREST, actions.EditInterest),
    action_path(_INTEREST, actions.WithdrawInterest),
    action_path(_INTEREST, actions.RestateInterest),
    path(f"{_INTEREST}/practice/", views.PracticePage.as_view(), name="practice"),
    action_path(f"{_INTEREST}/practice", actions.EditPractice),
    action_path(f"{_INTEREST}/practice", actions.AskPractice),
    action_path(_QUESTION, actions.AnswerQuestion),
    action_path(_QUESTION, actions.ReopenQuestion),
    action_path(f"{STRAND}/partners/<slug:partner>", actions.ReleaseToStrands),
    path(f"{STRAND}/other-strands/", OtherPractices.as_view(), name=OtherPractices.name),
    path(f"{STRAND}/other-strands/projects/", OtherProjects.as_view(), name=OtherProjects.name),
    path(f"{STRAND}/other-strands/coordinators/", OtherCoordinators.as_view(), name=OtherCoordinators.name),
]
