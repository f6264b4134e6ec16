"""What of a sent file is kept: never more than one document may have, however much comes."""

import io
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


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
