"""Runs the tests of docs/security.md and prints how each of its numbers fares.

python scripts/security.py            run them; status 1 where a number has no test or one that fails
python scripts/security.py C13 V8     name the tests of these numbers
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([CV]\d+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
# How the last cell of what needs no test begins.
EXCUSED = ("Not used:", "Not met:")
PASSED, FAILED, MISSING = "passed", "FAILED", "MISSING"
RED, PLAIN = "\033[31m", "\033[0m"


def documented() -> dict[str, tuple[str, str]]:
    """Each number of the document with its title and how it is met."""
    return {number: (title, met) for number, title, met in ROW.findall((ROOT / "docs" / "security.md").read_text())}


def marked() -> dict[str, list[str]]:
    """Each number that a test is marked with, and those tests, read from their source."""
    found = defaultdict(list)
    for path in sorted(ROOT.glob("[!.]*/**/test_*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if "mark.security(" in text else ():
            for mark in getattr(node, "decorator_list", ()):
                if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.security":
                    for number in mark.args:
                        found[ast.literal_eval(number)].append(f"{path.relative_to(ROOT)}::{node.name}")
    return found


class Noted:
    """A plugin that notes by number which tests passed and which did not."""

    def __init__(self) -> None:
        self.numbers: dict[str, set[str]] = {}
        self.results: dict[str, dict[str, bool]] = defaultdict(dict)

    def pytest_collection_finish(self, session: Any) -> None:
        """Whichever tests are going to run."""
        for item in session.items:
            self.numbers[item.nodeid] = {number for mark in item.iter_markers("security") for number in mark.args}

    def pytest_runtest_logreport(self, report: Any) -> None:
        """One phase of one test; that it was made ready says nothing yet."""
        if report.when == "call" or report.failed:
            for number in self.numbers[report.nodeid]:
                name = report.nodeid.partition("[")[0]
                self.results[number][name] = self.results[number].get(name, True) and report.passed


def lines(
    numbers: Mapping[str, tuple[str, str]], results: Mapping[str, Mapping[str, bool]]
) -> Iterable[tuple[str, bool]]:
    """A line for each number with whether it is a fault: number, title, how many tests, what came of them."""
    for number, (title, met) in numbers.items():
        tests = results.get(number, {})
        said = (PASSED if all(tests.values()) else FAILED) if tests else MISSING
        if not tests and met.startswith(EXCUSED):
            said = met.partition(":")[0].lower()
        yield f"{number:4} {title:75} {len(tests):4}  {said}", said in {FAILED, MISSING}
    for number in sorted(results.keys() - numbers.keys()):
        yield f"{number:4} {'(not in docs/security.md)':75} {len(results[number]):4}  {FAILED}", True


def main(named: list[str]) -> int:
    """Print the tests of the numbers that are named or, without any, run all and print the table."""
    if named:
        tests = marked()
        sys.stdout.writelines(f"{number} {test}\n" for number in named for test in tests.get(number, [MISSING]))
        return 0
    noted = Noted()
    status = pytest.main(["-q", "-m", "security", "--rootdir", str(ROOT)], plugins=[noted])
    table = list(lines(documented(), noted.results))
    for line, is_fault in table:
        sys.stdout.write(f"{RED}{line}{PLAIN}\n" if is_fault and sys.stdout.isatty() else f"{line}\n")
    return int(bool(status) or any(is_fault for _line, is_fault in table))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
