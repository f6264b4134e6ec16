"""Load a strand's records from a pack."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from core.pack.loading import load_pack
from core.pack.reading import Fault, PackRefused
from core.pack.stores import Fate, Load


class Command(BaseCommand):
    """``manage.py load_pack FOLDER_OR_XLSX``: exit status 1 where the pack is refused."""

    help = "Load a pack: a folder of CSV files or an XLSX workbook. All of it or nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the pack and how to treat it."""
        parser.add_argument("pack", type=Path, help="a folder of CSV files, or an XLSX workbook")
        parser.add_argument("--check", action="store_true", help="only say what would happen")
        parser.add_argument(
            "--overwrite", action="store_true", help="take the pack's row also where people changed the record"
        )
        parser.add_argument("--json", action="store_true", help="report for machines")

    def handle(self, *args: Any, **options: Any) -> None:
        """Load and report; every fault is listed before the command fails."""
        try:
            load = load_pack(options["pack"], by=None, overwrite=options["overwrite"], check=options["check"])
        except PackRefused as refusal:
            if options["json"]:
                self._write_json({"loaded": False, "faults": [fault.as_dict() for fault in refusal.faults]})
            else:
                self._write_faults(refusal.faults)
            raise CommandError(
                _("The pack was refused, nothing was loaded. Faults: %(count)d.") % {"count": len(refusal.faults)}
            ) from refusal
        if options["json"]:
            left = [asdict(one) for one in load.differences]
            report = {"strand": load.root_code, "tables": load.tables, "differences": left}
            self._write_json({"loaded": not options["check"], "faults": [], **report})
        else:
            self._write_outcome(load)
            if options["check"]:
                self.stdout.write(_("Only checked: nothing was saved."))

    def _write_json(self, report: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))

    def _write_faults(self, faults: Iterable[Fault]) -> None:
        for fault in faults:
            place = [fault.table or "-", str(fault.row or "-"), fault.column or "-", fault.value or "-"]
            self.stdout.write(" | ".join([*place, fault.reason]))

    def _write_outcome(self, load: Load) -> None:
        for table, counts in load.tables.items():
            told = ", ".join(f"{Fate(fate).label}: {number}" for fate, number in counts.items() if number)
            self.stdout.write(f"{table} | {told or '-'}")
        for left in load.differences:
            reason = (
                _("changed in the portal since the last load; left (conflict)")
                if left.why == "conflict"
                else _("kept by another strand; left")
            )
            place = [left.table, str(left.row), left.record, left.column, f"{left.value or '-'} ≠ {left.kept or '-'}"]
            self.stdout.write(" | ".join([*place, reason]))
