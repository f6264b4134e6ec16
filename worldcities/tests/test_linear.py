"""No text, however long, stops the portal: reading twice as much takes about twice as long.

The one test that measures time: each against itself, on the processor's clock, the best of three.
"""

import contextlib
import gc
import importlib
import pkgutil
import re
import time

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from django.urls import NoReverseMatch

OURS = ("core", "accounts", "partnerships", "events", "reports", "worldcities")
# A run that long stands in no sensible text; what begins like something that is looked for, and never ends so.
TEXTS = {
    "blanks": lambda many: " " * many,
    "blanks in a line": lambda many: f"a{' ' * many}b",
    "dashes": lambda many: "-" * many,
    "a forwarded message": lambda many: f"----- forwarded by {'-' * many}x",
    "digits": lambda many: "1" * many,
    "digits and dots": lambda many: "1. " * (many // 3),
    "letters": lambda many: "a" * many,
    "addresses": lambda many: "a@" * (many // 2),
    "Hangul": lambda many: "보낸 사람 " * (many // 6),
    "hours of a chat": lambda many: "2026. 9. 14. 오전 9:41, 홍" * (many // 22),
    "parentheses": lambda many: "(" * many,
    "quotes": lambda many: f"{'"(' * (many // 2)}x",
    "marks": lambda many: "<" * many,
    "line ends": lambda many: "\n" * many,
}
MANY = 100_000
LEAST = 0.02


def _modules():
    for name in OURS:
        package = importlib.import_module(name)
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not re.search(r"\.(tests|conftest|migrations|settings|wsgi)\b", found.name):
                yield importlib.import_module(found.name)


def _patterns():
    """Every pattern that stands in a module of ours."""
    return {
        f"{module.__name__}.{name}": value
        for module in _modules()
        for name, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }


def _filters():
    """Every filter of ours that takes a text alone."""
    found = {}
    for library in engines["django"].engine.template_libraries.values():
        for name, one in library.filters.items():
            if not one.__module__.startswith(OURS):
                continue
            try:
                one("a text")
            except (AttributeError, TypeError, ValueError, KeyError, NoReverseMatch):
                continue
            found[name] = one
    return found


def _every_form(base=forms.BaseForm):
    for form in base.__subclasses__():
        yield form
        yield from _every_form(form)


def _fields():
    """Every kind of text field of our forms: what is typed into two of one kind is read by the same code."""
    found = {}
    for form in _every_form():
        if not form.__module__.startswith(OURS) or ".tests." in form.__module__:
            continue
        for name, field in form.base_fields.items():
            if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField, forms.FileField, forms.MultiValueField)):
                continue
            checks = [getattr(one, "__qualname__", type(one).__qualname__) for one in field.validators]
            patterns = [one.regex.pattern for one in field.validators if hasattr(one, "regex")]
            found.setdefault((type(field).__qualname__, *checks, *patterns), (f"{form.__qualname__}.{name}", field))
    return dict(found.values())


PATTERNS, FILTERS, FIELDS = _patterns(), _filters(), _fields()


def _seconds(read, text, enough=0.0):
    """The best of three, or the first that is quick enough for what is asked."""
    best = float("inf")
    for _ in range(3):
        if best <= enough:
            break
        begun = time.process_time()
        with contextlib.suppress(ValueError, OverflowError, ValidationError):  # a refusal is an answer
            read(text)
        best = min(best, time.process_time() - begun)
    return best


def _grows(read, text):
    """Whether twice as much takes three times as long or more, however often it is tried: a machine has other work."""
    # Below a fiftieth of a second the clock tells more of the machine than of the text.
    return all(
        (twice := _seconds(read, text(2 * MANY), 3 * LEAST)) > 3 * LEAST and twice > 3 * _seconds(read, text(MANY))
        for _ in range(5)
    )


def _slow(read):
    """The texts of which twice as much takes three times as long or more."""
    for name, text in TEXTS.items():
        # What is quadratic or worse is seen long before it takes minutes.
        if any(_seconds(read, text(MANY // part), 0.1) > 0.1 for part in (400, 100, 20, 5)) or _grows(read, text):
            yield name


@pytest.fixture(autouse=True)
def _uncollected():
    """What the tests before have left in memory is not looked through on the text's time."""
    gc.disable()
    yield
    gc.enable()


def test_there_are_patterns_filters_and_fields_of_ours():
    assert len(PATTERNS) > 20
    assert len(FILTERS) > 5
    assert len(FIELDS) > 5


@pytest.mark.one_database
@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_reads_twice_as_much_in_twice_the_time(name):
    assert list(_slow(lambda text: [None for _ in PATTERNS[name].finditer(text)])) == []


@pytest.mark.one_database
@pytest.mark.parametrize("name", FILTERS)
def test_a_filter_reads_twice_as_much_in_twice_the_time(name):
    assert list(_slow(FILTERS[name])) == []


@pytest.mark.one_database
@pytest.mark.parametrize("name", FIELDS)
def test_a_field_reads_twice_as_much_in_twice_the_time(name):
    assert list(_slow(FIELDS[name].clean)) == []
