"""Files that an act has stored, which go again where it fails; and how much of an upload is read."""

import hashlib
import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db.models.fields.files import FieldFile

_stored: ContextVar[list[tuple[Storage, str]] | None] = ContextVar("stored_files", default=None)


@contextmanager
def files_of_act() -> Iterator[None]:
    """Take away what was stored inside where it ends by an error; it stands outside the transaction.

    One inside another hands its files on: they stay only if the outer one ends well too. Should the process be killed
    in between, the file is left behind, and `check_records` names it.
    """
    outer = _stored.get()
    mine: list[tuple[Storage, str]] = []
    token = _stored.set(mine)
    try:
        yield
    except BaseException:
        for storage, name in mine:
            storage.delete(name)
        raise
    else:
        if outer is not None:
            outer += mine
    finally:
        _stored.reset(token)


def store_file(field: FieldFile, ending: str, content: IO[bytes]) -> tuple[int, str]:
    """Store a file of a record that is still to be saved, under a name that cannot be guessed; its size and SHA-256.

    Raises LookupError outside of `files_of_act`.
    """
    files = _stored.get()
    if files is None:
        message = "a file is stored inside files_of_act() only"
        raise LookupError(message)
    found = size_and_hash(content)
    field.save(f"{uuid4().hex}{ending}", File(content), save=False)
    files.append((field.storage, field.name or ""))
    return found


def size_and_hash(file: IO[bytes]) -> tuple[int, str]:
    """The size in bytes and the SHA-256 of a whole file, which is at its start afterwards."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    file.seek(0)
    return size, digest


class WholeFiles(FileSystemStorage):
    """A folder in which no half of a file is left, should its disk be full."""

    def _save(self, name: str, content: File) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError:
            with suppress(OSError):
                self.delete(name)
            raise


class UploadLimit(FileUploadHandler):
    """The first of the handlers: it lets a file through to them as far as the limit, and then reads past the rest.

    The file then comes to its form without content, with the size that it has; the form refuses it by its size and
    keeps what else was typed.
    """

    passed = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Count anew."""
        super().new_file(*args, **kwargs)
        self.passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass the chunk on, or drop it."""
        del start
        self.passed += len(raw_data)
        return None if self._is_too_large else raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """The empty stand-in of a file that is too large; every other is the next handler's."""
        del file_size
        if not self._is_too_large:
            return None
        return UploadedFile(
            file=io.BytesIO(),
            name=self.file_name,
            content_type=self.content_type,
            size=self.passed,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    @property
    def _is_too_large(self) -> bool:
        return self.passed > settings.MAX_DOCUMENT_MB << 20
