"""The pages behind a delegate's personal link; public, for whoever holds it."""

from django.urls import path

from events.views.delegate_pages import DelegateData, DelegateDone, DelegateErase, DelegatePage, DelegateSheet

_PAGE = "delegates/<slug:token>"

urlpatterns = [
    path(f"{_PAGE}/", DelegatePage.as_view(), name="delegate-page"),
    path(f"{_PAGE}/done/", DelegateDone.as_view(), name="delegate-done"),
    path(f"{_PAGE}/data/", DelegateData.as_view(), name="delegate-data"),
    path(f"{_PAGE}/erase/", DelegateErase.as_view(), name="delegate-erase"),
    path(f"{_PAGE}/emergency-sheet/", DelegateSheet.as_view(), name="delegate-sheet"),
]
