"""Common hours, office hours and closing days."""

from django.urls import path

from core.action_views import ActionView, action_path
from partnerships.hours import actions, views
from partnerships.programmes.pages import PAIRING, STRAND

_PARTNER = f"{STRAND}/partners/<slug:partner>"
_CLOSING_DAYS = f"{_PARTNER}/closing-days"

urlpatterns = [
    path("date/", views.ReadDate.as_view(), name="date"),
    path(f"{PAIRING}/hours/", views.HoursPage.as_view(), name="hours"),
    path(f"{PAIRING}/hours/meeting.ics", views.MeetingFile.as_view(), name="hours-file"),
    path(f"{_PARTNER}/hours/", ActionView.of(actions.EditHours), name=actions.EditHours.key),
    action_path(_CLOSING_DAYS, actions.AddClosingDay, "closing-day"),
    action_path(f"{_CLOSING_DAYS}/<int:closing_day>", actions.RemoveClosingDay, "closing-day"),
]
