"""Says whether every message has its Korean: none missing, none fuzzy, each placeholder kept."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif]|\{\w*\}")


def faults_of(entry: polib.POEntry) -> list[str]:
    """What is wrong with one entry of a catalogue, in words."""
    if entry.obsolete:
        return []
    found = []
    if entry.fuzzy:
        found.append("is fuzzy")
    if not entry.translated() and not entry.fuzzy:
        found.append("is not translated")
    wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    found.extend(
        f"loses or invents a placeholder: {sorted(wanted ^ set(PLACEHOLDER.findall(text)))}"
        for text in texts
        if text and set(PLACEHOLDER.findall(text)) != wanted
    )
    return found


def main() -> int:
    """Print every fault as file, line, message and reason; 1 when there is one."""
    count = 0
    for path in sorted(ROOT.glob("locale*/*/LC_MESSAGES/*.po")):
        for entry in polib.pofile(str(path)):
            for fault in faults_of(entry):
                count += 1
                print(f"{path.relative_to(ROOT)}:{entry.linenum}: {entry.msgid[:70]!r} {fault}")
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main())
