"""The partners of a strand."""

from django.urls import path

from core.action_views import action_path
from partnerships.places import actions, views
from partnerships.programmes.pages import STRAND

urlpatterns = [
    path(f"{STRAND}/partners/", views.PartnerList.as_view(), name="partner-list"),
    action_path(f"{STRAND}/partners", actions.AddPartners),
    path(f"{STRAND}/partners/<slug:partner>/", views.PartnerPage.as_view(), name="partner"),
    path(f"{STRAND}/partners/<slug:partner>/logo/", views.PartnerLogo.as_view(), name="partner-logo"),
    action_path(f"{STRAND}/partners/<slug:partner>", actions.EditPartner),
    action_path(f"{STRAND}/partners/<slug:partner>", actions.CorrectPartner),
]
