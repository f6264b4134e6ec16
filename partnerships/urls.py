"""Addresses of strands, pairings, milestones, partners, themes and people."""

from django.urls import path

from partnerships.views.invitations import InvitationPage
from partnerships.views.lists import MilestoneList, OrganisationList, PartnerList
from partnerships.views.pairings import MilestonePage, PairingHistory, PairingPage
from partnerships.views.people import InvitationResend, InvitationWithdraw, People, PersonInvite
from partnerships.views.roles import MembershipEnd, StrandRoleEnd
from partnerships.views.strands import (
    PartnerPage,
    StrandList,
    StrandPage,
    ThemeList,
    ThemePage,
)

app_name = "partnerships"

_STRAND = "strands/<slug:strand>"
_PAIRING = f"{_STRAND}/pairings/<slug:pairing>"

_reading = [
    path("strands/", StrandList.as_view(), name="strand-list"),
    path(f"{_STRAND}/", StrandPage.as_view(), name="strand"),
    path(f"{_STRAND}/themes/", ThemeList.as_view(), name="theme-list"),
    path(f"{_STRAND}/themes/<slug:theme>/", ThemePage.as_view(), name="theme"),
    path(f"{_STRAND}/organisations/", OrganisationList.as_view(), name="organisation-list"),
    path(f"{_STRAND}/partners/", PartnerList.as_view(), name="partner-list"),
    path(f"{_STRAND}/partners/<slug:partner>/", PartnerPage.as_view(), name="partner"),
    path(f"{_PAIRING}/", PairingPage.as_view(), name="pairing"),
    path(f"{_PAIRING}/history/", PairingHistory.as_view(), name="pairing-history"),
    path(f"{_PAIRING}/milestones/", MilestoneList.as_view(), name="milestone-list"),
    path(f"{_PAIRING}/milestones/<slug:milestone>/", MilestonePage.as_view(), name="milestone"),
]

_people = [
    path(f"{_STRAND}/people/", People.as_view(), name="people"),
    path(f"{_STRAND}/people/invite/", PersonInvite.as_view(), name="person-invite"),
    path(
        f"{_STRAND}/people/invitations/<int:invitation>/resend/",
        InvitationResend.as_view(),
        name="invitation-resend",
    ),
    path(
        f"{_STRAND}/people/invitations/<int:invitation>/withdraw/",
        InvitationWithdraw.as_view(),
        name="invitation-withdraw",
    ),
    path(
        f"{_STRAND}/people/coordinators/<int:membership>/end/",
        MembershipEnd.as_view(),
        name="membership-end",
    ),
    path(f"{_STRAND}/people/roles/<int:role>/end/", StrandRoleEnd.as_view(), name="strand-role-end"),
    path("invitations/<slug:token>/", InvitationPage.as_view(), name="invitation"),
]

urlpatterns = [*_reading, *_people]
