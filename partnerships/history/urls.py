"""The history of a pairing and of each of its records: timeline, compare, restore."""

from django.urls import path

from partnerships.history.views import PairingHistory, RecordHistory, RecordRestore
from partnerships.programmes.pages import PAIRING, STRAND

_RECORD = f"{STRAND}/history/<slug:kind>/<int:record>"

urlpatterns = [
    path(f"{PAIRING}/history/", PairingHistory.as_view(), name="pairing-history"),
    path(f"{_RECORD}/", RecordHistory.as_view(), name="record-history"),
    path(f"{_RECORD}/<int:number>/restore/", RecordRestore.as_view(), name="record-restore"),
]
