"""Agreements: those of a strand, those of a pairing, and what is done to one."""

from django.urls import path

from core.action_views import action_path
from partnerships.agreements.actions import STEPS, AddAgreement, SignAgreement
from partnerships.agreements.views import AgreementList, AgreementPage, StrandAgreements
from partnerships.programmes.pages import PAIRING, STRAND

_LIST = f"{PAIRING}/agreements"
_AGREEMENT = f"{_LIST}/<slug:agreement>"

urlpatterns = [
    path(f"{STRAND}/agreements/", StrandAgreements.as_view(), name="strand-agreements"),
    path(f"{_LIST}/", AgreementList.as_view(), name="agreement-list"),
    action_path(_LIST, AddAgreement),
    path(f"{_AGREEMENT}/", AgreementPage.as_view(), name="agreement"),
    *(action_path(_AGREEMENT, action) for action in (SignAgreement, *STEPS)),
]
