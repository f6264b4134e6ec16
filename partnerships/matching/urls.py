"""Needs and offers, good practices, and what they meet."""

from django.urls import path

from core.action_views import action_path
from partnerships.matching.actions import (
    AddInterest,
    AnswerQuestion,
    AskPractice,
    EditInterest,
    EditPractice,
    ReleaseToStrands,
    ReopenQuestion,
    RestateInterest,
    StartProject,
    WithdrawInterest,
)
from partnerships.matching.library import OtherCoordinators, OtherPractices, OtherProjects
from partnerships.matching.views import MatchingPage, PracticePage
from partnerships.url_prefixes import PAIRING, STRAND

_INTERESTS = f"{STRAND}/partners/<slug:partner>/interests"
_INTEREST = f"{_INTERESTS}/<int:interest>"

urlpatterns = [
    path(f"{STRAND}/matching/", MatchingPage.as_view(), name="matching"),
    action_path(f"{PAIRING}/matches/<int:need>/<int:offer>", StartProject),
    action_path(_INTERESTS, AddInterest),
    *(action_path(_INTEREST, action) for action in (EditInterest, WithdrawInterest, RestateInterest)),
    path(f"{_INTEREST}/practice/", PracticePage.as_view(), name="practice"),
    *(action_path(f"{_INTEREST}/practice", action) for action in (EditPractice, AskPractice)),
    *(
        action_path(f"{_INTEREST}/practice/questions/<int:question>", action)
        for action in (AnswerQuestion, ReopenQuestion)
    ),
    action_path(f"{STRAND}/partners/<slug:partner>", ReleaseToStrands),
    path(f"{STRAND}/other-strands/", OtherPractices.as_view(), name=OtherPractices.name),
    path(f"{STRAND}/other-strands/projects/", OtherProjects.as_view(), name=OtherProjects.name),
    path(f"{STRAND}/other-strands/coordinators/", OtherCoordinators.as_view(), name=OtherCoordinators.name),
]
