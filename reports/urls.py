"""The addresses of this app, one module per noun."""

from reports.exports import urls as exports
from reports.imports import urls as imports
from reports.overview import urls as overview
from reports.periods import urls as periods
from reports.progress import urls as progress
from reports.public import urls as public
from reports.updates import urls as updates

app_name = "reports"

# What has a fixed word in its address comes before what has a code there.
urlpatterns = [
    *exports.urlpatterns,
    *imports.urlpatterns,
    *overview.urlpatterns,
    *public.urlpatterns,
    *periods.urlpatterns,
    *updates.urlpatterns,
    *progress.urlpatterns,
]
