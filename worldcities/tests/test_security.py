"""Each number of docs/security.md has a test that carries it, and no test carries another."""

import pytest

from scripts import security

pytestmark = pytest.mark.one_database


def test_every_number_of_the_document_has_a_test_or_says_why_not():
    numbers, marked = security.documented(), security.marked()
    assert {"V1", "V17", "C1", "C32"} <= numbers.keys()
    wanted = {number for number, (_title, met) in numbers.items() if not met.startswith(security.EXCUSED)}
    assert sorted(wanted - marked.keys()) == []
    assert sorted(marked.keys() - numbers.keys()) == []


def test_each_case_has_a_test_of_its_name():
    marked = security.marked()
    named = {
        number: [test for test in tests if f"::test_{number.lower()}_" in test] for number, tests in marked.items()
    }
    assert [number for number in security.documented() if number.startswith("C") and not named.get(number)] == []


def test_what_fails_is_missing_or_is_not_in_the_document_is_a_fault():
    numbers = {"C1": ("One", "So."), "C2": ("Two", "So."), "C3": ("Three", "So."), "V17": ("Calls", "Not used: none.")}
    results = {"C1": {"a": True, "b": True}, "C2": {"a": True, "b": False}, "C9": {"a": True}}
    said = [(line.split()[0], line.split()[-1], fault) for line, fault in security.lines(numbers, results)]
    assert said == [
        ("C1", "passed", False), ("C2", "FAILED", True), ("C3", "MISSING", True), ("V17", "used", False),
        ("C9", "FAILED", True),
    ]  # fmt: skip
