"""Texts of the repository as HTML: what is filled in, what is shown as typed, where links and pictures lead."""

import pytest
from PIL import Image

from worldcities import handbook
from worldcities.handbook import read_prose

pytestmark = pytest.mark.one_database

TEXT = """# How **things** go

Ask <b>us</b>: {contact}. <script>alert(1)</script>

## First: the `code`

See [the next chapter](confirm.md#two-sides), [privacy](../../statements/en/my-tasks.md), [my account](/accounts/)
and [Europe](https://europa.eu/README.md). [Bad](javascript:alert(1))

![Two halves](../pictures/en/mark.png)

## First: the `code`

| a | b |
|---|---|
| 1 | 2 |

| c | d | *e* |
|---|---|---|
| 3 | 4 | 5 |
"""


@pytest.fixture
def written(tmp_path, monkeypatch):
    """A handbook of one text and one picture of 30 by 20 pixels."""
    (tmp_path / "handbook" / "en").mkdir(parents=True)
    (tmp_path / "handbook" / "en" / "first.md").write_text(TEXT, encoding="utf-8")
    (tmp_path / "handbook" / "pictures" / "en").mkdir(parents=True)
    Image.new("RGB", (30, 20)).save(tmp_path / "handbook" / "pictures" / "en" / "mark.png")
    monkeypatch.setattr(handbook, "DOCS", tmp_path)
    return read_prose("handbook", "first", "en", {"contact": "desk@example.org"})


def test_the_title_is_the_pages_and_no_part_of_the_body(written):
    assert "<h1" not in written["body"]
    assert written["language"] == "en"


def test_values_are_filled_in_and_raw_html_is_shown_as_typed(written):
    assert "desk@example.org" in written["body"]
    assert "&lt;script&gt;" in written["body"]
    assert "<script" not in written["body"]
    assert "<b>" not in written["body"]
    assert 'href="javascript' not in written["body"]


def test_headings_have_anchors_of_their_own_and_make_the_contents(written):
    assert written["contents"] == [("first-the-code", "First: the code"), ("first-the-code-2", "First: the code")]
    assert '<h2 id="first-the-code-2">' in written["body"]


def test_links_lead_to_pages_and_pictures_to_static_files(written):
    for target in ("/help/confirm/#two-sides", "/", "/accounts/", "https://europa.eu/README.md"):
        assert f'href="{target}"' in written["body"]
    assert 'src="/static/handbook/en/mark.png"' in written["body"]
    assert 'alt="Two halves" width="30" height="20"' in written["body"]
    assert 'role="group" tabindex="0" aria-label="Two halves"><img ' in written["body"]


def test_the_cells_of_a_wide_table_name_their_columns(written):
    assert "<td>1</td>\n<td>2</td>" in written["body"]
    assert '<td>3</td>\n<td data-label="d">4</td>' in written["body"]


def test_a_word_without_its_value_is_a_fault(written):
    with pytest.raises(KeyError, match="contact"):
        read_prose("handbook", "first", "en")
