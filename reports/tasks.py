"""What a worker (`manage.py db_worker`) does for this app."""

from __future__ import annotations

from django.tasks import task

from reports.services.export_work import work_on


# Below the mails, which take a moment each.
@task(priority=-10)
def make_export(export_id: int) -> None:
    """Make the file of one export; a second task for the same one finds it taken."""
    work_on(export_id)
