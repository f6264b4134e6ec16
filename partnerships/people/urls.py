"""The people of a strand: roles, invitations, hand-over and deputies."""

from django.urls import path

from partnerships.people.access_views import AccessEnd, AccessGive
from partnerships.people.handovers_views import DeputyAdd, DeputyEnd, HandOver, HandOverSheet
from partnerships.people.views import (
    InvitationPage,
    InvitationResend,
    InvitationWithdraw,
    People,
    PersonInvite,
    StrandRoleEnd,
)
from partnerships.url_prefixes import STRAND

_INVITATION = f"{STRAND}/people/invitations/<int:invitation>"
_COORDINATOR = f"{STRAND}/people/coordinators/<int:membership>"

urlpatterns = [
    path(f"{STRAND}/people/", People.as_view(), name="people"),
    path(f"{STRAND}/people/invite/", PersonInvite.as_view(), name="person-invite"),
    path(f"{_INVITATION}/resend/", InvitationResend.as_view(), name="invitation-resend"),
    path(f"{_INVITATION}/withdraw/", InvitationWithdraw.as_view(), name="invitation-withdraw"),
    path(f"{_COORDINATOR}/hand-over/", HandOver.as_view(), name="hand-over"),
    path(f"{_COORDINATOR}/hand-over/sheet/", HandOverSheet.as_view(), name="hand-over-sheet"),
    path(f"{_COORDINATOR}/deputies/add/", DeputyAdd.as_view(), name="deputy-add"),
    path(f"{_COORDINATOR}/deputies/<int:deputy>/end/", DeputyEnd.as_view(), name="deputy-end"),
    path(f"{STRAND}/people/roles/<int:role>/end/", StrandRoleEnd.as_view(), name="strand-role-end"),
    path(f"{STRAND}/people/<int:person>/end-access/", AccessEnd.as_view(), name="access-end"),
    path(f"{STRAND}/people/<int:person>/give-access/", AccessGive.as_view(), name="access-give"),
    path("invitations/<slug:token>/", InvitationPage.as_view(), name="invitation"),
]
