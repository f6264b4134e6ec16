"""What the printer makes of the timeline and of the map: across the paper, without the frame of the page."""

import io

import pytest
from pypdf import PdfReader

from e2e.portal import REAL

pytestmark = pytest.mark.browser


@pytest.fixture
def printed(window):
    """Prints an address; of each sheet of paper whether it lies across, and its text."""

    def print_path(path):
        page = window("coordinator").page
        page.goto(path)
        sheets = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages
        return [(one.mediabox.width > one.mediabox.height, one.extract_text()) for one in sheets]

    return print_path


def test_the_timeline_lies_across_with_its_table_below(printed):
    sheets = printed(f"{REAL}timeline/")
    assert all(is_across for is_across, _text in sheets)
    first, *_others, last = (text for _across, text in sheets)
    assert first.startswith("Timeline: EU - Republic of Korea 2017-2018")
    assert "My tasks" not in first
    # Letters that stand close to each other are read apart.
    assert "MilestonePairingBaseline" in "".join(last.split())


def test_the_map_lies_across_with_its_table_below_on_paper_of_its_own(printed):
    sheets = printed(REAL)
    across = " ".join(text for is_across, text in sheets if is_across)
    upright = " ".join(text for is_across, text in sheets if not is_across)
    assert across.startswith("Where the pairings are")
    assert "Aberdeen, Dundee" in across
    assert "Triple helix" in upright
    assert "Triple helix" not in across


def test_the_timeline_on_the_page_of_a_strand_is_as_wide_as_upright_paper(window):
    page = window("coordinator", width=673).page
    page.goto(REAL)
    page.emulate_media(media="print")
    inside, outside = page.locator(".wc-timeline").evaluate("one => [one.offsetWidth, one.parentElement.offsetWidth]")
    assert inside <= outside
