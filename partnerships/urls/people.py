"""The people of a strand: roles, invitations, hand-over and deputies."""

from django.urls import path

from partnerships.urls.places import STRAND
from partnerships.views.invitations import InvitationPage
from partnerships.views.people import InvitationResend, InvitationWithdraw, People, PersonInvite
from partnerships.views.roles import MembershipEnd, StrandRoleEnd

_INVITATION = f"{STRAND}/people/invitations/<int:invitation>"
_COORDINATOR = f"{STRAND}/people/coordinators/<int:membership>"

urlpatterns = [
    path(f"{STRAND}/people/", People.as_view(), name="people"),
    path(f"{STRAND}/people/invite/", PersonInvite.as_view(), name="person-invite"),
    path(f"{_INVITATION}/resend/", InvitationResend.as_view(), name="invitation-resend"),
    path(f"{_INVITATION}/withdraw/", InvitationWithdraw.as_view(), name="invitation-withdraw"),
    path(f"{_COORDINATOR}/end/", MembershipEnd.as_view(), name="membership-end"),
    path(f"{STRAND}/people/roles/<int:role>/end/", StrandRoleEnd.as_view(), name="strand-role-end"),
    path("invitations/<slug:token>/", InvitationPage.as_view(), name="invitation"),
]
