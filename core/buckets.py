"""A bucket of an S3-compatible store in the place of the folder of documents (docs/decisions/0026)."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from core.errors import StoreAway

# A process waits no longer than this, in seconds, and asks once more. Sums of its own go with an upload only where the
# store asks for them: not every one knows them.
_CALLS: dict[str, Any] = {
    "connect_timeout": 5,
    "read_timeout": 30,
    "retries": {"total_max_attempts": 2},
    "s3": {"addressing_style": "path"},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}
_IN_MEMORY = 1_000_000  # bytes of a file that is read; of a longer one the rest lies in TMPDIR


@contextmanager
def _away() -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError) as fault:
        raise StoreAway(f"The store of files: {fault}") from fault


class Bucket(S3Storage):
    """Private: no address leads to a file, checked pages hand it out. Where the store is away, it raises StoreAway."""

    delete = _away()(S3Storage.delete)
    exists = _away()(S3Storage.exists)
    listdir = _away()(S3Storage.listdir)
    size = _away()(S3Storage.size)
    get_modified_time = _away()(S3Storage.get_modified_time)

    def get_default_settings(self) -> dict[str, Any]:
        """What no operator sets: a name is taken once, and whoever may read the bucket may read its files."""
        return super().get_default_settings() | {
            "client_config": Config(signature_version="s3v4", **_CALLS),
            "default_acl": None,
            "file_overwrite": False,
            "max_memory_size": _IN_MEMORY,
        }

    @_away()
    def _open(self, name: str, mode: str = "rb") -> File:
        """A file that is there whole before anything of it is sent."""
        file = super()._open(name, mode)
        file.read(0)
        return file

    @_away()
    def _save(self, name: str, content: File) -> str:
        return str(super()._save(name, content))

    def url(self, *args: Any, **kwargs: Any) -> str:
        """None, as of a folder outside of what a web server hands out."""
        raise ValueError("This file is not accessible via a URL.")

    def openings(self) -> Iterator[tuple[str, str]]:
        """What lets strangers in, or keeps what was deleted, each with how to mend it."""
        bucket, stranger = self.bucket_name, self.unsigned_connection.meta.client
        name = self.save("doctor/file", ContentFile(b"private"))
        with suppress(ClientError):
            stranger.list_objects_v2(Bucket=bucket, MaxKeys=1)
            yield f"Anybody can list the bucket {bucket}.", "Take the public access from it."
        with suppress(ClientError):
            stranger.get_object(Bucket=bucket, Key=name)
            yield f"Anybody can read files of the bucket {bucket}.", "Take the public access from it."
        self.delete(name)
        with suppress(ClientError):  # the portal's key need not have the right to ask
            if self.connection.meta.client.get_bucket_versioning(Bucket=bucket).get("Status") == "Enabled":
                yield (
                    f"The bucket {bucket} keeps what was deleted.",
                    "Suspend its versions, and delete the earlier ones.",
                )
