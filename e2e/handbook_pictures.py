"""The handbook's pictures: parts of the demonstration's pages in both languages, on one fixed moment.

`make handbook-pictures` writes them anew into `docs/handbook/pictures/`; what did not change comes out the same.
"""

import datetime as dt
import io
from contextvars import ContextVar
from dataclasses import dataclass

import pytest
from django.conf import settings
from PIL import Image

from core import clock
from e2e.portal import DESKTOP, LANGUAGES
from worldcities.demo.preparing import CODE

pytestmark = pytest.mark.browser

FOLDER = settings.BASE_DIR / "docs" / "handbook" / "pictures"
MOMENT = dt.datetime(2026, 11, 26, 9, 20, tzinfo=clock.STRAND_ZONE)
# As wide as a chapter's text, with the frame's edges: what is read in a picture is as large as on the page.
WIDTH = 800
MARGIN = 8
COLOURS = 64
STRAND = f"/strands/{CODE}/"
PAIRING = f"{STRAND}pairings/busan-barcelona/"


@dataclass(frozen=True)
class Picture:
    """A part of a page: who looks at it, where, and from the top of which part to the bottom of which."""

    name: str
    reader: str
    path: str
    first: str
    last: str = ""
    width: int = WIDTH

    def __str__(self) -> str:
        return self.name


PICTURES = (
    Picture("tasks", "coordinator", "/", ".wc-task:nth-child(1)", ".wc-task:nth-child(3)", width=DESKTOP),
    Picture("journey", "coordinator", PAIRING, ".wc-journey-narrow", ".wc-journey-upright-today", width=640),
    Picture("confirm", "coordinator", f"{PAIRING}texts/action-plan/", ".wc-faces--words"),
    Picture(
        "stairs", "coordinator", f"{STRAND}projects/smart-street-lights-of-busan-tried-in-barcelona/", ".wc-stairs"
    ),
    Picture(
        "contact", "coordinator", f"{PAIRING}contacts/", ".wc-stream > :nth-child(2)", ".wc-stream > :nth-child(4)"
    ),
    Picture("matching", "coordinator", f"{STRAND}matching/", "main .wc-scroll .wc-table"),
    Picture(
        "agenda",
        "authority",
        f"{STRAND}events/busan-delegation-in-barcelona/agenda/",
        ".wc-agenda",
        ".wc-agenda tbody tr:nth-child(4)",
    ),
    Picture(
        "update",
        "other",
        f"{STRAND}reports/interim/updates/barcelona/write/",
        ".wc-question",
        ".wc-drafted > li:nth-child(2)",
    ),
    Picture("plan", "staff", f"{STRAND}plan/", "main .wc-section"),
    Picture("dashboard", "authority", f"{STRAND}dashboard/", "main .wc-section"),
)


@pytest.fixture(scope="session", autouse=True)
def _fixed_moment():
    """Let the portal stand still, so that its story, its clocks and the days left are the same each time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "_STANDING_AT", ContextVar("fixed_at", default=MOMENT))
        yield


def _wait_for_fonts(route):
    """A page does not wait for a font and is drawn anew once it comes; a picture is taken when it is there."""
    response = route.fetch()
    route.fulfill(response=response, body=response.text().replace("font-display:swap", "font-display:block"))


@pytest.mark.parametrize("picture", PICTURES, ids=str)
def test_a_part_of_a_page_has_its_picture(window, picture):
    for language in LANGUAGES:
        seen = window(picture.reader, language=language)
        seen.resize(picture.width)
        seen.page.route("**/css/fonts*.css", _wait_for_fonts)
        response = seen.visit(picture.path)
        assert response.status == 200
        page = seen.page
        page.evaluate("document.fonts.ready")
        first = page.locator(picture.first).first
        boxes = [first.bounding_box(), (page.locator(picture.last).first if picture.last else first).bounding_box()]
        left = min(box["x"] for box in boxes) - MARGIN
        top = boxes[0]["y"] - MARGIN
        clip = {
            "x": left,
            "y": top,
            "width": max(box["x"] + box["width"] for box in boxes) + MARGIN - left,
            "height": boxes[1]["y"] + boxes[1]["height"] + MARGIN - top,
        }
        image = Image.open(io.BytesIO(page.screenshot(full_page=True, clip=clip, animations="disabled")))
        path = FOLDER / language / f"{picture.name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
