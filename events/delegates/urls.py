"""The addresses of the lists of an event's people, of personal links with their pages, and of letters."""

from django.urls import path

from events.delegates import views as lists
from events.delegates.acts import DelegateLinkMake, DelegateLinkRevoke, LetterFile, LetterIssue
from events.delegates.own_pages import DelegateData, DelegateDone, DelegateErase, DelegatePage, DelegateSheet
from events.events.urls import DELEGATE, EVENT

urlpatterns = [
    path(f"{EVENT}/lists/", lists.ListIndex.as_view(), name="list-index"),
    path(f"{EVENT}/lists/participants/", lists.ParticipantsList.as_view(), name="participants-list"),
    path(f"{EVENT}/lists/needs-in-numbers/", lists.NeedsCounts.as_view(), name="needs-counts"),
    path(f"{EVENT}/lists/photographs/", lists.PhotographList.as_view(), name="photograph-list"),
    path(f"{EVENT}/lists/needs/", lists.NeedsList.as_view(), name="needs-list"),
    path(f"{EVENT}/lists/arrivals/", lists.ArrivalsList.as_view(), name="arrivals-list"),
    path(f"{EVENT}/lists/emergency-sheet/", lists.EmergencySheet.as_view(), name="emergency-sheet"),
    path(f"{EVENT}/lists/letters/", lists.LetterList.as_view(), name="letter-list"),
    path(f"{DELEGATE}/link/", DelegateLinkMake.as_view(), name="delegate-link"),
    path(f"{DELEGATE}/link/revoke/", DelegateLinkRevoke.as_view(), name="delegate-link-revoke"),
    path(f"{DELEGATE}/letter/", LetterIssue.as_view(), name="invitation-letter"),
    path(f"{DELEGATE}/letters/<int:number>.pdf", LetterFile.as_view(), name="letter-file"),
]

# The pages behind a delegate's personal link; public, for whoever holds it.

_PAGE = "delegates/<slug:token>"

urlpatterns += [
    path(f"{_PAGE}/", DelegatePage.as_view(), name="delegate-page"),
    path(f"{_PAGE}/done/", DelegateDone.as_view(), name="delegate-done"),
    path(f"{_PAGE}/data/", DelegateData.as_view(), name="delegate-data"),
    path(f"{_PAGE}/erase/", DelegateErase.as_view(), name="delegate-erase"),
    path(f"{_PAGE}/emergency-sheet/", DelegateSheet.as_view(), name="delegate-sheet"),
]
