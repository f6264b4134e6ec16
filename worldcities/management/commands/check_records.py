"""`manage.py check_records`: says which records contradict each other; exit status 1 if any do."""

import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand

from events import integrity as events
from partnerships import integrity as partnerships
from partnerships.documents.models import document_storage
from reports import integrity as reports
from worldcities.operation import TRIAL


def contradictions() -> Iterator[tuple[str, str]]:
    """Those of every app, each as (record, what is wrong), and what a trial of the storage that was killed has left."""
    for app in (partnerships, events, reports):
        yield from app.contradictions()
    yield from partnerships.stray_files(document_storage(), TRIAL, set(), "it was a trial; it can be deleted")


class Command(BaseCommand):
    """Lists what spans tables and so lies outside the database's constraints."""

    help = "Find records that contradict each other across tables."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each, then how many there are."""
        del args, options
        found = list(contradictions())
        for record, fault in found:
            self.stdout.write(f"{record}: {fault}")
        self.stdout.write(f"{len(found)} contradictions")
        if found:
            sys.exit(1)
