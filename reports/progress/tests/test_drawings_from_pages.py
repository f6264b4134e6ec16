"""A picture of a page on paper: its classes are attributes there, and what is for pages alone stays behind."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from reports.progress.rendering.drawings import HUES, PAINT, legend_of

pytestmark = pytest.mark.one_database


def test_every_class_that_is_painted_is_one_of_the_pages():
    css = "".join(path.read_text() for path in Path(settings.BASE_DIR, "static/css").glob("*.css"))
    known = set(re.findall(r"\.((?:wc|is)-[\w-]+)", css))
    assert {name for selector in PAINT for name in selector.split()} <= known


def test_nothing_of_the_page_is_left():
    keys = legend_of("components/journey_legend.html", is_timeline=True, eu_label="EU", counterpart_label="KR")
    svg = "".join(sample for sample, _words, _reach in keys)
    assert not re.search(r"class=|aria-|style=|%", svg)
    assert set(HUES.values()) <= set(re.findall(r'<rect [^>]*fill="(#\w+)"', svg))
