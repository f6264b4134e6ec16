"""Common hours, office hours and closing days."""

from django.urls import path

from partnerships.hours.date_views import ReadDate
from partnerships.hours.office_hours_views import ClosingDayAdd, ClosingDayRemove, HoursEdit
from partnerships.hours.views import Hours, MeetingFile
from partnerships.url_prefixes import PAIRING, STRAND

_PARTNER = f"{STRAND}/partners/<slug:partner>"

urlpatterns = [
    path("date/", ReadDate.as_view(), name="date"),
    path(f"{PAIRING}/hours/", Hours.as_view(), name="hours"),
    path(f"{PAIRING}/hours/meeting.ics", MeetingFile.as_view(), name="hours-file"),
    path(f"{_PARTNER}/hours/", HoursEdit.as_view(), name="hours-edit"),
    path(f"{_PARTNER}/closing-days/add/", ClosingDayAdd.as_view(), name="closing-day-add"),
    path(f"{_PARTNER}/closing-days/<int:closing_day>/remove/", ClosingDayRemove.as_view(), name="closing-day-remove"),
]
