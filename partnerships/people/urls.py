"""The people of a strand: roles, invitations, hand-over and deputies."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.people import actions, views
from partnerships.programmes.pages import STRAND

_INVITATION = f"{STRAND}/people/invitations/<int:invitation>"
_COORDINATOR = f"{STRAND}/people/coordinators/<int:membership>"

urlpatterns = [
    path(f"{STRAND}/people/", views.PeoplePage.as_view(), name="people"),
    action_path(f"{STRAND}/people/coordinators", actions.InviteCoordinators),
    path(f"{STRAND}/people/invite/", views.PersonInvite.as_view(), name="person-invite"),
    path(f"{_INVITATION}/resend/", views.InvitationResend.as_view(), name="invitation-resend"),
    path(f"{_INVITATION}/withdraw/", views.InvitationWithdraw.as_view(), name="invitation-withdraw"),
    path(f"{_COORDINATOR}/hand-over/", ActionView.of(actions.HandOver), name=actions.HandOver.key),
    path(f"{_COORDINATOR}/hand-over/sheet/", views.HandOverSheet.as_view(), name="hand-over-sheet"),
    action_path(f"{_COORDINATOR}/deputies", actions.NameDeputy),
    action_path(f"{_COORDINATOR}/deputies/<int:deputy>", actions.EndDeputy),
    path(f"{STRAND}/people/roles/<int:role>/end/", views.StrandRoleEnd.as_view(), name="strand-role-end"),
    path(f"{STRAND}/people/<int:person>/end-access/", ActionView.of(actions.EndAccess), name=actions.EndAccess.key),
    path(f"{STRAND}/people/<int:person>/give-access/", ActionView.of(actions.GiveAccess), name=actions.GiveAccess.key),
    path(f"{STRAND}/people/<int:person>/", views.PersonPage.as_view(), name="person"),
    path("invitations/<slug:token>/", views.InvitationPage.as_view(), name="invitation"),
]
