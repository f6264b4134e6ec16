"""The addresses of this app, one module per noun."""

from reports.urls import briefs, calendar, dashboards, exports, publicity, reports, results, updates

app_name = "reports"

# What has a fixed word in its address comes before what has a code there.
urlpatterns = [
    *exports.urlpatterns,
    *dashboards.urlpatterns,
    *publicity.urlpatterns,
    *results.urlpatterns,
    *briefs.urlpatterns,
    *calendar.urlpatterns,
    *updates.urlpatterns,
    *reports.urlpatterns,
]
