"""The people of a strand: roles, invitations, hand-over and deputies."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.people.actions import EndAccess, EndDeputy, GiveAccess, HandOver, InviteCoordinators, NameDeputy
from partnerships.people.views import (
    HandOverSheet,
    InvitationPage,
    InvitationResend,
    InvitationWithdraw,
    PeoplePage,
    PersonInvite,
    PersonPage,
    StrandRoleEnd,
)
from partnerships.url_prefixes import STRAND

_INVITATION = f"{STRAND}/people/invitations/<int:invitation>"
_COORDINATOR = f"{STRAND}/people/coordinators/<int:membership>"

urlpatterns = [
    path(f"{STRAND}/people/", PeoplePage.as_view(), name="people"),
    action_path(f"{STRAND}/people/coordinators", InviteCoordinators),
    path(f"{STRAND}/people/invite/", PersonInvite.as_view(), name="person-invite"),
    path(f"{_INVITATION}/resend/", InvitationResend.as_view(), name="invitation-resend"),
    path(f"{_INVITATION}/withdraw/", InvitationWithdraw.as_view(), name="invitation-withdraw"),
    path(f"{_COORDINATOR}/hand-over/", ActionView.of(HandOver), name=HandOver.key),
    path(f"{_COORDINATOR}/hand-over/sheet/", HandOverSheet.as_view(), name="hand-over-sheet"),
    action_path(f"{_COORDINATOR}/deputies", NameDeputy),
    action_path(f"{_COORDINATOR}/deputies/<int:deputy>", EndDeputy),
    path(f"{STRAND}/people/roles/<int:role>/end/", StrandRoleEnd.as_view(), name="strand-role-end"),
    path(f"{STRAND}/people/<int:person>/end-access/", ActionView.of(EndAccess), name=EndAccess.key),
    path(f"{STRAND}/people/<int:person>/give-access/", ActionView.of(GiveAccess), name=GiveAccess.key),
    path(f"{STRAND}/people/<int:person>/", PersonPage.as_view(), name="person"),
    path("invitations/<slug:token>/", InvitationPage.as_view(), name="invitation"),
]
