"""Needs and offers, good practices, and what they meet."""

from django.urls import path

from partnerships.matching.interests_views import (
    InterestAdd,
    InterestEdit,
    InterestRestate,
    InterestWithdraw,
    PracticeEdit,
    PracticePage,
)
from partnerships.matching.views import MatchingPage, MatchStart
from partnerships.url_prefixes import PAIRING, STRAND

_INTERESTS = f"{STRAND}/partners/<slug:partner>/interests"
_INTEREST = f"{_INTERESTS}/<int:interest>"

urlpatterns = [
    path(f"{STRAND}/matching/", MatchingPage.as_view(), name="matching"),
    path(f"{PAIRING}/matches/<int:need>/<int:offer>/start/", MatchStart.as_view(), name="match-start"),
    path(f"{_INTERESTS}/add/", InterestAdd.as_view(), name="interest-add"),
    path(f"{_INTEREST}/edit/", InterestEdit.as_view(), name="interest-edit"),
    path(f"{_INTEREST}/withdraw/", InterestWithdraw.as_view(), name="interest-withdraw"),
    path(f"{_INTEREST}/restate/", InterestRestate.as_view(), name="interest-restate"),
    path(f"{_INTEREST}/practice/", PracticePage.as_view(), name="practice"),
    path(f"{_INTEREST}/practice/edit/", PracticeEdit.as_view(), name="practice-edit"),
]
