"""The addresses of the lists of an event's people, of personal links with their pages, and of letters."""

from django.urls import path

from core.action_views import action_path
from events.delegates import views
from events.delegates.actions import IssueLetter, MakeLink, RevokeLink
from events.delegates.views import LISTS
from events.events.urls import DELEGATE, EVENT

# Behind a delegate's personal link; public, for whoever holds it.
_PAGE = "delegates/<slug:token>"

urlpatterns = [
    path(f"{EVENT}/lists/", views.ListIndex.as_view(), name="list-index"),
    *(
        path(f"{EVENT}/lists/{leaf}/", views.DelegateListPage.as_view(name=key), name=name)
        for key, (leaf, name, _purpose, _empty) in LISTS.items()
    ),
    path(f"{DELEGATE}/link/", views.LinkView.of(MakeLink), name=MakeLink.key),
    action_path(f"{DELEGATE}/link", RevokeLink, "delegate-link"),
    action_path(DELEGATE, IssueLetter),
    path(f"{DELEGATE}/letters/<int:number>.pdf", views.LetterFile.as_view(), name="letter-file"),
    path(f"{_PAGE}/", views.DelegatePage.as_view(), name="delegate-page"),
    path(f"{_PAGE}/done/", views.DelegateDone.as_view(), name="delegate-done"),
    path(f"{_PAGE}/data/", views.DelegateData.as_view(), name="delegate-data"),
    path(f"{_PAGE}/erase/", views.DelegateErase.as_view(), name="delegate-erase"),
    path(f"{_PAGE}/emergency-sheet/", views.DelegateSheet.as_view(), name="delegate-sheet"),
]
