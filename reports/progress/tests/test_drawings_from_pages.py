"""A picture of a page on paper: its classes are attributes there, and what is for pages alone stays behind."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from core.pictures.charts import contact_months
from core.pictures.shapes import WIDE
from reports.progress.rendering.drawings import HUES, PAINT, from_page

pytestmark = pytest.mark.one_database


def test_every_class_that_is_painted_is_one_of_the_pages():
    css = "".join(path.read_text() for path in Path(settings.BASE_DIR, "static/css").glob("*.css"))
    known = set(re.findall(r"\.((?:wc|is)-[\w-]+)", css))
    assert {name for selector in PAINT for name in selector.split()} - known == {"text"}


def test_nothing_of_the_page_is_left_and_words_without_room_are_left_out():
    rows = [(date(2017, month, 1), 1000, 1000, 0) for month in range(1, 13)]
    picture = contact_months(rows)
    wide, narrow = (
        from_page("components/contact_months.html", across=across, picture=picture) for across in (WIDE, WIDE - 1)
    )
    assert len(narrow) < len(wide)
    for svg in (wide, narrow):
        assert not re.search(r"class=|aria-|style=|%", svg)
        assert set(HUES.values()) <= set(re.findall(r'<rect [^>]*fill="(#\w+)"', svg))
