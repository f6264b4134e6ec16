"""The strand's directory of organisations."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.organisations import actions, views
from partnerships.programmes.pages import STRAND

_LIST = f"{STRAND}/organisations"
_ORGANISATION = f"{_LIST}/<slug:organisation>"

urlpatterns = [
    path(f"{_LIST}/", views.OrganisationList.as_view(), name="organisation-list"),
    action_path(_LIST, actions.AddOrganisation),
    path(f"{_ORGANISATION}/", views.OrganisationPage.as_view(), name="organisation"),
    action_path(_ORGANISATION, actions.EditOrganisation),
    path(f"{_ORGANISATION}/sources/", ActionView.of(actions.EditEntry), name=actions.EditEntry.key),
    path(f"{_ORGANISATION}/use/", ActionView.of(actions.TakeUpOrganisation), name=actions.TakeUpOrganisation.key),
    path(f"{_ORGANISATION}/merge/", views.OrganisationMerge.as_view(), name="organisation-merge"),
]
