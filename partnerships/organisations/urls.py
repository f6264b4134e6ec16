"""The strand's directory of organisations."""

from django.urls import path

from partnerships.organisations.acts import (
    EntryEdit,
    OrganisationAdd,
    OrganisationEdit,
    OrganisationMerge,
    OrganisationTakeUp,
)
from partnerships.organisations.views import OrganisationList, OrganisationPage
from partnerships.url_prefixes import STRAND

_LIST = f"{STRAND}/organisations"
_ORGANISATION = f"{_LIST}/<slug:organisation>"

urlpatterns = [
    path(f"{_LIST}/", OrganisationList.as_view(), name="organisation-list"),
    path(f"{_LIST}/add/", OrganisationAdd.as_view(), name="organisation-add"),
    path(f"{_ORGANISATION}/", OrganisationPage.as_view(), name="organisation"),
    path(f"{_ORGANISATION}/edit/", OrganisationEdit.as_view(), name="organisation-edit"),
    path(f"{_ORGANISATION}/sources/", EntryEdit.as_view(), name="organisation-entry"),
    path(f"{_ORGANISATION}/use/", OrganisationTakeUp.as_view(), name="organisation-take-up"),
    path(f"{_ORGANISATION}/merge/", OrganisationMerge.as_view(), name="organisation-merge"),
]
