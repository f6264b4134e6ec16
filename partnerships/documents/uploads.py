"""A file that somebody sends: its size, its name and its content, looked at before anything is stored."""

from __future__ import annotations

import io
import re
import tempfile
import unicodedata
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO, TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from core.errors import DomainError, outage_of
from core.formats import format_size
from partnerships.documents import zipped
from partnerships.documents.compound import COMPOUND, Compound
from partnerships.documents.models import FileType
from partnerships.documents.pdf import check_pdf
from partnerships.documents.refused_files import HEAD, damaged, refusal, refuse_programs, too_much

if TYPE_CHECKING:
    from PIL import Image

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
    except (OSError, SyntaxError, ValueError, TypeError, EOFError):
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
    from PIL import Image  # noqa: PLC0415 - few requests need it

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
    from PIL import ImageSequence  # noqa: PLC0415 - few requests need it

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
    from PIL.JpegImagePlugin import get_sampling  # noqa: PLC0415 - few requests need it

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
    from PIL import ImageOps  # noqa: PLC0415 - few requests need it

    plain = ImageOps.exif_transpose(picture)
    if plain is picture:
        plain = picture.copy()
    plain.info = {key: value for key, value in plain.info.items() if key in _KEPT}
    return plain


# A file and all the files within it, each looked into by what it begins with.

_DEEPEST = 6  # objects in objects, beside the levels of packed files
_MOST_PDF = 100_000_000  # bytes of a PDF within another file
_MOST_STREAMS = 8_000  # of all objects together


class _Examined:
    """What one upload is: its media type, once everything in it was looked at. Raises DomainError with field `file`."""

    def __init__(self, file: IO[bytes]) -> None:
        self._budget = zipped.Budget()
        self._streams = _MOST_STREAMS
        self.media = self._media(file, packed=0, depth=0)

    def _media(self, file: IO[bytes], *, packed: int, depth: int) -> str:
        file.seek(0)
        head = file.read(8)
        if depth > _DEEPEST:
            raise too_much()
        if head.startswith(b"%PDF-"):
            size = file.seek(0, io.SEEK_END)
            self._budget.spend(size if depth else 0)
            if size > _MOST_PDF:
                raise too_much()
            file.seek(0)
            check_pdf(file.read())
            return "application/pdf"
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            return self._packed(file, packed=packed, depth=depth)
        if head.startswith(COMPOUND):
            compound = Compound(file)
            self._streams -= compound.count
            if self._streams < 0:
                raise too_much()
            for name, content in compound.parts():
                self._budget.spend(len(content))
                self._within(name, io.BytesIO(content), packed=packed, depth=depth)
            return compound.media
        return ""

    def _within(self, name: str, file: IO[bytes], *, packed: int, depth: int) -> None:
        file.seek(0)
        refuse_programs(name, file.read(HEAD))
        self._media(file, packed=packed, depth=depth + 1)

    def _packed(self, file: IO[bytes], *, packed: int, depth: int) -> str:
        file.seek(0)
        try:
            content = zipped.Packed(file, self._budget, depth=packed)
            for name, part in content.parts():
                self._within(name, part, packed=packed + 1, depth=depth)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
            zlib.error,
        ) as broken:
            raise damaged() from broken
        return content.media


ALLOWED = ", ".join(FileType.labels)


def check_type(file: IO[bytes], name: str) -> FileType:
    """The type of a file, by its content; its name has to end as that type does.

    Raises DomainError with field `file` and a sentence that says what to do: a type that is not allowed, macros, a
    password, a damaged file, one that unpacks to too much, a name that says otherwise. Nothing is unpacked to disk.
    """
    media, ending = _Examined(file).media or image_type(file), PurePath(name).suffix.lower()
    if media not in FileType.values:
        if named := next((one for one in FileType if ending in one.endings), None):
            words = _(
                "The name ends in “%(ending)s”, but the content is not of the type %(type)s, or it is damaged. "
                "Save it as %(type)s once more, and choose that file."
            )
            raise refusal(words % {"ending": ending, "type": named.label})
        raise refusal(_("This type of file is not allowed. Allowed: %(types)s.") % {"types": ALLOWED})
    found = FileType(media)
    if ending not in found.endings:
        facts = {"ending": ending or "–", "type": found.label, "right": found.endings[0]}
        raise refusal(
            _("The file is of the type %(type)s, but its name ends in “%(ending)s”, not in “%(right)s”.") % facts
        )
    file.seek(0)
    return found


LONGEST_NAME = 150  # letters, ending and all
_SEEN = "_checked_upload"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """What is stored of an upload: its bytes (an image's without metadata), clean name and type."""

    file: IO[bytes]
    name: str
    type: FileType


def most_bytes() -> int:
    """The most that one file may have; a megabyte is 1024 times 1024 bytes, as file managers count."""
    return int(settings.MAX_DOCUMENT_MB) << 20


def clean_name(name: str) -> str:
    r"""The last part of a name, composed (NFC), without what cannot be seen or turns the writing; at most 150 letters.

    >>> clean_name("C:\\papers\\plan.pdf")
    'plan.pdf'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    # Controls, and marks that turn the direction of writing: with one a name shows another ending than it has.
    shown = "".join(" " if unicodedata.category(letter)[0] in "CZ" else letter for letter in last)
    shown = re.sub(r'[<>:"|?*]', "", " ".join(shown.split())).strip(". ")
    path = PurePath(shown)
    ending = path.suffix[:10]
    return shown.removesuffix(path.suffix)[: LONGEST_NAME - len(ending)].rstrip(". ") + ending


def check_upload(upload: UploadedFile[Any]) -> CheckedFile:
    """Look at a file; the answer is kept with it, so that it is looked at once however often one asks.

    Raises DomainError with field `file`: too large, empty, or what `check_type` refuses. The size is asked first,
    and nothing is read of a file that is too large.
    """
    seen = getattr(upload, _SEEN, None)
    if seen is None:
        try:
            seen = _look_at(upload)
        except DomainError as refused:
            seen = refused
        setattr(upload, _SEEN, seen)
    if isinstance(seen, DomainError):
        raise seen
    checked: CheckedFile = seen
    return checked


def _look_at(upload: UploadedFile[Any]) -> CheckedFile:
    size = upload.size or 0
    if size > most_bytes():
        facts = {"size": format_size(size), "most": format_size(most_bytes())}
        raise refusal(
            _("The file has %(size)s; at most %(most)s are possible. Make it smaller, or send it in parts.") % facts
        )
    if size == 0:
        raise refusal(_("The file is empty."))
    name = clean_name(upload.name or "")
    file: IO[bytes] = upload.file  # type: ignore[assignment]
    found = check_type(file, name)
    if found.value.startswith("image/"):
        file = without_metadata(file)
    return CheckedFile(file=file, name=name, type=found)
