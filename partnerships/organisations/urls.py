"""The strand's directory of organisations."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.organisations.actions import AddOrganisation, EditEntry, EditOrganisation, TakeUpOrganisation
from partnerships.organisations.views import OrganisationList, OrganisationMerge, OrganisationPage
from partnerships.url_prefixes import STRAND

_LIST = f"{STRAND}/organisations"
_ORGANISATION = f"{_LIST}/<slug:organisation>"

urlpatterns = [
    path(f"{_LIST}/", OrganisationList.as_view(), name="organisation-list"),
    action_path(_LIST, AddOrganisation),
    path(f"{_ORGANISATION}/", OrganisationPage.as_view(), name="organisation"),
    action_path(_ORGANISATION, EditOrganisation),
    path(f"{_ORGANISATION}/sources/", ActionView.of(EditEntry), name=EditEntry.key),
    path(f"{_ORGANISATION}/use/", ActionView.of(TakeUpOrganisation), name=TakeUpOrganisation.key),
    path(f"{_ORGANISATION}/merge/", OrganisationMerge.as_view(), name="organisation-merge"),
]
