"""What a worker (`manage.py db_worker`) does for this app."""

from django.tasks import TaskContext, task

from reports.exports.work import work_on
from reports.imports.work import work_on as carry_on
from reports.progress.services import keep_missing_files


# Below the mails, which take a moment each.
@task(priority=-10, takes_context=True)
def make_export(context: TaskContext, export_id: int) -> None:
    """Make the file of one export; a second task for the same one finds it taken."""
    work_on(export_id, left=context.attempt > 1)


@task(priority=-10)
def make_issued_files(report_id: int) -> None:
    """Make and keep the files of an issued report; a second task makes what the first one did not."""
    keep_missing_files(report_id)


@task(priority=-10, takes_context=True)
def work_on_import(context: TaskContext, import_id: int) -> None:
    """Read, store or take back one import; a second task for the same one finds it done."""
    carry_on(import_id, again=context.attempt > 2)
