"""The typed columns of a section: what page and paper have of a value, and what a sheet counts with."""

from datetime import date

import pytest

from core.blocks import Group, Text, text_of
from reports.enums import UpdateStatus
from reports.progress.rendering.columns import Column, SectionRendering
from reports.progress.rendering.phrases import Phrases

pytestmark = pytest.mark.one_database

WORDS = SectionRendering({}, Phrases("en", "https://portal.example"))
SPAN = {"start": "2017-03-14", "end": "2017-03-16"}


@pytest.mark.parametrize(
    ("kind", "value", "written", "cells"),
    [
        ("text", {"en": "Lamps", "ko": "가로등"}, "Lamps", ("Lamps",)),
        ("text", {"ko": "가로등"}, Text("가로등", "ko", before="(in Korean)"), ("가로등",)),
        ("text", [{"en": "Lamps"}, "buses"], "Lamps, buses", ("Lamps, buses",)),
        ("text", {}, "", (None,)),
        ("link", {"en": "Lamps"}, Text("Lamps", "en", "https://portal.example/lamps/"), ("Lamps",)),
        ("date", "2017-03-14", "14 March 2017", (date(2017, 3, 14),)),
        ("date", None, "", (None,)),
        ("period", SPAN, "14–16 March 2017", (date(2017, 3, 14), date(2017, 3, 16))),
        ("period", None, "–", (None, None)),
        ("number", 1200, "1,200", (1200,)),
        ("number", None, "", (None,)),
        ("amount", None, "–", (None,)),
        ("reported", 0, "0", (0,)),
        ("reported", None, "Not reported", (None,)),
        ("percent", 50, "50%", (0.5,)),
        ("percent", None, "", (None,)),
        ("codes", ["busan/D-1", "busan/D-2"], "D-1, D-2", ("busan/D-1, busan/D-2",)),
        (UpdateStatus, "accepted", "Accepted", ("Accepted",)),
        (UpdateStatus, "", "", (None,)),
    ],
)
def test_a_value_is_written_and_counted_by_its_type(kind, value, written, cells):
    column = Column("Plan", "baseline", kind)
    row = {"baseline": value, "url": "/lamps/"}
    assert (column.written(row, WORDS), column.cells(row, WORDS)) == (written, cells)
    assert len(column.heads) == len(cells)


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [("flag", True, "yes"), ("flag", False, "no"), ("address", "/lamps/", "https://portal.example/lamps/")],
)
def test_what_sheets_alone_have(kind, value, cell):
    assert Column("Lamps", "lamps", kind).cells({"lamps": value}, WORDS) == (cell,)


def test_paper_leaves_out_what_is_empty_and_sets_figures_apart_and_sheets_have_all():
    columns = [Column("Name", "name", width=3), Column("Note", "note", width=2), Column("Sum", "sum", "number", 1)]
    columns += [Column("Code", "code"), Column("Told", "name", width=1, in_sheets=False)]
    rows = [{"name": "Lamps", "note": "", "sum": 3, "code": "D-1"}]
    drawn = WORDS.table(columns, rows)
    assert (drawn.head, drawn.numbers) == (["Name", "Sum", "Told"], [1])
    assert WORDS.sheet("lamps", "Lamps", columns, rows).rows == [["Lamps", None, 3, "D-1"]]
    assert WORDS.table(columns, []).head == ["Name"]
    assert WORDS.sheet("lamps", "Lamps", columns, []).head == ["Name", "Note", "Sum", "Code"]


def test_rows_stand_below_their_pairing_where_there_are_several():
    rows = [{"pairing": "busan"}, {"pairing": "busan"}, {"pairing": "gwangju"}]
    pairings = [{"code": code, "name": {"en": code.title()}, "url": "/"} for code in ("busan", "gwangju")]
    several = SectionRendering({"pairings": pairings}, WORDS).grouped(rows)
    seen = [text_of(one.text) if isinstance(one, Group) else one["pairing"] for one in several]
    assert seen == ["Busan", "busan", "busan", "Gwangju", "gwangju"]
    assert list(SectionRendering({"pairings": pairings[:1]}, WORDS).grouped(rows[:2])) == rows[:2]
