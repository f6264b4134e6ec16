"""Files that are no photograph, or a trap, at the page that takes one: refused with words, and nothing is kept."""

import zlib

import pytest

from core import clock
from core.tests.arranged import logged
from events.models import TripPaper, TripPhoto
from events.tests.trip_scene import AFTER, address, kept_photos, tell_trip
from partnerships.tests.files import FILES, forget_files, image, upload
from partnerships.tests.pages import fields, text_of
from partnerships.tests.roles import person

pytestmark = [pytest.mark.one_database, pytest.mark.django_db]

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def _now():
    with clock.fixed_at(AFTER):
        yield
    forget_files()


def bomb():
    """A few bytes whose head says 60 000 by 60 000 points."""
    content = bytearray(image("PNG", (4, 4)))
    content[16:24] = (60_000).to_bytes(4) + (60_000).to_bytes(4)
    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4)
    return bytes(content)


@pytest.mark.security("C16", "C17", "V5")
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("photo.png", bomb(), "more points than the portal takes"),
        ("photo.jpg", b"", "empty"),
        ("photo.jpg", b"<!doctype html><script>alert(1)</script>", "the content is not of the type JPEG"),
        ("photo.svg", SVG, "This type of file is not allowed"),
        ("photo.jpg", SVG, "the content is not of the type JPEG"),
        ("photo.exe", FILES["photo.jpg"], "its name ends in"),
        ("photo.jpg", FILES["photo.png"], "its name ends in"),
        ("photo.jpg", image("JPEG", (400, 400))[:300], "the content is not of the type JPEG"),
        ("photo.jpg", image("JPEG", (400, 400))[:-200], "damaged"),
        ("plan.pdf", FILES["plan.pdf"], "This is not a picture"),
    ],
)
def test_it_is_refused_beside_the_field_and_nothing_is_kept(client, name, content, said):
    trip = tell_trip()
    client.force_login(person("counterpart", trip.pairing), "django.contrib.auth.backends.ModelBackend")
    add = address(trip, "trip-photo-add")
    before = kept_photos()

    sent = fields(client.get(add)) | {"file": upload(name, content), "caption_en": "The 22@ district"}
    refused = client.post(add, sent)

    assert refused.status_code == 422
    assert said in " ".join(refused.context["form"].errors["file"])
    assert said in text_of(refused)
    assert "The 22@ district" in refused.text
    assert (TripPhoto.objects.count(), TripPaper.objects.count(), logged().count()) == (0, 0, 0)
    assert kept_photos() == before
