"""The floor's pages and their addresses: each asks for session and user, and does the least that Django can."""

import csv
import datetime as dt
import io

import xlsxwriter
from django import forms
from django.contrib import admin
from django.contrib.auth.decorators import login_required
from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone

from bench.floor.models import Event, Item, Milestone

WITH_NAMES = ("partner__city", "person")
CELLS = (
    *("id", "code", "title", "status", "level", "budget", "starts_on", "ends_on", "summary", "updated_at"),
    *("partner__name", "partner__city__name", "partner__city__country", "person__username", "person__email"),
)


class ItemForm(forms.ModelForm):
    class Meta:
        model = Item
        fields = ["title", "status", "level", "starts_on", "ends_on"]


class Echo:
    """What a csv.writer writes, given back."""

    def write(self, text):
        return text


def empty(request):
    return HttpResponse(request.user.username)


def rows(request):
    items = Item.objects.select_related(*WITH_NAMES).order_by("-updated_at", "-id")[:50]
    return render(request, "list.html", {"items": items})


def detail(request, pk):
    item = get_object_or_404(Item.objects.select_related(*WITH_NAMES), pk=pk)
    found = {"milestones": item.milestones.order_by("due_on"), "events": item.events.order_by("starts_at")}
    return render(request, "detail.html", {"item": item, **found})


def dashboard(request):
    newest, now = Item.objects.select_related(*WITH_NAMES).order_by("-updated_at", "-id")[:10], timezone.now()
    late = Milestone.objects.filter(done=False, due_on__lt=now).select_related("item").order_by("due_on")[:10]
    coming = Event.objects.filter(starts_at__gt=now).select_related("item").order_by("starts_at")[:10]
    counts = Item.objects.values("status").annotate(number=Count("pk")).order_by("status")
    return render(request, "dashboard.html", {"counts": counts, "items": newest, "late": late, "events": coming})


def save(request, pk):
    form = ItemForm(request.POST, instance=get_object_or_404(Item, pk=pk))
    if not form.is_valid():
        return HttpResponse(form.errors.as_text(), status=422)
    form.instance.updated_at = timezone.now()
    form.save()
    return redirect(f"/items/{pk}/")


def calendar(request):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:floor"]
    for pk, title, starts_at, place in Event.objects.values_list("pk", "title", "starts_at", "place")[:1000]:
        ends_at = starts_at + dt.timedelta(hours=1)
        lines += ["BEGIN:VEVENT", f"UID:{pk}@floor", f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}"]
        lines += [f"DTEND:{ends_at:%Y%m%dT%H%M%SZ}", f"SUMMARY:{title}", f"LOCATION:{place}", "END:VEVENT"]
    return HttpResponse("\r\n".join([*lines, "END:VCALENDAR", ""]), content_type="text/calendar")


def as_csv(request):
    writer, items = csv.writer(Echo()), Item.objects.order_by("pk").values_list(*CELLS)
    lines = (writer.writerow(row) for row in items.iterator())
    return StreamingHttpResponse(lines, content_type="text/csv")


def as_xlsx(request):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True, "in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(Item.objects.order_by("pk").values_list(*CELLS).iterator()):
            sheet.write_row(number, 0, [cell if isinstance(cell, int) else str(cell) for cell in row])
    return HttpResponse(file.getvalue(), content_type="application/octet-stream")


urlpatterns = [
    path("admin/", admin.site.urls),
    path("empty/", login_required(empty)),
    path("items/", login_required(rows)),
    path("items/<int:pk>/", login_required(detail)),
    path("items/<int:pk>/save/", login_required(save)),
    path("dashboard/", login_required(dashboard)),
    path("events.ics", login_required(calendar)),
    path("items.csv", login_required(as_csv)),
    path("items.xlsx", login_required(as_xlsx)),
]
