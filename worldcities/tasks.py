"""What a worker (`manage.py db_worker`) does for the portal as a whole."""

from __future__ import annotations

from django.tasks import task


@task(priority=10)
def come_back() -> None:
    """Nothing: that it was done says that a worker runs."""
