"""Needs and offers, good practices, and what they meet."""

from django.urls import path

from core.action_views import action_path
from partnerships.matching.actions import (
    AddInterest,
    EditInterest,
    EditPractice,
    RestateInterest,
    StartProject,
    WithdrawInterest,
)
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
    action_path(f"{_INTEREST}/practice", EditPractice),
]
