"""Images without what a camera or a program wrote into them: place, time, device, author, comments, thumbnails."""

from __future__ import annotations

import tempfile
import warnings
from typing import IO, Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError
from PIL.JpegImagePlugin import get_sampling

from core.errors import DomainError
from core.outages import outage_of
from partnerships.services.refused_files import damaged, refusal

MOST_POINTS = 64_000_000  # of all pictures of a file together: up to 400 MB of memory while they are turned
MOST_PICTURES = 300  # such as the pages of a scan, or the steps of an animation
_MEDIA = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",  # a JPEG of several cameras; its first picture is the photograph
    "PNG": "image/png",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
}
_READ = ("JPEG", "PNG", "WEBP", "GIF", "TIFF")  # the first reads MPO as well
# What belongs to the picture itself: its colours, what is see-through, and the pace of an animation.
_KEPT = ("icc_profile", "transparency", "background", "duration", "loop", "disposal", "blend", "default_image")
_QUALITY = 92


def image_type(file: IO[bytes]) -> str:
    """The media type of an image; empty for what is none, or none of the allowed kinds.

    Its size is read from its head, so that nothing is unpacked yet. Raises DomainError, field `file`, for one that
    unpacks to too many points.
    """
    file.seek(0)
    try:
        with _open(file) as image:
            _check_size(image)
            return _MEDIA.get(image.format or "", "")
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, TypeError, EOFError):
        return ""


def without_metadata(file: IO[bytes]) -> IO[bytes]:
    """The same image in a new temporary file: turned as its camera says, and with its points alone.

    A JPEG that stands upright keeps its points bit by bit as far as the format lets it. Whoever gets the file closes
    it. Raises DomainError, field `file`, for one that is damaged or too large.
    """
    file.seek(0)
    target = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        with _open(file) as image:
            _check_size(image)
            _write(image, target)
    except DomainError:
        target.close()
        raise
    except Exception as broken:  # Pillow raises what its decoders meet: OSError, SyntaxError, ValueError, struct.error
        target.close()
        if outage_of(broken):
            raise
        raise damaged() from broken
    target.seek(0)
    return target


def _open(file: IO[bytes]) -> Image.Image:
    with warnings.catch_warnings():
        # Pillow warns from a size on; `_check_size` refuses below it.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            return Image.open(file, formats=_READ)
        except Image.DecompressionBombError as bomb:
            raise _too_large() from bomb


def _check_size(image: Image.Image) -> None:
    most = min(MOST_PICTURES, MOST_POINTS // max(image.width * image.height, 1))
    if most == 0 or _has_more(image, most):
        raise _too_large()


def _has_more(image: Image.Image, most: int) -> bool:
    """Whether a file holds more than so many pictures.

    Those of a GIF or TIFF are not counted to their end: in a file that is made for it there are so many small ones
    that this takes hours.
    """
    if image.format in {"JPEG", "MPO"}:
        return False
    if image.format not in {"GIF", "TIFF"}:
        return bool(getattr(image, "n_frames", 1) > most)
    try:
        image.seek(most)
    except EOFError:
        image.seek(0)
        return False
    return True


def _too_large() -> DomainError:
    return refusal(
        _("The image has more points than the portal takes. Make it smaller: at most %(most)s million points.")
        % {"most": MOST_POINTS // 1_000_000}
    )


def _write(image: Image.Image, target: IO[bytes]) -> None:
    if image.format in {"JPEG", "MPO"}:
        _write_jpeg(image, target)
        return
    total, pictures = 0, []
    # A page of a scan may be larger than the first one, by which the file was let in.
    for picture in ImageSequence.Iterator(image):
        total += picture.width * picture.height
        if total > MOST_POINTS:
            raise _too_large()
        pictures.append(_plain(picture))
    first, *others = pictures
    options: dict[str, Any] = {"format": image.format}
    if image.format == "TIFF":
        options["compression"] = "tiff_deflate"
    if image.format == "WEBP":
        options["quality"] = _QUALITY
    if others:
        options |= {"save_all": True, "append_images": others}
        if image.format != "TIFF":
            durations = [picture.info.get("duration", 0) for picture in pictures]
            options |= {"duration": durations, "loop": image.info.get("loop", 0)}
    first.save(target, **options)


def _write_jpeg(image: Any, target: IO[bytes]) -> None:
    turned = image.getexif().get(0x0112, 1) not in {0, 1}
    profile = image.info.get("icc_profile")
    if turned or image.format == "MPO":
        # The tables and the sampling of the original: its size stays about the same.
        tables = {"qtables": image.quantization, "subsampling": get_sampling(image)}
        _plain(image).save(target, format="JPEG", icc_profile=profile, **tables)
        return
    image.load()
    # The same tables and sampling: a picture saved again and again does not fade.
    image.info.pop("comment", None)
    image.save(target, format="JPEG", quality="keep", icc_profile=profile, exif=b"", xmp=b"", comment=b"")


def _plain(picture: Image.Image) -> Image.Image:
    """A copy of the points, turned upright, that knows nothing of the file it came from."""
    plain = ImageOps.exif_transpose(picture)
    if plain is picture:
        plain = picture.copy()
    plain.info = {key: value for key, value in plain.info.items() if key in _KEPT}
    return plain
