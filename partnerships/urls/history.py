"""The history of a pairing and of each of its records: timeline, compare, restore."""

from django.urls import path

from partnerships.url_prefixes import PAIRING, STRAND
from partnerships.views.history import PairingHistory, RecordHistory, RecordRestore

_RECORD = f"{STRAND}/history/<slug:kind>/<int:record>"

urlpatterns = [
    path(f"{PAIRING}/history/", PairingHistory.as_view(), name="pairing-history"),
    path(f"{_RECORD}/", RecordHistory.as_view(), name="record-history"),
    path(f"{_RECORD}/<int:number>/restore/", RecordRestore.as_view(), name="record-restore"),
]
