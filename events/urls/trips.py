"""The addresses of trips: plan and report of a partner's journey, their files and photographs."""

from django.urls import URLPattern, path

from events.urls.places import DELEGATION
from events.views import trip_acts as acts
from events.views.trip_papers import TripPaperFile, TripPaperPage, TripPhotoFile

_PAPER = f"{DELEGATION}/<slug:paper>"
_PHOTO = f"{_PAPER}/photographs/<int:photo>"

urlpatterns: list[URLPattern] = [
    path(f"{_PAPER}/", TripPaperPage.as_view(), name="trip-paper"),
    path(f"{_PAPER}.<slug:paper_language>.<slug:file_format>", TripPaperFile.as_view(), name="trip-paper-file"),
    path(f"{_PAPER}/edit/", acts.TripPaperEdit.as_view(), name="trip-paper-edit"),
    path(f"{_PAPER}/finish/", acts.TripPaperFinish.as_view(), name="trip-paper-finish"),
    path(f"{_PAPER}/reopen/", acts.TripPaperReopen.as_view(), name="trip-paper-reopen"),
    path(f"{_PAPER}/photographs/add/", acts.TripPhotoAdd.as_view(), name="trip-photo-add"),
    path(f"{_PHOTO}/", TripPhotoFile.as_view(), name="trip-photo"),
    path(f"{_PHOTO}/edit/", acts.TripPhotoEdit.as_view(), name="trip-photo-edit"),
    path(f"{_PHOTO}/remove/", acts.TripPhotoRemove.as_view(), name="trip-photo-remove"),
]
