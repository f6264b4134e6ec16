"""Images lose what a camera wrote into them, stand upright, and keep their picture."""

import io
import zlib

import pytest
from PIL import GifImagePlugin, Image, ImageSequence, PngImagePlugin, TiffImagePlugin

from core.errors import DomainError
from partnerships.documents import uploads
from partnerships.documents.uploads import check_upload, image_type, without_metadata
from partnerships.tests.files import image, photograph, upload

pytestmark = pytest.mark.one_database

SECRETS = (b"Samsung", b"Kim Jisu", b"2017:03:15", b"taken at home", b"GPS", b"Exif")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>taken at home</x:xmpmeta>"


def cleaned(content: bytes) -> bytes:
    with without_metadata(io.BytesIO(content)) as file:
        return file.read()


def test_a_photograph_loses_its_place_and_stands_upright():
    before = photograph(orientation=6)
    assert any(secret in before for secret in SECRETS)
    after = cleaned(before)
    assert not any(secret in after for secret in SECRETS)
    with Image.open(io.BytesIO(after)) as picture:
        assert picture.size == (6, 8)
        assert dict(picture.getexif()) == {}
        assert "comment" not in picture.info


def test_a_photograph_that_stands_upright_keeps_its_points():
    before = photograph(orientation=1)
    after = cleaned(before)
    assert not any(secret in after for secret in SECRETS)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert old.tobytes() == new.tobytes()
        assert old.quantization == new.quantization


def _png() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "Kim Jisu")
    words.add_itxt("Comment", "taken at home")
    exif = Image.Exif()
    exif[0x010F] = "Samsung"
    return image("PNG", pnginfo=words, exif=exif)


def _exif() -> Image.Exif:
    exif = Image.Exif()
    exif[0x010F] = "Samsung"
    exif[0x0132] = "2017:03:15 10:00:00"
    return exif


MARKED = {
    "png": _png(),
    "webp": image("WEBP", exif=_exif(), xmp=XMP),
    "gif": image("GIF", comment=b"taken at home"),
    "tiff": image("TIFF", tiffinfo={270: "taken at home", 271: "Samsung", 315: "Kim Jisu", 700: XMP}),
    "jpeg": image("JPEG", exif=_exif(), xmp=XMP),
}


@pytest.mark.security("V14")
@pytest.mark.parametrize("kind", list(MARKED))
def test_no_format_keeps_what_was_written_into_it(kind):
    before = MARKED[kind]
    assert any(secret in before for secret in SECRETS)
    after = cleaned(before)
    assert not any(secret in after for secret in SECRETS)
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert new.format == old.format
        assert new.size == old.size


def _steps(kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    first, *others = (Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in (10, 120, 250))
    first.save(target, kind, save_all=True, append_images=others, **options)
    return target.getvalue()


@pytest.mark.parametrize(("kind", "options"), [("GIF", {"duration": 200, "loop": 0}), ("TIFF", {}), ("WEBP", {})])
def test_all_pictures_of_a_file_stay(kind, options):
    with Image.open(io.BytesIO(cleaned(_steps(kind, **options)))) as after:
        assert len(list(ImageSequence.Iterator(after))) == 3


def test_a_picture_with_colours_that_are_seen_through_keeps_them():
    target = io.BytesIO()
    Image.new("RGBA", (4, 4), (200, 10, 10, 90)).save(target, "PNG")
    with Image.open(io.BytesIO(cleaned(target.getvalue()))) as after:
        assert after.getpixel((1, 1)) == (200, 10, 10, 90)


def test_too_many_points_are_refused_before_they_are_unpacked(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_POINTS", 100)
    with pytest.raises(DomainError, match="more points"):
        check_upload(upload("photo.png", image("PNG", (11, 10))))


@pytest.mark.security("C28", "V5")
def test_a_bomb_of_points_is_refused():
    bomb = bytearray(image("PNG", (4, 4)))
    # Its head says 60 000 by 60 000 points; the checksum of the head is made anew.
    bomb[16:24] = (60_000).to_bytes(4) + (60_000).to_bytes(4)
    bomb[29:33] = zlib.crc32(bytes(bomb[12:29])).to_bytes(4)
    with pytest.raises(DomainError, match="more points"):
        check_upload(upload("photo.png", bytes(bomb)))


@pytest.mark.parametrize("plugin", [GifImagePlugin.GifImageFile, TiffImagePlugin.TiffImageFile])
def test_endless_pictures_are_not_counted_to_their_end(monkeypatch, plugin):
    # 25 megabytes hold a quarter of a million of the smallest pages: each is compared with all before it.
    def written(count):
        pages = [Image.new("L", (2, 2), shade % 250) for shade in range(count)]
        target = io.BytesIO()
        pages[0].save(target, format=plugin.format, save_all=True, append_images=pages[1:])
        return target

    assert image_type(written(3)) == f"image/{plugin.format.lower()}"
    endless = written(uploads.MOST_PICTURES + 1)
    monkeypatch.setattr(plugin, "n_frames", property(lambda _image: pytest.fail("counted")))
    with pytest.raises(DomainError, match="more points"):
        image_type(endless)


def test_many_pictures_are_refused(monkeypatch):
    monkeypatch.setattr(uploads, "MOST_PICTURES", 2)
    with pytest.raises(DomainError, match="more points"):
        check_upload(upload("steps.gif", _steps("GIF")))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
def test_half_a_picture_is_refused(kind):
    whole = image(kind, (200, 200))
    half = whole[: len(whole) // 2]
    name = {"JPEG": "photo.jpg"}.get(kind, f"photo.{kind.lower()}")
    with pytest.raises(DomainError):
        check_upload(upload(name, half))


def test_what_is_no_picture_has_no_type():
    assert image_type(io.BytesIO(b"plain words")) == ""
