"""Agreements: those of a strand, those of a pairing, and what is done to one."""

from django.urls import path

from partnerships.urls.places import PAIRING, STRAND
from partnerships.views import agreement_acts as acts
from partnerships.views.agreements import AgreementList, AgreementPage, StrandAgreements

_LIST = f"{PAIRING}/agreements"
_AGREEMENT = f"{_LIST}/<slug:agreement>"

urlpatterns = [
    path(f"{STRAND}/agreements/", StrandAgreements.as_view(), name="strand-agreements"),
    path(f"{_LIST}/", AgreementList.as_view(), name="agreement-list"),
    path(f"{_LIST}/add/", acts.AgreementAdd.as_view(), name="agreement-add"),
    path(f"{_AGREEMENT}/", AgreementPage.as_view(), name="agreement"),
    path(f"{_AGREEMENT}/edit/", acts.AgreementEdit.as_view(), name="agreement-edit"),
    path(f"{_AGREEMENT}/draft/", acts.AgreementDraft.as_view(), name="agreement-draft"),
    path(f"{_AGREEMENT}/sign/", acts.AgreementSign.as_view(), name="agreement-sign"),
    path(f"{_AGREEMENT}/lapse/", acts.AgreementLapse.as_view(), name="agreement-lapse"),
    path(f"{_AGREEMENT}/step-back/", acts.AgreementStepBack.as_view(), name="agreement-step-back"),
]
