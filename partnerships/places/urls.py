"""The partners of a strand."""

from django.urls import path

from core.action_views import action_path
from partnerships.places.actions import AddPartners, CorrectPartner, EditPartner
from partnerships.places.views import PartnerList, PartnerLogo, PartnerPage
from partnerships.url_prefixes import STRAND

urlpatterns = [
    path(f"{STRAND}/partners/", PartnerList.as_view(), name="partner-list"),
    action_path(f"{STRAND}/partners", AddPartners),
    path(f"{STRAND}/partners/<slug:partner>/", PartnerPage.as_view(), name="partner"),
    path(f"{STRAND}/partners/<slug:partner>/logo/", PartnerLogo.as_view(), name="partner-logo"),
    action_path(f"{STRAND}/partners/<slug:partner>", EditPartner),
    action_path(f"{STRAND}/partners/<slug:partner>", CorrectPartner),
]
