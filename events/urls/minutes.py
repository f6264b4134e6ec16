"""The addresses of minutes."""

from django.urls import URLPattern, path

from events.urls.places import EVENT
from events.views.minutes import MinutesPage
from events.views.minutes_acts import MinutesEdit, MinutesObjectionAdd, MinutesObjectionWithdraw

_MINUTES = f"{EVENT}/minutes/<slug:pairing>"

urlpatterns: list[URLPattern] = [
    path(f"{_MINUTES}/", MinutesPage.as_view(), name="minutes"),
    path(f"{_MINUTES}/edit/", MinutesEdit.as_view(), name="minutes-edit"),
    path(f"{_MINUTES}/objections/add/", MinutesObjectionAdd.as_view(), name="minutes-objection-add"),
    path(
        f"{_MINUTES}/objections/<int:objection>/withdraw/",
        MinutesObjectionWithdraw.as_view(),
        name="minutes-objection-withdraw",
    ),
]
