"""Opening, closing, discontinuing and reopening a pairing."""

from django.urls import path

from partnerships.urls.places import PAIRING
from partnerships.views import pairing_acts as acts

urlpatterns = [
    path(f"{PAIRING}/edit/", acts.PairingEdit.as_view(), name="pairing-edit"),
    path(f"{PAIRING}/close/", acts.PairingClose.as_view(), name="pairing-close"),
    path(f"{PAIRING}/discontinue/", acts.PairingDiscontinue.as_view(), name="pairing-discontinue"),
    path(f"{PAIRING}/reopen/", acts.PairingReopen.as_view(), name="pairing-reopen"),
]
