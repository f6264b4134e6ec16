"""The addresses of trips: plan and report of a partner's journey, their files and photographs."""

from django.urls import URLPattern, path

from events.events.urls import DELEGATION
from events.trips import views

_PAPER = f"{DELEGATION}/<slug:paper>"
_PHOTO = f"{_PAPER}/photographs/<int:photo>"

urlpatterns: list[URLPattern] = [
    path(f"{_PAPER}/", views.TripPaperPage.as_view(), name="trip-paper"),
    path(f"{_PAPER}.<slug:paper_language>.<slug:file_format>", views.TripPaperFile.as_view(), name="trip-paper-file"),
    path(f"{_PAPER}/edit/", views.TripPaperEdit.as_view(), name="trip-paper-edit"),
    path(f"{_PAPER}/finish/", views.TripPaperFinish.as_view(), name="trip-paper-finish"),
    path(f"{_PAPER}/reopen/", views.TripPaperReopen.as_view(), name="trip-paper-reopen"),
    path(f"{_PAPER}/photographs/add/", views.TripPhotoAdd.as_view(), name="trip-photo-add"),
    path(f"{_PHOTO}/", views.TripPhotoFile.as_view(), name="trip-photo"),
    path(f"{_PHOTO}/edit/", views.TripPhotoEdit.as_view(), name="trip-photo-edit"),
    path(f"{_PHOTO}/remove/", views.TripPhotoRemove.as_view(), name="trip-photo-remove"),
]
